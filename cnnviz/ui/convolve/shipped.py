"""The pictures that ship with the program, read by Qt: it knows these files and is there before Pillow could be."""

import numpy as np
from PySide6.QtGui import QImage

from cnnviz.data.pixels import Bytes
from cnnviz.data.samples import Sample, list_samples
from cnnviz.paths import resources
from cnnviz.scenarios.source import Source
from cnnviz.text import tr
from cnnviz.ui.convolve.sources import source_from_pixels


def samples() -> dict[str, Sample]:
    """All of them by the key of their source: "sample three"."""
    return {f"sample {sample.path.stem}": sample for sample in list_samples(resources() / "images")}


def sample_source(key: str, sample: Sample) -> Source:
    """A sample as a source."""
    return source_from_pixels(tr(sample.label), pixels_of(QImage(str(sample.path))), key=key)


def pixels_of(image: QImage) -> Bytes:
    """Bytes (H, W), or (H, W, 3) where there is colour in it."""
    colour = not image.allGray()
    image = image.convertToFormat(QImage.Format.Format_RGB888 if colour else QImage.Format.Format_Grayscale8)
    depth = 3 if colour else 1
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = rows[:, : image.width() * depth].reshape(image.height(), image.width(), depth)
    return pixels.copy() if colour else pixels[:, :, 0].copy()

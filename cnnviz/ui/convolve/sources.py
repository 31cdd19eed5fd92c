"""Where the pictures of the Convolve page come from; no Qt, so that the command line can use it too."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from cnnviz.scenarios.source import LARGEST, Source, matrix_source, shrunk
from cnnviz.text import tr

NUMBERS = "numbers"
NUMBER_ROWS = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]


def source_from_file(path: str | Path) -> Source:
    """The picture in a file; PictureError says what is wrong with it."""
    from cnnviz.data.pictures import open_picture

    picture = open_picture(Path(path))
    return source_from_pixels(picture.name, picture.pixels, picture.note)


def source_from_pixels(name: str, pixels: npt.NDArray[np.uint8], note: str = "", key: str = "") -> Source:
    """A source from bytes (H, W) or (H, W, 3), 255 becoming 1; what is too large is reduced, and that is said."""
    stacked = pixels[None] if pixels.ndim == 2 else np.moveaxis(pixels, -1, 0)
    height, width = stacked.shape[1:]
    factor = max(1, max(height, width) // (2 * LARGEST))
    if factor > 1:
        from cnnviz.data.pixels import reduced

        stacked = np.stack([reduced(channel, factor) for channel in stacked])
    values = shrunk(stacked.astype(np.float32) / np.float32(255), LARGEST)
    if max(height, width) > LARGEST:
        smaller = tr("Of {width} × {height} pixels it was reduced to {new_width} × {new_height}: {most} is the most "
                     "that can be shown.", width=width, height=height, new_width=values.shape[2],
                     new_height=values.shape[1], most=LARGEST)  # fmt: skip
        note = f"{note} {smaller}".strip()
    return Source(name, values, note, key=key)


def source_from_matrix_text(text: str, name: str = "") -> Source:
    """The numbers in a text: one matrix, or several of one size. A MatrixError says where the text is wrong."""
    from cnnviz.scenarios.matrix_text import parse_matrix

    return matrix_source(name or tr("Typed matrix"), parse_matrix(text))


def numbers_source() -> Source:
    """The numbers 1 to 9."""
    return matrix_source(tr("Numbers 1 to 9"), [NUMBER_ROWS], key=NUMBERS)

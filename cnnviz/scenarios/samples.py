"""The numbers of the pictures that ship with the program, so that a file can name one instead of holding it."""

import numpy as np

from cnnviz.data.samples import list_samples
from cnnviz.paths import resources
from cnnviz.scenarios.source import Image


def sample_values(key: str) -> Image | None:
    """(C, H, W) from 0 to 1 of the sample whose source has this key ("sample three"); None where there is none.

    >>> sample_values("sample three").shape, sample_values("sample nothing")
    ((1, 10, 10), None)
    """
    found = [sample for sample in list_samples(resources() / "images") if key == f"sample {sample.path.stem}"]
    if not found:
        return None
    from cnnviz.data.pictures import open_picture  # here: it takes its time, and only files need it

    pixels = open_picture(found[0].path).pixels
    stacked = pixels[None] if pixels.ndim == 2 else np.moveaxis(pixels, -1, 0)
    return np.ascontiguousarray(stacked.astype(np.float32) / np.float32(255))

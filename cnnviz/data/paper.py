"""How bright the paper is behind the ink, place by place: a photograph's light is hardly ever even."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnnviz.data.pixels import Bytes
from cnnviz.data.resize import fitted_size, resize

COARSE = 64  # pixels of the longer side at which the paper is looked for
UNEVEN = 24  # of 255: less is what paper and cameras always do
SMALLEST_PHOTO = 48  # pixels; nothing smaller is a photograph of paper
STROKE_SHARE = 3  # strokes are thinner than this part of the picture


def background_of(pixels: Bytes) -> Bytes:
    """The brightness (H, W) that light strokes on (H, W) lie on: an opening, made smooth.

    Taking the smallest and then the largest value of a window makes everything vanish that is bright and thinner than
    the window (Serra 1982, "Image Analysis and Mathematical Morphology").

    >>> page = np.full((90, 90), 50, np.uint8)
    >>> page[20:70, 40:45] = 255
    >>> set(background_of(page).ravel().tolist())
    {50}
    """
    height, width = pixels.shape
    coarse = resize(pixels, fitted_size((height, width), (COARSE, COARSE))) if max(height, width) > COARSE else pixels
    reach = max(1, max(coarse.shape) // STROKE_SHARE // 2)
    low = _windowed(coarse.astype(np.float32), reach, np.min)
    opened = _windowed(low, reach, np.max)
    smooth = np.clip(_windowed(opened, max(1, reach // 2), np.mean), 0, coarse)
    return resize(np.rint(smooth).astype(np.uint8), (height, width))


def is_unevenly_lit(pixels: Bytes) -> bool:
    """Whether the border of (H, W), where paper is rather than ink, runs from dark to light."""
    if min(pixels.shape) < SMALLEST_PHOTO:
        return False
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    low, high = np.percentile(border, (10, 90))
    return bool(high - low >= UNEVEN)


def _windowed(values: np.ndarray, reach: int, take: object) -> np.ndarray:
    """Smallest, largest or mean of the values up to `reach` away, along rows and then columns.

    Past the edge the smallest is looked for among repeated values (ink may lie there); the others go on as they ran.
    """
    assert callable(take)
    for axis in (0, 1):
        margin = [(reach, reach) if axis == which else (0, 0) for which in (0, 1)]
        how: dict[str, str] = {"mode": "edge"} if take is np.min else {"mode": "reflect", "reflect_type": "odd"}
        padded = np.pad(values, margin, **how)  # type: ignore[call-overload]
        values = take(sliding_window_view(padded, 2 * reach + 1, axis=axis), axis=-1)
    return values

"""What lies behind the ink of a photographed digit: how bright the paper is, place by place, and how noisy.

Light is hardly ever even, cameras add noise, and nobody says whether it is ink on paper or chalk on a board.
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnnviz.data.pixels import Bytes
from cnnviz.data.resize import fitted_size, resize_weights

COARSE = 72  # pixels of the longer side at which the paper is looked for: fine enough for strokes, too coarse for noise
SMALLEST_PHOTO = 48  # pixels; nothing smaller is a photograph of paper
UNEVEN = 24  # of 255: less is what paper and cameras always do
FAINT = 6.0  # of 255: paper is never smoother
TAIL = 3.0  # spreads: what is farther from the paper is something on it
INK_TAIL = 6.0  # spreads: no noise goes so far
CLEAR = 3.0  # times as much on one side as on the other
ROUNDS = 8
NEAR = 6  # this part of the picture around a place tells how bright the paper is there


@dataclass(frozen=True, eq=False)
class Paper:
    """Its brightness float32 (H, W) of 0..255, and by how much single pixels differ from it (a standard deviation).

    `bears_ink` says whether something lies on it that no noise explains.
    """

    brightness: np.ndarray
    noise: float
    bears_ink: bool

    @property
    def is_uneven(self) -> bool:
        """Whether it runs from dark to light."""
        low, high = np.percentile(self.brightness, (2, 98))
        return bool(high - low >= UNEVEN)


def is_photo(pixels: Bytes) -> bool:
    """Whether (H, W) may be a photograph: large enough, and not of one brightness along its border, as drawn ones are.

    >>> is_photo(np.zeros((100, 100), np.uint8))
    False
    """
    if min(pixels.shape) < SMALLEST_PHOTO:
        return False
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    low, high = np.percentile(border, (10, 90))
    return bool(high > low)


def paper_of(pixels: Bytes) -> Paper:
    """The paper that light strokes on (H, W) lie on.

    A curved surface is laid through most of the pixels, so that ink, which covers fewer, does not matter; where there
    is no ink, the mean around is then taken, which follows shadows, too.

    >>> page = np.full((90, 90), 50, np.uint8)
    >>> page[20:70, 40:45] = 255
    >>> float(np.abs(paper_of(page).brightness - 50).max()) < 1
    True
    """
    coarse = _coarse(pixels)
    surface = _surface(coarse)
    for _ in range(2):
        rest = coarse - surface
        spread = max(FAINT / TAIL, _spread(rest))
        free = ~_windowed(rest > TAIL * spread, 1, np.max)
        if free.mean() < 0.2:
            break
        surface = surface + _mean_of(rest, free)
    height, width = pixels.shape
    down, across = resize_weights(coarse.shape[0], height), resize_weights(coarse.shape[1], width)
    brightness: np.ndarray = (down @ surface @ across.T).astype(np.float32)
    rest = coarse - surface
    bears_ink = bool(rest.max() >= INK_TAIL * max(1.0, _spread(rest)))
    every = max(1, int(np.sqrt(pixels.size / 40_000)))  # so many pixels tell the noise well enough
    return Paper(brightness, _spread(pixels[::every, ::every] - brightness[::every, ::every]), bears_ink)


def balance(pixels: Bytes) -> float:
    """From -1 (all that stands out from the paper of (H, W) is darker) to 1 (all is lighter); 0 where nothing does.

    >>> page = np.full((90, 90), 200, np.uint8)
    >>> page[20:70, 40:45] = 30
    >>> balance(page), balance(255 - page)
    (-1.0, 1.0)
    """
    coarse = _coarse(pixels)
    rest = coarse - _surface(coarse)
    limit = TAIL * max(FAINT / TAIL, _spread(rest))
    lighter, darker = (float((side[side > limit] ** 2).sum()) for side in (rest, -rest))
    return (lighter - darker) / (lighter + darker) if lighter + darker else 0.0


def stands_out(pixels: Bytes) -> bool | None:
    """Whether ink on a photograph (H, W) is darker (True) or lighter (False) than the paper; None: nothing tells."""
    if not is_photo(pixels):
        return None
    side = balance(pixels)
    return None if abs(side) < (CLEAR - 1) / (CLEAR + 1) else side < 0


def _coarse(pixels: Bytes) -> np.ndarray:
    """float64, at most `COARSE` pixels a side."""
    height, width = pixels.shape
    if max(height, width) <= COARSE:
        return pixels.astype(np.float64)
    small = fitted_size((height, width), (COARSE, COARSE))
    down, across = resize_weights(height, small[0]), resize_weights(width, small[1])
    coarse: np.ndarray = (down @ pixels.astype(np.float32) @ across.T).astype(np.float64)
    return coarse


def _surface(values: np.ndarray) -> np.ndarray:
    """The surface of second order with the smallest sum of absolute distances from (H, W).

    Found by least squares whose weights are one over the distance (iteratively reweighted; Schlossmacher 1973, "An
    iterative technique for absolute deviations curve fitting").
    """
    y, x = np.meshgrid(*(np.linspace(-1, 1, length) for length in values.shape), indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)
    wanted, weight = values.ravel(), np.ones(values.size)
    found = np.zeros(values.size)
    for _ in range(ROUNDS):
        scaled = terms * weight[:, np.newaxis]
        found = terms @ np.linalg.lstsq(scaled.T @ terms, scaled.T @ wanted, rcond=None)[0]
        weight = 1 / np.maximum(np.abs(wanted - found), 1.0)
    return found.reshape(values.shape)


def _spread(values: np.ndarray) -> float:
    """The standard deviation of most of the values, by their median distance from 0: ink does not count."""
    return 1.4826 * float(np.median(np.abs(values)))


def _mean_of(values: np.ndarray, free: np.ndarray) -> np.ndarray:
    """The mean around each place of the values that are `free`; 0 where there are none."""
    reach = max(1, max(values.shape) // NEAR // 2)
    sums, counts = np.where(free, values, 0.0), free.astype(np.float64)
    for _ in range(2):  # twice a box is nearly a bell
        sums, counts = _windowed(sums, reach, np.mean), _windowed(counts, reach, np.mean)
    mean: np.ndarray = np.where(counts > 1e-3, sums / np.maximum(counts, 1e-3), 0.0)
    return mean


def _windowed(values: np.ndarray, reach: int, take: object) -> np.ndarray:
    """Largest or mean of the values up to `reach` away, along rows and then columns; the border goes on as it ends."""
    assert callable(take)
    for axis in (0, 1):
        margin = [(reach, reach) if axis == which else (0, 0) for which in (0, 1)]
        values = take(sliding_window_view(np.pad(values, margin, mode="edge"), 2 * reach + 1, axis=axis), axis=-1)
    return values

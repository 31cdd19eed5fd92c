"""Numbers of any depth as bytes, and what had to be done to them, in words."""

import math
from typing import Any

import numpy as np

from cnnviz.text import tr

Bytes = np.ndarray[Any, np.dtype[np.uint8]]


def to_bytes(values: np.ndarray) -> tuple[Bytes, str]:
    """`values` as uint8 of the same shape, and a sentence on how they were scaled ("" when they were not).

    bool becomes 0 and 255. 16-bit numbers are scaled by their full range (65535 becomes 255, so a dark picture stays
    dark). Floats are taken as 0..1 when they all lie there, as 0..255 when they lie there, and are otherwise scaled
    from their smallest to their largest; NaN becomes 0, infinities the nearest finite value. Wider integers are 16-bit
    when they fit, and are treated as floats otherwise.

    >>> to_bytes(np.array([0, 257, 65535], np.uint16))[0].tolist()
    [0, 1, 255]
    >>> to_bytes(np.array([0.0, 0.5, 1.0]))[0].tolist()
    [0, 128, 255]
    """
    if values.dtype == np.uint8:
        return values, ""
    if values.dtype == np.bool_:
        return values.astype(np.uint8) * np.uint8(255), ""
    if values.dtype.kind == "u" and values.dtype.itemsize == 2:
        return _sixteen_to_eight(values), tr("16 bits a pixel were brought to 8: every value was divided by 257.")
    if values.dtype.kind in "iu" and values.size and values.min() >= 0 and values.max() <= 65535:
        return to_bytes(values.astype(np.uint16))
    return _floats_to_bytes(values.astype(np.float64))


def _sixteen_to_eight(values: np.ndarray) -> Bytes:
    return ((values.astype(np.uint32) + 128) // 257).astype(np.uint8)


def _floats_to_bytes(values: np.ndarray) -> tuple[Bytes, str]:
    finite = np.isfinite(values)
    bad = int(values.size - np.count_nonzero(finite))
    low, high = (float(values[finite].min()), float(values[finite].max())) if finite.any() else (0.0, 0.0)
    notes = []
    if bad:
        values = np.nan_to_num(values, nan=min(max(0.0, low), high), posinf=high, neginf=low)
        notes.append(
            tr(
                "{count} values were not numbers (NaN or infinite); NaN became 0 and infinity the largest value.",
                count=f"{bad:,}",
            )
        )
    if low >= 0 and high <= 1:
        bottom, span = 0.0, 1.0
        notes.append(tr("Numbers from 0 to 1 were multiplied by 255."))
    elif low >= 0 and high <= 255:
        bottom, span = 0.0, 255.0
        notes.append(tr("Numbers from 0 to 255 were rounded."))
    else:
        bottom, span = low, (high - low) or 1.0
        notes.append(
            tr("Numbers from {low} to {high} were spread over 0 to 255.", low=f"{low:.4g}", high=f"{high:.4g}")
        )
    if not math.isfinite(span):  # the largest doubles: halve before taking the difference
        values, bottom, span = values / 2, bottom / 2, high / 2 - low / 2
    return np.clip(np.floor((values - bottom) / span * 255 + 0.5), 0, 255).astype(np.uint8), " ".join(notes)


def reduced(pixels: np.ndarray, factor: int) -> np.ndarray:
    """Means of blocks of `factor` × `factor` pixels, (H, W) or (H, W, 3), in the same type; a border block is smaller.

    >>> reduced(np.array([[0, 10, 4], [20, 10, 6]], np.uint8), 2).tolist()
    [[10, 5]]
    """
    if factor == 1:
        return pixels
    if pixels.dtype == np.uint8:  # Pillow is five times as quick with bytes
        from PIL import Image

        return np.asarray(Image.fromarray(pixels).reduce(factor))
    rows = np.arange(0, pixels.shape[0], factor)
    columns = np.arange(0, pixels.shape[1], factor)
    whole = pixels.dtype.kind in "iu"
    sums = np.add.reduceat(pixels, columns, axis=1, dtype=np.int64 if whole else np.float64)
    sums = np.add.reduceat(sums, rows, axis=0)
    heights = np.diff(np.append(rows, pixels.shape[0]))
    widths = np.diff(np.append(columns, pixels.shape[1]))
    areas = np.outer(heights, widths).reshape(len(rows), len(columns), *(1,) * (pixels.ndim - 2))
    means: np.ndarray = ((sums + areas // 2) // areas if whole else sums / areas).astype(pixels.dtype)
    return means

"""Pictures made smaller or larger without jagged edges, as two matrix products."""

import numpy as np

from cnnviz.data.pixels import Bytes


def resize_weights(length: int, target: int) -> np.ndarray:
    """Matrix float32 (target, length) that brings one axis from `length` to `target` values; its rows add up to 1.

    Smaller: each new value is the mean of the stretch of old ones that it covers (area averaging), so nothing is
    skipped. Larger: linear interpolation between the centres of the old values, the ends continued.

    >>> resize_weights(4, 2).tolist()
    [[0.5, 0.5, 0.0, 0.0], [0.0, 0.0, 0.5, 0.5]]
    >>> resize_weights(1, 2).tolist()
    [[1.0], [1.0]]
    """
    scale = length / target
    weights = np.zeros((target, length), np.float32)
    if scale > 1:
        for row in range(target):
            start, stop = row * scale, min((row + 1) * scale, length)
            columns = np.arange(int(start), min(int(np.ceil(stop)), length))
            weights[row, columns] = np.minimum(columns + 1, stop) - np.maximum(columns, start)
    else:
        centres = np.clip((np.arange(target) + 0.5) * scale - 0.5, 0, length - 1)
        below = np.minimum(centres.astype(int), max(length - 2, 0))
        part = centres - below
        rows = np.arange(target)
        weights[rows, below] = 1 - part
        weights[rows, np.minimum(below + 1, length - 1)] += part
    normal: np.ndarray = weights / weights.sum(axis=1, keepdims=True)
    return normal


def resize(pixels: Bytes, size: tuple[int, int]) -> Bytes:
    """Pixels uint8 (H, W) or (H, W, 3) brought to `size` = (height, width), rounded to bytes."""
    height, width = pixels.shape[:2]
    if (height, width) == size:
        return pixels
    down, across = resize_weights(height, size[0]), resize_weights(width, size[1])
    planes = pixels[:, :, np.newaxis] if pixels.ndim == 2 else pixels
    resized = [_resized_plane(planes[:, :, channel], down, across) for channel in range(planes.shape[2])]
    return resized[0] if pixels.ndim == 2 else np.stack(resized, axis=-1)


def _resized_plane(plane: Bytes, down: np.ndarray, across: np.ndarray) -> Bytes:
    floats = plane.astype(np.float32)
    if down.shape[0] * across.shape[1] < down.shape[1] * across.shape[0]:  # the cheaper product first
        values = down @ floats @ across.T
    else:
        values = down @ (floats @ across.T)
    rounded: Bytes = np.clip(values + 0.5, 0, 255).astype(np.uint8)
    return rounded


def fitted_size(size: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
    """The largest (height, width) of the same aspect that fits into `box`, at least one pixel each way.

    >>> fitted_size((300, 150), (20, 20))
    (20, 10)
    >>> fitted_size((20, 30000), (20, 20))
    (1, 20)
    """
    scale = min(box[0] / size[0], box[1] / size[1])
    height, width = (min(max(1, round(length * scale)), most) for length, most in zip(size, box, strict=True))
    return height, width

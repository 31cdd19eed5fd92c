"""A round pen drawn along many points, for many pictures at once."""

from typing import Any

import numpy as np

from cnnviz.data.pixels import Bytes

Floats = np.ndarray[Any, np.dtype[np.float32]]


def draw_points(points: Floats, radii: Floats, softness: Floats, size: int) -> Floats:
    """Ink 0..1, float32 (size, size, N), of discs at `points` (2, M, N) = x and y in pixels with `radii` (M, N).

    Ink falls from 1 to 0 over `softness` (N,) pixels where the nearest disc ends. Pixel (row, column) has its centre at
    (column + 0.5, row + 0.5). The pictures are the last axis, so that every pass runs over long rows.
    """
    _, samples, count = points.shape
    middle = np.arange(size, dtype=np.float32)[:, np.newaxis, np.newaxis] + np.float32(0.5)
    across, down = (((middle - axis) / radii) ** 2 for axis in points)  # (size, M, N): squared, in radii
    nearest = np.full((size, size, count), np.inf, np.float32)
    one = np.empty_like(nearest)
    for sample in range(samples):
        np.add(down[:, np.newaxis, sample], across[np.newaxis, :, sample], out=one)
        np.minimum(nearest, one, out=nearest)
    np.sqrt(nearest, out=nearest)
    np.subtract(1, nearest, out=nearest)
    nearest *= radii.mean(axis=0) / softness
    nearest += np.float32(0.5)
    return np.clip(nearest, 0, 1, out=nearest)


def centred_by_mass(ink: Bytes, field: int) -> Bytes:
    """Pictures (N, h, w) on black squares (N, field, field), moved by whole pixels until the mass is in the middle."""
    count, height, width = ink.shape
    mass = ink.sum(axis=(1, 2), dtype=np.float32) + np.float32(1e-6)
    down = (ink.sum(axis=2, dtype=np.float32) * np.arange(height, dtype=np.float32)).sum(axis=1) / mass
    across = (ink.sum(axis=1, dtype=np.float32) * np.arange(width, dtype=np.float32)).sum(axis=1) / mass
    top = np.clip(np.rint(field / 2 - down), 0, field - height).astype(int)
    left = np.clip(np.rint(field / 2 - across), 0, field - width).astype(int)
    placed = np.zeros((count, field, field), np.uint8)
    rows = top[:, np.newaxis, np.newaxis] + np.arange(height)[:, np.newaxis]
    columns = left[:, np.newaxis, np.newaxis] + np.arange(width)
    placed[np.arange(count)[:, np.newaxis, np.newaxis], rows, columns] = ink
    return placed

"""Digits as people draw them, as strokes over a unit square; and what a camera makes of them on paper.

The shapes are this file's own: neither the network nor the digits that the program draws have ever seen them.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

Stroke = np.ndarray
"""Points (N, 2), x and y from 0 to 1."""

# Per digit the ways to write it: each is a list of strokes, each stroke the points that a smooth curve runs through;
# a point that is written twice makes a corner.
SHAPES: dict[int, tuple[tuple[tuple[tuple[float, float], ...], ...], ...]] = {
    0: (
        (((0.5, 0.0), (0.15, 0.2), (0.1, 0.6), (0.3, 0.95), (0.65, 0.95), (0.88, 0.6), (0.82, 0.2), (0.52, 0.0)),),
        (((0.6, 0.05), (0.3, 0.05), (0.1, 0.4), (0.2, 0.85), (0.5, 1.0), (0.8, 0.8), (0.85, 0.35), (0.62, 0.08)),),
    ),
    1: (
        (((0.5, 0.0), (0.5, 0.5), (0.48, 1.0)),),
        (((0.25, 0.25), (0.5, 0.0), (0.5, 0.0), (0.5, 0.5), (0.5, 1.0)),),
    ),
    2: (
        (((0.12, 0.25), (0.3, 0.02), (0.7, 0.05), (0.8, 0.3), (0.5, 0.65), (0.1, 1.0), (0.1, 1.0), (0.9, 1.0)),),
        (((0.15, 0.2), (0.45, 0.0), (0.8, 0.2), (0.65, 0.55), (0.25, 0.95), (0.15, 0.82), (0.4, 0.82), (0.9, 1.0)),),
    ),
    3: (
        (((0.15, 0.1), (0.5, 0.0), (0.8, 0.18), (0.65, 0.42), (0.4, 0.48), (0.4, 0.48), (0.75, 0.55), (0.85, 0.8),
          (0.5, 1.0), (0.12, 0.9)),),
        (((0.15, 0.02), (0.8, 0.02), (0.8, 0.02), (0.45, 0.42), (0.45, 0.42), (0.8, 0.55), (0.82, 0.85), (0.45, 1.0),
          (0.1, 0.88)),),
    ),
    4: (
        (((0.2, 0.0), (0.15, 0.3), (0.12, 0.55), (0.12, 0.55), (0.9, 0.55)), ((0.72, 0.05), (0.7, 0.5), (0.68, 1.0))),
        (((0.6, 0.0), (0.35, 0.3), (0.05, 0.65), (0.05, 0.65), (0.95, 0.65)), ((0.68, 0.3), (0.66, 0.65), (0.64, 1.0))),
    ),
    5: (
        (((0.2, 0.02), (0.17, 0.25), (0.15, 0.45), (0.15, 0.45), (0.5, 0.38), (0.85, 0.6), (0.75, 0.92), (0.4, 1.0),
          (0.1, 0.9)), ((0.2, 0.02), (0.5, 0.02), (0.85, 0.0))),
        (((0.82, 0.02), (0.5, 0.02), (0.25, 0.04), (0.25, 0.04), (0.2, 0.42), (0.2, 0.42), (0.6, 0.4), (0.82, 0.68),
          (0.6, 0.97), (0.15, 0.95)),),
    ),
    6: (
        (((0.7, 0.0), (0.35, 0.2), (0.15, 0.6), (0.25, 0.92), (0.55, 1.0), (0.8, 0.8), (0.65, 0.55), (0.35, 0.58),
          (0.18, 0.75)),),
        (((0.55, 0.0), (0.25, 0.35), (0.15, 0.75), (0.45, 1.0), (0.8, 0.82), (0.7, 0.55), (0.35, 0.55), (0.17, 0.72)),),
    ),
    7: (
        (((0.1, 0.05), (0.5, 0.04), (0.88, 0.03), (0.88, 0.03), (0.6, 0.45), (0.4, 1.0)),),
        (((0.1, 0.08), (0.5, 0.05), (0.85, 0.04), (0.85, 0.04), (0.6, 0.5), (0.42, 1.0)),
         ((0.3, 0.52), (0.55, 0.5), (0.82, 0.48))),
    ),
    8: (
        (((0.75, 0.15), (0.5, 0.0), (0.2, 0.15), (0.3, 0.38), (0.6, 0.55), (0.82, 0.8), (0.5, 1.0), (0.18, 0.82),
          (0.4, 0.55), (0.72, 0.35), (0.75, 0.15)),),
        (((0.5, 0.47), (0.22, 0.28), (0.45, 0.0), (0.75, 0.22), (0.5, 0.47), (0.15, 0.75), (0.5, 1.0), (0.85, 0.75),
          (0.5, 0.47)),),
    ),
    9: (
        (((0.8, 0.2), (0.5, 0.0), (0.18, 0.2), (0.3, 0.48), (0.65, 0.45), (0.8, 0.2), (0.8, 0.2), (0.78, 0.6),
          (0.7, 1.0)),),
        (((0.78, 0.15), (0.4, 0.02), (0.18, 0.3), (0.45, 0.52), (0.75, 0.3), (0.78, 0.15), (0.78, 0.55), (0.6, 0.95),
          (0.25, 0.95)),),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A digit, its strokes on the sheet (shares of its side), and the width of the pen in pixels of 280."""

    digit: int
    strokes: tuple[Stroke, ...]
    pen: int


def written(digit: int, rng: np.random.Generator) -> Written:
    """A digit in a random hand: its way of writing, size, place, width, slant, turn, tremble and pen."""
    shapes = SHAPES[digit]
    shape = shapes[int(rng.integers(len(shapes)))]
    height, aspect = rng.uniform(0.25, 0.85), rng.uniform(0.45, 1.05)
    slant, turn = rng.normal(0.12, 0.16), rng.normal(0, 0.11)
    tremble = rng.uniform(0.0, 0.045)
    strokes = []
    for points in shape:
        curve = smooth(np.array(points) + rng.normal(0, tremble, (len(points), 2)))
        x, y = (curve[:, 0] - 0.5) * aspect, curve[:, 1] - 0.5
        x = x - slant * y
        strokes.append(height * np.stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)], 1))
    everything = np.concatenate(strokes)
    low, high = everything.min(axis=0), everything.max(axis=0)
    place = np.array([rng.uniform(0.06 - a, 0.94 - b) if b - a < 0.88 else 0.5 for a, b in zip(low, high, strict=True)])
    return Written(digit, tuple(stroke + place for stroke in strokes), round(float(rng.uniform(6, 46) * height / 0.65)))


def smooth(points: np.ndarray, steps: int = 9) -> Stroke:
    """A curve through the points (Catmull and Rom, 1974), with a corner where one is written twice."""
    pieces, start = [], 0
    same = [index for index in range(1, len(points)) if np.abs(points[index] - points[index - 1]).max() < 0.1]
    for end in [*same, len(points)]:
        run = points[start:end]
        padded = np.concatenate([run[:1], run, run[-1:]])
        t = np.linspace(0, 1, steps)[:, None]
        for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
            pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2
                                 + (3 * b - a - 3 * c + d) * t**3))  # fmt: skip
        start = end
    return np.concatenate(pieces) if pieces else points


def photographed(sheet: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A sheet (H, W), black ink on white, as a camera may see it: uint8 (H, W, 3).

    The paper is tinted and lit from one side, the ink is not black, the lens is soft, and every pixel has noise.
    """
    side = int(rng.integers(180, 480))
    room = int(rng.integers(side // 3, side))
    drawn = Image.fromarray(sheet).resize((room, room), Image.Resampling.LANCZOS)
    page = Image.new("L", (side, round(side * rng.uniform(0.8, 1.2)) + room // 8), 255)
    page.paste(
        drawn, (int(rng.integers(0, max(1, page.width - room))), int(rng.integers(0, max(1, page.height - room))))
    )
    page = page.rotate(float(rng.normal(0, 3)), fillcolor=255, resample=Image.Resampling.BILINEAR)
    page = page.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.0) * side / 300))
    cover = 1 - np.asarray(page, float) / 255
    y, x = np.mgrid[0 : page.height, 0 : page.width] / side
    angle = rng.uniform(0, 2 * np.pi)
    light = 1 - rng.uniform(0, 0.5) * (0.5 + 0.5 * ((x - 0.5) * np.cos(angle) + (y - 0.5) * np.sin(angle)) / 0.7)
    light -= rng.uniform(0, 0.25) * ((x - 0.5) ** 2 + (y - 0.5) ** 2)
    paper, ink = rng.uniform(170, 245), rng.uniform(15, 90)
    grey = (paper * (1 - cover) + ink * cover) * light
    tint = 1 + rng.normal(0, 0.04, 3)
    noise = (
        rng.normal(0, rng.uniform(2, 12), (*grey.shape, 3)) * 0.6
        + rng.normal(0, rng.uniform(0, 6), grey.shape)[..., None]
    )
    return np.clip(grey[..., None] * tint + noise, 0, 255).astype(np.uint8)

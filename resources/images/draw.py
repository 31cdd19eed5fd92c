"""Draws the sample pictures that ship with cnnviz, so that where every one of them comes from can be read here.

Run it to draw them again: ``python resources/images/draw.py``. The pictures are a pure function of this file.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

HERE = Path(__file__).resolve().parent
OVERSAMPLING = 8

Point = tuple[float, float]
Colour = tuple[int, int, int]
Pixels = NDArray[np.float64]


def smooth_curve(points: Sequence[Point], per_segment: int = 24) -> list[Point]:
    """A Catmull-Rom curve through `points`."""
    ends = [points[0], *points, points[-1]]
    curve: list[Point] = []
    for before, start, end, after in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for step in range(per_segment + 1):
            t = step / per_segment
            weights = (-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, t**3 - t**2)
            four = (before, start, end, after)
            x, y = (sum(w * p[axis] for w, p in zip(weights, four, strict=True)) / 2 for axis in (0, 1))
            curve.append((x, y))
    return curve


def stroke(canvas: Image.Image, points: Sequence[Point], width: float, colour: int | Colour) -> None:
    """A line with round ends through `points`, given as parts of the canvas's size."""
    draw = ImageDraw.Draw(canvas)
    size, radius = canvas.width, width * canvas.width / 2
    scaled = [(x * size, y * size) for x, y in points]
    draw.line(scaled, fill=colour, width=round(2 * radius))
    for x, y in scaled:
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def pen_picture(size: int, width: float, strokes: Sequence[Sequence[Point]]) -> Image.Image:
    """White strokes on black, size x size, as the pictures of digits that networks are trained on."""
    canvas = Image.new("L", (size * OVERSAMPLING, size * OVERSAMPLING))
    for points in strokes:
        stroke(canvas, points, width, 255)
    return canvas.reduce(OVERSAMPLING)


def in_fifths(picture: Image.Image) -> Image.Image:
    """Values rounded to 0, 0.2 … 1: one decimal says them in full, so that what is read in the cells adds up."""
    return Image.fromarray(np.round(np.asarray(picture) / 51).astype(np.uint8) * 51)


def three() -> Image.Image:
    upper = [(0.24, 0.22), (0.42, 0.12), (0.64, 0.15), (0.70, 0.30), (0.58, 0.44), (0.42, 0.48)]
    lower = [(0.42, 0.48), (0.66, 0.52), (0.76, 0.68), (0.64, 0.85), (0.42, 0.88), (0.22, 0.78)]
    return in_fifths(pen_picture(10, 0.13, [smooth_curve(upper), smooth_curve(lower)]))


def letter() -> Image.Image:
    left, right = [(0.16, 0.86), (0.49, 0.12)], [(0.51, 0.12), (0.84, 0.86)]
    return in_fifths(pen_picture(16, 0.11, [left, right, [(0.28, 0.60), (0.72, 0.60)]]))


def tiny() -> Image.Image:
    rows = [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
    return Image.fromarray(np.array(rows, np.uint8) * 255)


def edge() -> Image.Image:
    pixels = np.zeros((8, 8), np.uint8)
    pixels[:, 4:] = 255
    return Image.fromarray(pixels)


def ring() -> Image.Image:
    size = 20 * OVERSAMPLING
    y, x = np.mgrid[:size, :size] / size - 0.5
    distance = np.hypot(x, y)
    whole = Image.fromarray(np.where(np.abs(distance - 0.32) < 0.075, 255, 0).astype(np.uint8))
    return in_fifths(whole.reduce(OVERSAMPLING))


def test_card() -> Image.Image:
    """Checks, stripes that get finer, a bull's-eye and a ramp: what each kernel answers to, side by side."""
    y, x = np.mgrid[:32, :32]
    checks = (x // 4 + y // 4) % 2
    stripes = np.repeat([i % 2 for i in range(14)], [4, 4, 3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1])
    bars = np.broadcast_to(stripes, (32, 32))
    rings = (np.hypot(x - 15.5, y - 15.5) // 3.2) % 2 * (np.hypot(x - 15.5, y - 15.5) < 16)
    ramp = np.where(y < 16, x / 31, (x // 4) / 7)
    card = np.block([[checks, bars], [rings, ramp]])
    return Image.fromarray(np.round(card * 255).astype(np.uint8))


def flower() -> Image.Image:
    """A flower small enough that the numbers of its three channels can be read in their cells."""
    size = 16 * OVERSAMPLING
    canvas = Image.new("RGB", (size, size), (126, 200, 240))
    draw = ImageDraw.Draw(canvas)
    draw.rectangle((0, size * 0.80, size, size), fill=(70, 150, 60))
    stroke(canvas, [(0.5, 0.45), (0.5, 0.88)], 0.08, (30, 110, 50))
    stroke(canvas, smooth_curve([(0.5, 0.80), (0.64, 0.72), (0.74, 0.66)]), 0.08, (30, 110, 50))
    for angle in np.arange(6) * np.pi / 3:
        x, y = 0.5 + 0.20 * np.cos(angle), 0.38 + 0.20 * np.sin(angle)
        stroke(canvas, [(0.5, 0.38), (x, y)], 0.19, (226, 52, 90))
    stroke(canvas, [(0.5, 0.38)], 0.20, (250, 205, 50))
    return in_fifths(canvas.reduce(OVERSAMPLING))


def fractal_noise(size: int, rng: np.random.Generator, octaves: int = 6, first: int = 3) -> Pixels:
    """Smooth noise of several sizes added up, (size, size), about -1 to 1."""
    total = np.zeros((size, size))
    for octave in range(octaves):
        cells = first * 2**octave
        grid = Image.fromarray(rng.standard_normal((cells, cells)).astype(np.float32))
        total += np.asarray(grid.resize((size, size), Image.Resampling.BICUBIC)) / 2**octave
    return total / 2


def mountains() -> Image.Image:
    """Mountain ranges in the haze, paler with distance: soft gradients and crisp ridges in one grey picture."""
    size, rng = 192, np.random.default_rng(4)
    y, x = np.mgrid[:size, :size] / size
    sun = np.exp(-(((x - 0.70) ** 2 + (y - 0.24) ** 2) / 0.012))
    scene = 0.62 + 0.30 * y + 0.30 * sun + 0.035 * fractal_noise(size, rng) * (1 - y)
    for depth in range(5):
        near = (depth + 1) / 5
        ridge = fractal_noise(size, rng, octaves=6, first=3 + depth)[size // 2]
        height = 0.34 + 0.13 * depth - (0.115 - 0.008 * depth) * ridge
        inside = np.clip((y - height) * size, 0, 1)
        haze = np.clip((y - height) * 1.6, 0, 0.5) * (1 - near)
        texture = 0.05 * near * fractal_noise(size, rng, octaves=6, first=12)
        scene = scene * (1 - inside) + inside * (0.70 - 0.60 * near + haze + texture)
    return Image.fromarray((np.clip(scene, 0, 1) * 127).round().astype(np.uint8) * 2)


def gradient(size: int, top: Colour, bottom: Colour) -> Image.Image:
    rows = np.linspace(0, 1, size)[:, None] * (np.array(bottom) - top) + top
    return Image.fromarray(np.repeat(rows[:, None], size, axis=1).round().astype(np.uint8))


def house() -> Image.Image:
    """A house on a hill in evening light: flat areas, straight and slanted edges, strong colours."""
    size = 256 * 4
    canvas = gradient(size, (86, 150, 226), (252, 222, 178))
    draw = ImageDraw.Draw(canvas)

    def shape(points: Sequence[Point], colour: Colour) -> None:
        draw.polygon([(x * size, y * size) for x, y in points], fill=colour)

    def box(left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        draw.rectangle((left * size, top * size, right * size, bottom * size), fill=colour)

    stroke(canvas, [(0.78, 0.22)], 0.22, (255, 238, 190))
    stroke(canvas, [(0.78, 0.22)], 0.17, (255, 214, 92))
    for x, y, width in ((0.12, 0.18, 0.05), (0.18, 0.16, 0.08), (0.26, 0.18, 0.06), (0.46, 0.10, 0.05)):
        stroke(canvas, [(x - 0.03, y), (x + 0.05, y)], width, (250, 250, 252))
    far = smooth_curve([(0, 0.60), (0.15, 0.52), (0.32, 0.58), (0.55, 0.46), (0.80, 0.58), (1, 0.50)])
    shape([*far, (1, 1), (0, 1)], (122, 142, 190))
    middle = smooth_curve([(0, 0.66), (0.25, 0.62), (0.55, 0.69), (0.8, 0.62), (1, 0.66)])
    shape([*middle, (1, 1), (0, 1)], (104, 170, 96))
    near = smooth_curve([(0, 0.80), (0.3, 0.76), (0.6, 0.80), (1, 0.74)])
    shape([*near, (1, 1), (0, 1)], (58, 128, 66))
    shape([(0.40, 0.80), (0.46, 0.80), (0.62, 1), (0.38, 1)], (226, 200, 150))
    box(0.26, 0.52, 0.60, 0.80, (246, 240, 226))
    shape([(0.60, 0.52), (0.74, 0.56), (0.74, 0.77), (0.60, 0.80)], (206, 190, 172))
    box(0.49, 0.27, 0.54, 0.40, (150, 70, 56))
    shape([(0.21, 0.54), (0.33, 0.34), (0.57, 0.34), (0.645, 0.54)], (200, 62, 48))
    shape([(0.57, 0.34), (0.645, 0.54), (0.77, 0.57)], (150, 42, 40))
    box(0.39, 0.62, 0.47, 0.80, (52, 92, 140))
    for left in (0.29, 0.51):
        box(left, 0.59, left + 0.065, 0.69, (255, 206, 96))
        box(left + 0.029, 0.59, left + 0.036, 0.69, (120, 84, 60))
        box(left, 0.636, left + 0.065, 0.643, (120, 84, 60))
    for x, ground, tall in ((0.12, 0.80, 0.30), (0.88, 0.78, 0.36)):
        box(x - 0.012, ground - 0.06, x + 0.012, ground, (104, 68, 48))
        for level in range(3):
            base, half = ground - 0.05 - level * tall / 4.2, 0.085 - level * 0.018
            shape([(x - half, base), (x + half, base), (x, base - tall / 2.4)], (26 + 8 * level, 92 + 14 * level, 66))
    return canvas.reduce(4)


def photographed_digit(strokes: Sequence[Sequence[Point]], ink: Colour, seed: int) -> Image.Image:
    """A digit written on squared paper, photographed in uneven light: what a person's own picture looks like."""
    size, rng = 240, np.random.default_rng(seed)
    paper = Image.new("RGB", (size * 4, size * 4), (244, 240, 230))
    draw = ImageDraw.Draw(paper)
    for line in range(20, size * 4, 96):
        draw.line((line, 0, line + 14, size * 4), fill=(214, 224, 234), width=3)
        draw.line((0, line, size * 4, line - 14), fill=(214, 224, 234), width=3)
    for points in strokes:
        for part, (start, end) in enumerate(pairwise(points)):
            stroke(paper, [start, end], 0.042 + 0.010 * np.sin(part / 9), ink)
    pixels = np.asarray(paper.reduce(4).filter(ImageFilter.GaussianBlur(0.8)), np.float64)
    y, x = np.mgrid[:size, :size] / size
    light = 1.02 - 0.22 * x - 0.26 * y**2 + 0.02 * fractal_noise(size, rng, octaves=3)
    warm = light[:, :, None] * np.array([1.0, 0.98, 0.93])
    grain = rng.integers(-1, 2, (size, size, 1)) * 2
    return Image.fromarray(np.clip((pixels * warm + grain) // 4 * 4, 0, 255).astype(np.uint8))


def seven() -> Image.Image:
    top = smooth_curve([(0.27, 0.27), (0.42, 0.255), (0.58, 0.265), (0.70, 0.245)])
    down = smooth_curve([(0.70, 0.245), (0.60, 0.44), (0.50, 0.62), (0.43, 0.83)])
    bar = smooth_curve([(0.38, 0.53), (0.52, 0.515), (0.66, 0.52)])
    return photographed_digit([top, down, bar], (34, 44, 104), 7)


def four() -> Image.Image:
    corner = smooth_curve([(0.46, 0.19), (0.38, 0.36), (0.29, 0.57)])
    across = smooth_curve([(0.29, 0.57), (0.46, 0.585), (0.60, 0.565), (0.74, 0.555)])
    down = smooth_curve([(0.61, 0.33), (0.59, 0.56), (0.57, 0.83)])
    return photographed_digit([corner, across, down], (58, 54, 56), 4)


PICTURES: dict[str, Callable[[], Image.Image]] = {
    "three": three, "letter": letter, "tiny": tiny, "edge": edge, "ring": ring, "test_card": test_card,
    "mountains": mountains, "flower": flower, "house": house, "seven_photo": seven, "four_photo": four,
}  # fmt: skip


def main() -> None:
    for name, draw in PICTURES.items():
        draw().save(HERE / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()

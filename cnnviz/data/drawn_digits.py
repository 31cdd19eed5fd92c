"""Digits that the program draws itself, without end: nothing to download, and every one can be had again.

A digit is a style of `digit_styles` whose control points tremble, bent, slanted, turned and stretched at random, drawn
with a pen of random width and pressure, and then set into 28 × 28 pixels exactly as MNIST's digits were: scaled into
20 × 20, centred by mass.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np

from cnnviz.data.digit_styles import MOST_POINTS, SAMPLES, STYLES, sampling_matrix
from cnnviz.data.labelled import Labelled, SourceError, as_floats
from cnnviz.data.mnist import DIGITS
from cnnviz.data.pen import Floats, centred_by_mass, draw_points
from cnnviz.data.pixels import Bytes

BLOCK = 256  # pictures are made in blocks of this many, whatever is asked for
BOX, FIELD = 20, 28
MOST_KEPT = 60_000
TRAIN, VALIDATION, TEST = range(3)  # three streams of pictures that have none in common


def draw_digits(first: int, count: int, seed: int, *, stream: int = TRAIN) -> tuple[Bytes, np.ndarray]:
    """Pictures `first` to ``first + count`` of `seed`'s endless row: uint8 (count, 1, 28, 28), int64 (count,).

    Picture i depends on seed, stream and i alone, not on how the row is cut into calls.
    """
    if count < 1:
        return np.zeros((0, 1, FIELD, FIELD), np.uint8), np.zeros(0, np.int64)
    blocks = range(first // BLOCK, (first + count - 1) // BLOCK + 1)
    parts = [_draw_block(seed, stream, block) for block in blocks]
    chosen = slice(first - blocks[0] * BLOCK, first - blocks[0] * BLOCK + count)
    images, labels = (np.concatenate([part[which] for part in parts])[chosen] for which in range(2))
    return images, labels


@cache
def _style_tables() -> tuple[np.ndarray, Floats, Floats]:
    """For the styles: how likely each is (S,), points (S, P, 2), sampling matrices (S, SAMPLES, P)."""
    totals = {digit: sum(style.share for style in STYLES if style.digit == digit) for digit in range(10)}
    likelihood = np.array([style.share / totals[style.digit] / 10 for style in STYLES])
    points = np.zeros((len(STYLES), MOST_POINTS, 2), np.float32)
    for row, style in enumerate(STYLES):
        points[row, : len(style.points)] = style.points
        points[row, : len(style.points), 0] -= np.ptp(points[row, :, 0]) / 2
    points[..., 1] -= np.float32(0.5)
    return likelihood, points, np.stack([sampling_matrix(style) for style in STYLES])


def _draw_block(seed: int, stream: int, block: int) -> tuple[Bytes, np.ndarray]:
    rng = np.random.default_rng([seed, stream, block])
    likelihood, points, matrices = _style_tables()
    chosen = rng.choice(len(STYLES), BLOCK, p=likelihood)
    labels = np.array([style.digit for style in STYLES], np.int64)[chosen]
    tremble = rng.normal(0, 1, (BLOCK, MOST_POINTS, 2)) * rng.uniform(0.015, 0.07, (BLOCK, 1, 1))
    curve = matrices[chosen] @ (points[chosen] + tremble.astype(np.float32))  # (N, SAMPLES, 2)
    x, y = np.ascontiguousarray(curve.transpose(2, 1, 0))  # (SAMPLES, N) each
    x, y = _bent(x, y, rng)
    radii, softness = _pen(rng)
    ink = draw_points(_boxed(x, y, radii), radii, softness, BOX)
    ink += _grain(ink, rng)
    pixels = np.clip(ink.transpose(2, 0, 1) * 255 + 0.5, 0, 255).astype(np.uint8)
    return centred_by_mass(pixels, FIELD)[:, np.newaxis], labels


def _bent(x: Floats, y: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """The strokes (SAMPLES, N) bent, tapered, stretched, slanted and turned at random, with a slow wobble."""
    draws = rng.normal(0, 1, (7, BLOCK)).astype(np.float32)
    x = x * np.exp(np.float32(0.27) * draws[0])
    x = x * (1 + np.float32(0.25) * draws[1] * y)  # wider at the top or at the foot
    y = y + np.float32(0.12) * draws[2] * y * y
    x = x + np.float32(0.12) * draws[3] * y * y
    y = y + np.float32(0.15) * draws[4] * x * x
    x = x - (np.float32(0.15) + np.float32(0.25) * draws[5]) * y  # slant: most people lean to the right
    angle = np.float32(0.1) * draws[6]
    along = np.linspace(0, 2 * np.pi, SAMPLES, dtype=np.float32)[:, np.newaxis]
    waves = rng.uniform(0, 1, (3, 2, 1, BLOCK)).astype(np.float32)
    wobble = np.float32(0.02) * waves[0] * np.sin((1 + 2 * waves[1]) * along + np.float32(2 * np.pi) * waves[2])
    x, y = x + wobble[0], y + wobble[1]
    return x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)


def _pen(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Radii (SAMPLES, N) in pixels, with pressure that comes and goes along the stroke, and edge softness (N,)."""
    radius = np.clip(1.25 * np.exp(rng.normal(0, 0.3, BLOCK)), 0.65, 2.9)
    along = np.linspace(0, 2 * np.pi, SAMPLES)[:, np.newaxis]
    pressure = rng.uniform(0, 0.25, BLOCK) * np.sin(rng.uniform(0.5, 2, BLOCK) * along + rng.uniform(0, 7, BLOCK))
    softness = rng.uniform(0.9, 1.5, BLOCK)
    return (radius * (1 + pressure)).astype(np.float32), softness.astype(np.float32)


def _boxed(x: Floats, y: Floats, radii: Floats) -> Floats:
    """The strokes as (2, SAMPLES, N) pixels, so large that the longer side of the ink fills the box, in its middle."""
    low = np.stack([x.min(axis=0), y.min(axis=0)])
    high = np.stack([x.max(axis=0), y.max(axis=0)])
    scale = (BOX - 2 * radii.mean(axis=0)) / np.maximum((high - low).max(axis=0), np.float32(1e-3))
    middle = (low + high) / 2
    boxed: Floats = (np.stack([x, y]) - middle[:, np.newaxis]) * scale + np.float32(BOX / 2)
    return boxed


def _grain(ink: Floats, rng: np.random.Generator) -> Floats:
    """Unevenness of ink on paper: strongest at the edges, none on the empty ground."""
    strength = rng.uniform(0, 0.15, BLOCK).astype(np.float32)
    grain: Floats = rng.standard_normal(ink.shape, np.float32) * strength * (ink > 0) * (ink < 1)
    return grain


class DrawnDigits:
    """The endless set as `cnnviz.engine.training.train` reads it: every epoch draws pictures that were never shown.

    An epoch has `per_epoch` pictures. The `validation` and `test_count` pictures are drawn with the same pen but from
    streams of their own; they stay the same all along.
    Raises SourceError for more than 60,000 validation pictures: they are all kept in memory.
    """

    name = "drawn"
    class_names = DIGITS
    image_shape = (1, FIELD, FIELD)

    def __init__(
        self,
        seed: int = 0,
        *,
        per_epoch: int = 60_000,
        validation: int = 5_000,
        test_count: int = 10_000,
    ) -> None:
        if not 0 <= validation <= MOST_KEPT:
            raise SourceError(
                "{validation} pictures are asked for validation; of drawn digits it can be 0 to {most}.",
                validation=validation, most=MOST_KEPT,
            )  # fmt: skip
        self.seed = seed
        self.pictures_per_epoch = per_epoch
        self.validation_count, self.test_count = validation, test_count

    def __repr__(self) -> str:
        return f"DrawnDigits(seed {self.seed}: {self.pictures_per_epoch} an epoch)"

    @property
    def validation(self) -> Labelled:
        """Float32 (V, 1, 28, 28) in 0..1 and int64 (V,)."""
        images, labels = draw_digits(0, self.validation_count, self.seed, stream=VALIDATION)
        return as_floats(images), labels

    @property
    def test(self) -> Labelled:
        """Float32 (T, 1, 28, 28) in 0..1 and int64 (T,)."""
        images, labels = draw_digits(0, self.test_count, self.seed, stream=TEST)
        return as_floats(images), labels

    def batches(self, epoch: int, batch_size: int, rng: np.random.Generator, first: int = 0) -> Iterator[Labelled]:
        """The pictures of one epoch, but for the `first` batches, as they are drawn: that is random without `rng`."""
        start, stop = epoch * self.pictures_per_epoch + first * batch_size, (epoch + 1) * self.pictures_per_epoch
        images, labels = draw_digits(start, 0, self.seed)
        while start < stop or len(images):
            wanted = min(batch_size - len(images), stop - start)
            if wanted > 0:
                whole = -(-(start + wanted) // BLOCK) * BLOCK  # up to the end of a block, so that none is drawn twice
                fresh = min(whole, stop) - start
                more_images, more_labels = draw_digits(start, fresh, self.seed)
                images, labels = np.concatenate([images, more_images]), np.concatenate([labels, more_labels])
                start += fresh
            yield as_floats(images[:batch_size]), labels[:batch_size]
            images, labels = images[batch_size:], labels[batch_size:]

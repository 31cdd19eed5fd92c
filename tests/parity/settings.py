"""What is tried: a layer with its arguments, the shape of a batch, what is in it, and the seed of its numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnviz.engine.arrays import Array

Draw = Callable[[np.random.Generator], tuple[dict[str, Any], tuple[int, ...]]]
# what the numbers of a batch are like; a few whole numbers make ties, and a half of them nothing but zeros
CONTENTS = ("normal", "normal", "small", "large", "ties", "one value", "special")
SPECIAL = {"special": (np.nan, np.inf, -np.inf, 0.0, -0.0), "infinite": (np.inf, -np.inf, 0.0, -0.0)}


@dataclass(frozen=True)
class Setting:
    """One thing to try. Printed as it can be written again."""

    kind: str
    arguments: dict[str, Any]
    shape: tuple[int, ...]  # with the batch first
    content: str
    seed: int

    def __str__(self) -> str:
        arguments = ", ".join(f"{name}={value!r}" for name, value in self.arguments.items())
        return f"{self.kind}({arguments}) on {self.content} {self.shape} seed {self.seed}"

    def numbers(self, dtype: Any) -> Array:
        """The batch."""
        rng = np.random.default_rng((self.seed, 0))
        normal = rng.standard_normal(self.shape)
        if self.content == "ties":
            normal = rng.integers(-2, 3, self.shape)
        elif self.content == "one value":
            normal[...] = rng.integers(-1, 2)
        elif self.content in SPECIAL:
            places = rng.random(self.shape) < 0.1
            normal[places] = rng.choice(SPECIAL[self.content], self.shape)[places]
        scale = {"small": 1e-3, "spread": 4.0, "large": 30.0}.get(self.content, 1.0)
        return (normal * scale).astype(dtype)

    def upstream(self, shape: tuple[int, ...], dtype: Any) -> Array:
        """A gradient by the output, of whatever shape that has."""
        return np.random.default_rng((self.seed, 2)).standard_normal(shape).astype(dtype)


def drawn(kind: str, draw: Draw, count: int, contents: tuple[str, ...] = CONTENTS) -> list[Setting]:
    """`count` settings of a kind of layer, the same every time."""
    settings = []
    for number in range(count):
        rng = np.random.default_rng((*kind.encode(), number))
        arguments, shape = draw(rng)
        settings.append(Setting(kind, arguments, shape, str(rng.choice(contents)), number))
    return settings


def whole(rng: np.random.Generator, low: int, high: int) -> int:
    """A whole number from `low` to `high`, both included."""
    return int(rng.integers(low, high + 1))


def one_of(rng: np.random.Generator, *choices: Any) -> Any:
    """One of the choices, as it stands there (NumPy would turn tuples into arrays)."""
    return choices[rng.integers(len(choices))]


def extent(rng: np.random.Generator, low: int, high: int) -> int | tuple[int, int]:
    """One number for both directions, or one for each; now and then a number that cannot be."""
    if rng.random() < 0.005:
        return one_of(rng, 0, -1, (1, 2, 3), (2, 0))
    single = rng.random() < 0.5
    return whole(rng, low, high) if single else (whole(rng, low, high), whole(rng, low, high))


def batch_of_maps(rng: np.random.Generator, channels: int, most: int = 14) -> tuple[int, int, int, int]:
    """A shape (N, C, H, W), odd and even, with one map too many now and then."""
    wrong = 1 if rng.random() < 0.02 else 0
    return (whole(rng, 1, 5), channels + wrong, whole(rng, 1, most), whole(rng, 1, most))

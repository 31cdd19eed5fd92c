"""Sums to be written and painted."""

import numpy as np
import numpy.typing as npt

from cnnviz.traces.scene import Group, Step, Sum

Numbers = npt.ArrayLike


def products(
    lefts: Numbers, rights: Numbers, bias: float | None = 0.5, names: tuple[str, ...] = (), columns: int = 3,
    steps: tuple[Step, ...] = (),
) -> Sum:  # fmt: skip
    """A sum of products: `lefts` and `rights` are (groups, terms); the result is what float32 makes of it."""
    left, right = (np.asarray(side, np.float32) for side in (lefts, rights))
    totals = np.sum(left.astype(np.float64) * right, axis=1)
    result = float(np.float32(totals.sum() + (bias or 0.0)))
    named = names or tuple(str(index + 1) if len(left) > 1 else "" for index in range(len(left)))
    groups = tuple(
        Group(name, one, other, float(total))
        for name, one, other, total in zip(named, left, right, totals, strict=True)
    )
    return Sum("products", "output (4, 3)", groups, result, bias, steps=steps, panel="products", columns=columns)


def random_products(groups: int, cells: int, columns: int, seed: int = 0, bias: float | None = 0.5) -> Sum:
    """Numbers of a picture times weights of both signs."""
    rng = np.random.default_rng(seed)
    return products(rng.random((groups, cells)), rng.standard_normal((groups, cells)), bias, columns=columns)


def mean(values: Numbers, divisor: int) -> Sum:
    left = np.asarray(values, np.float32)
    total = float(left.sum(dtype=np.float64))
    return Sum("mean", "output (0, 0)", (Group("", left, None, total),), float(np.float32(total / divisor)),
               divisor=divisor, panel="patch", columns=2)  # fmt: skip


def maximum(values: Numbers) -> Sum:
    left = np.asarray(values, np.float32)
    group = Group("", left, None, float(left.max()))
    return Sum("maximum", "output (0, 0)", (group,), float(left.max()), winner=int(left.argmax()), panel="patch",
               columns=2)  # fmt: skip


def scatter(value: float, weights: Numbers, before: Numbers) -> Sum:
    right, start = np.asarray(weights, np.float32), np.asarray(before, np.float32)
    left = np.full(right.size, value, np.float32)
    group = Group("", left, right, float((left * right).sum()), start, start + left * right)
    return Sum("scatter", "what input (1, 2) adds", (group,), value, panel="shares", columns=2)


def point(value: float, result: float, name: str = "ReLU", factor: float | None = None) -> Sum:
    right = None if factor is None else np.array([factor])
    return Sum("point", "output (1, 1)", (Group(name, np.array([value]), right, result),), result)

"""What every scene must keep: its frames are the engine's numbers, their terms add up, and links say who meets whom."""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cnnviz.traces.scene import Frame, Lit, Outline, Place, Read, Scene, Sum

Values = npt.NDArray[np.floating[Any]]
Cell = tuple[str, int, int, int]
CheckScene = Callable[[Scene, Values], None]


def terms(sum_: Sum) -> tuple[float, float]:
    """What the terms of a sum come to, and how large they are together, in float64."""
    if sum_.kind == "maximum":
        numbers = [float(value) for group in sum_.groups for value in group.left]
        assert sum_.winner == numbers.index(max(numbers))
        return numbers[sum_.winner], 1.0
    parts = []
    for group in sum_.groups:
        right = np.ones(len(group.left)) if group.right is None else group.right.astype(float)
        products = group.left.astype(float) * right
        assert abs(products.sum() - group.total) <= 1e-5 * max(np.abs(products).sum(), 1e-30)
        parts.append(products)
    bias = sum_.bias or 0.0
    flat = np.concatenate(parts)
    return (flat.sum() + bias) / sum_.divisor, (np.abs(flat).sum() + abs(bias)) / sum_.divisor


def cells(outline: Outline | Lit) -> set[Cell]:
    """The cells that an outline or a light means."""
    if isinstance(outline, Outline):
        rows = range(outline.row, outline.row + outline.rows, outline.step[0])
        columns = range(outline.column, outline.column + outline.columns, outline.step[1])
        return {(outline.panel, outline.grid, row, column) for row, column in product(rows, columns)}
    return {(outline.panel, outline.grid, row, column) for row, column in product(outline.rows, outline.columns)}


def seen_by(scene: Scene, frame: Frame) -> set[Cell]:
    """The cells of the source that the outlines of a frame show."""
    return {cell for outline in frame.outlines if outline.panel == scene.source for cell in cells(outline)}


def lit(scene: Scene, place: Place, frame: Frame, panel: str) -> set[Cell]:
    """The cells of a panel that light up with a cell."""
    return {cell for light in scene.links(place, frame) if light.panel == panel for cell in cells(light)}


def places(scene: Scene, key: str) -> Iterator[Place]:
    """All cells of a panel."""
    panel = scene.panel(key)
    return (Place(key, *cell) for cell in np.ndindex(panel.count, panel.rows, panel.columns))


@pytest.fixture(scope="session")
def check_gathered() -> CheckScene:
    """Call it with a scene that fills its target in reading order, and with what must stand there at last."""

    def check(scene: Scene, expected: Values) -> None:
        target = scene.panel(scene.target)
        assert (target.count, target.rows, target.columns) == expected.shape
        np.testing.assert_array_equal(scene.values(scene.target), expected)
        assert scene.length == expected.size
        for index, position in enumerate(np.ndindex(*expected.shape)):
            frame = scene.frame(index)
            assert (frame.index, frame.position) == (index, position)
            assert frame.sum.outcome == expected[position]
            value, scale = terms(frame.sum)
            assert abs(value - frame.sum.result) <= 1e-5 * max(scale, 1e-30)
            assert frame.grown[scene.target] == Read(*position)
            assert scene.index_at(Place(scene.target, *position), frame) == index
            assert Outline(scene.target, *position, 1, 1, target.role) in frame.outlines
        for outside in (-1, scene.length):
            with pytest.raises(IndexError):
                scene.frame(outside)

    return check


@pytest.fixture(scope="session")
def check_windows() -> Callable[[Scene], None]:
    """Call it with a scene whose window slides over its source: links go both ways, and agree with the outlines."""

    def check(scene: Scene) -> None:
        fed: dict[Cell, set[Cell]] = {}
        for index in range(scene.length):
            frame = scene.frame(index)
            here = Place(scene.target, *frame.position)
            seen = seen_by(scene, frame)
            assert lit(scene, here, frame, scene.source) == seen
            assert scene.describe(here, frame)
            for cell in seen:
                fed.setdefault(cell, set()).add(tuple(here))
        last = scene.frame(scene.length - 1)
        reach = scene.panel(scene.source).reached
        assert reach is not None
        for place in places(scene, scene.source):
            assert lit(scene, place, last, scene.target) == fed.get(tuple(place), set())
            assert bool(reach[0][place.row] and reach[1][place.column]) == (tuple(place) in fed)
            assert scene.describe(place, last)
            index = scene.index_at(place, last)
            assert index is not None and 0 <= index < scene.length

    return check


@pytest.fixture(scope="session")
def check_parts() -> Callable[[Scene], None]:
    """Call it with a scene: any part of any panel is the same numbers as the whole has there."""

    def check(scene: Scene) -> None:
        for panel in scene.panels:
            if panel.content == "changing":
                with pytest.raises(KeyError):
                    scene.values(panel.key)
                continue
            whole = scene.values(panel.key)
            assert whole.shape == (panel.count, panel.rows, panel.columns)
            for rows, columns in product((slice(None, None, 2), slice(1, 3), slice(2, 2)), repeat=2):
                part = scene.values(panel.key, rows, columns)
                np.testing.assert_allclose(part, whole[:, rows, columns], rtol=1e-5, atol=1e-5)

    return check

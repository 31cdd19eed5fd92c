"""Where branches meet."""

import numpy as np
import pytest

from cnnviz.engine.layer import LayerError, Merge
from cnnviz.engine.merging import Add, Concat
from cnnviz.engine.workspace import Workspace

MAPS = [(3, 4, 5, 2), (3, 4, 5, 2), (3, 4, 5, 2)]
STACKS = [(1, 4, 5, 2), (3, 4, 5, 2), (2, 4, 5, 2)]


def test_add_sums_its_inputs(rng: np.random.Generator) -> None:
    a, b, c = (rng.standard_normal(shape) for shape in MAPS)
    np.testing.assert_array_equal(Add().forward([a, b, c], Workspace()), a + b + c)
    np.testing.assert_array_equal(Add().forward([a, b], Workspace()), a + b)
    np.testing.assert_array_equal(Add().forward([a, a], Workspace()), 2 * a)


def test_concat_puts_channels_behind_each_other(rng: np.random.Generator) -> None:
    xs = [rng.standard_normal(shape) for shape in STACKS]
    assert Concat().output_shape([shape[:-1] for shape in STACKS]) == (6, 4, 5)
    np.testing.assert_array_equal(Concat().forward(xs, Workspace()), np.concatenate(xs))
    rows = [rng.standard_normal((3, 2)), rng.standard_normal((4, 2))]
    np.testing.assert_array_equal(Concat().forward(rows, Workspace()), np.concatenate(rows))


@pytest.mark.parametrize(("merge", "shapes"), [(Add(), MAPS), (Concat(), STACKS)])
def test_gradients_go_to_every_input(merge: Merge, shapes: list[tuple[int, ...]], rng: np.random.Generator) -> None:
    xs, directions = ([rng.standard_normal(shape) for shape in shapes] for _ in range(2))
    y = merge.forward(xs, Workspace())
    dy = rng.standard_normal(y.shape)
    before = dy.copy()
    slopes = merge.backward(dy, xs, Workspace())
    moved = merge.forward([x + d for x, d in zip(xs, directions, strict=True)], Workspace())
    expected = float(np.sum((moved - y) * dy))  # both merges are linear
    assert sum(float(np.sum(s * d)) for s, d in zip(slopes, directions, strict=True)) == pytest.approx(expected)
    np.testing.assert_array_equal(dy, before)


def test_both_use_their_buffers_again(rng: np.random.Generator) -> None:
    workspace = Workspace()
    for merge in (Add(), Concat()):
        part = workspace.part(merge.kind)
        xs = [rng.standard_normal(shape) for shape in MAPS]
        assert merge.forward(xs, part) is merge.forward(xs, part)


@pytest.mark.parametrize(
    ("merge", "shapes", "message"),
    [
        (Add(), [(3, 4, 5), (3, 4, 4)], r"Add\(\) takes inputs of one.*\(3, 4, 5\), \(3, 4, 4\)"),
        (Add(), [(3, 4, 5)], r"Add\(\) brings two or more inputs together, but has 1"),
        (Concat(), [(3, 4, 5), (3, 5, 4)], r"Concat\(\) takes maps of one height and width.*\(3, 5, 4\)"),
        (Concat(), [(3, 4, 5), (3,)], r"Concat\(\) takes maps of one height"),
        (Concat(), [], r"Concat\(\) brings two or more inputs together, but has 0"),
    ],
)
def test_inputs_that_do_not_fit_are_told_so(merge: Merge, shapes: list[tuple[int, ...]], message: str) -> None:
    with pytest.raises(LayerError, match=message):
        merge.output_shape(shapes)

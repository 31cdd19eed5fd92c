"""The buffers of a pass: kept from one use to the next, filled once, and laid where a processor reads them fastest."""

import numpy as np

from cnnviz.engine.workspace import Workspace


def test_a_buffer_is_kept_until_another_shape_or_type_is_asked_for() -> None:
    workspace = Workspace()
    first = workspace.empty("y", (2, 3), np.float32)
    assert workspace.empty("y", (2, 3), np.float32) is first
    assert workspace.empty("y", (3, 2), np.float32).shape == (3, 2)
    assert workspace.empty("y", (3, 2), np.float64).dtype == np.float64


def test_a_filled_buffer_is_filled_when_it_is_made_and_not_again() -> None:
    workspace = Workspace()
    workspace.filled("border", (2, 2), np.float32, -1.0)[0] = 5
    assert workspace.filled("border", (2, 2), np.float32, -1.0).tolist() == [[5, 5], [-1, -1]]
    assert workspace.filled("border", (1, 2), np.float32, -1.0).tolist() == [[-1, -1]]


def test_every_buffer_starts_with_a_line_of_the_cache() -> None:
    workspace = Workspace()
    for number, shape in enumerate([(), (1,), (7, 11, 13), (300, 1000)]):
        array = workspace.empty(str(number), shape, np.float32)
        assert (array.shape, array.ctypes.data % 64, array.flags.c_contiguous) == (shape, 0, True)

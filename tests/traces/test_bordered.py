"""A picture with a border has the engine's cells, made only where they are looked at."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.engine.geometry import PADDING_MODES, Window2D
from cnnviz.engine.windows import padded
from cnnviz.engine.workspace import Workspace
from cnnviz.traces.bordered import BorderedPicture

SLICES = st.builds(slice, st.none() | st.integers(-3, 9), st.none() | st.integers(-3, 9), st.integers(1, 3))
INDICES = st.lists(st.integers(0, 7), max_size=5, unique=True).map(lambda found: np.array(sorted(found), np.int64))
LINES = SLICES | INDICES


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PADDING_MODES), st.tuples(*[st.integers(0, 3)] * 4), LINES, LINES, st.integers(0, 1))
def test_any_lines_are_those_of_the_picture_that_the_engine_pads(
    mode: str, padding: tuple[int, int, int, int], rows: Any, columns: Any, channel: int
) -> None:
    image: npt.NDArray[np.float32] = np.arange(128, dtype=np.float32).reshape(2, 8, 8)
    window = Window2D((1, 1), (1, 1), padding, (1, 1), mode)
    whole = padded(image[..., None], window, Workspace(), -7.0)[..., 0]
    picture = BorderedPicture(image, window, -7.0)
    assert picture.size == whole.shape[1:]
    np.testing.assert_array_equal(picture.cells(rows, columns), whole[:, rows][:, :, columns])
    chosen = slice(channel, channel + 1)
    np.testing.assert_array_equal(picture.cells(rows, columns, chosen), whole[chosen, rows][:, :, columns])
    for row, column in np.ndindex(*picture.size):
        assert picture.cell(channel, row, column) == whole[channel, row, column]
        original = picture.original(row, column)
        if picture.border.inside(row, column):
            assert original is None
        elif mode == "zeros":
            assert original is None and whole[channel, row, column] == -7
        else:
            assert original is not None and picture.border.inside(*original)
            assert whole[channel, row, column] == whole[(channel, *original)]


@pytest.mark.parametrize("lines", [slice(None), slice(2, 7), slice(3, 8, 2)])
def test_cells_of_the_picture_itself_are_not_copied(lines: slice) -> None:
    image = np.zeros((1, 8, 8), np.float32)
    assert np.shares_memory(BorderedPicture(image, Window2D((1, 1))).cells(lines, lines), image)
    if lines.start:
        padded_picture = BorderedPicture(image, Window2D((1, 1), padding=(1, 1, 1, 1)))
        assert np.shares_memory(padded_picture.cells(lines, lines), image)

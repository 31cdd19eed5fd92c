"""A pooled number is there as soon as all that its window sees is."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.engine.pooling import Pool2D
from cnnviz.traces.pool_progress import PoolProgress
from cnnviz.traces.pool_windows import pool_window
from cnnviz.traces.scene import Array
from tests.traces.layers import poolings


def progress_of(layer: Pool2D, image: Array) -> PoolProgress:
    size = (image.shape[1], image.shape[2])
    shape = layer.output_shape(image.shape)
    return PoolProgress(pool_window(layer, size), size, (shape[1], shape[2]))


def full(progress: PoolProgress, row: int, column: int) -> Array:
    """Which windows see nothing that comes after cell (row, column) of the map, looked at one by one."""
    flags = np.zeros(progress.count, bool)
    for cell in np.ndindex(*progress.count):
        rows, columns = progress.seen(*cell)
        flags[cell] = all((y, x) <= (row, column) for y in rows for x in columns)
    return flags


@settings(max_examples=60, deadline=None)
@given(poolings(), st.data())
def test_what_is_there_is_all_up_to_the_first_window_that_is_not_full(
    case: tuple[Pool2D, Array], data: st.DataObject
) -> None:
    progress = progress_of(*case)
    row, column = (data.draw(st.integers(0, n - 1)) for n in progress.size)
    flags = full(progress, row, column).ravel()
    done = progress.done(row, column)
    assert flags[:done].all()
    if done < len(flags) and flags[done]:  # full, but of a lower row that waits for the end of the upper one
        assert done % progress.count[1] == 0
        assert column < progress.size[1] - 1
    if (row, column) == (progress.size[0] - 1, progress.size[1] - 1):
        assert done == len(flags)


@settings(max_examples=60, deadline=None)
@given(poolings(), st.data())
def test_a_window_sees_the_cells_that_feed_it(case: tuple[Pool2D, Array], data: st.DataObject) -> None:
    progress = progress_of(*case)
    cell = tuple(data.draw(st.integers(0, n - 1)) for n in progress.count)
    rows, columns = progress.seen(*cell)
    for y in range(progress.size[0]):
        for x in range(progress.size[1]):
            fed_rows, fed_columns = progress.fed(y, x)
            assert (y in rows and x in columns) == (cell[0] in fed_rows and cell[1] in fed_columns)


@settings(max_examples=60, deadline=None)
@given(poolings(), st.data())
def test_a_number_appears_with_the_first_cell_after_which_it_is_there(
    case: tuple[Pool2D, Array], data: st.DataObject
) -> None:
    progress = progress_of(*case)
    number = data.draw(st.integers(0, progress.count[0] * progress.count[1] - 1))
    row, column = progress.appears(*divmod(number, progress.count[1]))
    first = next(cell for cell in np.ndindex(*progress.size) if progress.done(*cell) > number)
    assert (row, column) == first


@settings(max_examples=60, deadline=None)
@given(poolings(), st.data())
def test_a_cell_that_makes_a_window_full_makes_it_appear(case: tuple[Pool2D, Array], data: st.DataObject) -> None:
    progress = progress_of(*case)
    row, column = (data.draw(st.integers(0, n - 1)) for n in progress.size)
    made = progress.completed(row, column)
    if made is not None:
        assert full(progress, row, column)[made]
        assert progress.appears(*made) == (row, column)

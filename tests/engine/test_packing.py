"""Blocks: every number of every array in exactly one place."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.engine.packing import blocks_of

SHAPES = st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=3).map(tuple), max_size=6)


@given(shapes=SHAPES, most=st.integers(1, 60))
def test_the_blocks_hold_every_number_once_and_in_order(shapes: list[tuple[int, ...]], most: int) -> None:
    arrays, count = {}, 0
    for number, shape in enumerate(shapes):
        size = int(np.prod(shape))
        arrays[f"a{number}"] = np.arange(count, count + size).reshape(shape)
        count += size
    blocks = blocks_of({name: array.shape for name, array in arrays.items()}, most)
    room = np.empty(max((block.size for block in blocks), default=0), int)
    gathered = [block.gathered(arrays, room).copy() for block in blocks]
    np.testing.assert_array_equal(np.concatenate([*gathered, []]), np.arange(count))
    assert [block.place.start for block in blocks] == np.cumsum([0, *(block.size for block in blocks)])[:-1].tolist()


@given(shapes=SHAPES, most=st.integers(1, 60))
def test_blocks_are_small_except_where_one_row_is_not(shapes: list[tuple[int, ...]], most: int) -> None:
    for block in blocks_of({str(number): shape for number, shape in enumerate(shapes)}, most):
        rows = [part.rows.stop - part.rows.start for part in block.parts if part.place.stop > part.place.start]
        assert block.size <= most or rows == [1]


def test_the_arrays_of_lenet5_share_one_block() -> None:
    assert len(blocks_of({"conv1": (6, 1, 5, 5), "conv2": (16, 6, 5, 5), "fc1": (120, 400), "fc2": (84, 120)})) == 1

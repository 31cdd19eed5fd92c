"""What happens along one axis of a picture."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.engine.axis import adaptive_bins, border_sources, cells_counted
from cnnviz.engine.geometry import output_length


@given(st.integers(1, 9), st.integers(0, 9), st.integers(0, 9), st.sampled_from(["reflect", "replicate", "circular"]))
def test_border_cells_repeat_what_numpy_repeats(length: int, before: int, after: int, mode: str) -> None:
    most = {"reflect": length - 1, "circular": length}.get(mode, 9)
    before, after = min(before, most), min(after, most)
    numpy_mode = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}[mode]
    padded = np.pad(np.arange(length), (before, after), numpy_mode)  # type: ignore[call-overload]
    sources = border_sources(length, before, after, mode)
    assert [cell for cell, _ in sources] == [*range(before), *range(before + length, len(padded))]
    for cell, source in sources:
        assert before <= source < before + length
        assert padded[cell] == source - before


@given(st.integers(1, 20), st.integers(1, 6), st.integers(1, 6), st.integers(0, 3), st.integers(0, 3), st.booleans())
def test_an_average_counts_the_cells_that_are_there(
    length: int, kernel: int, stride: int, before: int, after: int, include_padding: bool
) -> None:
    before, after = min(before, kernel // 2), min(after, kernel // 2)
    if kernel > length + before + after + stride - 1:
        return
    count = output_length(length, kernel, stride, before, after, ceil_mode=True)
    there = range(-before, length + after) if include_padding else range(length)
    counted = [sum(window * stride - before + cell in there for cell in range(kernel)) for window in range(count)]
    assert cells_counted(length, kernel, stride, before, after, count, include_padding) == counted
    assert min(counted) > 0


@given(st.integers(1, 40), st.integers(1, 40))
def test_adaptive_pieces_cover_the_axis_and_differ_by_two_cells_at_most(length: int, count: int) -> None:
    pieces = adaptive_bins(length, count)
    assert len(pieces) == count
    assert {cell for first, end in pieces for cell in range(first, end)} == set(range(length))
    sizes = [end - first for first, end in pieces]
    assert min(sizes) >= 1
    assert max(sizes) - min(sizes) <= 2
    assert pieces == [(length - end, length - first) for first, end in reversed(pieces)]

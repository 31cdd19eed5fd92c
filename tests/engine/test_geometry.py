"""Where windows land."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.engine.geometry import (
    GeometryError,
    Window2D,
    output_length,
    pair,
    same_padding,
    sides,
    transposed_length,
)

# Input length, kernel, stride, padding on both sides, dilation, output: the figures of Dumoulin and Visin,
# arXiv:1603.07285, chapters 2 to 5. Read from the right to the left they are those of its transposed convolutions; of
# the last, with one row that no window reaches, those of figure 4.7.
FIGURES = [
    (4, 3, 1, 0, 1, 2),
    (5, 4, 1, 2, 1, 6),
    (5, 3, 1, 1, 1, 5),
    (5, 3, 1, 2, 1, 7),
    (5, 3, 2, 0, 1, 2),
    (5, 3, 2, 1, 1, 3),
    (5, 3, 1, 0, 1, 3),
    (7, 3, 1, 0, 2, 3),
    (6, 3, 2, 1, 1, 3),
]


def counted_length(length: int, kernel: int, stride: int, before: int, after: int, dilation: int) -> int:
    """How many windows fit, by trying every place."""
    padded, span = length + before + after, dilation * (kernel - 1) + 1
    return sum(start + span <= padded for start in range(0, padded, stride))


@given(
    st.integers(1, 40), st.integers(1, 9), st.integers(1, 6), st.integers(0, 5), st.integers(0, 5), st.integers(1, 4)
)
def test_the_output_length_is_the_number_of_places_a_window_fits(
    length: int, kernel: int, stride: int, before: int, after: int, dilation: int
) -> None:
    counted = counted_length(length, kernel, stride, before, after, dilation)
    if counted:
        assert output_length(length, kernel, stride, before, after, dilation) == counted
    else:
        with pytest.raises(GeometryError, match="does not fit"):
            output_length(length, kernel, stride, before, after, dilation)


@pytest.mark.parametrize(("length", "kernel", "stride", "padding", "dilation", "output"), FIGURES)
def test_lengths_are_those_of_the_guide_there_and_back(
    length: int, kernel: int, stride: int, padding: int, dilation: int, output: int
) -> None:
    window = Window2D.of(kernel, stride, padding, dilation)
    assert window.output_size((length, length)) == (output, output)
    unreached = window.unreached((length, length))
    assert window.transposed_size((output, output), unreached) == (length, length)


@given(
    st.integers(1, 30), st.integers(1, 6), st.integers(1, 6), st.integers(0, 3), st.integers(0, 3), st.integers(1, 3)
)
def test_ceil_mode_adds_a_window_where_cells_are_left_and_it_starts_inside(
    length: int, kernel: int, stride: int, before: int, after: int, dilation: int
) -> None:
    before, after = min(before, kernel // 2), min(after, kernel // 2)
    padded, span = length + before + after, dilation * (kernel - 1) + 1
    whole = sum(start + span <= padded for start in range(0, padded, stride))
    left_over = padded - ((whole - 1) * stride + span) if whole else padded
    starts_inside = whole * stride < length + before
    started = left_over > 0 and starts_inside and (whole > 0 or span - padded < stride)
    window = Window2D((kernel, 1), (stride, 1), (before, after, 0, 0), (dilation, 1))
    if whole + started:
        assert output_length(length, kernel, stride, before, after, dilation, ceil_mode=True) == whole + started
        fitted = window.rounded_up((length, 1))
        assert fitted.output_size((length, 1)) == (whole + started, 1)
        assert fitted.padding[0] == before
    else:
        with pytest.raises(GeometryError, match="does not fit"):
            window.rounded_up((length, 1))


@given(st.integers(1, 9), st.integers(1, 5), st.integers(1, 4), st.integers(0, 3), st.integers(0, 3), st.integers(1, 3))
def test_each_output_padding_leads_back_to_the_same_number_of_windows(
    length: int, kernel: int, stride: int, before: int, after: int, dilation: int
) -> None:
    if (length - 1) * stride + dilation * (kernel - 1) + 1 <= before + after:
        with pytest.raises(GeometryError, match=r"takes away \d+ of \d+ cells, and none is left"):
            transposed_length(length, kernel, stride, before, after, dilation)
        return
    for output_padding in range(stride):
        covered = transposed_length(length, kernel, stride, before, after, dilation, output_padding)
        assert output_length(covered, kernel, stride, before, after, dilation) == length
    with pytest.raises(GeometryError, match="at most"):
        transposed_length(length, kernel, stride, before, after, dilation, max(stride, dilation))


def test_a_kernel_too_large_is_told_the_numbers_and_what_is_allowed() -> None:
    with pytest.raises(GeometryError, match=r"window of 7 cells.*6 cells \(4 and 2 of padding\).*at most 6") as caught:
        output_length(4, 7, before=1, after=1)
    assert output_length(4, 6, before=1, after=1) == 1, caught.value


def test_the_allowed_kernel_counts_the_dilation() -> None:
    with pytest.raises(GeometryError, match="at most 3"):
        output_length(5, 4, dilation=2)
    assert output_length(5, 3, dilation=2) == 1


@pytest.mark.parametrize("kernel", [(1, 1), (3, 3), (5, 3), (7, 11)])
@pytest.mark.parametrize("dilation", [(1, 1), (2, 3)])
def test_same_padding_keeps_the_size_of_odd_kernels(kernel: tuple[int, int], dilation: tuple[int, int]) -> None:
    window = Window2D(kernel, padding=same_padding(kernel, dilation), dilation=dilation)
    assert window.output_size((13, 9)) == (13, 9)
    top, bottom, left, right = window.padding
    assert (top, left) == (bottom, right)


def test_same_padding_keeps_the_size_of_even_kernels_with_more_below_and_right() -> None:
    window = Window2D.of((2, 4), padding="same")
    assert window.padding == (0, 1, 1, 2)
    assert window.output_size((6, 6)) == (6, 6)


def test_full_padding_shows_every_window_that_touches_the_picture() -> None:
    assert Window2D.of(3, padding="full").output_size((4, 5)) == (6, 7)


@given(st.integers(1, 12), st.integers(1, 4), st.integers(1, 4), st.integers(0, 3), st.integers(1, 2))
def test_what_is_unreached_and_what_is_reached_make_up_the_padded_picture(
    length: int, kernel: int, stride: int, padding: int, dilation: int
) -> None:
    window = Window2D.of(kernel, stride, padding, dilation)
    if dilation * (kernel - 1) >= length + 2 * padding:
        return
    rows = window.output_size((length, length))[0]
    reached = np.zeros(length + 2 * padding, bool)
    for oy in range(rows):
        start = window.origin(oy, 0)[0]
        reached[start : start + window.span[0]] = True
    behind = len(reached) - 1 - int(np.flatnonzero(reached)[-1])
    assert window.unreached((length, length)) == (behind, behind)


def test_each_side_can_have_its_own_padding() -> None:
    window = Window2D.of(3, padding=(1, 0, 2, 3))
    assert window.padded_size((5, 5)) == (6, 10)
    assert window.output_size((5, 5)) == (4, 8)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0,), "kernel size is 0; it must be a whole number, 1 or more"),
        ((2.5,), "kernel size is 2.5"),
        ((True,), "kernel size is True"),
        (("3",), "kernel size is “3”"),
        ((None,), "kernel size is None"),
        ((np.array([3, 3]),), r"kernel size is \[3 3\]"),
        ((3, 1, (1, 2, 3)), r"padding is \(1, 2, 3\); give one whole number, two .*, four .* or a word"),
        (((1, 2, 3),), "give one whole number or two"),
        ((3, 0), "stride is 0"),
        ((3, 1, -1), "padding is -1; it must be a whole number, 0 or more"),
        ((3, 1, "some"), "valid, same or full"),
        ((3, 1, 0, 0), "dilation is 0"),
    ],
)
def test_numbers_that_cannot_be_are_named(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(GeometryError, match=message):
        Window2D.of(*arguments)


def test_a_window_made_directly_is_checked_too() -> None:
    with pytest.raises(GeometryError, match="stride"):
        Window2D((3, 3), stride=(0, 1))
    with pytest.raises(GeometryError, match=r"^The kernel size is 3; write it in full, \(3, 3\), or use Window2D\.of"):
        Window2D(3)  # type: ignore[arg-type]
    with pytest.raises(GeometryError, match=r"^The padding is 1; write it in full, \(1, 1, 1, 1\)"):
        Window2D((3, 3), padding=1)  # type: ignore[arg-type]


@pytest.mark.parametrize("arguments", [(5, 0), (5, 3, 0), (5, 3, 1, -1), (5, 3, 1, 0, -1), (5, 3, 1, 0, 0, 0)])
def test_a_length_of_numbers_that_cannot_be_says_so(arguments: tuple[int, ...]) -> None:
    for length in (output_length, transposed_length):
        with pytest.raises(GeometryError, match=r"the first three must be 1 or more, padding 0 or more"):
            length(*arguments)


def test_numpy_whole_numbers_are_whole_numbers() -> None:
    assert pair(np.int64(3), "kernel size") == (3, 3)
    assert sides(np.uint8(2), (5, 5)) == (2, 2, 2, 2)

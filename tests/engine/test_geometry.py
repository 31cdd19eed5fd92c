"""Where windows land."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.engine.geometry import GeometryError, Window2D, border_sources, output_length, pair, same_padding, sides


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


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0,), "kernel size is 0; it must be a whole number, 1 or more"),
        ((2.5,), "kernel size is 2.5"),
        ((True,), "kernel size is True"),
        (("3",), "kernel size is 3"),
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


def test_numpy_whole_numbers_are_whole_numbers() -> None:
    assert pair(np.int64(3), "kernel size") == (3, 3)
    assert sides(np.uint8(2), (5, 5)) == (2, 2, 2, 2)

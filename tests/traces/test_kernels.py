"""Presets do what their names say, and numbers are read as people type them."""

import numpy as np
import pytest

from cnnviz.traces.kernels import PRESETS, NumberError, fitted, parse_number, preset, random_he


@pytest.mark.parametrize("entry", PRESETS, ids=lambda entry: entry.name)
def test_every_preset_has_a_kernel_of_the_size_it_promises(entry: object) -> None:
    kernel = entry.make((5, 4))  # type: ignore[attr-defined]
    assert kernel.dtype == np.float32
    assert kernel.shape == ((5, 4) if entry.scalable else (3, 3))  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["box", "gaussian", "identity", "sharpen"])
def test_what_keeps_the_brightness_adds_up_to_one(name: str) -> None:
    assert preset(name).make((3, 3)).sum() == pytest.approx(1)


@pytest.mark.parametrize("name", ["sobel-x", "sobel-y", "prewitt-x", "prewitt-y", "laplacian"])
def test_what_finds_edges_adds_up_to_zero(name: str) -> None:
    assert preset(name).make((3, 3)).sum() == 0


def test_sobel_x_on_the_numbers_1_to_9_gives_minus_8() -> None:
    numbers = np.arange(1, 10).reshape(3, 3)
    assert (preset("sobel-x").make((3, 3)) * numbers).sum() == -8


def test_a_made_kernel_may_be_changed_without_changing_the_preset() -> None:
    preset("emboss").make((3, 3))[:] = 99
    assert preset("emboss").make((3, 3)).max() == 2


def test_random_weights_are_those_of_he_within_their_rounding() -> None:
    kernel = random_he(3, (5, 5), np.random.default_rng(0))
    assert kernel.shape == (3, 5, 5)
    assert np.abs(kernel).max() <= np.sqrt(6 / 75) + 0.005


@pytest.mark.parametrize("size", [(1, 1), (3, 5), (4, 4), (11, 2)])
def test_fitting_keeps_the_middle(size: tuple[int, int]) -> None:
    kernel = np.zeros((2, 3, 3), np.float32)
    kernel[:, 1, 1] = 7
    result = fitted(kernel, size)
    assert result.shape == (2, *size)
    assert (result[:, size[0] // 2, size[1] // 2] == 7).all()


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 1.0), ("-1.5", -1.5), ("\u22122", -2.0), ("0,25", 0.25), ("1/4", 0.25), ("-1/2", -0.5), (" 3 ", 3.0),
     ("1e-3", 0.001), ("\uff11\uff12", 12.0)],
)  # fmt: skip
def test_numbers_are_read_as_people_type_them(text: str, value: float) -> None:
    assert parse_number(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "a", "1/0", "1/2/3", "--1", "nan"])
def test_what_is_no_number_is_explained(text: str) -> None:
    with pytest.raises(NumberError):
        parse_number(text)


def test_a_number_beyond_all_measure_is_refused() -> None:
    with pytest.raises(NumberError, match="too large"):
        parse_number("1e30")

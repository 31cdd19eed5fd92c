"""What may pass for an array, a shape or a type of the engine, and what is said to the rest."""

import numpy as np
import pytest

from cnnviz.engine.arrays import ArrayError, as_numbers, as_shape, float_type


@pytest.mark.parametrize("given", [5, 2.5, [1, 2], [[True, False]], np.zeros((2, 0)), np.float16(1)])
def test_numbers_of_every_kind_are_an_array(given: object) -> None:
    assert as_numbers(given, "picture").shape == np.shape(given)


@pytest.mark.parametrize("given", ["hello", ["a", "b"], None, [[1, 2], [3]], np.zeros(2, complex), {"a": 1}])
def test_what_holds_no_numbers_is_no_array(given: object) -> None:
    with pytest.raises(
        ArrayError, match=r"^What is given as picture is .*; it must be an array of numbers, whole or floating"
    ):
        as_numbers(given, "picture")


def test_a_long_value_is_told_in_short() -> None:
    with pytest.raises(ArrayError) as caught:
        as_numbers(["long"] * 1000, "labels")
    assert len(str(caught.value)) < 200


def test_a_shape_is_a_row_of_whole_numbers() -> None:
    assert as_shape([np.int64(3), 4]) == (3, 4)
    assert as_shape(()) == ()


@pytest.mark.parametrize("given", [28, "28", None, (1, 28.0, 28), (1, -28, 28), (0,), (True, 2), ("1",), [[1, 2]]])
def test_what_is_no_shape_is_told_so(given: object) -> None:
    with pytest.raises(ArrayError, match=r"^The shape is .*; it must be whole numbers, each 1 or more"):
        as_shape(given)


@pytest.mark.parametrize("given", ["int32", np.uint8, np.float16, complex, "bogus", 5])
def test_weights_are_of_single_or_double_precision(given: object) -> None:
    with pytest.raises(ArrayError, match=r"^The dtype is .*; it must be float32 or float64\.$"):
        float_type(given)  # type: ignore[arg-type]

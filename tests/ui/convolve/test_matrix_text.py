"""A matrix is read as people paste it, and what cannot be one is explained in a line."""

import pytest

from cnnviz.text import ExplainedError
from cnnviz.ui.convolve.matrix_text import MatrixError, parse_matrix


@pytest.mark.parametrize(
    "text",
    [
        "1 2\n3 4", "1\t2\r\n3\t4\r\n", "[[1, 2], [3, 4]]", "1, 2; 3, 4", "[1 2; 3 4]", "1,2\n3,4", "1 2;\n3 4;",
        "[[1. 2.]\n [3. 4.]]", "array([[1., 2.],\n       [3., 4.]], dtype=float32)", "tensor([[1., 2.], [3., 4.]])",
        "A = [[1, 2],\n     [3, 4]];", "[[[1, 2], [3, 4]]]", "[1, 2]\n[3, 4]",
    ],
)  # fmt: skip
def test_a_matrix_is_read_as_people_paste_it(text: str) -> None:
    assert parse_matrix(text) == [[[1, 2], [3, 4]]]


@pytest.mark.parametrize("text", ["1,5\t2\n3\t4,5", "1,5 2\n3 4,5", "1,5;2\n3;4,5", "1.5, 2\n3, 4.5", "1.5,2\n3,4.5"])
def test_a_comma_is_a_decimal_comma_where_something_else_separates(text: str) -> None:
    assert parse_matrix(text) == [[[1.5, 2], [3, 4.5]]]


def test_three_matrices_are_three_channels() -> None:
    assert parse_matrix("[[[1, 2]], [[3, 4]],\n [[5, 6]]]") == [[[1, 2]], [[3, 4]], [[5, 6]]]


def test_a_row_that_numpy_broke_into_lines_is_one_row() -> None:
    assert parse_matrix("[[1. 2.\n  3.]\n [4. 5.\n  6.]]") == [[[1, 2, 3], [4, 5, 6]]]


@pytest.mark.parametrize("text", ["1 2\n3", "", "[]", "1 " * 65, "[[[1]], [[2]]]", "[[[1], [2]], [[3]], [[4]]]"])
def test_what_is_no_matrix_is_explained(text: str) -> None:
    with pytest.raises(MatrixError):
        parse_matrix(text)


@pytest.mark.parametrize("text", ["x" * 5000, "1|2|3", "nan 1", "hello world", "[[1, two]]"])
def test_a_wrong_number_is_named_without_flooding_the_window(text: str) -> None:
    with pytest.raises(ExplainedError, match="is no number") as caught:
        parse_matrix(text)
    assert len(str(caught.value)) < 100

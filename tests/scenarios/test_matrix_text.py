"""A matrix is read as people paste it, exactly, and what cannot be one is explained at its line and column."""

import json
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from cnnviz.scenarios.matrix_numbers import MatrixError
from cnnviz.scenarios.matrix_text import parse_matrix, parse_tensor

VALUES = st.one_of(
    st.integers(-1000, 1000).map(float),
    st.integers(-(10**6), 10**6).map(lambda n: n / 1000),
    st.floats(-1e6, 1e6, allow_nan=False),
)
MATRICES = npst.arrays(np.float64, npst.array_shapes(min_dims=2, max_dims=2, max_side=7), elements=VALUES)
STACKS = npst.arrays(np.float64, npst.array_shapes(min_dims=3, max_dims=3, max_side=5), elements=VALUES)
TENSORS = npst.arrays(np.float64, npst.array_shapes(min_dims=2, max_dims=4, max_side=4), elements=VALUES)

TWO_BY_TWO = [
    "1 2\n3 4", "1\t2\r\n3\t4\r\n", "[[1, 2], [3, 4]]", "1, 2; 3, 4", "[1 2; 3 4]", "1,2\n3,4", "1 2;\n3 4;",
    "[[1. 2.]\n [3. 4.]]", "array([[1., 2.],\n       [3., 4.]], dtype=float32)", "tensor([[1., 2.], [3., 4.]])",
    "A = [[1, 2],\n     [3, 4]];", "[[[1, 2], [3, 4]]]", "[1, 2]\n[3, 4]", "1;2\n3;4", "(1, 2), (3, 4)",
    "float k[2][2] = {{1, 2}, {3, 4}};", "[1 2\n 3 4]", "[1,2;3,4]", "\n\n  1 2  \n  3 4  \n\n", "1 2,\n3 4,",
    "Parameter containing:\ntensor([[[[1., 2.],\n          [3., 4.]]]], requires_grad=True)",
    "tensor([[1., 2.],\n        [3., 4.]], device='cuda:0', grad_fn=<AddBackward0>)",
    "tf.Tensor(\n[[1. 2.]\n [3. 4.]], shape=(2, 2), dtype=float32)", "np.array(((1, 2), (3, 4)))",
    "⎡1  2⎤\n⎢    ⎥\n⎣3  4⎦", "A =\n\n     1     2\n     3     4\n", "# Sobel\n1 2  # first\n% second\n3 4",
    "【1，2；3，4】", "（１，２；３，４）", "１、２；３、４", "［［1，2］，［3，4］］", "1\u30002\n3\u00a04",
    "\ufeff1 2\n3 4",
    "+1 2.0\n3e0 .4e1", "2/2 4/2\n9/3 8⁄2",
]  # fmt: skip


@pytest.mark.parametrize("text", TWO_BY_TWO)
def test_a_matrix_is_read_as_people_paste_it(text: str) -> None:
    assert parse_matrix(text) == [[[1, 2], [3, 4]]]


@pytest.mark.parametrize(
    "text",
    [
        "1,5\t2\n3\t4,5", "1,5 2\n3 4,5", "1,5;2\n3;4,5", "1.5, 2\n3, 4.5", "1.5,2\n3,4.5", "[1,5 2; 3 4,5]",
        "3/2 2\n3 9/2", "1,50\t2,00\n3,00\t4,50",
    ],
)  # fmt: skip
def test_a_comma_is_a_decimal_comma_where_something_else_separates(text: str) -> None:
    assert parse_matrix(text) == [[[1.5, 2], [3, 4.5]]]


@pytest.mark.parametrize(
    "text", ["1, 2, 3\n4,5, 6", "[1,2,3;4,5,6]", "1，2，3\n4，5，6", "1,2,3;4,5,6", "1,+2,3\n4,5,6"]
)
def test_a_comma_separates_where_nothing_else_does(text: str) -> None:
    assert parse_matrix(text) == [[[1, 2, 3], [4, 5, 6]]]


@pytest.mark.parametrize(
    ("text", "value"),
    [("−1,5 0", -1.5), ("1/4 0", 0.25), ("-1/4 0", -0.25), ("½ 0", 0.5), ("-½ 0", -0.5), ("１．５ 0", 1.5),
     ("–2 0", -2), ("1e-3 0", 0.001), ("2.5E2 0", 250), (".5 0", 0.5), ("5. 0", 5), ("1000000 0", 1e6), ("٣ 0", 3)],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text: str, value: float) -> None:
    assert parse_matrix(text) == [[[value, 0]]]


@pytest.mark.parametrize(
    "text",
    ["[[[1, 2]], [[3, 4]],\n [[5, 6]]]", "1 2\n\n3 4\n \n\n5 6", "[1 2]\n\n[3 4]\n\n[5 6]", "1;2\n\n3;4\n\n5;6"],
)
def test_several_matrices_are_channels(text: str) -> None:
    assert parse_matrix(text) == [[[1, 2]], [[3, 4]], [[5, 6]]]


def test_brackets_without_an_empty_line_between_them_are_rows_or_matrices_as_they_are_nested() -> None:
    assert parse_matrix("[[1 2]; [3 4]]") == parse_matrix("[1 2]; [3 4]") == [[[1, 2], [3, 4]]]
    assert parse_matrix("[1 2; 3 4]\n[5 6; 7 8]") == [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]


def test_a_row_that_numpy_broke_into_lines_is_one_row() -> None:
    assert parse_matrix("[[1. 2.\n  3.]\n [4. 5.\n  6.]]") == [[[1, 2, 3], [4, 5, 6]]]
    assert parse_matrix("array([1., 2.,\n       3., 4.])") == [[[1, 2, 3, 4]]]


def plain(array: np.ndarray, between: str, minus: str = "-", point: str = ".") -> str:
    """Rows as lines, matrices apart by an empty line."""
    if array.ndim == 3:
        return "\n\n".join(plain(matrix, between, minus, point) for matrix in array)
    rows = [between.join(repr(float(value)) for value in row) for row in array]
    return "\n".join(rows).replace("-", minus).replace(".", point)


def matlab(array: np.ndarray) -> str:
    if array.ndim == 3:
        return "\n\n".join(map(matlab, array))
    return "[" + "; ".join(" ".join(repr(float(value)) for value in row) for row in array) + "];"


def numpy_text(array: np.ndarray, width: int, as_repr: bool) -> str:
    with np.printoptions(floatmode="unique", threshold=sys.maxsize, linewidth=width):
        return repr(array) if as_repr else str(array)


@given(STACKS, st.sampled_from([" ", "   ", "\t", ", ", ",", " , "]), st.sampled_from("-−－"))
def test_any_numbers_in_lines_come_back_exactly(array: np.ndarray, between: str, minus: str) -> None:
    assert np.array_equal(parse_matrix(plain(array, between, minus)), array)


@given(STACKS.filter(lambda array: array.shape[1] > 1 and array.shape[2] > 1), st.sampled_from([" ", "\t", ";"]))
def test_any_numbers_with_decimal_commas_come_back_exactly(array: np.ndarray, between: str) -> None:
    assert np.array_equal(parse_matrix(plain(array, between, point=",")), array)


@given(STACKS)
def test_any_numbers_as_matlab_writes_them_come_back_exactly(array: np.ndarray) -> None:
    assert np.array_equal(parse_matrix(matlab(array)), array)


@given(STACKS)
def test_any_numbers_in_chinese_signs_come_back_exactly(array: np.ndarray) -> None:
    wide = {code - 0xFEE0: code for code in range(0xFF01, 0xFF5F)}
    assert np.array_equal(parse_matrix(json.dumps(array.tolist()).translate(wide)), array)
    text = "；".join("，".join(repr(float(value)) for value in row) for row in array[0])
    assert np.array_equal(parse_matrix(f"【{text}】"), array[:1])


@given(TENSORS, st.integers(20, 200), st.sampled_from(["{}", "A = {}", "tensor({}, dtype=torch.float64)", "({})"]))
def test_any_tensor_in_brackets_comes_back_exactly(array: np.ndarray, width: int, around: str) -> None:
    texts = (repr(array.tolist()), json.dumps(array.tolist(), indent=2), numpy_text(array, width, as_repr=False))
    for text in (*texts, str(array.tolist()).replace("[", "{").replace("]", "}")):
        read = parse_tensor(around.format(text))
        assert read.shape == array.shape and np.array_equal(read, array)
    assert np.array_equal(parse_tensor(numpy_text(array, width, as_repr=True)), array)


@given(MATRICES)
def test_a_tensor_has_as_many_axes_as_were_written(array: np.ndarray) -> None:
    assert parse_tensor(plain(array, " ")).shape == array.shape
    assert parse_tensor(json.dumps([array.tolist()])).shape == (1, *array.shape)
    assert parse_tensor(json.dumps([[array.tolist()]])).shape == (1, 1, *array.shape)


MISTAKES = [
    ("", 1, 1, "there are no numbers here"),
    ("# nothing", 1, 1, "there are no numbers here"),
    ("[]", 1, 1, "between these brackets is no number"),
    ("[[1, 2],\n []]", 2, 2, "between these brackets is no number"),
    ("1 2\n3", 2, 1, "numbers in this row: 1; in line 1: 2"),
    ("1\n2 3\n4 5", 1, 1, "numbers in this row: 1; in line 2: 2"),
    ("1 2 3\n4 5 6\n7 8\n9 8 7", 3, 1, "numbers in this row: 2; in line 1: 3"),
    ("[[1, 2], [3]]", 1, 10, "numbers in this row: 1; in line 1: 2"),
    ("[[[1], [2]], [[3]], [[4]]]", 1, 2, "this matrix is 2 × 1, the one in line 1 is 1 × 1"),
    ("1 2\n3 4\n\n5 6", 4, 1, "this matrix is 1 × 2, the one in line 1 is 2 × 2"),
    ("[[1, 2], [[3, 4]]]", 1, 10, "other brackets around it"),
    ("1 two 3", 1, 3, "“two” is no number"),
    ("1 2\r\n3 x", 2, 3, "“x” is no number"),
    ("1 2\n3 nan", 2, 3, "“nan” is no number"),
    ("1 -inf", 1, 3, "“-inf” is no number"),
    ("1 1_0", 1, 3, "“1_0” is no number"),
    ("1 10²", 1, 3, "“10²” is no number"),
    ("1½ 2", 1, 1, "“1½” is no number"),
    ("1 2/0", 1, 3, "“2/0” is no number"),
    ("1 1e7", 1, 3, "1e7 is too large"),
    ("1 -1000000.1", 1, 3, "-1000000.1 is too large"),
    ("1 1e999", 1, 3, "1e999 is too large"),
    ("zeros(3)", 1, 1, "“zeros” is no number"),
    ("array([1, 2], weird=3)", 1, 15, "“weird=3” is no number"),
    ("[[1., 2., ..., 9.],\n [1., 2., ..., 9.]]", 1, 11, "“...” stands for numbers that were left out"),
    ("1 2 …", 1, 5, "“…” stands for numbers that were left out"),
    ("[1 2", 1, 1, "this “[” is never closed; add “]”"),
    ("[[1, 2],\n [3, 4]", 1, 1, "this “[” is never closed"),
    ("1 2]", 1, 4, "this “]” closes nothing"),
    ("[1 2)", 1, 5, "this “)” closes what “[” opened; the fitting one is “]”"),
    ("【1 2）", 1, 5, "this “）” closes what “【” opened"),
    ("[[1, 2], 3]", 1, 10, "“3” stands outside the brackets"),
    ("5 [1, 2]", 1, 1, "“5” stands outside the brackets"),
    ("[1, [2]]", 1, 5, "“[” opens a row after numbers"),
    ("1,,2", 1, 3, "there is no number before this “,”"),
    ("1 2\n, 3", 2, 1, "there is no number before this “,”"),
    ("[1, , 2]", 1, 5, "there is no number before this “,”"),
    ("1;;2\n3;4;5", 1, 3, "there is no number before this “;”"),
    ("1\t2\n3\t\t4", 2, 2, "between these tabs is no number"),
    ("1,234.5 2", 1, 1, "“1,234.5” could be one number or several"),
    ("[" * 50, 1, 9, "more than 8 brackets"),
    ("[[[[1]], [[2]]], [[[3]], [[4]]]]", 1, 1, "these are 2 × 2 × 1 × 1 numbers; a picture is"),
    (" 1\n\n 2\n\n" * 9, 1, 2, "these are 18 × 1 × 1 numbers"),
]


@pytest.mark.parametrize(("text", "line", "column", "words"), MISTAKES)
def test_a_mistake_is_shown_at_its_line_and_column(text: str, line: int, column: int, words: str) -> None:
    with pytest.raises(MatrixError) as caught:
        parse_matrix(text)
    error = caught.value
    assert words in str(error)
    assert (error.line, error.column) == (line, column)
    assert str(error).startswith(f"Line {line}, column {column}: ")
    assert text.splitlines() == [] or error.column - 1 + error.length <= len(text.splitlines()[line - 1])


def test_more_axes_than_kernels_have_are_refused() -> None:
    with pytest.raises(MatrixError, match="these are 1 × 1 × 1 × 1 × 2 numbers; at most 4 axes"):
        parse_tensor("[[[[[1, 2]]]]]")


@pytest.mark.parametrize("text", ["x" * 5000, "1 " + "9" * 5000, "[" + "a b" * 5000, "1,2.3," * 5000 + " 4 5"])
def test_a_long_mistake_does_not_flood_the_window(text: str) -> None:
    with pytest.raises(MatrixError) as caught:
        parse_matrix(text)
    assert len(str(caught.value)) < 200


def test_sizes_are_limited_as_the_caller_says() -> None:
    assert len(parse_matrix("1 " * 1024)[0][0]) == 1024
    with pytest.raises(MatrixError, match=r"has 1 × 1025 numbers; at most 1024 × 1024"):
        parse_matrix("1 " * 1025)
    with pytest.raises(MatrixError, match=r"has 1025 × 1 numbers"):
        parse_matrix("1\n" * 1025)
    with pytest.raises(MatrixError, match=r"has 1 × 12 numbers; at most 11 × 11"):
        parse_tensor("1 " * 12, most=11)
    assert parse_tensor("1 " * 11, most=11).shape == (1, 11)


@given(st.text(alphabet="12.,;- \t\n[](){}ea=#x/", max_size=40))
def test_any_text_is_a_matrix_or_a_mistake_at_a_place_in_it(text: str) -> None:
    try:
        matrices = parse_matrix(text)
    except MatrixError as error:
        lines = text.replace("\r", "\n").split("\n")
        assert 1 <= error.line <= len(lines) and 1 <= error.column <= len(lines[error.line - 1]) + 1
    else:
        assert len({len(row) for rows in matrices for row in rows}) == 1
        assert np.isfinite(np.array(matrices)).all()

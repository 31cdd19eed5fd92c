"""The tests that the ONNX standard carries for its operators, run with our layers."""

from collections import Counter

import numpy as np
import pytest

from tests.parity.onnx_cases import OPERATORS, Case, cases, missing
from tests.parity.onnx_nodes import run

CASES = cases()
FITTING = [case for case in CASES if not missing(case)]
# as many as onnx 1.23 has; a new release may add some, but none of these may vanish
LEAST = {
    "Conv": 17, "ConvTranspose": 11, "MaxPool": 12, "AveragePool": 12, "GlobalAveragePool": 2, "GlobalMaxPool": 2,
    "Gemm": 11, "Flatten": 9, "Relu": 2, "LeakyRelu": 5, "Elu": 4, "Sigmoid": 3, "Tanh": 3, "Softplus": 3,
    "Softmax": 10, "LogSoftmax": 10, "BatchNormalization": 6, "Dropout": 5, "Add": 1, "Concat": 12,
    "SoftmaxCrossEntropyLoss": 16,
}  # fmt: skip


@pytest.mark.parametrize("case", FITTING, ids=str)
def test_the_operator_gives_what_the_standard_says(case: Case) -> None:
    outputs = run(case)
    assert len(outputs) >= len(case.outputs)
    for ours, wanted in zip(outputs, case.outputs, strict=False):
        assert ours.shape == wanted.shape
        np.testing.assert_allclose(ours, wanted, rtol=1e-3, atol=1e-7)  # the standard's own


def test_no_case_is_lost() -> None:
    counts = Counter(case.operator for case in FITTING)
    assert counts.keys() == LEAST.keys() == OPERATORS
    assert {operator: counts[operator] for operator in LEAST if counts[operator] < LEAST[operator]} == {}
    assert counts.total() >= 156

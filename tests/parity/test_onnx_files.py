"""The ONNX standard's own tests as files: whatever opens computes what the standard says."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
from onnx.backend.test.case.node import collect_testcases
from onnx.numpy_helper import from_array

from cnnviz.data.onnx_files import load_onnx
from cnnviz.data.onnx_packages import OnnxError
from cnnviz.engine.arrays import Array

OPENED = 56  # of onnx 1.23's; the rest take other things than one picture, or ask for what the engine has not


def standard_files() -> Iterator[tuple[str, onnx.ModelProto, Array, Array]]:
    """Name, model, picture, first output; all inputs but the first are weights of the model."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the generators of some operators divide by zero
        tests = collect_testcases(None)
    for test in tests:
        if test.model is None or not [array for array in test.data_sets[0][0][:1] if isinstance(array, np.ndarray)]:
            continue
        inputs, outputs = test.data_sets[0]
        model = onnx.ModelProto()
        model.CopyFrom(test.model)
        for value, array in list(zip(model.graph.input, inputs, strict=False))[1:]:
            if isinstance(array, np.ndarray):
                model.graph.initializer.append(from_array(array, value.name))
        yield test.name, model, inputs[0], outputs[0]


def test_nothing_is_opened_that_means_something_else(tmp_path: Path) -> None:
    opened = []
    for name, model, x, wanted in standard_files():
        (tmp_path / "case.onnx").write_bytes(model.SerializeToString())
        try:
            network = load_onnx(tmp_path / "case.onnx").network()
        except OnnxError as error:
            assert len(str(error)) < 1000, name
            continue
        np.testing.assert_allclose(network.forward(x).output, wanted, rtol=1e-3, atol=1e-6, err_msg=name)
        opened.append(name)
    assert len(opened) >= OPENED

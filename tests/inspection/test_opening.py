"""Any model file is opened by whoever can compute it, and what it does not say is known to be open."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from cnnviz.data.model_files import save_model
from cnnviz.data.model_opening import Answers
from cnnviz.data.model_paths import ModelFileError
from cnnviz.engine.input_normalisation import InputNormalisation
from cnnviz.engine.lenet import lenet5
from cnnviz.engine.network import Network
from cnnviz.inspection.opening import check_can_be_shown, open_pass_model
from cnnviz.inspection.questions import questions_of
from cnnviz.traces.passes import NetworkModel
from tests.data.keras_models import LAYERS, layer, random_weights, sequential, write_keras


def onnx_file(path: Path, operator: str, side: int | None = 8) -> Path:
    """A convolution and one more operator, which the engine may know or not, for pictures of any size or one."""
    pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    from onnx import TensorProto, helper, numpy_helper

    kernel = np.random.default_rng(0).normal(size=(4, 3, 3, 3)).astype(np.float32)
    nodes = [helper.make_node("Conv", ["x", "kernel"], ["maps"], name="conv"),
             helper.make_node(operator, ["maps"], ["y"], name="last")]  # fmt: skip
    sizes = [1, 3, side or "height", side or "width"]
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, sizes)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)], [numpy_helper.from_array(kernel, "kernel")],
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path.write_bytes(model.SerializeToString())
    return path


def test_what_the_engine_knows_becomes_a_network_and_the_rest_runs_elsewhere(tmp_path: Path) -> None:
    known = open_pass_model(onnx_file(tmp_path / "known.onnx", "Relu"))
    foreign = open_pass_model(onnx_file(tmp_path / "foreign.onnx", "Erf"))
    assert known.network is not None and foreign.network is None
    picture = np.random.default_rng(1).random((3, 8, 8), np.float32)
    mine, theirs = (model.run(picture).layers[1].maps for model in (known, foreign))
    np.testing.assert_allclose(mine, theirs, atol=1e-5)
    check_can_be_shown(foreign, tmp_path)


def test_an_open_size_is_asked_for_and_taken(tmp_path: Path) -> None:
    path = onnx_file(tmp_path / "m.onnx", "Relu", None)
    asked = questions_of(path)
    assert asked.asks_size and asked.must_ask and asked.sizes == (3, None, None)
    with pytest.raises(ModelFileError, match="say how large"):
        open_pass_model(path)
    assert open_pass_model(path, Answers(input_size=(10, 12))).input_shape == (3, 10, 12)


def test_answers_are_kept_with_a_foreign_model(tmp_path: Path) -> None:
    normalisation = InputNormalisation(255.0)
    model = open_pass_model(onnx_file(tmp_path / "m.onnx", "Erf"), Answers(normalisation=normalisation))
    assert model.info == normalisation.facts()


def test_our_own_files_leave_nothing_to_ask(tmp_path: Path) -> None:
    save_model(lenet5(), path := tmp_path / "m.safetensors")
    assert not questions_of(path).must_ask


def test_weights_alone_ask_for_their_network_and_offer_those_that_fit(tmp_path: Path) -> None:
    save_file(lenet5().weights, path := tmp_path / "m.safetensors")
    asked = questions_of(path)
    assert asked.asks_architecture and asked.must_ask
    assert [fit.name for fit in asked.fits] == ["lenet5", "lenet5-1998"]
    assert ("fc3.weight", (10, 84)) in asked.tensors


def test_a_model_of_keras_asks_for_the_numbers_of_its_picture_unless_it_scales_them(tmp_path: Path) -> None:
    pytest.importorskip("h5py")
    asked = questions_of(write_keras(tmp_path / "a.keras", sequential(LAYERS), random_weights()))
    assert asked.must_ask and asked.normalisation is None and asked.sizes == (2, 9, 8)
    first = layer("Rescaling", "scale", batch_input_shape=[None, 9, 8, 2], scale=2.0, offset=-1)
    scaled = sequential([first, *LAYERS])
    asked = questions_of(write_keras(tmp_path / "b.keras", scaled, random_weights()))
    assert not asked.must_ask and asked.normalisation == InputNormalisation(2.0, (1.0,))
    bytes_first = layer("Rescaling", "scale", batch_input_shape=[None, 9, 8, 2], scale=1 / 255)
    asked = questions_of(write_keras(tmp_path / "c.keras", sequential([bytes_first, *LAYERS]), random_weights()))
    assert not asked.must_ask and asked.normalisation == InputNormalisation(), "from 0 to 255 is what it takes"


def test_a_pickle_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    (path := tmp_path / "m.pt").write_bytes(b"\x80\x02}q\x00.")
    with pytest.raises(ModelFileError, match="is a pickle"):
        questions_of(path)


def test_a_model_that_takes_no_picture_cannot_be_looked_into() -> None:
    from cnnviz.engine.linear import Linear

    with pytest.raises(ModelFileError, match="m cannot be looked into with pictures"):
        check_can_be_shown(NetworkModel(Network([("fc", Linear(4, 2))], (4,))), Path("m"))

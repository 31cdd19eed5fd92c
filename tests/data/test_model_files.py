"""Networks in files: there and back, and every way a file can be wrong."""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from cnnviz.data.model_files import ModelFileError, load_model, save_model
from cnnviz.engine.architectures import lenet5
from cnnviz.paths import resources


@pytest.fixture
def model(tmp_path: Path) -> Path:
    network = lenet5()
    network.info["trained on"] = "nothing, 什么都没有"
    save_model(network, path := tmp_path / "model.safetensors")
    return path


def write(path: Path, description: object, **changes: np.ndarray) -> Path:
    """A file with LeNet-5's weights, `changes` made to them, and any description."""
    weights = lenet5().parameters | {name.replace("__", "."): array for name, array in changes.items()}
    save_file(weights, path, {"cnnviz": description if isinstance(description, str) else json.dumps(description)})
    return path


def test_a_network_comes_back_as_it_was(model: Path) -> None:
    network, again = lenet5(), load_model(model)
    assert again.info == {"trained on": "nothing, 什么都没有"}
    assert again.describe() == {**network.describe(), "info": again.info}
    for name, array in network.parameters.items():
        np.testing.assert_array_equal(again.parameters[name], array)


def test_the_shipped_network_is_a_trained_lenet5() -> None:
    network = load_model(resources() / "weights" / "lenet5-mnist.safetensors")
    assert sum(array.size for array in network.parameters.values()) == 61_706
    assert network.info["trained on"] == "MNIST, 60,000 pictures"
    assert float(network.info["test accuracy"].removesuffix(" %")) >= 99.2


def test_the_shipped_network_reads_as_many_test_digits_as_it_says(shared: Path) -> None:
    from cnnviz.data.sources import open_source
    from cnnviz.engine.evaluation import evaluate

    network = load_model(resources() / "weights" / "lenet5-mnist.safetensors")
    accuracy = evaluate(network, *open_source("mnist", shared / "mnist", validation=0).test)[1]
    assert 100 * accuracy == pytest.approx(float(network.info["test accuracy"].removesuffix(" %")), abs=0.02)


@pytest.mark.parametrize("kept", [0, 7, 8, 1000, -1])
def test_a_truncated_file_is_refused(model: Path, kept: int) -> None:
    model.write_bytes(model.read_bytes()[:kept])
    with pytest.raises(ModelFileError, match=r"model\.safetensors is not a whole safetensors file"):
        load_model(model)


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n" + bytes(100), b"\xff" * 64, b"hello world, this is text"])
def test_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    (path := tmp_path / "picture").write_bytes(content)
    with pytest.raises(ModelFileError, match="not a whole safetensors file"):
        load_model(path)


def test_weights_of_another_program_are_named_as_such(tmp_path: Path) -> None:
    save_file({"a": np.zeros(3)}, path := tmp_path / "other.safetensors")
    with pytest.raises(ModelFileError, match="no description of their network"):
        load_model(path)


@pytest.mark.parametrize("description", ["{", "[" * 100_000, "\x00"])
def test_a_description_that_is_not_json_is_refused(tmp_path: Path, description: str) -> None:
    with pytest.raises(ModelFileError, match="not JSON"):
        load_model(write(tmp_path / "m", description))


def test_an_unknown_version_says_which_is_known(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="described in version 9; this program reads versions 1, 2"):
        load_model(write(tmp_path / "m", {**lenet5().describe(), "version": 9}))


def test_weights_of_the_wrong_shape_are_named(tmp_path: Path) -> None:
    path = write(tmp_path / "m", lenet5().describe(), fc1__weight=np.zeros((120, 256), np.float32))
    with pytest.raises(ModelFileError, match=r"“fc1\.weight” have the shape \(120, 256\).*expects \(120, 400\)"):
        load_model(path)


def test_weights_in_whole_numbers_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "m", lenet5().describe(), conv1__bias=np.zeros(6, np.int64))
    with pytest.raises(ModelFileError, match=r"“conv1\.bias” as I64; readable are: F16, F32, F64"):
        load_model(path)


def test_a_description_that_asks_for_far_too_much_costs_no_memory(tmp_path: Path) -> None:
    description = lenet5().describe()
    description["layers"][7] = {"name": "fc1", "kind": "Linear", "in_features": 400, "out_features": 10**8}
    with pytest.raises(ModelFileError, match="cannot be used"):
        load_model(write(tmp_path / "m", description))


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="none cannot be opened: No such file"):
        load_model(tmp_path / "none")
    with pytest.raises(ModelFileError, match=r"cannot be opened: .*(directory|Permission)"):
        load_model(tmp_path)


def test_saving_replaces_the_old_file_only_when_the_new_one_is_whole(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = model.read_bytes()
    other = lenet5(np.random.default_rng(9))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(ModelFileError, match="cannot be written: No space left"):
            save_model(other, model)
    assert model.read_bytes() == before
    assert [path.name for path in model.parent.iterdir()] == [model.name]
    save_model(other, model)
    assert model.read_bytes() != before


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"cannot be written: No such file or directory\. Choose a folder"):
        save_model(lenet5(), tmp_path / "none" / "m.safetensors")

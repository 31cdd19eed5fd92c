"""Networks in files: there and back, and every way a file can be wrong."""

import json
import os
import stat
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import load, save_file

from cnnviz.data.model_files import load_model, save_model
from cnnviz.data.model_opening import open_model
from cnnviz.data.model_paths import ModelFileError
from cnnviz.engine.architectures import lenet5
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.graph import Node
from cnnviz.engine.merging import Add
from cnnviz.engine.network import Network
from cnnviz.engine.normalization import BatchNorm2D
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


def small_graph() -> Network:
    """A network with a skip and with running means that have been somewhere."""
    rng = np.random.default_rng(3)
    network = Network(
        [
            ("conv", Conv2D(1, 1, 3, padding=1, rng=rng)),
            ("norm", BatchNorm2D(1)),
            Node("add", Add(), ("norm", "input")),
        ],
        (1, 4, 4),
    )
    network.forward(rng.random((8, 1, 4, 4), dtype=np.float32), training=rng)
    return network


def test_a_graph_comes_back_with_what_it_has_not_learnt(tmp_path: Path) -> None:
    network = small_graph()
    save_model(network, tmp_path / "m")
    again = load_model(tmp_path / "m")
    assert again.describe() == network.describe()
    assert again.weights.keys() >= {"norm.running_mean", "norm.running_var"}
    for name, array in network.weights.items():
        np.testing.assert_array_equal(again.weights[name], array)


def test_the_shipped_network_is_a_trained_lenet5() -> None:
    network = load_model(resources() / "weights" / "lenet5-mnist.safetensors")
    assert sum(array.size for array in network.parameters.values()) == 61_706
    assert network.info["trained on"] == "MNIST, 60,000 pictures"
    assert float(network.info["test accuracy"].removesuffix(" %")) >= 99.2


def test_the_shipped_network_reads_as_many_test_digits_as_it_says(shared: Path) -> None:
    from cnnviz.data.idx_pictures import load_set
    from cnnviz.data.labelled import as_floats
    from cnnviz.data.mnist import MNIST
    from cnnviz.engine.evaluation import evaluate

    network = load_model(resources() / "weights" / "lenet5-mnist.safetensors")
    arrays = load_set(MNIST, shared / "mnist")
    accuracy = evaluate(network, as_floats(arrays.test_images), arrays.test_labels)[1]
    assert 100 * accuracy == pytest.approx(float(network.info["test accuracy"].removesuffix(" %")), abs=0.02)


@pytest.mark.parametrize("kept", [0, 7, 8, 1000, -1])
def test_a_truncated_file_is_refused(model: Path, kept: int) -> None:
    model.write_bytes(model.read_bytes()[:kept])
    with pytest.raises(ModelFileError, match=r"model\.safetensors is not a whole safetensors file"):
        load_model(model)


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n" + bytes(100), b"\xff" * 64, b"hello world, this is text"])
def test_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    (path := tmp_path / "picture").write_bytes(content)
    with pytest.raises(ModelFileError, match="is not a model, or not a whole one"):
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


@pytest.mark.parametrize("outputs", [10**5, 10**8, 10**17])
def test_a_description_that_asks_for_more_than_is_there_costs_no_memory(tmp_path: Path, outputs: int) -> None:
    description = lenet5().describe()
    description["layers"][7] = {"name": "fc1", "kind": "Linear", "in_features": 400, "out_features": outputs}
    path = write(tmp_path / "m", description)
    load_model(write(tmp_path / "good", lenet5().describe()))  # all modules are loaded now
    tracemalloc.start()
    with pytest.raises(
        ModelFileError, match=rf"m cannot be used: .*fc1\.[a-z]+” have the shape .* expects \({outputs}"
    ):
        load_model(path)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    "description",
    ['{"version": 2, "input_shape": [' + "9" * 5000 + "]}", '{"version": NaN}', '"' + "a" * 4_000_001 + '"'],
)
def test_a_description_with_endless_numbers_or_letters_is_refused(tmp_path: Path, description: str) -> None:
    with pytest.raises(ModelFileError) as caught:
        load_model(write(tmp_path / "m", description))
    assert len(str(caught.value)) < 500


def raw(path: Path, header: object, data: bytes = b"", length: int | None = None) -> Path:
    """A file in the form of safetensors with any header, right or wrong."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text) if length is None else length) + text + data)
    return path


def tensor(shape: list[int], first: int, end: int) -> dict[str, object]:
    return {"dtype": "F32", "shape": shape, "data_offsets": [first, end]}


@pytest.mark.parametrize(
    ("header", "length"),
    [
        ({}, 2**62),
        ({}, 99_000_000),
        ({"a": tensor([2], 0, 8), "b": tensor([2], 4, 12)}, None),
        ({"a": tensor([2], 0, 8), "b": tensor([2], 0, 8)}, None),
        ({"a": tensor([10**12], 0, 4 * 10**12)}, None),
        ({"a": tensor([2**63, 2], 0, 8)}, None),
        ({"a": tensor([-2], 0, 8)}, None),
        ({"a": tensor([2], 8, 0)}, None),
        (b'{"a":' + b"[" * 100_000, None),
        (b'{"a": NaN}', None),
        (b"\xff\xfe", None),
    ],
)
def test_a_hostile_header_is_refused_without_memory(tmp_path: Path, header: object, length: int | None) -> None:
    path = raw(tmp_path / "m.safetensors", header, bytes(8), length)
    tracemalloc.start()
    with pytest.raises(ModelFileError, match=r"m\.safetensors is not a whole safetensors file"):
        load_model(path)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_names_are_never_taken_for_paths(tmp_path: Path) -> None:
    description = lenet5().describe()
    description["layers"][0]["name"] = "../../conv1"
    with pytest.raises(ModelFileError, match="cannot be used"):
        load_model(write(tmp_path / "m", description))
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


@given(st.data())
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_file_is_refused_or_read_as_far_as_it_is_sound(tmp_path: Path, data: st.DataObject) -> None:
    network = small_graph()
    save_model(network, path := tmp_path / "m")
    whole = path.read_bytes()
    content = bytearray(whole)
    header = 8 + struct.unpack("<Q", content[:8])[0]
    kept = data.draw(st.integers(0, len(content)) | st.just(len(content)))
    for place in data.draw(st.lists(st.integers(0, len(content) - 1) | st.integers(0, header - 1), max_size=4)):
        content[place] = data.draw(st.integers(0, 255))
    path.write_bytes(content[:kept])
    try:
        again = load_model(path)
    except ModelFileError as error:
        assert "m " in str(error) and len(str(error)) < 1000
        return
    assert kept == len(content)
    if content[:header] == whole[:header]:
        assert again.describe() == network.describe()
    save_model(again, path)  # whatever was read is a network like any other
    assert load_model(path).describe() == again.describe()
    again.forward(np.zeros((1, *again.input_shape), np.float32))


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="none cannot be opened: No such file"):
        load_model(tmp_path / "none")
    with pytest.raises(ModelFileError, match=r"cannot be opened: .*(directory|Permission)"):
        load_model(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ModelFileError, match="pipe cannot be opened: Not a file"):
        load_model(tmp_path / "pipe")


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    for name in ("a\0b", "a" * 300):
        with pytest.raises(ModelFileError, match="cannot be opened"):
            load_model(tmp_path / name)
        with pytest.raises(ModelFileError, match="cannot be written"):
            save_model(lenet5(), tmp_path / name)


def test_a_file_that_may_not_be_read_or_written_says_so(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(ModelFileError, match=r"cannot be opened: Permission denied\. Choose a model file"):
        load_model(model)
    with pytest.raises(ModelFileError, match=r"cannot be written: Permission denied\. Choose a folder"):
        save_model(lenet5(), model)


def test_messages_show_the_end_of_a_long_path(tmp_path: Path) -> None:
    folder = tmp_path / ("a" * 80) / "runs"
    with pytest.raises(ModelFileError, match=r"^…/runs/none\.safetensors cannot be opened"):
        load_model(folder / "none.safetensors")
    with pytest.raises(ModelFileError) as caught:
        load_model(folder / ("b" * 200))
    assert len(str(caught.value)) < 220


@pytest.mark.skipif(os.name != "posix", reason="folders are not written so elsewhere")
def test_the_file_and_its_name_are_on_the_disk_before_saving_ends(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = []
    sync = os.fsync

    def noted(number: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(number).st_mode))
        sync(number)

    monkeypatch.setattr(os, "fsync", noted)
    save_model(lenet5(), model)
    assert synced == [False, True]  # the file, then its folder


def test_what_a_link_points_to_is_replaced(model: Path) -> None:
    link = model.with_name("link")
    link.symlink_to(model)
    before = model.read_bytes()
    save_model(lenet5(np.random.default_rng(9)), link)
    assert link.is_symlink() and model.read_bytes() != before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes among the files here")
def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "pipe")
    with pytest.raises(ModelFileError, match="pipe cannot be written: Not a file"):
        save_model(lenet5(), pipe)
    assert pipe.is_fifo()
    with pytest.raises(ModelFileError, match="cannot be written: Is a directory"):
        save_model(lenet5(), tmp_path)


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


def test_large_weights_are_read_part_by_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    network = lenet5(4)
    save_model(network, path := tmp_path / "m.safetensors")
    whole = load_model(path)
    monkeypatch.setattr("cnnviz.data.model_files.AT_ONCE", 1000)  # less than most layers have
    for name, array in load_model(path).weights.items():
        assert np.array_equal(array, network.weights[name]) and np.array_equal(array, whole.weights[name])


def test_what_is_saved_is_safetensors_as_others_read_it(tmp_path: Path) -> None:
    network = lenet5(4)
    save_model(network, path := tmp_path / "m.safetensors")
    read = load(path.read_bytes())
    assert read.keys() == network.weights.keys()
    assert all(np.array_equal(read[name], array) for name, array in network.weights.items())
    assert int.from_bytes(path.read_bytes()[:8], "little") % 8 == 0


@pytest.mark.parametrize("name", ["cat.png", "weights.npz", "model.h5", "model.keras", "model"])
def test_what_is_no_model_is_not_taken_for_safetensors(tmp_path: Path, name: str) -> None:
    (path := tmp_path / name).write_bytes(b"\x89PNG\r\n\x1a\n and so on")
    with pytest.raises(ModelFileError, match=r"is not a model, or not a whole one\. Models are"):
        open_model(path)

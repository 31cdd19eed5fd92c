"""Weights without a network: where they go, what is said when they fit nowhere, and files that mean harm."""

import io
import json
import pickle
import struct
import tracemalloc
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import save_file

from cnnviz.data.model_opening import Answers, open_model
from cnnviz.data.model_paths import ModelFileError
from cnnviz.data.state_dict import fitting_networks, load_weights
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.arrays import Array
from cnnviz.engine.input_normalisation import InputNormalisation, normalisation_of
from cnnviz.engine.lenet import lenet5
from cnnviz.engine.network import Network
from cnnviz.engine.vgg import tiny_vgg

SMALL = [name for name in NETWORKS if name != "vgg16"]
TORCH = {
    "conv1": "features.0", "conv2": "features.3", "fc1": "classifier.1", "fc2": "classifier.3", "fc3": "classifier.10",
}  # fmt: skip
X = np.random.default_rng(5).random((2, 1, 28, 28), np.float32)


def renamed(weights: Mapping[str, Array], names: Mapping[str, str], before: str = "") -> dict[str, Array]:
    """The weights under other layers' names."""
    return {f"{before}{names[layer]}.{part}": array for (layer, part), array in
            ((key.split("."), array) for key, array in weights.items())}  # fmt: skip


def same(one: Network, other: Network) -> bool:
    return all(np.array_equal(array, other.weights[name]) for name, array in one.weights.items())


@pytest.mark.parametrize("name", SMALL)
def test_weights_under_the_same_names_find_their_network(name: str, tmp_path: Path) -> None:
    network = NETWORKS[name].build(3)
    counts = {"norm.num_batches_tracked": np.zeros((), np.int64)}
    save_file(network.weights | counts, path := tmp_path / "m.safetensors")
    fits = fitting_networks(path)
    assert name in [fit.name for fit in fits] and all(fit.matching.by_name for fit in fits)
    again = open_model(path, Answers(NETWORKS[name].build(None)))
    assert same(again, network)


@pytest.mark.parametrize("ending", ["safetensors", "npz"])
@pytest.mark.parametrize("before", ["", "module.", "model.net."])
def test_other_names_go_by_shape_and_order(ending: str, before: str, tmp_path: Path) -> None:
    network, path = lenet5(3), tmp_path / f"m.{ending}"
    arrays = renamed(network.weights, TORCH, before)
    if ending == "npz":
        np.savez(path, **arrays)
    else:
        save_file(arrays, path)
    again = open_model(path)
    np.testing.assert_array_equal(again.logits(X), network.logits(X))
    assert again.info["network"] == "lenet5"


def test_numbers_in_names_are_counted_as_numbers(tmp_path: Path) -> None:
    network = NETWORKS["resnet20"].build(3)
    names = {name: f"layers.{index}" for index, (name, _) in enumerate(network.layers)}
    save_file(renamed(network.weights, names), path := tmp_path / "m.safetensors")  # sorted: layers.1, layers.10 …
    matching = load_weights(path, again := NETWORKS["resnet20"].build(None))
    assert same(again, network) and not matching.by_name


def test_kerass_arrays_are_turned_into_channels_first(tmp_path: Path) -> None:
    network = lenet5(3)
    arrays = {}
    for number, (name, layer) in enumerate((name, layer) for name, layer in network.layers if layer.parameters):
        kernel = layer.parameters["weight"]
        if kernel.ndim == 4:
            kernel = kernel.transpose(2, 3, 1, 0)
        elif name == "fc1":
            kernel = kernel.reshape(120, 16, 5, 5).transpose(2, 3, 1, 0).reshape(400, 120)
        else:
            kernel = kernel.T
        arrays |= {f"layer_{number}/kernel:0": kernel, f"layer_{number}/bias:0": layer.parameters["bias"]}
    save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, path := tmp_path / "m.safetensors")
    assert same(open_model(path), network)
    np.savez(listed := tmp_path / "m.npz", *arrays.values())  # as np.savez(path, *model.get_weights()) writes them
    assert same(open_model(listed), network)


def test_number_of_classes_and_channels_are_those_of_the_file(tmp_path: Path) -> None:
    network = lenet5(3, tuple("abc"), (3, 32, 32))
    save_file(network.weights, path := tmp_path / "m.safetensors")
    again = open_model(path)
    assert again.input_shape[0] == 3 and again.class_names == ("0", "1", "2")


def test_classes_are_not_called_as_those_of_the_published_network(tmp_path: Path) -> None:
    save_file(tiny_vgg(3).weights, path := tmp_path / "m.safetensors")
    assert open_model(path).class_names == tuple("0123456789"), "nobody said that they are boats and pizzas"


def test_half_and_double_precision_are_taken_over(tmp_path: Path) -> None:
    network = lenet5(3)
    np.savez(path := tmp_path / "m.npz", **{name: array.astype(np.float64) for name, array in network.weights.items()})
    assert same(open_model(path), network)
    np.savez(path, **{name: array.astype(np.float16) for name, array in network.weights.items()})
    np.testing.assert_allclose(open_model(path).logits(X), network.logits(X), atol=1e-2)


def spoilt(**changes: object) -> dict[str, Array]:
    """LeNet-5 under PyTorch's names, with changes: None takes an array away."""
    arrays: dict[str, object] = {**renamed(lenet5(3).weights, TORCH)}
    arrays |= {name.replace("__", "."): value for name, value in changes.items()}
    return {name: np.asarray(value) for name, value in arrays.items() if value is not None}


def zeros(*shape: int) -> Array:
    return np.zeros(shape, np.float32)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"features__3__weight": zeros(16, 6, 3, 3)}, "“features.3.weight” has the shape 16×6×3×3; the layer “conv2” "
                                                      "expects 16×6×5×5."),
        ({"classifier__1__bias": None}, "the file has no bias for “classifier.1”; the layer “fc1” expects one of 120."),
        ({"classifier__10__weight": None, "classifier__10__bias": None},
         "nothing left for the layer “fc3”, which expects weight 10×84, bias 10."),
        ({"head__weight": zeros(2, 10)}, "the file holds “head.weight” 2×10, but all 5 layers"),
        ({"features__3__gain": zeros(16)}, "the file has “features.3.gain” 16, for which the layer “conv2” has no"),
        ({"features__3__bias": np.zeros(16, np.int64)}, "“features.3.bias” is kept as I64; readable are"),
        ({"features__3__bias": np.full(16, np.nan, np.float32)}, "“features.3.bias” holds numbers that are not finite"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_with_both_shapes(changes: dict[str, object], message: str, tmp_path: Path) -> None:
    save_file(spoilt(**changes), path := tmp_path / "m.safetensors")
    network = lenet5(8)
    with pytest.raises(ModelFileError) as caught:
        open_model(path, Answers(network))
    assert str(caught.value).startswith("The weights in ") and message in str(caught.value)
    assert same(network, lenet5(8)), "the network that was given stays as it was"


def test_under_the_networks_own_names_the_layer_itself_is_named(tmp_path: Path) -> None:
    save_file({**lenet5(3).weights, "fc1.weight": zeros(120, 256)}, path := tmp_path / "m.safetensors")
    with pytest.raises(ModelFileError, match=r"“fc1\.weight” has the shape 120×256; the layer “fc1” expects 120×400\."):
        open_model(path, Answers(lenet5()))


def test_weights_of_no_known_network_ask_for_one(tmp_path: Path) -> None:
    save_file({"only.weight": zeros(3, 4)}, path := tmp_path / "m.safetensors")
    assert fitting_networks(path) == []
    with pytest.raises(ModelFileError, match=r"none of those known by name takes them .*Give the architecture"):
        open_model(path)


def test_class_names_and_normalisation_are_kept_with_the_model(tmp_path: Path) -> None:
    save_file(lenet5(3, tuple("abc")).weights, path := tmp_path / "m.safetensors")
    normalisation = InputNormalisation(mean=(0.1307,), spread=(0.3081,))
    network = open_model(path, Answers(class_names=("ant", "bee", "cat"), normalisation=normalisation))
    assert network.class_names == ("ant", "bee", "cat") and normalisation_of(network.info) == normalisation
    with pytest.raises(ModelFileError, match="but has 2 class names"):
        open_model(path, Answers(class_names=("ant", "bee")))


class Harm:
    """What runs when it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return exec, ("raise AssertionError('a pickle was loaded')",)


@pytest.mark.parametrize("name", ["m.pt", "m.pth", "m.pkl", "m.ckpt", "m", "m.safetensors"])
@pytest.mark.parametrize("zipped", [True, False])
def test_pickles_are_never_loaded_and_the_message_says_how_to_convert(name: str, zipped: bool, tmp_path: Path) -> None:
    path = tmp_path / name
    if zipped:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("archive/data.pkl", pickle.dumps(Harm()))
    else:
        path.write_bytes(pickle.dumps(Harm()))
    with pytest.raises(ModelFileError, match=r"is a pickle.*never loaded.*torch\.load\(.*weights_only=True") as caught:
        open_model(path)
    assert f"{path.stem}.safetensors" in str(caught.value)


def test_pickled_objects_in_npz_are_refused(tmp_path: Path) -> None:
    np.savez(path := tmp_path / "m.npz", **{"a.weight": np.array([Harm()], dtype=object)})
    with pytest.raises(ModelFileError, match=r"“a\.weight” is kept as object"):
        open_model(path, Answers(lenet5()))


def npz_entry(shape: tuple[int, ...], descr: str = "<f4", data: bytes = b"") -> bytes:
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": descr, "fortran_order": False, "shape": shape})
    return header.getvalue() + data


@pytest.mark.parametrize("shape", [(10**12,), (2**40, 2**40), (-1, 4), (16, 6, 5, 5)])
def test_an_npz_that_claims_more_than_it_holds_costs_no_memory(shape: tuple[int, ...], tmp_path: Path) -> None:
    np.savez(
        path := tmp_path / "m.npz",
        **{name: array for name, array in lenet5(3).weights.items() if name != "conv2.weight"},
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("conv2.weight.npy", npz_entry(shape, data=bytes(100)))
    answers = Answers(lenet5(None))
    tracemalloc.start()
    with pytest.raises(ModelFileError, match=r"m\.npz (is not a whole|do not fit)"):
        open_model(path, answers)
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


def test_a_bomb_of_zeros_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "m.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("conv1.weight.npy", npz_entry((50_000_000,), data=bytes(200_000_000)))
    tracemalloc.start()
    with pytest.raises(ModelFileError, match="do not fit"):
        open_model(path, Answers(lenet5(None)))
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + bytes(200), b""])
def test_a_damaged_archive_is_refused(content: bytes, tmp_path: Path) -> None:
    (path := tmp_path / "m.npz").write_bytes(content)
    with pytest.raises(ModelFileError, match=r"m\.npz is not a (whole|model, or not a whole)"):
        open_model(path)


def test_an_npz_whose_array_is_described_without_end_costs_no_memory(tmp_path: Path) -> None:
    with zipfile.ZipFile(path := tmp_path / "m.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        size = 200_000_000
        archive.writestr("conv1.weight.npy", b"\x93NUMPY\x02\x00" + size.to_bytes(4, "little") + b" " * size)
    tracemalloc.start()
    with pytest.raises(ModelFileError, match=r"description of an array is longer than 10,000 bytes"):
        fitting_networks(path)
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("ending", ["npz", "safetensors"])
def test_files_without_arrays_are_told_so(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"m.{ending}"
    if ending == "npz":
        zipfile.ZipFile(path, "w").close()
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("note.txt", "nothing here")
    else:
        text = json.dumps({}).encode()
        path.write_bytes(struct.pack("<Q", len(text)) + text)
    with pytest.raises(ModelFileError, match="holds no arrays"):
        open_model(path)


@given(st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_damaged_npz_is_refused_or_read(tmp_path: Path, data: st.DataObject) -> None:
    arrays = {name: array for name, array in lenet5(3).weights.items() if name.startswith("fc3")}
    np.savez(path := tmp_path / "m.npz", **arrays)
    content = bytearray(path.read_bytes())
    places = st.integers(0, len(content) - 1) | st.integers(0, 200) | st.integers(len(content) - 300, len(content) - 1)
    for place in data.draw(st.lists(places, min_size=1, max_size=4)):
        content[place] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    try:
        open_model(path)
    except ModelFileError as error:
        assert len(str(error)) < 1000

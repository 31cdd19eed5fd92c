"""Models of Keras: files of Keras 3 and 2, rows and graphs, what becomes of each layer, and files that mean harm."""

import json
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnviz.data.keras_files import load_keras
from cnnviz.data.model_opening import Answers, open_model
from cnnviz.data.model_paths import ModelFileError
from cnnviz.engine.arrays import Array
from cnnviz.engine.input_normalisation import InputNormalisation, normalisation_of
from cnnviz.engine.network import Network
from tests.data.keras_models import (
    LAYERS,
    functional,
    layer,
    random_weights,
    sequential,
    twin,
    variables,
    write_h5,
    write_keras,
)

pytest.importorskip("h5py")
MODEL = sequential(LAYERS)
WEIGHTS = random_weights()
X = np.random.default_rng(1).random((3, 2, 9, 8))
PICTURE = layer("InputLayer", "picture", batch_shape=[None, 6, 6, 2])
RNG = np.random.default_rng(2)


def kernel(*shape: int) -> Array:
    return RNG.normal(size=shape).astype(np.float32)


@pytest.mark.parametrize("form", ["keras", "h5 of Keras 2", "h5 of Keras 3"])
def test_every_form_computes_what_keras_computes(form: str, tmp_path: Path) -> None:
    if form == "keras":
        path = write_keras(tmp_path / "m.keras", MODEL, WEIGHTS)
    else:
        path = write_h5(tmp_path / "m.h5", MODEL, WEIGHTS, int(form[-1]))
    network = open_model(path, Answers(class_names=("a", "b", "c", "d")))
    np.testing.assert_allclose(network.forward(X).output, twin(X.transpose(0, 2, 3, 1), WEIGHTS), rtol=1e-5)
    assert network.class_names == ("a", "b", "c", "d")


@pytest.mark.parametrize("form", [2, 3, "variables"])
def test_weights_alone_go_into_a_network_of_that_shape(form: int | str, tmp_path: Path) -> None:
    network = load_keras(write_keras(tmp_path / "m.keras", MODEL, random_weights(9)))
    path = tmp_path / "other.weights.h5"
    if form == "variables":
        path.write_bytes(variables(MODEL, WEIGHTS))
    else:
        write_h5(path, None, WEIGHTS, int(form))
    again = open_model(path, Answers(network))
    np.testing.assert_allclose(again.forward(X).output, twin(X.transpose(0, 2, 3, 1), WEIGHTS), rtol=1e-5)


def graph(keras: int) -> dict[str, Any]:
    """Two branches that are added, and joined with the picture."""
    settings = {"kernel_size": [1, 1], "filters": 2}
    return functional(
        [
            (PICTURE, ()),
            (layer("Conv2D", "left/conv", **settings), ["picture"]),
            (layer("Conv2D", "right", **settings, use_bias=False), ["picture"]),
            (layer("Add", "both"), ["left/conv", "right"]),
            (layer("Concatenate", "join", axis=-1), ["both", "picture"]),
            (layer("GlobalAveragePooling2D", "mean"), ["join"]),
        ],
        keras,
    )


GRAPH_WEIGHTS = {
    "left/conv/kernel": kernel(1, 1, 2, 2),
    "left/conv/bias": kernel(2),
    "right/kernel": kernel(1, 1, 2, 2),
}


@pytest.mark.parametrize("keras", [2, 3])
def test_graphs_come_over_with_their_branches(keras: int, tmp_path: Path) -> None:
    if keras == 3:
        network = load_keras(write_keras(tmp_path / "m.keras", graph(3), GRAPH_WEIGHTS))
    else:
        network = load_keras(write_h5(tmp_path / "m.h5", graph(2), GRAPH_WEIGHTS))
    x = RNG.random((2, 2, 6, 6))
    both = GRAPH_WEIGHTS["left/conv/kernel"][0, 0] + GRAPH_WEIGHTS["right/kernel"][0, 0]
    added = np.einsum("nchw,cf->nfhw", x, both) + GRAPH_WEIGHTS["left/conv/bias"][:, None, None]
    expected = np.concatenate([added, x], axis=1).mean(axis=(2, 3))
    np.testing.assert_allclose(network.forward(x).output, expected, rtol=1e-5)
    assert [name for name, _ in network.layers][:2] == ["left_conv", "right"], "a slash cannot stand in a name"


def row(tmp_path: Path, *layers: dict[str, Any], **weights: Array) -> Network:
    """The network of a row behind PICTURE, by way of a file."""
    named = {name.replace("__", "/"): array for name, array in weights.items()}
    return load_keras(write_keras(tmp_path / "m.keras", sequential([PICTURE, *layers]), named))


def test_zeros_around_maps_become_padding(tmp_path: Path) -> None:
    weights = kernel(3, 3, 2, 1)
    network = row(
        tmp_path,
        layer("ZeroPadding2D", "zeros", padding=[[1, 2], [0, 1]]),
        layer("Conv2D", "conv", kernel_size=[3, 3], filters=1, use_bias=False),
        conv__kernel=weights,
    )
    x = RNG.random((1, 2, 6, 6))
    wide = np.pad(x, ((0, 0), (0, 0), (1, 2), (0, 1)))
    expected = np.array([[np.sum(wide[0, :, i : i + 3, j : j + 3] * weights[..., 0].transpose(2, 0, 1))
                          for j in range(5)] for i in range(7)])  # fmt: skip
    np.testing.assert_allclose(network.forward(x).output[0, 0], expected, rtol=1e-4)
    assert [layer.kind for _, layer in network.layers] == ["Conv2D"]


def test_zeros_around_maps_count_in_a_maximum_only_behind_a_relu(tmp_path: Path) -> None:
    zeros, pool = layer("ZeroPadding2D", "zeros", padding=1), layer("MaxPooling2D", "max", pool_size=[2, 2])
    with pytest.raises(ModelFileError, match="count as numbers in its maximum"):
        row(tmp_path, zeros, pool)
    network = row(tmp_path, layer("ReLU", "relu"), zeros, pool)
    x = RNG.normal(size=(1, 2, 6, 6))
    padded = np.pad(np.maximum(x, 0), ((0, 0), (0, 0), (1, 1), (1, 1)))
    np.testing.assert_allclose(network.forward(x).output, padded.reshape(1, 2, 4, 2, 4, 2).max(axis=(3, 5)))


def test_a_separable_convolution_becomes_two(tmp_path: Path) -> None:
    deep, point, bias = kernel(2, 2, 2, 1), kernel(1, 1, 2, 3), kernel(3)
    network = row(
        tmp_path,
        layer("SeparableConv2D", "sep", kernel_size=[2, 2], strides=[2, 2], filters=3, activation="relu"),
        sep__depthwise_kernel=deep, sep__pointwise_kernel=point, sep__bias=bias,
    )  # fmt: skip
    x = RNG.random((1, 2, 6, 6))
    patches = x.reshape(1, 2, 3, 2, 3, 2)
    maps = np.einsum("ncyixj,ijcf->ncyx", patches, deep)
    expected = np.maximum(np.einsum("ncyx,cf->nfyx", maps, point[0, 0]) + bias[:, None, None], 0)
    np.testing.assert_allclose(network.forward(x).output, expected, rtol=1e-5)


@pytest.mark.parametrize(
    ("size", "padding", "side"), [(2, "valid", 12), (3, "same", 12), (3, "valid", 13), (1, "same", 12)]
)
def test_a_transposed_convolution_lays_kernels_side_by_side(size: int, padding: str, side: int, tmp_path: Path) -> None:
    weights = kernel(size, size, 1, 2)
    network = row(
        tmp_path,
        layer("Conv2DTranspose", "up", kernel_size=[size, size], strides=[2, 2], filters=1, padding=padding,
              use_bias=False),
        up__kernel=weights,
    )  # fmt: skip
    x = RNG.random((1, 2, 6, 6))
    wide = np.zeros((13 + size, 13 + size))
    for i, j in np.ndindex(6, 6):
        wide[2 * i : 2 * i + size, 2 * j : 2 * j + size] += np.einsum("hwc,c->hw", weights[:, :, 0], x[0, :, i, j])
    np.testing.assert_allclose(network.forward(x).output[0, 0], wide[:side, :side], rtol=1e-4)


CONV = layer("Conv2D", "conv", kernel_size=[1, 1], filters=1, use_bias=False)


@pytest.mark.parametrize(
    ("scaling", "expected"),
    [
        ([], InputNormalisation()),
        ([layer("Rescaling", "to 1", scale=1 / 255)], InputNormalisation()),
        ([layer("Rescaling", "to 1", scale=1 / 127.5, offset=-1)], InputNormalisation(2.0, (1.0,))),
        ([layer("Rescaling", "to 1", scale=2.0, offset=-1)], InputNormalisation(2.0, (1.0,))),
        ([layer("RandomFlip", "flip"), layer("Rescaling", "to 1", scale=1 / 255),
          layer("Normalization", "norm", mean=[0.5, 0.4], variance=[0.25, 0.04])],
         InputNormalisation(1.0, (0.5, 0.4), (0.5, 0.2))),
    ],
)  # fmt: skip
def test_what_is_done_to_the_picture_first_becomes_its_normalisation(
    scaling: list[dict[str, Any]], expected: InputNormalisation, tmp_path: Path
) -> None:
    found = normalisation_of(row(tmp_path, *scaling, CONV, conv__kernel=kernel(1, 1, 2, 1)).info)
    assert found.scale == pytest.approx(expected.scale)
    assert found.mean == pytest.approx(expected.mean) and found.spread == pytest.approx(expected.spread)


def test_a_normalisation_that_was_learnt_is_taken_from_the_weights(tmp_path: Path) -> None:
    network = row(
        tmp_path,
        layer("Normalization", "norm", mean=None, variance=None),
        CONV,
        norm__mean=np.array([100.0, 50.0], np.float32), norm__variance=np.array([4.0, 16.0], np.float32),
        norm__count=np.array(7), conv__kernel=kernel(1, 1, 2, 1),
    )  # fmt: skip
    found = normalisation_of(network.info)
    assert found.mean == pytest.approx((100, 50)) and found.spread == pytest.approx((2, 4))


def test_a_lambda_is_refused_because_it_is_a_program(tmp_path: Path) -> None:
    with pytest.raises(
        ModelFileError, match="“trick” is a Lambda, which carries program code; code from files is never"
    ):
        row(tmp_path, layer("Lambda", "trick", function=["4wAAAA==", None, None]))


def spoilt(change: Callable[[Any], object]) -> dict[str, Any]:
    model = json.loads(json.dumps(graph(3)))
    change(model["config"])
    return dict(model)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (spoilt(lambda c: c["layers"][1]["inbound_nodes"].append({"args": []})), "“left/conv” is used in 2 places"),
        (spoilt(lambda c: c.update(output_layers=[["mean", 0, 0], ["join", 0, 0]])), "it has 2 outputs; readable"),
        (spoilt(lambda c: c["layers"].pop(1)), "“both” takes what no layer gives"),
        (spoilt(lambda c: c["layers"][4]["config"].update(axis=1)), "“join” joins something else than channels"),
        (
            spoilt(lambda c: c["layers"][3].update(class_name="Multiply")),
            "“both” takes 2 inputs; of its kind one",
        ),
        (
            spoilt(lambda c: c["layers"][5].update(class_name="Rescaling")),
            "“mean” scales maps; that is taken over only",
        ),
        (spoilt(lambda c: c.pop("layers")), "does not describe a model as Keras does: “layers”"),
        ({"class_name": "MyModel", "config": {}}, "a model of the kind “MyModel”"),
        (sequential([]), "it has no layers"),
        (sequential([layer("Dense", "dense", units=3, batch_input_shape=[None, 4])]), "no pictures of one size"),
        (sequential([PICTURE, layer("Dense", "dense", units=3)]), "“dense” is dense, but meets maps"),
        (sequential([PICTURE, layer("ZeroPadding2D", "zeros", padding=1)]), "ends in zeros that are put around maps"),
    ],
)
def test_what_cannot_be_taken_over_is_named(model: dict[str, Any], message: str, tmp_path: Path) -> None:
    path = tmp_path / "m.keras"
    layers = model["config"].get("layers", []) if isinstance(model["config"], dict) else []
    write_keras(path, graph(3) if not layers else model, {name: array for name, array in GRAPH_WEIGHTS.items()
                if any(name.startswith(f"{one['config']['name']}/") for one in layers)},
                config_json=json.dumps(model).encode())  # fmt: skip
    with pytest.raises(ModelFileError, match=message):
        load_keras(path)


def test_weights_that_no_layer_takes_are_named(tmp_path: Path) -> None:
    more = {**WEIGHTS, "dense/third": kernel(3)}
    with pytest.raises(ModelFileError, match="“layers/dense/vars/2” that no layer takes"):
        load_keras(write_keras(tmp_path / "m.keras", MODEL, more))
    less = {name: array for name, array in WEIGHTS.items() if name != "conv/bias"}
    with pytest.raises(ModelFileError, match="“conv/bias” are missing"):
        load_keras(write_h5(tmp_path / "m.h5", MODEL, less))


@pytest.mark.parametrize("content", [b"{", b"[1]", b"[" * 100_000, b"\xff\xfe"])
def test_a_description_that_is_none_is_refused(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"m\.keras (cannot be used: its description is no|does not|is nested)"):
        load_keras(write_keras(tmp_path / "m.keras", MODEL, WEIGHTS, config_json=content))


def test_an_archive_without_its_parts_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(path := tmp_path / "m.keras", "w") as archive:
        archive.writestr("config.json", "{}")
    with pytest.raises(ModelFileError, match=r"the archive has no “model\.weights\.h5”"):
        open_model(path)


def refused_without_memory(path: Path, message: str) -> None:
    tracemalloc.start()
    with pytest.raises(ModelFileError, match=message):
        open_model(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_an_archive_that_unpacks_to_far_more_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(path := tmp_path / "m.keras", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", json.dumps(MODEL))
        archive.writestr("model.weights.h5", bytes(100_000_000))
    refused_without_memory(path, "unpacks to 100,000,000 bytes; at most")


def test_arrays_that_claim_more_than_the_file_holds_are_refused(tmp_path: Path) -> None:
    import h5py

    path = write_h5(tmp_path / "m.h5", MODEL, WEIGHTS)
    with h5py.File(path, "a") as file:
        del file["model_weights/dense/dense/kernel:0"]
        file["model_weights/dense/dense"].create_dataset("kernel:0", (200_000_000, 4), "f4", chunks=(1000, 4))
    refused_without_memory(path, "claims 3,200,000,000 bytes, but the file holds 0")


def test_links_out_of_the_file_are_not_followed(tmp_path: Path) -> None:
    import h5py

    other = write_h5(tmp_path / "other.h5", MODEL, WEIGHTS)
    path = write_h5(tmp_path / "m.h5", MODEL, WEIGHTS)
    with h5py.File(path, "a") as file:
        del file["model_weights/dense/dense/kernel:0"]
        file["model_weights/dense/dense/kernel:0"] = h5py.ExternalLink(
            other.name, "/model_weights/dense/dense/kernel:0"
        )
    with pytest.raises(ModelFileError, match="“dense/kernel” are missing"):
        open_model(path)
    (tmp_path / "raw.bin").write_bytes(WEIGHTS["dense/kernel"].tobytes())
    with h5py.File(path, "a") as file:
        del file["model_weights/dense/dense/kernel:0"]
        file["model_weights/dense/dense"].create_dataset(
            "kernel:0", (12, 4), "f4", external=[(str(tmp_path / "raw.bin"), 0, 192)]
        )
    with pytest.raises(ModelFileError, match="claims 192 bytes, but the file holds"):
        open_model(path)


@pytest.mark.parametrize("kept", [9, 100, 2000, -100])
@pytest.mark.parametrize("ending", ["keras", "h5"])
def test_a_truncated_file_is_refused(kept: int, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"m.{ending}"
    write_keras(path, MODEL, WEIGHTS) if ending == "keras" else write_h5(path, MODEL, WEIGHTS)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(ModelFileError, match="is not a whole"):
        open_model(path)


def test_without_h5py_the_message_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_h5(tmp_path / "m.h5", MODEL, WEIGHTS)
    monkeypatch.setitem(__import__("sys").modules, "h5py", None)
    with pytest.raises(ModelFileError, match=r"h5py reads those and is not installed.*pip install 'cnnviz\[models\]'"):
        open_model(path)


@given(st.data())
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_damaged_description_is_refused_or_read(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(json.dumps(graph(3)).encode())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
        content[place] = data.draw(st.integers(32, 126))
    path = write_keras(tmp_path / "m.keras", graph(3), GRAPH_WEIGHTS, config_json=bytes(content))
    try:
        network = load_keras(path)
    except ModelFileError as error:
        assert len(str(error)) < 1000
    else:
        network.forward(np.zeros((1, *network.input_shape), np.float32))

"""Networks of TensorFlow.js: CNN Explainer's own, a made one of every kind of layer, and files that are wrong."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from cnnviz.data.model_files import load_model, save_model
from cnnviz.data.model_paths import ModelFileError
from cnnviz.data.tensorflow_js import load_tensorflow_js
from cnnviz.engine.arrays import Array
from cnnviz.engine.vgg import TINY_CLASSES, tiny_vgg
from tests.data.keras_models import LAYERS, layer, random_weights, twin

Write = Callable[..., Path]
ON_THE_PAGE = {
    "boat_1": "lifeboat", "bug_1": "ladybug", "bus_1": "school bus", "car_1": "sport car", "espresso_1": "espresso",
    "koala_1": "koala", "orange_1": "orange", "panda_1": "red panda", "pepper_1": "bell pepper", "pizza_1": "pizza",
}  # fmt: skip
WORDS = {
    "boat": "lifeboat", "bug": "ladybug", "bus": "school bus", "car": "sport car", "panda": "red panda",
    "pepper": "bell pepper",
}  # fmt: skip


@pytest.fixture(scope="session")
def tiny_vgg_folder(shared: Path) -> Path:
    if not (shared / "models" / "tiny-vgg").is_dir():
        pytest.skip("the network of CNN Explainer is not here")
    return shared / "models" / "tiny-vgg"


def pixels(path: Path) -> Array:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"), np.float32).transpose(2, 0, 1) / 255


def test_tiny_vgg_names_all_pictures_of_the_web_page(tiny_vgg_folder: Path, shared: Path) -> None:
    network = load_tensorflow_js(tiny_vgg_folder, TINY_CLASSES)
    pictures = np.stack([pixels(shared / "images" / "tinyvgg" / f"{name}.jpeg") for name in ON_THE_PAGE])
    named = [TINY_CLASSES[index] for index in network.probabilities(pictures).argmax(axis=1)]
    assert named == list(ON_THE_PAGE.values())


def test_tiny_vgg_names_fourteen_of_all_twenty(tiny_vgg_folder: Path, shared: Path) -> None:
    network = load_tensorflow_js(tiny_vgg_folder, TINY_CLASSES)
    paths = [path for path in sorted((shared / "images" / "tinyvgg").glob("*.jpeg")) if path.stem != "white"]
    best = network.probabilities(np.stack([pixels(path) for path in paths])).argmax(axis=1)
    kinds = [path.stem.partition("_")[0] for path in paths]
    assert len(paths) == 20
    assert sum(WORDS.get(kind, kind) == TINY_CLASSES[index] for kind, index in zip(kinds, best, strict=True)) == 14


def test_the_known_tiny_vgg_is_the_same_network_up_to_its_softmax(tiny_vgg_folder: Path) -> None:
    theirs, ours = load_tensorflow_js(tiny_vgg_folder), tiny_vgg(None)
    ours.load(theirs.weights)
    assert [line.name for line in theirs.summary()] == [*(line.name for line in ours.summary()), "output_softmax"]
    x = np.random.default_rng(0).random((2, 3, 64, 64))
    np.testing.assert_allclose(ours.logits(x), theirs.logits(x))


def test_the_published_tiny_vgg_has_the_names_of_its_classes_though_its_files_do_not(tiny_vgg_folder: Path) -> None:
    assert load_model(tiny_vgg_folder).class_names == TINY_CLASSES
    assert load_model(tiny_vgg_folder / "model.json").class_names == TINY_CLASSES
    assert load_tensorflow_js(tiny_vgg_folder, tuple("abcdefghij")).class_names == tuple("abcdefghij")


def test_other_weights_under_the_same_description_get_no_names(tiny_vgg_folder: Path, tmp_path: Path) -> None:
    for name in ("model.json", "group1-shard1of1.bin"):
        (tmp_path / name).write_bytes((tiny_vgg_folder / name).read_bytes())
    with (tmp_path / "group1-shard1of1.bin").open("r+b") as weights:
        weights.write(bytes(4))
    assert load_model(tmp_path).class_names == ()


def test_folder_and_file_open_alike_and_can_be_kept(tiny_vgg_folder: Path, tmp_path: Path) -> None:
    one, other = load_model(tiny_vgg_folder), load_model(tiny_vgg_folder / "model.json")
    save_model(one, tmp_path / "tiny.safetensors")
    again = load_model(tmp_path / "tiny.safetensors")
    for name, array in one.weights.items():
        np.testing.assert_array_equal(array, other.weights[name])
        np.testing.assert_array_equal(array, again.weights[name])


@pytest.fixture
def weights() -> dict[str, Array]:
    return random_weights()


@pytest.fixture
def write(tmp_path: Path, weights: dict[str, Array]) -> Write:
    """A folder with these layers; `change` may spoil the content of model.json, `cut` the weights."""

    def write(
        layers: list[dict[str, Any]] = LAYERS, change: Callable[[Any], object] = lambda _: None, cut: int = 0
    ) -> Path:
        entries = [{"name": name, "shape": list(array.shape), "dtype": "float32"} for name, array in weights.items()]
        content = {
            "modelTopology": {"model_config": {"class_name": "Sequential", "config": {"layers": layers}}},
            "weightsManifest": [{"paths": ["a.bin", "b.bin"], "weights": entries}],
        }
        content = json.loads(json.dumps(content))
        change(content)
        (tmp_path / "model.json").write_text(json.dumps(content))
        data = b"".join(array.tobytes() for array in weights.values())[: -cut or None]
        (tmp_path / "a.bin").write_bytes(data[:101])  # shards are cut anywhere
        (tmp_path / "b.bin").write_bytes(data[101:])
        return tmp_path

    return write


def test_every_kind_of_layer_computes_what_keras_computes(write: Write, weights: dict[str, Array]) -> None:
    network = load_tensorflow_js(write(), ("a", "b", "c", "d"))
    x = np.random.default_rng(1).random((3, 2, 9, 8))
    np.testing.assert_allclose(network.forward(x).output, twin(x.transpose(0, 2, 3, 1), weights), rtol=1e-5)
    assert network.class_names == ("a", "b", "c", "d")


def test_global_pooling_gives_a_vector(write: Write, weights: dict[str, Array]) -> None:
    for name in list(weights):
        if not name.startswith("conv"):
            del weights[name]
    network = load_tensorflow_js(write([LAYERS[0], layer("GlobalAveragePooling2D", "mean")]))
    assert network.output_shape == (3,)


def spoilt(*path: Any, value: Any) -> Callable[[Any], object]:
    def change(content: Any) -> None:
        for key in path[:-1]:
            content = content[key]
        content[path[-1]] = value

    return change


TO_LAYERS = ("modelTopology", "model_config", "config", "layers")
TO_WEIGHTS = ("weightsManifest", 0, "weights")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            spoilt(*TO_LAYERS, 3, "class_name", value="LSTM"),
            "the layer “leaky” is of the kind “LSTM”, which has",
        ),
        (spoilt("modelTopology", "model_config", "class_name", value="Bayesian"), "a model of the kind “Bayesian”"),
        (spoilt(*TO_LAYERS, 0, "config", "activation", value="swish"), "“conv” ends in “swish”; known are: relu"),
        (spoilt(*TO_LAYERS, 0, "config", "data_format", value="channels_first"), "“conv” has its channels first"),
        (spoilt(*TO_LAYERS, 0, "config", "padding", value="causal"), "“conv” has the padding “causal”"),
        (spoilt(*TO_LAYERS, 0, "config", "filters", value=10**12), "“conv/kernel” have the shape.*1000000000000"),
        (spoilt(*TO_LAYERS, 0, "config", "batch_input_shape", value=[None, None, None, 3]), "no pictures of one size"),
        (spoilt(*TO_LAYERS, 3, value=layer("ReLU", "relu", max_value=6)), "“relu” is a ReLU with a limit"),
        (spoilt(*TO_LAYERS, 8, "config", "units", value=5), r"“dense/kernel” have the shape \(12, 4\).*12 × 5"),
        (
            spoilt(*TO_LAYERS, 8, value=layer("Activation", "act", activation="relu")),
            "“dense/bias” that no layer takes",
        ),
        (spoilt(*TO_WEIGHTS, 1, "name", value="conv/scale"), "“conv/bias” are missing"),
        (spoilt(*TO_WEIGHTS, 1, "dtype", value="int32"), "“conv/bias” are kept as int32"),
        (spoilt(*TO_WEIGHTS, 1, "quantization", value={"dtype": "uint8"}), "readable is float32, not quantised"),
        (spoilt(*TO_WEIGHTS, 1, "shape", value=[-3]), "“conv/bias” have no usable shape"),
        (spoilt(*TO_WEIGHTS, 1, "shape", value=[10**12]), "its weights take 4,000,000,000,664 bytes; at most"),
        (spoilt(*TO_WEIGHTS, 1, "shape", value=[4]), "the weights take 680 bytes, but a.bin, b.bin have 676"),
        (spoilt("weightsManifest", 0, "paths", value=["../a.bin"]), "lie outside its folder"),
        (spoilt("weightsManifest", 0, "paths", value=["/etc/passwd"]), "lie outside its folder"),
        (spoilt("weightsManifest", 0, "paths", value=["c.bin"]), "c.bin cannot be opened: No such file"),
        (spoilt("weightsManifest", value=None), "not a layers model of TensorFlow.js"),
        (spoilt("modelTopology", value={}), "not a layers model of TensorFlow.js: “class_name”"),
        (spoilt("modelTopology", "model_config", "class_name", value="Functional"), "not a layers model of TensorFlow"),
        (spoilt(*TO_LAYERS, value=[]), "it has no layers"),
    ],
)
def test_what_cannot_be_taken_over_is_named(write: Write, change: Callable[[Any], object], message: str) -> None:
    with pytest.raises(ModelFileError, match=message):
        load_tensorflow_js(write(change=change))


def test_weights_that_are_cut_off_are_refused(write: Write) -> None:
    with pytest.raises(ModelFileError, match=r"the weights take 676 bytes, but a\.bin, b\.bin have 669"):
        load_tensorflow_js(write(cut=7))


def test_links_out_of_the_folder_are_not_followed(write: Write, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = write()
    outside = tmp_path_factory.mktemp("outside") / "b.bin"
    outside.write_bytes((folder / "b.bin").read_bytes())
    (folder / "b.bin").unlink()
    (folder / "b.bin").symlink_to(outside)
    with pytest.raises(ModelFileError, match="lie outside its folder"):
        load_tensorflow_js(folder)


@pytest.mark.parametrize("content", ["", "{", "[1, 2]", "[" * 100_000, "\x00", '{"a": ' + "9" * 5000 + "}"])
def test_another_json_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "model.json").write_text(content)
    with pytest.raises(ModelFileError, match=r"model\.json is not (a layers|whole: line 1)|nested too"):
        load_model(tmp_path / "model.json")


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"model\.json cannot be opened: No such file"):
        load_tensorflow_js(tmp_path)


@given(st.data())
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_model_json_is_refused_or_read(write: Write, data: st.DataObject) -> None:
    folder = write()
    content = bytearray((folder / "model.json").read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
        content[place] = data.draw(st.integers(32, 126))
    (folder / "model.json").write_bytes(content)
    try:
        network = load_model(folder)
    except ModelFileError as error:
        assert len(str(error)) < 1000
    else:
        network.forward(np.zeros((1, *network.input_shape), np.float32))

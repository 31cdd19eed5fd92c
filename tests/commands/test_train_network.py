"""``cnnviz train --network`` takes a name, or an architecture from a file, for whatever pictures there are."""

import re
from pathlib import Path

import numpy as np
import pytest

from cnnviz.cli import main
from cnnviz.commands.info import UnknownNetworkError
from cnnviz.commands.train_network import network_builder
from cnnviz.data.model_files import load_model, save_model
from cnnviz.data.network_files import ENDING, save_architecture
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.building import DIGITS
from cnnviz.scenarios.draft_lines import DraftError
from cnnviz.scenarios.network_draft import NetworkDraft

OWN = NetworkDraft((), (1, 28, 28), DIGITS, "my first").add("Conv2D", 0).change(0, "out_channels", 3)
OWN = OWN.change(0, "stride", 4).add("ReLU", 1).with_head()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / f"own{ENDING}"
    save_architecture(OWN.description(), path)
    return path


@pytest.fixture
def digits(tmp_path: Path) -> Path:
    """A folder shaped like MNIST, with few pictures."""
    folder = tmp_path / "digits"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for part, count in (("train", 60), ("t10k", 20)):
        for kind, array in (("images-idx3", rng.integers(0, 256, (count, 28, 28))), ("labels-idx1", np.arange(count))):
            header = bytes([0, 0, 8, array.ndim]) + b"".join(length.to_bytes(4, "big") for length in array.shape)
            values = (array if array.ndim == 3 else array % 10).astype(np.uint8)
            (folder / f"{part}-{kind}-ubyte").write_bytes(header + values.tobytes())
    return folder


def test_a_network_from_a_file_is_trained_and_kept(own: Path, digits: Path, tmp_path: Path) -> None:
    out = tmp_path / "model.safetensors"
    words = ["--data-dir", str(digits), "--validation", "10", "--epochs", "1", "--batch-size", "16", "--out", str(out)]
    assert main(["train", "--network", str(own), *words]) == 0
    network = load_model(out)
    assert [name for name, _ in network.layers] == ["conv1", "relu1", "flatten", "fc1"]
    assert network.info["network"] == "my first" and network.parameters["conv1.weight"].any()


def test_a_file_fits_itself_to_pictures_and_classes(own: Path) -> None:
    network = network_builder(str(own))(0, ("cat", "dog"), (3, 40, 40))
    assert network.input_shape == (3, 40, 40) and network.class_names == ("cat", "dog")
    assert network.parameters["conv1.weight"].shape == (3, 3, 3, 3) and network.output_shape == (2,)


def test_the_same_seed_gives_the_same_weights_from_file_and_name(tmp_path: Path) -> None:
    path = tmp_path / f"lenet{ENDING}"
    save_architecture(NETWORKS["lenet5"].build(None).describe(), path)
    one, other = (network_builder(name)(7, DIGITS, (1, 28, 28)) for name in ("lenet5", str(path)))
    assert all((one.parameters[name] == other.parameters[name]).all() for name in one.parameters)
    assert (one.info, other.info) == ({"network": "lenet5"}, {"network": path.name})


def test_a_saved_model_lends_its_architecture_not_its_weights(tmp_path: Path) -> None:
    saved = NETWORKS["lenet5"].build(1)
    save_model(saved, tmp_path / "lenet.safetensors")
    network = network_builder(str(tmp_path / "lenet.safetensors"))(2, DIGITS, (1, 28, 28))
    assert network.describe()["layers"] == saved.describe()["layers"]
    assert not (network.parameters["conv1.weight"] == saved.parameters["conv1.weight"]).any()


def test_pictures_that_do_not_fit_are_told_with_the_row(own: Path, tmp_path: Path) -> None:
    tight = OWN.change(0, "kernel_size", 20).change(0, "padding", 0)
    save_architecture(tight.description(), tmp_path / f"tight{ENDING}")
    build = network_builder(str(tmp_path / f"tight{ENDING}"))
    with pytest.raises(DraftError, match=r"cannot be used as it is\. conv1: A window of 20 cells.*into 8 cells"):
        build(0, DIGITS, (1, 8, 8))


def test_the_architecture_of_a_file_is_told_in_numbers(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", str(own)]) == 0
    told = capsys.readouterr().out
    assert "input 1×28×28, output 10" in told and "network: my first" in told
    assert re.search(r"conv1 +Conv2D +3×7×7 +30 ", told)


def test_a_name_that_is_neither_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UnknownNetworkError, match=r"no network called “lenet6”, and no such file\. Known .*: lenet5,"):
        network_builder("lenet6")
    assert main(["train", "--network", "gone.json"]) == 2
    assert re.search(r"gone\.json cannot be opened: No such file", capsys.readouterr().err)

"""Models of other programs on the command line: what their files do not say is said by options."""

import json
from argparse import ArgumentParser
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cnnviz.cli import main
from cnnviz.commands.model_choice import add_model, chosen_model
from cnnviz.data.model_files import save_model
from cnnviz.engine.input_normalisation import InputNormalisation, normalisation_of
from cnnviz.engine.lenet import lenet5
from cnnviz.engine.vgg import tiny_vgg
from cnnviz.traces.passes import PassModel


@pytest.fixture(autouse=True)
def an_application(qtbot: QtBot) -> None:
    """Every test of this process paints with the one application there is."""


def chosen(*words: str) -> PassModel:
    parser = ArgumentParser()
    add_model(parser)
    return chosen_model(parser.parse_args(words))


def test_without_a_word_it_is_the_model_that_ships_with_the_program() -> None:
    model = chosen()
    assert model.input_shape == (1, 28, 28) and model.class_names[3] == "3"


def test_weights_alone_are_put_into_the_named_network(tmp_path: Path) -> None:
    network = lenet5(4)
    np.savez(tmp_path / "w.npz", **network.weights)
    model = chosen("--model", str(tmp_path / "w.npz"), "--architecture", "lenet5")
    assert model.network is not None
    np.testing.assert_array_equal(model.network.weights["fc3.weight"], network.weights["fc3.weight"])


def test_a_named_network_lends_weights_no_class_names(tmp_path: Path) -> None:
    np.savez(tmp_path / "w.npz", **tiny_vgg(4).weights)
    model = chosen("--model", str(tmp_path / "w.npz"), "--architecture", "tiny-vgg")
    assert model.class_names == tuple("0123456789")


def test_the_numbers_of_pictures_and_the_names_of_classes_can_be_said(tmp_path: Path) -> None:
    save_model(lenet5(1), tmp_path / "m.safetensors")
    names = [f"digit {number}" for number in range(10)]
    (tmp_path / "names.txt").write_text("\n".join(names) + "\n\n", encoding="utf-8")
    words = ("--model", str(tmp_path / "m.safetensors"), "--class-names", str(tmp_path / "names.txt"))
    model = chosen(*words, "--numbers", "signed")
    assert list(model.class_names) == names
    assert normalisation_of(model.info) == InputNormalisation(2.0, (1.0,))


@pytest.mark.parametrize(
    ("content", "said"), [(b"one\ntwo\n", "10"), (b"\xff\xfe\x00", "is no text in UTF-8")], ids=["too few", "no text"]
)
def test_class_names_that_cannot_be_used_are_said(
    content: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "names.txt").write_bytes(content)
    words = ["maps", "three", "--class-names", str(tmp_path / "names.txt"), "--out", str(tmp_path / "maps")]
    assert main(words) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "maps").exists()


def test_a_model_that_onnx_runtime_computes_shows_its_maps_and_is_explained_by_covering_parts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("onnxruntime")
    from tests.data.made_onnx import model_of, node, numbers, write

    nodes = [node("Conv", "x w", "a"), node("Mul", "a a", "b"), node("GlobalAveragePool", "b", "c"),
             node("Flatten", "c", "d"), node("Softmax", "d", "y")]  # fmt: skip
    path = write(tmp_path / "odd.onnx", model_of(nodes, {"w": numbers(5, 3, 3, 3)}, (1, 3, 8, 8)))
    out = tmp_path / "maps"
    assert main(["maps", "house", "--model", str(path), "--out", str(out)]) == 0
    told = json.loads((out / "prediction.json").read_text(encoding="utf-8"))
    assert len(told["prediction"]) == 5
    stems = sorted(path.stem for path in out.glob("*.npy"))
    assert np.load(out / f"{stems[2]}.npy").shape == (5, 6, 6)
    capsys.readouterr()
    words = ["explain", "house", "--model", str(path), "--method", "saliency", "--out", str(tmp_path / "a.png")]
    assert main(words) == 2
    assert "Saliency needs gradients" in capsys.readouterr().err
    words[4:] = ["--method", "occlusion", "--class", "2", "--out", str(tmp_path / "a.npy")]
    assert main(words) == 0
    falls = np.load(tmp_path / "a.npy")
    assert falls.shape == (8, 8) and np.ptp(falls) > 0
    words[-1] = str(tmp_path / "a.png")
    assert main(words) == 0
    assert "Occlusion, class 2: score" in capsys.readouterr().out

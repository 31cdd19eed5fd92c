"""``cnnviz maps``: a wall and an array for every layer, and the prediction; all or nothing."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from cnnviz.cli import main
from cnnviz.data.model_files import load_model, save_model
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.network import Network
from cnnviz.engine.softmax import Softmax
from cnnviz.paths import resources
from cnnviz.ui.export.map_folder import file_stem


@pytest.fixture(autouse=True)
def an_application(qtbot: QtBot) -> None:
    """Every test of this process paints with the one application there is."""


@pytest.fixture(scope="module")
def network() -> Network:
    return load_model(resources() / "weights" / "lenet5-mnist.safetensors")


def made(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """What a command that succeeds prints."""
    code = main(["maps", *words])
    captured = capsys.readouterr()
    assert (code, captured.err) == (0, "")
    return captured.out.splitlines()


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["maps", *words]) == 2
    return capsys.readouterr().err


def test_every_layer_is_there_as_wall_and_as_numbers(
    network: Network, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "maps"
    lines = made(capsys, "seven_photo", "--out", str(folder))
    assert lines[-1].startswith(f"{folder}  14 layers: a .png and a .npy each")
    names = ["input", *(name for name, _ in network.layers), "softmax"]
    stems = [file_stem(index, name) for index, name in enumerate(names)]
    files = {f"{stem}{ending}" for stem in stems for ending in (".png", ".npy")} | {"prediction.json"}
    assert {path.name for path in folder.iterdir()} == files
    picture = np.load(folder / "00-input.npy")
    tape = network.forward(picture[None])
    for stem, name in zip(stems[1:-1], names[1:-1], strict=True):
        np.testing.assert_allclose(np.load(folder / f"{stem}.npy"), tape[name].output[0], rtol=1e-4, atol=1e-5)
    for path in folder.glob("*.png"):
        with Image.open(path) as image:
            assert image.width >= 500 and image.height > 80


def test_the_prediction_is_told_and_written(
    network: Network, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = made(capsys, "seven_photo", "--out", str(tmp_path))
    told = json.loads((tmp_path / "prediction.json").read_text(encoding="utf-8"))
    assert told["picture"] == "seven_photo.png" and "LeNet-5" in told["model"]
    assert told["prepared"][0] == lines[0] and "becomes 1 × 28 × 28" in lines[0]
    prediction = told["prediction"]
    assert prediction[0]["name"] == "7" and prediction[0]["class"] == 7
    shares = np.load(tmp_path / "13-softmax.npy")
    scores = np.load(tmp_path / "12-fc3.npy")
    for one in prediction:
        assert one["probability"] == pytest.approx(float(shares[one["class"]]))
        assert one["score"] == pytest.approx(float(scores[one["class"]]))
    assert [one["probability"] for one in prediction] == sorted(shares.tolist(), reverse=True)
    assert [line.split()[0] for line in lines if line.endswith("%")] == [one["name"] for one in prediction[:5]]
    assert [layer["name"] for layer in told["layers"]][1:3] == ["conv1", "relu1"]


def test_one_layer_or_two_can_be_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made(capsys, "three", "--layer", "conv2", "--layer", "softmax", "--out", str(tmp_path))
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"04-conv2.png", "04-conv2.npy", "13-softmax.png", "13-softmax.npy", "prediction.json"}


def test_ranges_and_themes_change_the_colours(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    contents = set()
    for number, words in enumerate(((), ("--range", "map"), ("--range", "network"), ("--theme", "dark"))):
        made(capsys, "three", "--layer", "conv1", *words, "--out", str(tmp_path / str(number)))
        contents.add((tmp_path / str(number) / "01-conv1.png").read_bytes())
    assert len(contents) == 4


def test_what_is_in_the_folder_already_stays_or_is_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "01-conv1.npy").write_text("old")
    made(capsys, "three", "--layer", "conv1", "--out", str(tmp_path))
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert np.load(tmp_path / "01-conv1.npy").shape[0] == 6


def test_weights_that_are_no_numbers_are_written_as_unknown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = load_model(resources() / "weights" / "lenet5-mnist.safetensors")
    broken.weights["fc3.weight"][3] = np.nan
    save_model(broken, tmp_path / "m.safetensors")
    made(capsys, "three", "--model", str(tmp_path / "m.safetensors"), "--out", str(tmp_path / "maps"))
    text = (tmp_path / "maps" / "prediction.json").read_text(encoding="utf-8")
    told = json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))
    assert told["prediction"][0]["probability"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nothing",), "no picture of that name ships with the program"),
        (("nothing.png",), "There is no file nothing.png"),
        (("three", "--layer", "conv9"), "There is no layer “conv9”; there are: input, conv1"),
        (("three", "--model", "nothing.safetensors"), "nothing.safetensors"),
        (("three", "--model", "lenet5"), "has learnt nothing"),
    ],
)
def test_what_cannot_be_made_is_said_and_leaves_no_folder(
    words: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in refused(capsys, *words, "--out", str(tmp_path / "maps"))
    assert not list(tmp_path.iterdir())


def test_a_file_in_the_place_of_the_folder_or_no_place_for_it_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert "is a file; --out names a folder" in refused(capsys, "three", "--out", str(tmp_path / "file"))
    assert "There is no folder" in refused(capsys, "three", "--out", str(tmp_path / "none" / "maps"))
    assert "--out is empty" in refused(capsys, "three", "--out", "")


def test_when_the_disk_refuses_nothing_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    assert main(["maps", "three", "--out", str(tmp_path / "maps")]) == 1
    assert "There is no space left" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_network_that_ends_in_maps_predicts_nothing_but_shows_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    conv = Conv2D(3, 40, 3, rng=np.random.default_rng(0))
    save_model(Network([("a:b c", conv), ("end", Softmax())], (3, 9, 9)), tmp_path / "m.safetensors")
    lines = made(capsys, "house", "--model", str(tmp_path / "m.safetensors"), "--out", str(tmp_path / "maps"))
    assert "The model ends in maps, so it predicts no class." in lines
    assert np.load(tmp_path / "maps" / "01-a_b_c.npy").shape == (40, 7, 7)
    told = json.loads((tmp_path / "maps" / "prediction.json").read_text(encoding="utf-8"))
    assert told["prediction"] == []

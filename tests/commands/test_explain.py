"""``cnnviz explain``: pictures, drawings, films and numbers of explanations, and what it says where there are none."""

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from cnnviz.cli import main
from cnnviz.data.model_files import load_model, save_model
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.shape import Flatten
from cnnviz.explain.explanation import Target
from cnnviz.explain.methods import METHODS
from cnnviz.paths import resources
from cnnviz.settings import checked

SMALL = ("--size", "480x270")


@pytest.fixture(autouse=True)
def an_application(qtbot: QtBot) -> None:
    """Every test of this process paints with the one application there is."""


def made(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """What a command that succeeds prints."""
    code = main(["explain", *words])
    captured = capsys.readouterr()
    assert (code, captured.err) == (0, "")
    return captured.out.splitlines()


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command says that cannot be fulfilled."""
    assert main(["explain", *words]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("cnnviz: ")
    return captured.err


@pytest.mark.parametrize("method", sorted(METHODS.keys() - {"activation-maximisation"}))
def test_every_method_makes_a_picture(method: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "why.png"
    lines = made(capsys, "seven_photo", "--method", method, "--out", str(path), *SMALL)
    assert "seven_photo.png, 240 × 240, becomes 1 × 28 × 28: grey, invert" in lines[0]
    assert any(line.split()[:1] == ["7"] for line in lines) and "class 7" in lines[-2]
    assert lines[-1].startswith(f"{path}  480 × 270")
    with Image.open(path) as image:
        assert image.size == (480, 270)
        assert len(np.unique(np.asarray(image.convert("RGB")).reshape(-1, 3), axis=0)) > 50


def test_the_numbers_are_those_of_the_method(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "why.npy"
    made(capsys, "seven_photo", "--method", "saliency", "--form", "signed", "--class", "2", "--out", str(path))
    network = load_model(resources() / "weights" / "lenet5-mnist.safetensors")
    inputs = tmp_path / "x.npy"
    made(capsys, "seven_photo", "--method", "gradient-x-input", "--class", "2", "--out", str(inputs))
    values = np.load(path)
    assert values.shape == (1, 28, 28) and values.dtype == np.float32 and (values < 0).any()
    picture = np.divide(np.load(inputs), values, out=np.zeros_like(values), where=values != 0)
    method = METHODS["saliency"]
    (expected,) = method.run(network, picture, Target(2), checked(method.settings, {"form": "signed"}))
    np.testing.assert_allclose(values, expected.values, rtol=1e-3, atol=1e-4)


def test_a_drawing_has_its_words_as_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "why.svg"
    made(capsys, "seven_photo", "--method", "grad-cam", "--layer", "relu1", "--out", str(path))
    text = path.read_text(encoding="utf-8")
    assert "Grad-CAM: class 7, by the maps of relu1" in text and "Laid over it" in text


@pytest.mark.parametrize(
    "words",
    [
        ("seven_photo", "--method", "occlusion", "--patch", "14", "--stride", "7"),
        ("--method", "activation-maximisation", "--class", "3", "--steps", "9"),
    ],
    ids=["occlusion", "activation maximisation"],
)
def test_methods_that_take_steps_can_be_filmed(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "why.gif"
    lines = made(capsys, *words, "--out", str(path), *SMALL)
    assert "9 frames of 480 × 270" in lines[-1]
    with Image.open(path) as film:
        assert film.n_frames == 9  # type: ignore[attr-defined]
    still = tmp_path / "third.png"
    made(capsys, *words, "--out", str(still), "--frame", "3", *SMALL)
    last = tmp_path / "last.png"
    made(capsys, *words, "--out", str(last), *SMALL)
    assert still.read_bytes() != last.read_bytes()
    drawing = tmp_path / "third.svg"
    made(capsys, *words, "--out", str(drawing), "--frame", "3")
    text = drawing.read_text(encoding="utf-8")
    assert "step 3 of 9" in text and ("score now" in text) == ("occlusion" in words)


def test_a_map_or_a_cell_of_any_layer_can_be_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "why.npy"
    made(capsys, "three", "--method", "saliency", "--unit", "conv1:4:10,12", "--out", str(path))
    rows, columns = np.nonzero(np.load(path))
    size = load_model(resources() / "weights" / "lenet5-mnist.safetensors").shapes["conv1"][1]
    shift = 0 if size == 24 else 2
    assert set(rows) <= set(range(10 - shift, 15)) and set(columns) <= set(range(12 - shift, 17))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--class", "3"), "score"),
        (("--unit", "conv2:5"), "mean of the map"),
        (("--unit", "conv2:5:2,3"), "value"),
        (("--unit", "fc1:7"), "value"),
    ],
    ids=["class", "map", "number", "unit"],
)
def test_what_is_explained_has_its_name_on_the_terminal_and_in_films(
    words: tuple[str, ...], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "third.svg"
    given = ("three", "--method", "occlusion", "--patch", "14", "--stride", "7", *words, "--out", str(path))
    line = made(capsys, *given, "--frame", "3")[-2]
    assert re.search(rf"[^:]+: {told} [−0-9]", line)
    drawn = path.read_text(encoding="utf-8")
    assert re.search(rf"step 3 of 9 · {told} [−0-9]", drawn) and f"{told} now" in drawn
    assert told == "score" or "score now" not in drawn


def test_activation_maximisation_needs_no_picture_but_a_target(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "why.npy")
    made(capsys, "--method", "activation-maximisation", "--unit", "conv2:5", "--steps", "2", "--out", out)
    assert np.load(out).shape == (1, 28, 28)
    assert "Say what is to be excited" in refused(capsys, "--method", "activation-maximisation", "--out", out)


def test_one_number_is_grown_without_jitter_unless_it_is_wished(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def grown(*words: str) -> np.ndarray:
        out = str(tmp_path / "why.npy")
        made(capsys, "--method", "activation-maximisation", "--steps", "4", *words, "--out", out)
        return np.load(out)

    number = ("--unit", "conv2:5:4,4")
    np.testing.assert_array_equal(grown(*number), grown(*number, "--jitter", "0"))
    assert not np.array_equal(grown(*number), grown(*number, "--jitter", "2"))
    np.testing.assert_array_equal(grown("--unit", "conv2:5"), grown("--unit", "conv2:5", "--jitter", "2"))


def test_classes_are_found_by_name_and_by_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rng = np.random.default_rng(0)
    network = Network([("flat", Flatten()), ("fc", Linear(48, 2, rng=rng))], (3, 4, 4), ("Cat", "Dog"))
    save_model(network, tmp_path / "pets.safetensors")
    words = ("house", "--model", str(tmp_path / "pets.safetensors"), "--method", "saliency", "--out")
    arrays = []
    for name in ("dog", "1"):
        out = str(tmp_path / f"{name}.npy")
        made(capsys, *words, out, "--class", name)
        arrays.append(np.load(out))
    np.testing.assert_array_equal(*arrays)
    assert "There is no class “mouse”; there are: Cat, Dog" in refused(
        capsys, *words, str(tmp_path / "a.png"), "--class", "mouse"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--method", "saliency"), "There is no picture"),
        (("nothing", "--method", "saliency"), "no picture of that name ships with the program: three"),
        (("nothing.png", "--method", "saliency"), "There is no file nothing.png"),
        (("three", "--method", "saliency", "--class", "10"), "there is no class 10"),
        (("three", "--method", "saliency", "--class", "ten"), "There is no class “ten”"),
        (("three", "--method", "saliency", "--class", "1", "--unit", "conv1:1"), "give one of them"),
        (("three", "--method", "saliency", "--unit", "conv1"), "write a layer and a number"),
        (("three", "--method", "saliency", "--unit", "conv1:6"), "conv1 has 6 maps"),
        (("three", "--method", "saliency", "--unit", "conv7:6"), "There is no layer “conv7”"),
        (("three", "--method", "saliency", "--patch", "3"), "--patch means nothing to saliency; it has: --form"),
        (("three", "--method", "guided-backprop", "--steps", "3"), "it has no settings"),
        (("three", "--method", "saliency", "--layer", "conv1"), "--layer means nothing to saliency"),
        (("three", "--method", "grad-cam", "--layer", "fc1"), "“fc1” is none. There are: conv1"),
        (("three", "--method", "occlusion", "--patch", "-1"), "must lie between 0 and 512"),
        (("three", "--method", "occlusion", "--fill", "pink"), "must be one of: usual, black"),
        (("three", "--method", "saliency", "--strength", "2"), "must lie between 0 and 1"),
        (("three", "--method", "saliency", "--size", "big"), "write width and height"),
        (("three", "--method", "saliency", "--model", "tiny-vgg"), "has learnt nothing. Train one"),
        (("three", "--method", "saliency", "--model", "nothing.safetensors"), "nothing.safetensors"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_made_is_said(
    words: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in refused(capsys, *words, "--out", str(tmp_path / "a.png"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("a.jpg", "ends in .jpg, which cannot be made"),
        ("a", "has no ending"),
        ("none/a.png", "There is no folder"),
        ("none/a.npy", "There is no folder"),
        ("a.gif", "saliency takes one step, so there is nothing to film"),
    ],
)
def test_a_file_that_cannot_be_made_is_said(
    out: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in refused(capsys, "three", "--method", "saliency", "--out", str(tmp_path / out))
    assert not list(tmp_path.iterdir())


def test_a_network_for_other_things_than_pictures_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_model(Network([("conv", Conv2D(2, 1, 1))], (2, 4, 4)), tmp_path / "two.safetensors")
    words = ("three", "--model", str(tmp_path / "two.safetensors"), "--method", "saliency")
    assert "2 × 4 × 4" in refused(capsys, *words, "--out", str(tmp_path / "a.png"))


def test_a_network_that_ends_in_maps_asks_for_a_unit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save_model(
        Network([("conv", Conv2D(1, 2, 3, rng=np.random.default_rng(0)))], (1, 8, 8)), tmp_path / "m.safetensors"
    )
    words = (
        "three",
        "--model",
        str(tmp_path / "m.safetensors"),
        "--method",
        "saliency",
        "--out",
        str(tmp_path / "a.npy"),
    )
    assert "say with --unit what is explained" in refused(capsys, *words)
    made(capsys, *words, "--unit", "conv:1")


def test_help_names_every_method_and_setting(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["explain", "--help"])
    text = " ".join(capsys.readouterr().out.split())
    assert ended.value.code == 0
    for method in METHODS.values():
        assert method.name in text
        for setting in method.settings:
            assert f"--{setting.name}" in text


def test_a_large_network_of_random_weights_is_explained_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save_model(NETWORKS["resnet8"].build(0), tmp_path / "r.safetensors")
    words = (
        "house",
        "--model",
        str(tmp_path / "r.safetensors"),
        "--method",
        "grad-cam",
        "--out",
        str(tmp_path / "a.png"),
    )
    assert "Grad-CAM, class" in made(capsys, *words, *SMALL)[-2]

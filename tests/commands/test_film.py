"""``cnnviz film``: the film of a kept run, read back; and what it says where it cannot be made."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from cnnviz.cli import main
from cnnviz.data.data_choice import DataChoice
from cnnviz.data.datasets import DataReady, open_data
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.training import Training
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.history.recorder import Recorder
from cnnviz.history.run_folder import RunFolder
from cnnviz.history.run_setup import RunSetup

SMALL = ("--size", "480x270")


@pytest.fixture(autouse=True)
def an_application(qtbot: QtBot) -> None:
    """Every test of this process paints with the one application there is."""


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two classes of pictures, 24 of each."""
    folder, rng = tmp_path_factory.mktemp("pictures"), np.random.default_rng(0)
    for name, low in (("dark", 0), ("light", 128)):
        (folder / name).mkdir()
        for number in range(24):
            pixels = rng.integers(low, low + 127, (28, 28)).astype(np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{number:02}.png")
    return folder


@pytest.fixture(scope="module")
def run(pictures: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a short run on them."""
    choice = DataChoice("folder", str(pictures), validation=8, size=28, channels=1)
    settings = TrainingSettings(batch_size=8, epochs=2, evaluate_every=2)
    source = next(report.source for report in open_data(choice) if isinstance(report, DataReady))
    described = NETWORKS["lenet5"].build(0, source.class_names, source.image_shape).describe()
    setup = RunSetup("light or dark", described, "lenet5", choice, settings, "2025-03-01T17:04:09")
    folder = RunFolder.create_at(tmp_path_factory.mktemp("runs") / "run", setup)
    for _ in Recorder(Training(setup.new_network(), source, settings), setup, folder).reports():
        pass
    return folder.path


def made(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The last line of a command that succeeds."""
    code = main(["film", *words])
    captured = capsys.readouterr()
    assert (code, captured.err) == (0, "")
    return captured.out.splitlines()[-1]


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The one line that says why a request cannot be fulfilled."""
    assert main(["film", *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.startswith("cnnviz: ") and captured.err.count("\n") == 1
    return captured.err


def test_the_film_of_a_run_has_a_frame_for_each_snapshot(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a.gif"
    line = made(capsys, str(run), "--out", str(out), "--probe", "2", *SMALL)
    snapshots = len(list((run / "snapshots").glob("*.safetensors")))
    with Image.open(BytesIO(out.read_bytes())) as gif:
        assert (gif.n_frames, gif.size) == (snapshots, (480, 270))
    assert f"{snapshots} frames of 480 × 270" in line


def test_a_part_of_the_film_is_made_of_the_frames_that_are_asked_for(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "stills"
    made(capsys, str(run), "--out", f"{out}/", "--first", "2", "--last", "4", "--every", "2", "--theme", "dark",
         "--probe", "0", *SMALL)  # fmt: skip
    assert sorted(path.name for path in out.iterdir()) == ["frame-0002.png", "frame-0004.png"]


def test_one_picture_is_that_of_the_frame_and_the_layers_that_are_asked_for(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a.svg"
    made(capsys, str(run), "--out", str(out), "--frame", "1", "--kernels", "conv2", "--maps", "pool1,pool2",
         "--probe", "1")  # fmt: skip
    drawing = out.read_text(encoding="utf-8")
    for words in ("Kernels of conv2", "Maps of pool1", "Maps of pool2", "step 0", "light or dark", "none yet"):
        assert words in drawing


def test_where_the_pictures_are_gone_the_film_does_without_them(
    run: Path, pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, elsewhere = tmp_path / "a.svg", pictures.with_name("elsewhere")
    pictures.rename(elsewhere)
    try:
        assert main(["film", str(run), "--out", str(out)]) == 0
    finally:
        elsewhere.rename(pictures)
    assert "no probe in the film" in capsys.readouterr().err
    assert "Kernels of conv1" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--out", "a.gif", "--size", "large"), "--size is “large”; write width and height in pixels: 1280x720."),
        (("--out", "a.gif", "--size", "9x9"), "Width is 9; it must lie between 320 and 3840."),
        (("--out", "a.gif", "--probe", "999"), "There is no picture 999 to watch"),
        (("--out", "a.gif", "--kernels", "pool1"), "no layer “pool1” to show; it can be one of: conv1, conv2."),
        (("--out", "a.gif", "--first", "99"), "There is no frame 99"),
        (("--out", "a.png", "--speed", "9"), "--speed is for animations"),
        (("--out", "a.doc"), "a.doc ends in .doc, which cannot be made"),
    ],
)
def test_what_cannot_be_made_is_explained(
    run: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], reason: str
) -> None:
    probe = () if "--probe" in words else ("--probe", "0")
    assert reason in refused(capsys, str(run), *words, *probe)


def test_a_folder_without_a_run_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "There is no run in" in refused(capsys, str(tmp_path), "--out", "a.gif")

"""``cnnviz train --run`` and ``--resume``, ``cnnviz info FOLDER``: a run that is kept, left and gone on with."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cnnviz.cli import main
from cnnviz.commands.shell_words import shell_word
from cnnviz.data.model_files import load_model
from cnnviz.data.model_paths import shown
from cnnviz.engine.reports import StepReport
from cnnviz.engine.training import Training
from cnnviz.history.stored_run import open_run

ROOT = Path(__file__).resolve().parents[2]


def write_idx(path: Path, array: np.ndarray) -> None:
    header = bytes([0, 0, 8, array.ndim]) + b"".join(length.to_bytes(4, "big") for length in array.shape)
    path.write_bytes(header + array.tobytes())


@pytest.fixture
def digits(tmp_path: Path) -> Path:
    """A folder shaped like MNIST: each picture is lit in a row that tells its class."""
    folder = tmp_path / "digits"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for part, count in (("train", 200), ("t10k", 40)):
        labels = rng.integers(0, 10, count).astype(np.uint8)
        images = rng.integers(0, 40, (count, 28, 28)).astype(np.uint8)
        for image, label in zip(images, labels, strict=True):
            image[4 + 2 * label : 6 + 2 * label] = 255
        write_idx(folder / f"{part}-images-idx3-ubyte", images)
        write_idx(folder / f"{part}-labels-idx1-ubyte", labels)
    return folder


@pytest.fixture(autouse=True)
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnnviz.paths.cache_dir", lambda: tmp_path / "cache")


def words(digits: Path, run: Path, *more: str) -> list[str]:
    settings = ["--validation", "40", "--epochs", "3", "--batch-size", "16", "--cores", "1", "--dropout", "0.2"]
    return ["train", "--data-dir", str(digits), *settings, "--run", str(run), *more]


@pytest.fixture
def interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is pressed once, after step 13 of the first run, in the middle of its second epoch."""
    whole, presses = Training.reports, iter([True])

    def reports(training: Training) -> Iterator[object]:
        for report in whole(training):
            yield report
            if isinstance(report, StepReport) and report.step == 13 and next(presses, False):
                signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Training, "reports", reports)


def test_a_kept_run_prints_a_line_for_each_epoch_and_says_what_came_of_it(
    digits: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "model.safetensors"
    assert main(words(digits, tmp_path / "run", "--out", str(out))) == 0
    *epochs, test, where, last = capsys.readouterr().out.splitlines()
    assert [line.split()[:4] for line in epochs] == [["epoch", f"{n}/3", "step", str(10 * n)] for n in (1, 2, 3)]
    assert "test accuracy" in test and str(out) in where and last.startswith("test accuracy ")
    stored = open_run(tmp_path / "run")
    assert (stored.summary.state, stored.setup.name, stored.setup.network_name) == ("finished", "run", "lenet5")
    assert stored.snapshots.steps[:4] == [0, 1, 2, 3] and stored.snapshots.steps[-1] == 30
    kept, given = load_model(tmp_path / "run" / "model.safetensors"), load_model(out)
    assert all((kept.weights[name] == array).all() for name, array in given.weights.items())
    assert kept.info["settings"] == given.info["settings"] and "dropout 0.2" in kept.info["settings"]


@pytest.mark.usefixtures("interrupted")
def test_ctrl_c_leaves_a_run_that_goes_on_to_the_same_weights(
    digits: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part, whole = tmp_path / "part", tmp_path / "whole"
    assert main(words(digits, part)) == 130
    assert f"“cnnviz train --resume {shell_word(part)}” goes on from here." in capsys.readouterr().err
    assert open_run(part).summary.state == "stopped" and open_run(part).record.step == 13
    assert main(["train", "--resume", str(part)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"The run in {shown(part)} goes on behind step 13 of 30."
    assert [line.split()[1] for line in lines if line.startswith("epoch")] == ["2/3", "3/3", "3/3"]
    assert main(words(digits, whole)) == 0
    assert (part / "metrics.csv").read_bytes() == (whole / "metrics.csv").read_bytes()
    one, other = open_run(part).checkpoint, open_run(whole).checkpoint
    assert one is not None and other is not None
    assert {name: array.tobytes() for name, array in one.arrays.items()} == {
        name: array.tobytes() for name, array in other.arrays.items()
    }


@pytest.mark.usefixtures("interrupted")
def test_a_run_whose_pictures_have_moved_is_told_where_they_are(
    digits: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    assert main(words(digits, run)) == 130
    moved = Path(shutil.move(digits, tmp_path / "moved"))
    capsys.readouterr()
    assert main(["train", "--resume", str(run)]) == 2
    assert "--data-dir" in capsys.readouterr().err
    assert main(["train", "--resume", str(run), "--data-dir", str(moved)]) == 0


@pytest.mark.usefixtures("interrupted")
def test_other_pictures_are_refused(digits: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = tmp_path / "run"
    assert main(words(digits, run)) == 130
    path = digits / "train-labels-idx1-ubyte"
    path.write_bytes(path.read_bytes()[:-1] + b"\x03")
    path.write_bytes(path.read_bytes()[:8] + bytes(reversed(path.read_bytes()[8:])))
    assert main(["train", "--resume", str(run)]) == 2
    assert "other pictures than the run has learnt from" in capsys.readouterr().err


def test_what_cannot_be_gone_on_with_is_explained(
    digits: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words(digits, tmp_path / "run")) == 0
    capsys.readouterr()
    for given, message in (
        (["--resume", str(tmp_path / "run")], "is at its end"),
        (["--resume", str(tmp_path / "gone")], "There is no run in"),
        (["--resume", str(tmp_path / "run"), "--epochs", "5"], "--epochs cannot be given with --resume"),
        (["--resume", str(tmp_path / "run"), "--run", "x"], "--run cannot be given with --resume"),
        (["--dataset", "drawn", "--run", str(digits)], "is not empty"),
    ):
        assert main(["train", *given]) == 2
        assert message in capsys.readouterr().err


def test_a_disk_that_fills_up_costs_the_folder_but_not_the_network(
    digits: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cnnviz.history.run_saver.write_checkpoint", full)
    out = tmp_path / "model.safetensors"
    assert main(words(digits, tmp_path / "run", "--out", str(out))) == 1
    captured = capsys.readouterr()
    assert "No space left on device. It goes on" in captured.err
    assert load_model(out).info["steps"] == "30 / 30"


@pytest.mark.usefixtures("interrupted")
def test_ctrl_c_on_a_full_disk_does_not_pass_for_a_run_that_was_saved(
    digits: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cnnviz.history.run_saver.save_model", full)  # which is only asked for at the end
    assert main(words(digits, tmp_path / "run")) == 1
    error = capsys.readouterr().err
    assert "The end of the run could not be saved" in error and "goes on from here" not in error


@pytest.mark.usefixtures("interrupted")
def test_the_command_that_goes_on_with_a_run_can_be_typed_as_it_is_shown(
    digits: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "my run"
    assert main(words(digits, run)) == 130
    assert f"--resume {shell_word(run)}” goes on" in capsys.readouterr().err
    assert main(["info", str(run)]) == 0
    assert f"--resume {shell_word(run)}” goes on" in capsys.readouterr().out
    assert shell_word(run)[-1] in "'\""


def test_a_killed_program_leaves_a_run_that_goes_on(digits: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "cnnviz", *words(digits, run, "--epochs", "1000")]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline().startswith("epoch 1/1000")
        process.kill()
    stored = open_run(run)
    assert stored.summary.state == "stopped" and stored.can_go_on


def test_info_tells_of_a_run(digits: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = tmp_path / "my run"
    assert main(words(digits, run)) == 0
    capsys.readouterr()
    assert main(["info", str(run)]) == 0
    lines = capsys.readouterr().out.splitlines()
    told = dict(line.split(": ", 1) for line in lines[: lines.index("")])
    assert told["Run"] == "my run" and told["State"] == "finished" and told["Steps"] == "30"
    assert told["Learns from"] == "MNIST" and "dropout 0.2" in told["Settings"]
    assert told["Test accuracy"].endswith(" %") and "of steps 0 to 30" in told["Snapshots"]
    assert any(line.startswith("conv1") for line in lines) and not any("--resume" in line for line in lines)
    (run / "checkpoint.safetensors").write_bytes(b"torn")
    assert main(["info", str(run)]) == 0
    assert "is damaged" in capsys.readouterr().out
    for path in run.glob("checkpoint*"):
        path.unlink()
    (run / "run.json").write_text("{}", encoding="utf-8")
    assert main(["info", str(run)]) == 2
    assert "is of version None; this program reads version 1" in capsys.readouterr().err

"""The command line, in this process where it can be, in one of its own where it matters."""

import csv
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from cnnviz import __version__
from cnnviz.cli import main
from cnnviz.commands.progress import ProgressBar
from cnnviz.data.model_files import load_model
from cnnviz.engine.training import Training
from tests.data.pictures_on_disk import write_classes

ROOT = Path(__file__).resolve().parents[1]


def write_idx(path: Path, array: np.ndarray) -> None:
    header = bytes([0, 0, 8, array.ndim]) + b"".join(length.to_bytes(4, "big") for length in array.shape)
    path.write_bytes(header + array.tobytes())


@pytest.fixture
def digits(tmp_path: Path) -> Path:
    """A folder shaped like MNIST: 300 and 100 pictures, each lit in a row that tells its class."""
    folder = tmp_path / "digits"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for part, count in (("train", 300), ("t10k", 100)):
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


def train_words(digits: Path, *more: str) -> list[str]:
    words = ["train", "--data-dir", str(digits), "--validation", "50", "--epochs", "3", "--batch-size", "32"]
    return [*words, "--learning-rate", "0.003", *more]


def test_training_ends_with_the_test_accuracy_and_keeps_model_and_log(
    digits: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, log = tmp_path / "model.safetensors", tmp_path / "run.csv"
    assert main(train_words(digits, "--out", str(out), "--log", str(log))) == 0
    captured = capsys.readouterr()
    lines = captured.out.splitlines()
    assert re.fullmatch(r"test accuracy \d+\.\d\d %", lines[-1])
    assert float(lines[-1].split()[2]) > 60
    assert [line.split()[1] for line in lines[:4]] == ["1/3", "2/3", "3/3", "3/3"]
    assert captured.err == ""
    network = load_model(out)
    assert f"test accuracy {network.info['test accuracy']}" == lines[-1]
    assert (network.info["network"], network.info["trained on"]) == ("lenet5", "MNIST, 250 pictures")
    assert network.info["steps"] == "24 / 24"
    rows = list(csv.DictReader(log.read_text(encoding="utf-8").splitlines()))
    assert [int(row["step"]) for row in rows] == list(range(1, 25))
    assert [bool(row["validation_accuracy"]) for row in rows] == [step % 8 == 0 for step in range(1, 25)]
    assert f"{100 * float(rows[-1]['test_accuracy']):.2f}" == lines[-1].split()[2]


def test_the_same_seed_gives_the_same_file(digits: Path, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a", "b", "c")]
    for path, seed in zip(paths, ("4", "4", "5"), strict=True):
        assert main(train_words(digits, "--seed", seed, "--shift", "1", "--out", str(path))) == 0
    assert paths[0].read_bytes() == paths[1].read_bytes() != paths[2].read_bytes()


def test_a_network_with_skips_and_running_means_is_trained_and_kept(digits: Path, tmp_path: Path) -> None:
    out = tmp_path / "m.safetensors"
    assert main(train_words(digits, "--network", "resnet8", "--epochs", "1", "--out", str(out))) == 0
    network = load_model(out)
    assert network.input_shape == (1, 28, 28) and network.class_names == tuple("0123456789")
    assert network.buffers["norm.running_mean"].any()


def test_the_rarer_settings_of_a_run_are_used_and_noted(digits: Path, tmp_path: Path) -> None:
    drawn, usual = tmp_path / "drawn", tmp_path / "usual"
    words = ["--epochs", "1", "--optimizer", "nesterov", "--learning-rate", "1e-6"]
    assert main(train_words(digits, *words, "--out", str(usual))) == 0
    more = ["--momentum", "0.8", "--warm-up", "0.1", "--clip-norm", "1", "--initialization", "glorot_normal"]
    assert main(train_words(digits, *words, *more, "--out", str(drawn))) == 0
    noted = load_model(drawn).info["settings"]
    assert noted.startswith("nesterov 1e-06 cosine, momentum 0.8, warm_up 0.1, clip_norm 1.0, initialization glorot")
    weights = [load_model(path).parameters["fc1.weight"] for path in (usual, drawn)]  # hardly moved from the start
    assert [abs(weight).max() > 0.2 for weight in weights] == [False, True]  # He, uniform ends at 0.122


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--learning-rate", "fast"], "Learning rate is “fast”; it must be a number"),
        (["--epochs", "0"], "Epochs is 0; it must lie between 1 and 1000"),
        (["--validation", "300"], "it can be 0 to 299"),
        (["--out", "/nowhere/at/all/m.safetensors"], "cannot be kept as /nowhere/at/all/m.safetensors"),
        (["--log", "/nowhere/run.csv"], "log /nowhere/run.csv cannot be written"),
        (["--network", "vgg16"], "VGG16 .* takes pictures of 32 × 32 or more, and these have 28 × 28"),
        (["--data-dir", "/nowhere"], r"no folder /nowhere.*--data-dir.*--download.*--dataset drawn"),
    ],
)
def test_what_cannot_be_done_is_explained_in_one_line_with_exit_code_2(
    words: Sequence[str], message: str, digits: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(train_words(digits, *words)) == 2
    captured = capsys.readouterr()
    assert re.search(message, captured.err)
    assert captured.err.startswith("cnnviz: ")
    assert captured.err.count("\n") == 1
    assert captured.out == ""


def test_without_mnist_the_ways_to_get_it_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train"]) == 2
    message = capsys.readouterr().err
    assert all(word in message for word in ("mnist", "--data-dir", "--download", "--dataset drawn"))


@pytest.mark.parametrize("words", [["train", "--magic"], ["train", "--dataset", "cats"], ["--magic"], ["a", "b"]])
def test_wrong_usage_has_exit_code_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2
    assert "usage: cnnviz" in capsys.readouterr().err


def test_a_rate_far_too_high_fails_with_an_explanation(
    digits: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "m.safetensors"
    assert main(train_words(digits, "--optimizer", "sgd", "--learning-rate", "1000", "--out", str(out))) == 1
    message = capsys.readouterr().err
    assert "out of bounds" in message
    assert "below 1." in message
    assert all(np.isfinite(array).all() for array in load_model(out).parameters.values())


def test_a_full_disk_is_a_failure_that_says_so(
    digits: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert main(train_words(digits, "--out", str(tmp_path / "m.safetensors"))) == 1
    assert "cannot be written: No space left on device" in capsys.readouterr().err


def test_a_log_that_cannot_be_written_on_does_not_cost_the_network(
    digits: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cnnviz.commands.training_log.TrainingLog.add", full)
    out = tmp_path / "m.safetensors"
    assert main(train_words(digits, "--out", str(out))) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert load_model(out).layers


@pytest.mark.parametrize("more", [[], ["--out", "kept.safetensors"]])
def test_a_reader_that_goes_away_is_no_traceback_and_costs_no_network(
    digits: Path, tmp_path: Path, more: list[str]
) -> None:
    words = [sys.executable, "-m", "cnnviz", *train_words(digits, *more)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        words, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        message = process.stderr.read()
    assert (process.returncode, message) == (1, "cnnviz: Stopped: nobody reads the output any more.\n")
    assert (tmp_path / "kept.safetensors").exists() == bool(more)


@pytest.mark.parametrize("words", [["--help"], ["train", "--help"]])
def test_help_is_there(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 0
    text = capsys.readouterr().out
    assert "train" in text
    if words[0] == "train":
        assert "--learning-rate" in text
        assert "(default: 0.002)" in text


def run_program(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "cnnviz", *words],
        cwd=ROOT, env={**os.environ, **variables}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_package_runs_as_a_program() -> None:
    result = run_program("--version")
    assert (result.returncode, result.stdout, result.stderr) == (0, f"cnnviz {__version__}\n", "")


def test_the_command_line_itself_loads_neither_numpy_nor_qt() -> None:
    code = (
        "import sys, cnnviz.cli, cnnviz.__init__\n"
        "print(sorted({'numpy', 'PySide6', 'pyqtgraph', 'PIL', 'requests', 'safetensors'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"


def test_training_loads_no_qt(digits: Path) -> None:
    code = (
        "import sys\n"
        "from cnnviz.cli import main\n"
        f"code = main({train_words(digits, '--epochs', '1')!r})\n"
        "print(code, sorted({'PySide6', 'pyqtgraph', 'PIL', 'requests'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "0 []"


def test_ctrl_c_ends_after_a_whole_step_and_keeps_what_there_is(
    digits: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Training.reports

    def interrupted(training: Training) -> Iterator[object]:
        for number, report in enumerate(whole(training)):
            if number == 10:
                signal.raise_signal(signal.SIGINT)
            yield report

    monkeypatch.setattr(Training, "reports", interrupted)
    out, log = tmp_path / "m.safetensors", tmp_path / "run.csv"
    before = signal.getsignal(signal.SIGINT)
    assert main(train_words(digits, "--out", str(out), "--log", str(log))) == 130
    captured = capsys.readouterr()
    assert captured.err == "cnnviz: Interrupted.\n"
    assert captured.out.splitlines()[-1] == f"The network is kept in {out}."
    assert "validation accuracy" not in load_model(out).info
    assert load_model(out).info["steps"] == "10 / 24"  # report 8 was the score after the first epoch
    assert len(log.read_text(encoding="utf-8").splitlines()) == 11
    assert signal.getsignal(signal.SIGINT) is before


class Terminal:
    """A channel that says it is a terminal and keeps what is written to it."""

    def __init__(self, terminal: bool) -> None:
        self._terminal = terminal
        self.text = ""

    def isatty(self) -> bool:
        return self._terminal

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        pass


def test_the_progress_bar_is_drawn_in_one_place_and_taken_away() -> None:
    now = iter((0.0, 1.0, 1.05, 4.0)).__next__
    bar = ProgressBar(channel := Terminal(True), now)  # type: ignore[arg-type]
    bar.show(1, 4, "first")
    bar.show(2, 4, "too soon to be drawn")
    bar.show(4, 4, "last")
    bar.clear()
    drawn = channel.text.split("\r")
    assert drawn[1] == "[███████·····················]  25%  first  0:03 left"
    assert drawn[2].rstrip() == f"[{'█' * 28}] 100%  last  0:00 left"
    assert drawn[3].strip() == drawn[4] == ""
    assert len(drawn) == 5


def test_nothing_is_drawn_where_there_is_no_terminal() -> None:
    bar = ProgressBar(channel := Terminal(False))  # type: ignore[arg-type]
    bar.show(1, 2, "text")
    bar.clear()
    assert channel.text == ""


def test_own_pictures_are_learnt_from_and_what_was_left_out_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pets = write_classes(tmp_path / "pets", {"cat": 12, "dog": 12})
    (pets / "cat" / "notes.txt").write_text("no picture")
    words = ["train", "--dataset", "folder", "--data-dir", str(pets), "--size", "16", "--channels", "1"]
    out = tmp_path / "pets.safetensors"
    assert main([*words, "--epochs", "1", "--network", "lenet5", "--out", str(out)]) == 0
    told = capsys.readouterr().err
    assert f"skipped {Path('cat') / 'notes.txt'}: notes.txt is not a picture" in told
    assert "a tenth is held back, 2." in told and "to test on: 4." in told
    network = load_model(out)
    assert network.class_names == ("cat", "dog") and network.input_shape == (1, 16, 16)
    assert network.info["trained on"] == "pets, 18 pictures"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--dataset", "folder"], "No folder of pictures is named.* Name the folder with --data-dir"),
        (["--dataset", "folder", "--data-dir", "/nowhere"], "There is no folder /nowhere"),
        (["--dataset", "folder", "--size", "2"], "Size is 2; it must lie between 4 and 512"),
        (["--dataset", "fashion-mnist"], "Fashion-MNIST is not on this computer.*--data-dir.*--download"),
        (["--dataset", "cifar10", "--data-dir", "/nowhere"], "neither cifar-10-binary.tar.gz.*--download"),
    ],
)
def test_pictures_that_cannot_be_had_are_explained(
    words: Sequence[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", *words]) == 2
    assert re.search(message, capsys.readouterr().err)

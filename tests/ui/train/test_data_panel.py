"""Choosing the data: folders that are sound, folders that are not, and a download that can be cancelled."""

import gzip
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnviz.data.labelled_arrays import LabelledArrays
from cnnviz.text import ExplainedError
from cnnviz.ui.train.controls import Controls
from cnnviz.ui.train.data_jobs import DataTools, Fetched, FolderRead
from cnnviz.ui.train.data_panel import DataPanel

LEFT = Qt.MouseButton.LeftButton


def make_panel(qtbot: QtBot, tools: DataTools) -> DataPanel:
    panel = DataPanel(tools)
    qtbot.addWidget(panel)
    panel.show()
    return panel


def write_mnist(folder: Path, train: int = 6, test: int = 4) -> None:
    for part, count in (("train", train), ("t10k", test)):
        pixels = np.zeros((count, 28, 28), np.uint8).tobytes()
        images = struct.pack(">IIII", 0x803, count, 28, 28) + pixels
        labels = struct.pack(">II", 0x801, count) + bytes(index % 10 for index in range(count))
        (folder / f"{part}-images-idx3-ubyte.gz").write_bytes(gzip.compress(images))
        (folder / f"{part}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(labels))


def nowhere() -> Path | None:
    return None


def arrays() -> LabelledArrays:
    images, labels = np.zeros((3, 1, 28, 28), np.uint8), np.zeros(3, np.int64)
    return LabelledArrays(images, labels, images, labels)


def test_a_sound_folder_becomes_the_choice_and_says_what_it_holds(qtbot: QtBot, tmp_path: Path) -> None:
    write_mnist(tmp_path)
    panel = make_panel(qtbot, DataTools(find=nowhere))
    panel.open_folder(tmp_path)
    qtbot.waitUntil(lambda: not panel.busy)
    choice = panel.choice(seed=3)
    assert (choice.dataset, choice.folder, choice.seed) == ("mnist", tmp_path, 3) and panel.ready
    assert choice.arrays is not None and "6 training and 4 test pictures" in panel.status.text()


def test_a_folder_without_mnist_is_explained_and_the_choice_stays(qtbot: QtBot, tmp_path: Path) -> None:
    panel = make_panel(qtbot, DataTools(find=nowhere))
    panel.open_folder(tmp_path)
    qtbot.waitUntil(lambda: not panel.busy)
    assert str(tmp_path) in panel.notice.text() and "train-images" in panel.notice.text()
    assert panel.choice(0).dataset == "drawn" and panel.ready


def test_half_a_file_is_explained(qtbot: QtBot, tmp_path: Path) -> None:
    write_mnist(tmp_path)
    whole = tmp_path / "train-images-idx3-ubyte.gz"
    whole.write_bytes(whole.read_bytes()[:40])
    panel = make_panel(qtbot, DataTools(find=nowhere))
    panel.open_folder(tmp_path)
    qtbot.waitUntil(lambda: not panel.busy)
    assert "train-images-idx3-ubyte.gz" in panel.notice.text()


def test_a_folder_that_is_not_there_is_explained(qtbot: QtBot, tmp_path: Path) -> None:
    panel = make_panel(qtbot, DataTools(find=nowhere))
    panel.open_folder(tmp_path / "gone")
    qtbot.waitUntil(lambda: not panel.busy)
    assert "There is no folder" in panel.notice.text()


def test_mnist_that_is_nowhere_cannot_be_started_but_downloaded(qtbot: QtBot) -> None:
    panel = make_panel(qtbot, DataTools(find=nowhere))
    assert not panel.download_button.isVisible()
    panel.form.control("dataset").setCurrentIndex(0)  # type: ignore[union-attr]
    assert panel.download_button.isVisible() and not panel.ready
    assert "Not on this computer" in panel.status.text()


def test_a_download_shows_its_progress_and_becomes_the_choice(qtbot: QtBot, tmp_path: Path) -> None:
    go_on = threading.Event()

    def fetch() -> Iterator[object]:
        yield Fetched(4_000_000, 11_600_000)
        go_on.wait()
        yield FolderRead(tmp_path, arrays())

    panel = make_panel(qtbot, DataTools(find=nowhere, fetch=fetch))
    panel.form.control("dataset").setCurrentIndex(0)  # type: ignore[union-attr]
    qtbot.mouseClick(panel.download_button, LEFT)
    qtbot.waitUntil(lambda: panel.status.text() == "4.0 of 11.6 MB")
    assert panel.bar.isVisible() and 0 < panel.bar.value() < panel.bar.maximum() and not panel.ready
    go_on.set()
    qtbot.waitUntil(lambda: not panel.busy)
    assert panel.ready and panel.choice(0).folder == tmp_path and not panel.bar.isVisible()


def test_a_download_that_hangs_is_cancelled_at_once(qtbot: QtBot) -> None:
    answer = threading.Event()

    def fetch() -> Iterator[object]:
        yield Fetched(0, 11_600_000)
        answer.wait()

    panel = make_panel(qtbot, DataTools(find=nowhere, fetch=fetch))
    panel.download()
    qtbot.waitUntil(lambda: "of 11.6 MB" in panel.status.text())
    qtbot.mouseClick(panel.cancel_button, LEFT)
    qtbot.waitUntil(lambda: not panel.busy)
    assert not answer.is_set() and panel.notice.text() == "" and panel.folder_button.isEnabled()
    answer.set()


def test_a_failed_download_is_explained_beside_its_button(qtbot: QtBot) -> None:
    def fetch() -> Iterator[object]:
        yield Fetched(0, 11_600_000)
        raise ExplainedError("No mirror answers. Try again later.")

    panel = make_panel(qtbot, DataTools(find=nowhere, fetch=fetch))
    panel.download()
    qtbot.waitUntil(lambda: not panel.busy)
    assert panel.notice.text() == "No mirror answers. Try again later."


@pytest.mark.parametrize("dataset", ["drawn", "mnist"])
def test_nothing_can_be_changed_while_a_run_is_on(qtbot: QtBot, tmp_path: Path, dataset: str) -> None:
    panel = make_panel(qtbot, DataTools(find=lambda: tmp_path if dataset == "mnist" else None))
    panel.set_locked(True)
    assert not panel.form.isEnabled() and not panel.folder_button.isEnabled()
    panel.set_locked(False)
    assert panel.form.isEnabled() and panel.folder_button.isEnabled()


def test_a_long_message_pushes_nothing_out_of_the_panel(qtbot: QtBot) -> None:
    controls = Controls(DataTools(find=lambda: None))
    qtbot.addWidget(controls)
    controls.setStyleSheet("QPushButton { padding: 5px 40px; }")
    controls.resize(controls.width(), 400)
    controls.data.form.set_value("dataset", "mnist")
    controls.show()
    controls.data.show_error("https://a-mirror.with.a.very.very.long.name.example.org/: it cannot be reached\n" * 20)
    qtbot.waitUntil(controls.verticalScrollBar().isVisible)
    qtbot.waitUntil(lambda: controls.widget().width() == controls.viewport().width())

"""Choosing the data: folders that are sound, folders that are not, and downloads that can be cancelled."""

import gzip
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QScrollArea
from pytestqt.qtbot import QtBot

from cnnviz.data.data_choice import DataChoice
from cnnviz.data.datasets import LastRead, Loading
from cnnviz.data.labelled_arrays import LabelledArrays
from cnnviz.text import ExplainedError
from cnnviz.ui.train.panel.controls import Controls
from cnnviz.ui.train.panel.data_jobs import DataTools, Fetched, SetRead, Told
from cnnviz.ui.train.panel.data_notes import DataNotes
from cnnviz.ui.train.panel.data_panel import DataPanel
from tests.data.pictures_on_disk import write_classes

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


def nowhere(_dataset: str) -> Path | None:
    return None


def choose(panel: DataPanel, dataset: str) -> None:
    control = panel.form.control("dataset")
    assert isinstance(control, QComboBox)
    control.setCurrentIndex(control.findData(dataset))


def read_folder(qtbot: QtBot, panel: DataPanel, folder: Path) -> None:
    panel.open_folder(folder)
    qtbot.waitUntil(lambda: not panel.busy)


def sound(choice: DataChoice, _last: LastRead) -> Iterator[object]:
    yield SetRead(Told(choice, (tuple("0123456789"), (1, 28, 28)), 54, 6, 10))


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    """Two classes out of balance, one of them with a file that is no picture."""
    folder = write_classes(tmp_path / "pets", {"cat": 30, "dog": 6})
    (folder / "dog" / "notes.txt").write_text("no picture")
    return folder


def test_a_sound_folder_becomes_the_choice_and_says_what_it_holds(qtbot: QtBot, tmp_path: Path) -> None:
    write_mnist(tmp_path)
    panel = make_panel(qtbot, DataTools(find=nowhere))
    panel.open_folder(tmp_path)
    qtbot.waitUntil(lambda: not panel.busy)
    choice = panel.choice(seed=3)
    assert (choice.dataset, choice.folder, choice.seed) == ("mnist", str(tmp_path), 3) and panel.ready
    assert "6 pictures to learn from, 0 for validation, 4 to test on" in panel.status.text()
    read = panel.last.get(choice)
    assert isinstance(read, LabelledArrays) and len(read.test_images) == 4


def test_a_folder_without_the_files_is_explained_and_the_choice_stays(qtbot: QtBot, tmp_path: Path) -> None:
    panel = make_panel(qtbot, DataTools(find=nowhere))
    read_folder(qtbot, panel, tmp_path)
    assert str(tmp_path) in panel.notice.text() and "train-images" in panel.notice.text()
    assert panel.choice(0).dataset == "drawn" and panel.ready


def test_half_a_file_is_explained(qtbot: QtBot, tmp_path: Path) -> None:
    write_mnist(tmp_path)
    whole = tmp_path / "train-images-idx3-ubyte.gz"
    whole.write_bytes(whole.read_bytes()[:40])
    panel = make_panel(qtbot, DataTools(find=nowhere))
    read_folder(qtbot, panel, tmp_path)
    assert "train-images-idx3-ubyte.gz" in panel.notice.text()


def test_a_folder_that_is_not_there_is_explained(qtbot: QtBot, tmp_path: Path) -> None:
    panel = make_panel(qtbot, DataTools(find=nowhere))
    read_folder(qtbot, panel, tmp_path / "gone")
    assert "There is no folder" in panel.notice.text()


@pytest.mark.parametrize(("dataset", "size"), [("mnist", "12 MB"), ("fashion-mnist", "31 MB"), ("cifar10", "170 MB")])
def test_a_set_that_is_nowhere_cannot_be_started_but_downloaded(qtbot: QtBot, dataset: str, size: str) -> None:
    panel = make_panel(qtbot, DataTools(find=nowhere))
    assert not panel.download_button.isVisible()
    choose(panel, dataset)
    assert panel.download_button.isVisible() and not panel.ready
    assert "Not on this computer" in panel.status.text() and size in panel.status.text()
    assert panel.download_button.text() == size and size in panel.download_button.toolTip()


def test_each_set_remembers_its_own_folder(qtbot: QtBot, tmp_path: Path) -> None:
    found = {"mnist": tmp_path / "a", "cifar10": tmp_path / "b"}
    panel = make_panel(qtbot, DataTools(find=found.get))
    places = {}
    for dataset in ("mnist", "cifar10", "fashion-mnist", "drawn", "folder", "mnist"):
        choose(panel, dataset)
        places[dataset] = panel.choice(0).folder
    assert places == {
        "mnist": str(tmp_path / "a"), "cifar10": str(tmp_path / "b"), "fashion-mnist": "", "drawn": "", "folder": "",
    }  # fmt: skip


def test_a_download_shows_its_progress_and_becomes_the_choice(qtbot: QtBot) -> None:
    go_on = threading.Event()
    fetched: list[str] = []

    def fetch(dataset: str) -> Iterator[object]:
        fetched.append(dataset)
        yield Fetched(4_000_000, 11_600_000)
        go_on.wait()

    panel = make_panel(qtbot, DataTools(find=lambda name: Path("/cache") if fetched else None, fetch=fetch, read=sound))
    choose(panel, "fashion-mnist")
    qtbot.mouseClick(panel.download_button, LEFT)
    qtbot.waitUntil(lambda: panel.status.text() == "4.0 of 11.6 MB")
    assert panel.bar.isVisible() and 0 < panel.bar.value() < panel.bar.maximum() and not panel.ready
    go_on.set()
    qtbot.waitUntil(lambda: not panel.busy)
    assert fetched == ["fashion-mnist"] and panel.choice(0).dataset == "fashion-mnist"
    assert panel.ready and "54 pictures to learn from" in panel.status.text() and not panel.bar.isVisible()


def test_a_download_that_hangs_is_cancelled_at_once(qtbot: QtBot) -> None:
    answer = threading.Event()

    def fetch(_dataset: str) -> Iterator[object]:
        yield Fetched(0, 11_600_000)
        answer.wait()

    panel = make_panel(qtbot, DataTools(find=nowhere, fetch=fetch))
    choose(panel, "mnist")
    panel.download()
    qtbot.waitUntil(lambda: "of 11.6 MB" in panel.status.text())
    qtbot.mouseClick(panel.cancel_button, LEFT)
    qtbot.waitUntil(lambda: not panel.busy)
    assert not answer.is_set() and panel.notice.text() == "" and panel.folder_button.isEnabled()
    answer.set()


def test_a_failed_download_is_explained_beside_its_button(qtbot: QtBot) -> None:
    def fetch(_dataset: str) -> Iterator[object]:
        yield Fetched(0, 11_600_000)
        raise ExplainedError("No mirror answers. Try again later.")

    panel = make_panel(qtbot, DataTools(find=nowhere, fetch=fetch))
    choose(panel, "mnist")
    panel.download()
    qtbot.waitUntil(lambda: not panel.busy)
    assert panel.notice.text() == "No mirror answers. Try again later."


def test_reading_counts_the_files_and_can_be_cancelled_between_two(qtbot: QtBot) -> None:
    go_on = threading.Event()

    def read(_choice: DataChoice, _last: LastRead) -> Iterator[object]:
        yield Loading("Reading pictures: 3 of 12", 3, 12)
        go_on.wait()

    panel = make_panel(qtbot, DataTools(find=nowhere, read=read))
    choose(panel, "folder")
    panel.open_folder(Path("/pictures"))
    qtbot.waitUntil(lambda: panel.status.text() == "Reading pictures: 3 of 12")
    assert (panel.bar.value(), panel.bar.maximum()) == (250, 1000)
    qtbot.mouseClick(panel.cancel_button, LEFT)
    qtbot.waitUntil(lambda: not panel.busy)
    assert not panel.ready and "Choose a folder" in panel.status.text()
    go_on.set()


def test_own_pictures_are_read_parted_and_told_of(qtbot: QtBot, pets: Path) -> None:
    panel = make_panel(qtbot, DataTools(find=nowhere))
    assert not panel.folder_form.isVisible()
    choose(panel, "folder")
    assert panel.folder_form.isVisible() and not panel.download_button.isVisible() and not panel.ready
    panel.folder_form.set_value("size", 16)
    with qtbot.waitSignal(panel.data_changed):
        panel.open_folder(pets)
    qtbot.waitUntil(lambda: not panel.busy)
    assert panel.ready and panel.input() == (("cat", "dog"), (3, 16, 16))
    assert panel.status.text().startswith(
        "2 classes, middle squares of 16 × 16, colour: 27 pictures to learn from, 3 for validation, 6"
    )
    assert "25 pictures of “cat”" in panel.notes.text() or "The classes differ in size" in panel.notes.text()
    assert panel.notes_button.text() == "Files skipped: 1…" and panel.browse_button.isVisible()


def test_skipped_files_are_listed_with_their_reasons(qtbot: QtBot, pets: Path) -> None:
    panel = make_panel(qtbot, DataTools(find=nowhere))
    choose(panel, "folder")
    read_folder(qtbot, panel, pets)
    seen: list[list[str]] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, DataNotes)
        cells: list[Any] = [dialog.table.item(0, column) for column in range(2)]
        seen.append([cell.text() for cell in cells])
        dialog.reject()

    QTimer.singleShot(0, look)
    qtbot.mouseClick(panel.notes_button, LEFT)
    assert seen[0][0] == str(Path("dog") / "notes.txt") and "not a picture" in seen[0][1]


def test_what_the_network_must_know_follows_the_settings(qtbot: QtBot, pets: Path) -> None:
    panel = make_panel(qtbot, DataTools(find=nowhere))
    choose(panel, "folder")
    assert panel.input() is None
    read_folder(qtbot, panel, pets)
    with qtbot.waitSignal(panel.data_changed):
        panel.folder_form.control("size").setValue(64)  # type: ignore[union-attr]
    assert panel.input() == (("cat", "dog"), (3, 64, 64)) and "when the run starts" in panel.status.text()
    with qtbot.waitSignal(panel.data_changed):
        panel.folder_form.control("channels").setCurrentIndex(1)  # type: ignore[union-attr]
    assert panel.input() == (("cat", "dog"), (1, 64, 64))
    with qtbot.waitSignal(panel.data_changed):
        choose(panel, "cifar10")
    assert panel.input() is not None and panel.input()[1] == (3, 32, 32)  # type: ignore[index]


def test_a_change_that_leaves_the_input_alone_is_no_change_of_data(qtbot: QtBot, tmp_path: Path) -> None:
    panel = make_panel(qtbot, DataTools(find=lambda _: tmp_path))
    with qtbot.assertNotEmitted(panel.data_changed):
        choose(panel, "drawn")  # digits of 28 × 28, as MNIST's
        panel.form.control("validation").setValue(100)  # type: ignore[union-attr]
    assert panel.choice(0).validation == 100


def test_browsing_is_asked_for_where_there_are_pictures(qtbot: QtBot) -> None:
    panel = make_panel(qtbot, DataTools(find=nowhere))
    with qtbot.waitSignal(panel.browse_wanted):
        qtbot.mouseClick(panel.browse_button, LEFT)
    choose(panel, "cifar10")
    assert not panel.browse_button.isVisible()


def test_the_choice_of_another_run_is_shown(qtbot: QtBot, tmp_path: Path) -> None:
    panel = make_panel(qtbot, DataTools(find=nowhere))
    wanted = DataChoice("folder", str(tmp_path), 20, 0, 48, 3)
    panel.set_choice(wanted)
    assert panel.choice(0) == wanted and panel.ready and panel.folder_form.isVisible()


@pytest.mark.parametrize("dataset", ["drawn", "mnist"])
def test_nothing_can_be_changed_while_a_run_is_on(qtbot: QtBot, tmp_path: Path, dataset: str) -> None:
    panel = make_panel(qtbot, DataTools(find=lambda _: tmp_path if dataset == "mnist" else None))
    panel.set_locked(True)
    assert not panel.form.isEnabled() and not panel.folder_button.isEnabled() and not panel.folder_form.isEnabled()
    panel.set_locked(False)
    assert panel.form.isEnabled() and panel.folder_button.isEnabled()


def test_a_network_is_made_for_the_pictures_that_are_chosen(qtbot: QtBot, pets: Path) -> None:
    controls = Controls(DataTools(find=nowhere))
    qtbot.addWidget(controls)
    controls.data.form.set_value("dataset", "folder")
    read_folder(qtbot, controls.data, pets)
    network = controls.setup().new_network()
    assert network.input_shape == (3, 32, 32) and network.class_names == ("cat", "dog")


def test_a_long_message_pushes_nothing_out_of_the_panel(qtbot: QtBot) -> None:
    controls = Controls(DataTools(find=nowhere))
    qtbot.addWidget(controls)
    controls.setStyleSheet("QPushButton { padding: 5px 40px; }")
    controls.resize(controls.width(), 400)
    controls.data.form.set_value("dataset", "mnist")
    controls.show()
    controls.data.show_error("https://a-mirror.with.a.very.very.long.name.example.org/: it cannot be reached\n" * 20)
    area = controls.findChild(QScrollArea)
    qtbot.waitUntil(area.verticalScrollBar().isVisible)
    qtbot.waitUntil(lambda: area.widget().width() == area.viewport().width())

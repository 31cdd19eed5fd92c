"""The Data view: pictures page by page, the classes, augmentation, and what it asks of the page."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cnnviz.data.datasets import DataReady
from cnnviz.data.drawn_digits import DrawnDigits, draw_digits
from cnnviz.data.kept_source import KeptSource, kept
from cnnviz.data.labelled import ArraySource
from cnnviz.engine.augmentation import Augmentation
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.ui.train.data_view.augmentation_words import augmentation_words
from cnnviz.ui.train.data_view.data_view import DataView
from cnnviz.ui.train.data_view.samples import Samples

LEFT = Qt.MouseButton.LeftButton
NAMES = ("cat", "dog", "owl")
PLAIN, TURNED = TrainingSettings(), TrainingSettings(rotation=20, shift=2)


def ready(pictures: int = 300, validation: int = 30) -> DataReady:
    """Pictures whose every pixel is their number, modulo 256; of every six, three are cats and one is an owl."""
    images = np.broadcast_to((np.arange(pictures) % 256).astype(np.uint8)[:, None, None, None], (pictures, 1, 8, 8))
    labels = np.array([0, 0, 0, 1, 1, 2])[np.arange(pictures) % 6]
    return DataReady(kept(ArraySource("toy", images, labels, images[:12], labels[:12], NAMES, validation=validation)))


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[DataView]:
    view = DataView()
    qtbot.addWidget(view)
    view.resize(924, 560)
    view.show()
    yield view
    view.close_down()


def fill(qtbot: QtBot, view: DataView, data: DataReady, settings: TrainingSettings = PLAIN) -> None:
    view.show_data(data, settings)
    qtbot.waitUntil(lambda: view.filled)
    QApplication.processEvents()  # lays out what has come


def collect(signal: Any) -> list[Any]:
    got: list[Any] = []
    signal.connect(got.append)
    return got


def shown(view: DataView) -> list[int]:
    return view.pictures.grid.numbers.tolist()


def test_without_pictures_it_says_what_will_be_here_and_asks_for_them(qtbot: QtBot, view: DataView) -> None:
    asked = []
    view.load_wanted.connect(lambda: asked.append(True))
    view.show_data(None, PLAIN)
    assert "can be looked through here" in view._empty_words.text()
    qtbot.mouseClick(view.load, LEFT)
    assert asked == [True] and not view.load.isEnabled() and "being read" in view._empty_words.text()
    view.show_data(None, PLAIN)  # they could not be read
    assert view.load.isEnabled() and not view.filled


def test_pages_are_turned_by_buttons_keys_wheel_and_number(qtbot: QtBot, view: DataView) -> None:
    fill(qtbot, view, ready())
    bar, grid = view.pictures.bar, view.pictures.grid
    room = len(shown(view))
    assert shown(view) == list(range(room)) and 10 < room < 60
    assert not bar.first.isEnabled() and not bar.back.isEnabled()
    assert bar.shown.text() == f"1–{room} of 270"
    qtbot.mouseClick(bar.forward, LEFT)
    assert shown(view) == list(range(room, 2 * room)) and bar.number.value() == 2
    qtbot.mouseClick(bar.last, LEFT)
    assert shown(view)[-1] == 269 and not bar.forward.isEnabled() and not bar.last.isEnabled()
    qtbot.mouseClick(bar.back, LEFT)
    qtbot.mouseClick(bar.first, LEFT)
    qtbot.keyClick(grid, Qt.Key.Key_PageDown)
    qtbot.keyClick(grid, Qt.Key.Key_PageDown)
    qtbot.keyClick(grid, Qt.Key.Key_PageUp)
    assert view.pictures.paging.page == 1
    bar.number.setValue(3)
    assert shown(view)[0] == 2 * room
    QApplication.sendEvent(grid, wheel(120))
    assert view.pictures.paging.page == 1
    for _ in range(2):
        QApplication.sendEvent(grid, wheel(-60))  # half a notch each
    assert view.pictures.paging.page == 2


def wheel(turn: int) -> QWheelEvent:
    nothing = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    return QWheelEvent(QPointF(20, 20), QPointF(20, 20), QPoint(), QPoint(0, turn), *nothing, False)


def test_another_size_keeps_the_first_picture_in_sight(qtbot: QtBot, view: DataView) -> None:
    fill(qtbot, view, ready())
    qtbot.mouseClick(view.pictures.bar.forward, LEFT)
    first, room = shown(view)[0], len(shown(view))
    view.resize(1560, 840)
    QApplication.processEvents()
    assert first in shown(view) and len(shown(view)) != room


def test_another_part_shows_its_own_pictures(qtbot: QtBot, view: DataView) -> None:
    data = ready()
    fill(qtbot, view, data)
    qtbot.mouseClick(view.pictures.part.button("test"), LEFT)
    assert shown(view) == list(range(12)) and not view.pictures.bar.number.isEnabled()
    got = collect(view.picture_wanted)
    qtbot.mouseClick(view.pictures.grid, LEFT, pos=view.pictures.grid.tile(4).center())
    ((picture, sentence),) = got
    assert sentence == "Test picture 4: dog"
    assert picture.dtype == np.float32
    np.testing.assert_array_equal(picture, data.source.test[0][4])


def test_training_pictures_come_as_parts_of_1(qtbot: QtBot, view: DataView) -> None:
    data = ready(validation=0)
    fill(qtbot, view, data)
    got = collect(view.picture_wanted)
    qtbot.mouseClick(view.pictures.grid, LEFT, pos=view.pictures.grid.tile(5).center())
    np.testing.assert_allclose(got[0][0], 5 / 255)
    assert got[0][1] == "Training picture 5: owl"


def test_a_class_is_chosen_in_the_list_or_at_its_bar(qtbot: QtBot, view: DataView) -> None:
    fill(qtbot, view, ready(validation=0))
    classes = view.pictures.classes
    classes.setCurrentIndex(classes.findData("2"))
    classes.activated.emit(classes.currentIndex())
    assert shown(view)[:3] == [5, 11, 17] and view.bars._selected == 2
    row = QPoint(20, 34 + 17 + 8)
    qtbot.mouseClick(view.bars, LEFT, pos=row)
    assert shown(view)[:4] == [3, 4, 9, 10] and classes.value() == "1"
    qtbot.mouseClick(view.bars, LEFT, pos=row)
    assert shown(view)[:4] == [0, 1, 2, 3] and classes.value() == "all"
    qtbot.keyClick(view.bars, Qt.Key.Key_Down)
    qtbot.keyClick(view.bars, Qt.Key.Key_Return)
    assert shown(view)[:3] == [5, 11, 17]


def test_a_part_without_pictures_says_so(qtbot: QtBot, view: DataView) -> None:
    fill(qtbot, view, ready(validation=0))
    qtbot.mouseClick(view.pictures.part.button("validation"), LEFT)
    assert not view.pictures.place.filled and view.pictures.bar.shown.text() == ""
    assert "Validation" not in view.balance.text()


def test_balance_is_told_in_words_for_every_part(qtbot: QtBot, view: DataView) -> None:
    fill(qtbot, view, ready(validation=0))
    assert view.balance.text().splitlines() == [
        "Training: out of balance, 50 (“owl”) to 150 (“cat”) pictures a class. A network leans towards the larger "
        "classes.",
        "Test: out of balance, 2 (“owl”) to 6 (“cat”) pictures a class.",
    ]


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ([0, 1, 2] * 4, "Training: 4 of every class."),
        ([0, 0, 0, 1, 1, 1, 2, 2], "Training: balanced, 2 to 3 pictures a class."),
        ([0, 0, 1], "Training: there is no picture of “owl”."),
        ([1, 1, 1], "Training: there is no picture of “cat”, “owl”."),
        ([], ""),
    ],
)
def test_classes_of_one_size_of_nearly_one_and_missing_ones(labels: list[int], words: str) -> None:
    wanted = np.array(labels, np.int64)
    assert Samples("training", np.zeros((len(labels), 1, 2, 2)), wanted, NAMES).balance() == words


def test_augmentation_is_shown_on_the_same_pictures_until_others_are_asked_for(qtbot: QtBot, view: DataView) -> None:
    fill(qtbot, view, ready(), TURNED)
    strip = view.augmentation.strip
    names, pictures = strip.shown, [row[0] for row in strip.images]
    assert view.augmentation.place.filled and len(names) >= 2
    assert all(row[0] != version for row in strip.images for version in row[1:])
    view.show_settings(TrainingSettings(rotation=5))
    assert strip.shown == names and [row[0] for row in strip.images] == pictures
    assert view.augmentation.words.text().startswith("Turned by up to 5° either way.")
    qtbot.mouseClick(view.augmentation.others, LEFT)
    assert [row[0] for row in strip.images] != pictures


def test_without_augmentation_it_says_where_to_set_one(qtbot: QtBot, view: DataView) -> None:
    fill(qtbot, view, ready())
    assert not view.augmentation.place.filled and not view.augmentation.others.isVisible()
    view.show_settings(TURNED)
    assert view.augmentation.place.filled and view.augmentation.others.isVisible()


def test_more_room_shows_more_versions_or_pictures(qtbot: QtBot, view: DataView) -> None:
    fill(qtbot, view, ready(), TURNED)
    strip = view.augmentation.strip
    before = strip._fitting()
    view.resize(1560, 840)
    QApplication.processEvents()
    assert np.prod(strip._fitting()) > np.prod(before)


@pytest.mark.parametrize(
    ("augmentation", "words"),
    [
        (Augmentation(), ""),
        (Augmentation(flip=True), "Every second one is mirrored, left for right."),
        (Augmentation(rotation=7.5), "Turned by up to 7.5° either way."),
        (Augmentation(scale=10), "Made up to 10 % larger or smaller."),
        (Augmentation(shift=1), "Moved by up to 1 pixel; what comes in at the border is black."),
        (Augmentation(shift=3), "Moved by up to 3 pixels; what comes in at the border is black."),
    ],
)
def test_each_change_has_its_sentence(augmentation: Augmentation, words: str) -> None:
    text = augmentation_words(augmentation)
    assert text.startswith(words) and text.endswith("validation and test pictures stay as they are.") == bool(words)


def test_of_endless_pictures_the_first_are_shown(qtbot: QtBot, view: DataView) -> None:
    source = DrawnDigits(3, per_epoch=600, validation=10, test_count=10)
    data = DataReady(KeptSource("drawn", source, lambda: draw_digits(0, 300, 3)))
    fill(qtbot, view, data)
    assert "These are the first 300 training pictures: there is no end to them." in view.balance.text()
    assert view.pictures.paging.count == 300


def test_the_pictures_asked_for_last_are_those_that_are_shown(qtbot: QtBot, view: DataView) -> None:
    view.show_data(ready(60), PLAIN)
    fill(qtbot, view, ready(120, validation=0))
    qtbot.waitUntil(lambda: view.pictures.paging.count == 120)


def test_pictures_that_are_not_wanted_any_more_do_not_come(qtbot: QtBot, view: DataView) -> None:
    view.show_data(ready(), PLAIN)
    view.show_data(None, PLAIN)
    qtbot.waitUntil(lambda: not view._reader._worker.running)
    assert not view.filled and view.load.isEnabled()

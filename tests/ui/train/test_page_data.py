"""The Train page where other pictures are chosen or looked through than those of the run that is shown."""

import time
from collections.abc import Iterator
from threading import Event
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from cnnviz.data.data_choice import DataChoice
from cnnviz.data.datasets import DataReady, Loading
from cnnviz.data.kept_source import KeptSource
from cnnviz.data.labelled import SourceError
from cnnviz.data.picture_folder import SkippedFile
from cnnviz.ui.train.data_view.data_view import DataView
from cnnviz.ui.train.page import TrainPage
from cnnviz.ui.train.session import State
from cnnviz.ui.train.views import DATA

from .conftest import MakePage, TinySource

LEFT = Qt.MouseButton.LeftButton


class BrowsedSource(TinySource):
    """With what the Data view wants to know."""

    name = "tiny"

    def __init__(self, validation: int) -> None:
        super().__init__()
        self.validation = self._draw(validation)
        self.training = self._draw(40)


def open_parted(choice: DataChoice) -> Iterator[object]:
    """As many validation pictures as are asked for."""
    yield DataReady(cast(KeptSource, BrowsedSource(choice.validation)))


def data_view(page: TrainPage) -> DataView:
    page.views.show_view(DATA)
    view = page.views.view(DATA)
    assert isinstance(view, DataView)
    return view


def set_validation(page: TrainPage, pictures: int) -> None:
    form = page.controls.data.form
    form.set_value("validation", pictures)
    form.changed.emit("validation")


def test_pictures_of_another_choice_are_not_shown_as_those_of_the_present_one(
    qtbot: QtBot, make_page: MakePage
) -> None:
    page = make_page(open_parted)
    view = data_view(page)
    qtbot.mouseClick(view.load, LEFT)
    qtbot.waitUntil(lambda: view.filled)
    set_validation(page, 500)
    assert not view.filled and view.load.isEnabled()
    set_validation(page, 5000)
    qtbot.waitUntil(lambda: view.filled)  # they are still there


def test_looking_through_other_pictures_leaves_those_of_the_run_alone(qtbot: QtBot, make_page: MakePage) -> None:
    page = make_page(open_parted)
    set_validation(page, 1000)
    qtbot.mouseClick(page.header.step, LEFT)
    qtbot.waitUntil(lambda: page.session.state is State.PAUSED)
    qtbot.mouseClick(page.header.stop, LEFT)
    qtbot.waitUntil(lambda: page.session.state is State.STOPPED)
    source = page.probe._source
    set_validation(page, 500)
    view = data_view(page)
    qtbot.mouseClick(view.load, LEFT)
    qtbot.waitUntil(lambda: view.filled)
    assert page.probe._source is source and page.evaluations._source is source


def test_pictures_that_were_asked_for_last_are_the_ones_shown(qtbot: QtBot, make_page: MakePage) -> None:
    def open_slowly(choice: DataChoice) -> Iterator[object]:
        while choice.validation == 5000:
            time.sleep(0.01)
            yield Loading("Reading …")
        yield from open_parted(choice)

    page = make_page(open_slowly)
    view = data_view(page)
    qtbot.mouseClick(view.load, LEFT)
    set_validation(page, 500)
    qtbot.mouseClick(view.load, LEFT)
    qtbot.waitUntil(lambda: view.filled, timeout=20_000)
    assert len(view.bars._parts[1]) == 500


def test_a_run_on_pictures_that_were_looked_through_knows_the_skipped_files(make_page: MakePage) -> None:
    page = make_page(open_parted)
    choice, skipped = page.controls.data_choice(), (SkippedFile("cat/notes.txt", "It is no picture."),)
    page.loader.keep(choice, DataReady(cast(KeptSource, BrowsedSource(10)), (), skipped))
    (ready,) = page.loader.work(choice)
    assert isinstance(ready, DataReady) and ready.skipped == skipped


def test_loading_pictures_leaves_the_keys_on_the_page(qtbot: QtBot, make_page: MakePage) -> None:
    page = make_page(open_parted)
    view = data_view(page)
    with qtbot.waitActive(page):
        page.activateWindow()
    view.load.setFocus()
    qtbot.keyClick(view.load, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: view.filled)
    assert page.hasFocus()


def test_the_pictures_are_called_by_the_name_of_their_set(qtbot: QtBot, make_page: MakePage) -> None:
    page = make_page(open_parted)
    view = data_view(page)
    qtbot.mouseClick(view.load, LEFT)
    qtbot.waitUntil(lambda: view.filled)
    assert "tiny" in [label.text() for label in view.pictures.heading.findChildren(QLabel)]


def test_changes_that_wait_for_the_next_epoch_are_told_by_name(qtbot: QtBot, make_page: MakePage) -> None:
    page = make_page(open_parted)
    qtbot.mouseClick(page.header.step, LEFT)
    qtbot.waitUntil(lambda: page.session.state is State.PAUSED)
    learning = page.controls.learning
    for name, value, words in (
        ("learning_rate", 0.01, "Grey settings are fixed until the run ends."),
        ("batch_size", 16, "From the next epoch on: Batch size 16."),
        ("shift", 2, "From the next epoch on: Batch size 16, Random shift 2."),
    ):
        learning.form_of(name).set_value(name, value)
        learning.form_of(name).changed.emit(name)
        assert learning.hint.text() == words


def test_pictures_that_cannot_be_read_can_be_asked_for_again(qtbot: QtBot, make_page: MakePage) -> None:
    def open_broken(choice: DataChoice) -> Iterator[object]:
        raise SourceError("{given} validation pictures are too many.", given=choice.validation)
        yield

    page = make_page(open_broken)
    view = data_view(page)
    qtbot.mouseClick(view.load, LEFT)
    assert not view.load.isEnabled()
    qtbot.waitUntil(lambda: bool(page.controls.data.notice.text()))
    assert view.load.isEnabled()


def test_resuming_shows_the_choices_of_the_run_again(qtbot: QtBot, make_page: MakePage) -> None:
    page = make_page(open_parted)
    qtbot.mouseClick(page.header.step, LEFT)
    qtbot.waitUntil(lambda: page.session.state is State.PAUSED)
    qtbot.mouseClick(page.header.stop, LEFT)
    qtbot.waitUntil(lambda: page.session.state is State.STOPPED)
    set_validation(page, 500)
    page.controls.learning.learning.set_value("optimizer", "sgd")
    qtbot.mouseClick(page.header.resume, LEFT)
    assert page.controls.data_choice().validation == 5000 and page.controls.settings().optimizer == "adam"


def test_resuming_shows_the_learning_rate_that_is_in_force(qtbot: QtBot, make_page: MakePage) -> None:
    page = make_page(open_parted)
    form = page.controls.learning.learning
    qtbot.mouseClick(page.header.step, LEFT)
    qtbot.waitUntil(lambda: page.session.state is State.PAUSED)
    form.set_value("learning_rate", 0.01)
    form.changed.emit("learning_rate")
    qtbot.mouseClick(page.header.step, LEFT)
    qtbot.waitUntil(lambda: page.session.state is State.PAUSED and page.session.step_number == 2)
    qtbot.mouseClick(page.header.stop, LEFT)
    qtbot.waitUntil(lambda: page.session.state is State.STOPPED)
    form.set_value("learning_rate", 0.5)
    qtbot.mouseClick(page.header.step, LEFT)
    qtbot.waitUntil(lambda: page.session.state is State.PAUSED and page.session.step_number == 3)
    settings = page.session.settings()
    assert settings is not None and settings.learning_rate == 0.01
    assert page.controls.settings().learning_rate == 0.01


def test_while_pictures_are_read_it_is_said_how_far_it_is(qtbot: QtBot, make_page: MakePage) -> None:
    go_on = Event()

    def open_slowly(choice: DataChoice) -> Iterator[object]:
        yield Loading("Reading pictures: 3 of 40")
        go_on.wait(10)
        yield from open_parted(choice)

    view = data_view(make_page(open_slowly))
    qtbot.mouseClick(view.load, LEFT)
    qtbot.waitUntil(lambda: any("3 of 40" in each.text() for each in view.findChildren(QLabel) if each.isVisible()))
    go_on.set()
    qtbot.waitUntil(lambda: view.filled)

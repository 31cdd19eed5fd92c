"""The Train page as a curious person uses it: back in time, other networks, single batches, kept runs, mistakes."""

from typing import TypeVar, cast

import numpy as np
from person import Person
from PySide6.QtCore import QPoint, QPointF, QRect
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget
from scenarios import middle_of, nothing_is_cut_off, page, switch_to_dark

from cnnviz.ui.inspect.page import InspectPage
from cnnviz.ui.train.batch.batch_view import BatchView
from cnnviz.ui.train.mistakes.mistakes_view import MistakesView
from cnnviz.ui.train.network_view.view import NetworkView
from cnnviz.ui.train.page import TrainPage
from cnnviz.ui.train.runs_view.entry_painter import box_place
from cnnviz.ui.train.runs_view.runs_view import RunsView
from cnnviz.ui.train.session import State

V = TypeVar("V", bound=QWidget)
VIEW_NAMES = ("Live", "Layers", "Mistakes", "Batch", "Data", "Network", "Runs")


def go_back_in_time(person: Person) -> None:
    """While the network learns look at an early moment and come back; then take such a moment to Inspect."""
    train = train_page(person)
    learn_until(person, train, 60)
    click_moment(person, train, 3)
    person.wait_until("the page looks back", lambda: train.moments.moment is not None)
    assert person.ask(lambda: train.moments.moment.snapshot.step) < 60  # type: ignore[union-attr]
    assert person.ask(lambda: train.session.state) is State.RUNNING
    assert "you look back" in person.ask(train.result.text)
    nothing_is_cut_off(person)
    person.click(QPushButton, "Now")
    person.wait_until("it is now again", lambda: train.moments.moment is None)
    pause(person, train)
    click_moment(person, train, 5)
    step = person.ask(lambda: train.moments.moment.snapshot.step)  # type: ignore[union-attr]
    person.screenshot("train-looks-back")
    person.click(QPushButton, "Inspect this network")
    inspect = page(person, InspectPage)
    person.wait_until("Inspect has looked into it", lambda: len(inspect.layers()) > 0)
    assert f"{step} steps" in person.texts()


def build_a_network(person: Person) -> None:
    """Insert a layer, take it back, have it again, see why a layer cannot work, and train what was built."""
    train = train_page(person)
    person.click(QPushButton, "Edit the network")
    view = cast(NetworkView, shown_view(person, train, "Network"))
    before = person.ask(lambda: len(view.draft.rows))
    person.click(QPushButton, "Insert layer")
    person.keys("Down", "Right", "Return")
    person.wait_until("there is one layer more", lambda: len(view.draft.rows) == before + 1)
    person.screenshot("train-network-edited")
    nothing_is_cut_off(person)
    person.keys("ctrl+z")
    assert person.ask(lambda: len(view.draft.rows)) == before
    person.keys("ctrl+shift+z")
    person.click(QPushButton, "Use this network")
    person.wait_until("it is in use", lambda: view.toolbar.use.text() == "In use")
    person.click(QPushButton, "Step")
    person.wait_until("it has learnt from a batch", lambda: train.session.step_number == 1)
    person.wait_until("it rests", lambda: train.session.state is State.PAUSED)
    trained = person.ask(lambda: train.session.record.setup.network["layers"])  # type: ignore[union-attr]
    assert len(trained) == before + 1


def watch_single_batches(person: Person) -> None:
    """One step shows its batch; slow motion shows one after the other, and at full speed again they fly by."""
    train = train_page(person)
    person.click(QPushButton, "Batch")
    view = cast(BatchView, shown_view(person, train, "Batch"))
    person.click(QPushButton, "One step")
    person.wait_until("the first step is shown", lambda: view.details is not None and view.details.step == 1)
    person.wait_until("it rests", lambda: train.session.state is State.PAUSED)
    assert person.ask(lambda: view.wall.count) == person.ask(lambda: train.controls.settings().batch_size)
    person.screenshot("train-batch")
    nothing_is_cut_off(person)
    person.click(QCheckBox, "Slow motion")
    person.wait_until("further steps are shown", lambda: view.details is not None and view.details.step >= 3)
    assert person.ask(lambda: train.session.step_number) < 20
    person.click(QCheckBox, "Slow motion")
    person.wait_until("it goes at full speed", lambda: train.session.step_number >= 60)
    person.keys("space")
    person.wait_until("it rests again", lambda: train.session.state is State.PAUSED)


def keep_runs(person: Person) -> None:
    """Stop and go on, begin another run, find both among the runs, compare them, and open the first again."""
    train = train_page(person)
    learn_until(person, train, 30)
    stop(person, train)
    at = person.ask(lambda: train.session.step_number)
    person.click(QPushButton, "Resume")
    person.wait_until("it has gone on", lambda: train.session.step_number >= at + 10)
    stop(person, train)
    at = person.ask(lambda: train.session.step_number)
    person.click(QPushButton, "Start again")
    person.wait_until("another one learns", lambda: 10 <= train.session.step_number < at)
    stop(person, train)
    person.click(QPushButton, "Runs")
    view = cast(RunsView, shown_view(person, train, "Runs"))
    person.wait_until("both are listed", lambda: len(view.runs.list.entries()) == 2)
    for row in range(2):
        person.click_point(person.ask(lambda row=row: in_row(view, row, box=True)))
    person.wait_until("both are compared", lambda: len(view.comparison.comparison.names) == 2)
    person.screenshot("train-runs-compared")
    nothing_is_cut_off(person)
    person.click_point(person.ask(lambda: in_row(view, 1, box=False)))
    person.click(QPushButton, "Open")
    person.wait_until("the first is shown", lambda: train.session.step_number == at)
    assert person.ask(lambda: train.views.names.value()) == "live"
    click_moment(person, train, 1)
    person.wait_until("its past is there", lambda: train.moments.moment is not None)


def find_mistakes(person: Person) -> None:
    """From a cell of the confusion matrix to its pictures, to one of them, and with that to Inspect."""
    train = train_page(person)
    learn_until(person, train, 40)
    pause(person, train)
    person.click(QPushButton, "Mistakes")
    view = cast(MistakesView, shown_view(person, train, "Mistakes"))
    person.wait_until("the matrix is there", lambda: view.matrix.matrix is not None)
    counts = person.ask(lambda: view.matrix.matrix.counts)  # type: ignore[union-attr]
    wrong = counts - np.diag(counts.diagonal())
    cell = cast(tuple[int, int], np.unravel_index(wrong.argmax(), wrong.shape))
    person.click_point(person.ask(lambda: in_matrix(view, cell)))
    assert person.ask(lambda: view.gallery.count) == counts[cell]
    person.click_point(person.ask(lambda: view.gallery.mapToGlobal(view.gallery.tile(0).center())))
    detail = view.detail
    person.wait_until("its probabilities are shown", lambda: detail.isVisible() and detail.shows_probabilities)
    person.screenshot("train-mistakes")
    nothing_is_cut_off(person)
    person.click(QPushButton, "Open the picture in Inspect")
    inspect = page(person, InspectPage)
    predicted = person.ask(lambda: view.matrix.matrix.names[cell[1]])  # type: ignore[union-attr]
    person.wait_until("Inspect misreads it as well", lambda: inspect.prediction.reading() == predicted)


def look_at_all_views(person: Person) -> None:
    """Every view of a run that has begun, light and dark, at both sizes of the window: nothing is cut off."""
    train = train_page(person)
    person.click(QPushButton, "Batch")
    person.click(QPushButton, "One step")
    person.wait_until("there is a batch to be seen", lambda: train.session.state is State.PAUSED)
    learn_until(person, train, 150, button="Resume")
    pause(person, train)
    for look in ("light", "dark"):
        if look == "dark":
            switch_to_dark(person)
        for width, height in ((1280, 800), (1920, 1080)):
            person.ask(lambda size=(width, height): person.window().resize(*size))
            person.wait_until("the window has its size", lambda width=width: person.window().width() == width)
            for name in VIEW_NAMES:
                person.click(QPushButton, name)
                shown_view(person, train, name)
                person.screenshot(f"train-{name.lower()}-{width}-{look}")
                nothing_is_cut_off(person)


def train_page(person: Person) -> TrainPage:
    """The page, turned to by its key."""
    person.keys("ctrl+2")
    return page(person, TrainPage)


def shown_view(person: Person, train: TrainPage, name: str) -> QWidget:
    """The view that is shown, which must be the one of that name."""
    person.wait_until(f"{name} is shown", lambda: train.views.names.value() == name.lower())
    return person.ask(lambda: train.views.view(name.lower()))


def learn_until(person: Person, train: TrainPage, step: int, button: str = "Start") -> None:
    person.click(QPushButton, button)
    person.wait_until(f"it has learnt for {step} steps", lambda: train.session.step_number >= step)


def pause(person: Person, train: TrainPage) -> None:
    person.click(QPushButton, "Pause")
    person.wait_until("it is paused", lambda: train.session.state is State.PAUSED)


def stop(person: Person, train: TrainPage) -> None:
    person.click(QPushButton, "Stop")
    person.wait_until("it is stopped", lambda: train.session.state is State.STOPPED)


def click_moment(person: Person, train: TrainPage, index: int) -> None:
    """Click on the tick of a snapshot in the bar of the time machine."""
    scrub = train.machine.scrub
    person.click_point(person.ask(lambda: scrub.mapToGlobal(QPoint(round(scrub.x_of(index)), 12))))


def in_row(view: RunsView, row: int, box: bool) -> QPoint:
    """The middle of a row of the list of runs, or of its check box."""
    listed = view.runs.list
    area: QRect = listed.visualItemRect(listed.item(row))
    return listed.viewport().mapToGlobal((box_place(area) if box else area).center())


def in_matrix(view: MistakesView, cell: tuple[int, int]) -> QPoint:
    plan = view.matrix.plan
    assert plan is not None
    centre: QPointF = plan.cell(*cell).center()
    return view.matrix.mapToGlobal(middle_of(centre))

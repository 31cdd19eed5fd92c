"""The Batch view: one step seen from close, and what it asks of the page."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from cnnviz.engine.reports import StepReport
from cnnviz.history.step_details import LayerUpdate, StepDetails
from cnnviz.ui.train.batch.batch_bubble import beside
from cnnviz.ui.train.batch.batch_view import BatchView
from cnnviz.ui.train.batch.batch_wall import BETTER, SAME, WORSE, change_sign
from cnnviz.ui.train.batch.update_rows import verdict

LEFT = Qt.MouseButton.LeftButton
NAMES = ("cat", "dog", "owl")
LABELS = np.array([0, 1, 2, 1])
BEFORE = np.array([[0.6, 0.3, 0.1], [0.7, 0.2, 0.1], [0.1, 0.1, 0.8], [0.5, 0.4, 0.1]], np.float32)
AFTER = np.array([[0.5, 0.4, 0.1], [0.2, 0.7, 0.1], [0.1, 0.1, 0.8], [0.5, 0.4, 0.1]], np.float32)


def details(step: int = 57, apart: bool = False) -> StepDetails:
    rows = np.arange(4)
    return StepDetails(
        step, 1, np.ones((4, 1, 5, 5), np.float32) * np.linspace(0, 1, 4, dtype=np.float32)[:, None, None, None],
        LABELS, BEFORE, AFTER, -np.log(BEFORE[rows, LABELS]), -np.log(AFTER[rows, LABELS]),
        (LayerUpdate("conv1", 0.5, 0.02, 0.0006), LayerUpdate("fc1", 0.1, 0.3, 0.02)), NAMES, apart, 0.912,
    )  # fmt: skip


def step_report(step: int) -> StepReport:
    return StepReport(step, 1, 100, 300, 0.5, 0.5, 0.001, 64 * step)


@pytest.fixture
def view(qtbot: QtBot) -> BatchView:
    view = BatchView()
    qtbot.addWidget(view)
    view.resize(924, 560)
    view.show()
    return view


def show(view: BatchView, *reports: object) -> None:
    view.take(reports)
    for part in view.parts():
        part()
    QApplication.processEvents()  # lays out what has come


def texts(view: BatchView) -> str:
    return " | ".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


def collect(signal: Any) -> list[Any]:
    got: list[Any] = []
    signal.connect(got.append)
    return got


def test_before_the_first_step_it_says_what_to_press_and_what_will_come(view: BatchView) -> None:
    assert "Press “One step”" in texts(view) and "The pictures of one batch will be here" in texts(view)
    assert not any(part() for part in view.parts())


def test_it_says_in_words_what_the_step_did(view: BatchView) -> None:
    show(view, details(), step_report(57))
    assert "Step 57: batch of 4. Loss 0.815 before, 0.547 after this step on the same pictures. 2 → 3 right." in texts(
        view
    )
    assert view.wall.count == 4 and view.layers.isVisible()


def test_of_several_steps_the_last_is_shown_and_nothing_is_drawn_twice(view: BatchView) -> None:
    show(view, details(57), step_report(57), details(58), step_report(58))
    assert "Step 58:" in texts(view)
    assert not any(part() for part in view.parts())


def test_out_of_sight_nothing_is_drawn_until_it_is_seen_again(view: BatchView) -> None:
    view.hide()
    show(view, details())
    assert view.wall.count == 0
    view.show()
    assert view.wall.count == 4 and "Step 57:" in texts(view)


def test_with_dropout_it_says_what_is_compared(view: BatchView) -> None:
    show(view, details(apart=True))
    assert "no unit dropped" in texts(view) and "whose loss was 0.912" in texts(view)


def test_when_the_run_has_gone_on_it_says_so_once(view: BatchView) -> None:
    show(view, details(), step_report(57))
    show(view, step_report(58))
    assert "The run has gone on since then" in texts(view)
    view.take([step_report(59)])
    assert not any(part() for part in view.parts())


def test_pictures_can_be_sorted_by_loss(qtbot: QtBot, view: BatchView) -> None:
    show(view, details())
    assert view.wall.order.tolist() == [0, 1, 2, 3]
    qtbot.mouseClick(view.order.button("loss"), LEFT)
    assert view.wall.order.tolist() == [1, 3, 0, 2]
    show(view, details(58))
    assert view.wall.order.tolist() == [1, 3, 0, 2]


def test_pointing_at_a_picture_shows_it_large_beside_it(qtbot: QtBot, view: BatchView) -> None:
    show(view, details())
    tile = view.wall.tile(1)
    qtbot.mouseMove(view.wall, tile.center())
    assert view.bubble.isVisible()
    assert view.bubble.sentence() == "Picture 2 of 4, true dog: loss 1.609 before, 0.357 after the step."
    assert view.bubble.rows() == [0, 1, 2]
    place = QRect(view.wall.mapTo(view, tile.topLeft()), tile.size())
    assert not view.bubble.geometry().intersects(place)
    view.bubble.grab()
    qtbot.mouseMove(view.wall, QPoint(view.wall.width() - 1, view.wall.height() - 1))
    assert not view.bubble.isVisible()


def test_the_keys_show_pictures_large_too(qtbot: QtBot, view: BatchView) -> None:
    show(view, details())
    qtbot.keyClick(view.wall, Qt.Key.Key_Right)
    qtbot.keyClick(view.wall, Qt.Key.Key_Right)
    assert view.bubble.isVisible() and view.bubble.sentence().startswith("Picture 3 of 4, true owl")


def test_of_many_classes_the_likeliest_are_shown_and_always_the_true_one(qtbot: QtBot, view: BatchView) -> None:
    shares = np.linspace(0, 1, 40)[None].repeat(4, axis=0)
    many = StepDetails(
        5, 1, np.zeros((4, 1, 5, 5), np.float32), LABELS, shares, shares, np.ones(4), np.ones(4), (),
        [f"class {k}" for k in range(40)],
    )  # fmt: skip
    show(view, many)
    qtbot.mouseMove(view.wall, view.wall.tile(0).center())
    assert view.bubble.rows() == [*range(39, 30, -1), 0]


def test_a_double_click_opens_a_picture_in_inspect(qtbot: QtBot, view: BatchView) -> None:
    show(view, details())
    wanted = collect(view.picture_wanted)
    qtbot.mouseDClick(view.wall, LEFT, pos=view.wall.tile(2).center())
    ((picture, sentence),) = wanted
    np.testing.assert_array_equal(picture, details().pictures[2])
    assert sentence == "picture 3 of the batch of step 57, true owl"


def test_steps_and_slow_motion_are_asked_of_the_page(qtbot: QtBot, view: BatchView) -> None:
    paces = collect(view.pace_wanted)
    with qtbot.waitSignal(view.step_wanted):
        qtbot.mouseClick(view.pace.step, LEFT)
    qtbot.keyClick(view.pace.slow, Qt.Key.Key_Space)
    assert paces == [pytest.approx(1.0, rel=0.05)]


def test_each_layer_is_told_with_a_verdict(view: BatchView) -> None:
    show(view, details())
    assert view.layers.sentence(0) == (
        "conv1: this step moved the weights by 0.0006 (root mean square), 0.0012 of their size 0.5; their gradients "
        "were 0.02. ✓ usual."
    )
    assert view.layers.sentence(1).endswith("▲ large.")
    assert [verdict(ratio)[0] for ratio in (1e-5, 1e-3, 0.1)] == ["▼", "✓", "▲"]
    view.layers.grab()


def test_a_new_run_forgets_the_step(view: BatchView) -> None:
    show(view, details())
    view.start(record=None)  # type: ignore[arg-type]  # its numbers are not used here
    assert view.details is None and view.wall.count == 0
    assert "Press “One step”" in texts(view)


def test_a_probability_is_better_worse_or_about_the_same() -> None:
    assert [change_sign(0.5, after) for after in (0.6, 0.4, 0.5001)] == [BETTER, WORSE, SAME]


@pytest.mark.parametrize("tile", [QRect(x, y, 130, 64) for x in (0, 200, 400, 790) for y in (0, 250, 490)], ids=str)
def test_what_is_enlarged_never_hides_its_tile_and_stays_inside(tile: QRect) -> None:
    room = QSize(924, 560)
    place = beside(tile, QSize(470, 240), room)
    assert not place.intersects(tile)
    assert QRect(QPoint(0, 0), room).contains(place)

"""The card under the stage: all terms of the frame, linked with its cells, at rest while the film plays."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cnnviz.scenarios.scenario import (
    ACTIVATION,
    AVERAGE,
    BIAS,
    CONVOLUTION,
    FORWARD,
    INPUT,
    MAXIMUM,
    TRANSPOSED,
    WEIGHT,
    Scenario,
)
from cnnviz.scenarios.scenes import scene_of
from cnnviz.scenarios.source import Source
from cnnviz.traces.scene import Place, Scene
from cnnviz.ui.convolve.arithmetic_card import ArithmeticCard
from cnnviz.ui.convolve.sum_view import MOST_LINES
from cnnviz.ui.painting.sums import LINE


def scene(channels: int = 3, filters: int = 1, size: int = 8, kernel: int = 3, **settings: Any) -> Scene:
    rng = np.random.default_rng(1)
    image = rng.random((channels, size, size)).astype(np.float32)
    weights = rng.standard_normal((filters, channels, kernel, kernel)).astype(np.float32)
    scenario = Scenario(Source("random", image), image, weights, np.full(filters, 0.5, np.float32))
    return scene_of(replace(scenario, **settings))


@pytest.fixture
def card(qtbot: QtBot) -> ArithmeticCard:
    card = ArithmeticCard()
    qtbot.addWidget(card)
    card.resize(860, 200)
    card.show()
    qtbot.waitExposed(card)
    return card


def show(card: ArithmeticCard, what: Scene, index: int = 0) -> None:
    card.show_scene(what)
    card.show_frame(what.frame(index))
    QApplication.processEvents()


def point_at(card: ArithmeticCard, place: Place) -> None:
    area = card.terms.area_of(place)
    assert area is not None
    moved = QMouseEvent(QEvent.Type.MouseMove, area.center(), QPointF(), Qt.MouseButton.NoButton,
                        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)  # fmt: skip
    QApplication.sendEvent(card.terms, moved)


@pytest.mark.parametrize(
    ("operation", "direction"),
    [(operation, direction) for operation in (CONVOLUTION, TRANSPOSED) for direction in (FORWARD, INPUT, WEIGHT, BIAS)]
    + [(operation, direction) for operation in (MAXIMUM, AVERAGE, ACTIVATION) for direction in (FORWARD, INPUT)],
)
def test_every_scene_has_its_arithmetic(card: ArithmeticCard, operation: str, direction: str) -> None:
    what = scene(2, 2, operation=operation, direction=direction, activation="relu")
    show(card, what, what.length // 2)
    title = what.frame(what.length // 2).sum.title
    assert card.text().startswith(title)
    assert card.which.text().startswith(f"of {title}: every term")
    assert card.outcome.accessibleName()


def test_what_is_peeked_at_is_told_from_what_plays(card: ArithmeticCard) -> None:
    what = scene()
    show(card, what, 7)
    card.show_frame(what.frame(9), peeked=True)
    assert card.which.text().startswith("peek at output (1, 3)")
    card.show_frame(what.frame(7))
    assert card.which.text().startswith("of output (1, 1)")


def test_pointing_at_a_term_names_its_cell_once(qtbot: QtBot, card: ArithmeticCard) -> None:
    show(card, scene())
    seen: list[Place | None] = []
    card.term_hovered.connect(seen.append)
    place = Place("products", 1, 0, 2)
    point_at(card, place)
    point_at(card, place)
    QApplication.sendEvent(card.terms, QEvent(QEvent.Type.Leave))
    assert seen == [place, None]


@pytest.mark.parametrize(
    "place",
    [
        Place("products", 1, 0, 2),
        Place("patch", 1, 0, 2),
        Place("kernel", 1, 0, 2),
        Place("input", 1, 2, 5),  # the window of output (2, 3) begins there
    ],
)
def test_pointing_at_a_cell_stresses_its_term(card: ArithmeticCard, place: Place) -> None:
    show(card, scene(), 2 * 6 + 3)
    plain = card.terms.grab().toImage()
    card.light(place)
    stressed = card.terms.grab().toImage()
    card.light(Place("products", 1, 0, 2))
    assert stressed != plain
    assert card.terms.grab().toImage() == stressed
    card.light(None)
    assert card.terms.grab().toImage() == plain


def test_pointing_at_a_cell_without_a_term_stresses_none(card: ArithmeticCard) -> None:
    show(card, scene())
    plain = card.terms.grab().toImage()
    card.light(Place("output", 0, 3, 3))
    assert card.terms.grab().toImage() == plain


@pytest.mark.parametrize("direction", [FORWARD, INPUT, WEIGHT, BIAS])
@pytest.mark.parametrize("width", [480, 1500])
def test_nothing_moves_while_the_film_plays(card: ArithmeticCard, direction: str, width: int) -> None:
    what = scene(1, direction=direction)
    card.resize(width, 200)
    show(card, what)
    heights = set()
    for index in range(what.length):
        card.show_frame(what.frame(index))
        heights.add(card.area.height())
    assert len(heights) == 1


def test_four_lines_are_seen_and_the_others_are_reached_with_keys(qtbot: QtBot, card: ArithmeticCard) -> None:
    show(card, scene(kernel=7, size=12))
    assert MOST_LINES * LINE <= card.area.height() < (MOST_LINES + 1) * LINE
    assert card.terms.height() > 2 * card.area.height()
    card.activateWindow()
    card.copy.setFocus()
    qtbot.keyClick(card.copy, Qt.Key.Key_Tab)
    assert card.area.hasFocus()
    qtbot.keyClick(card.area, Qt.Key.Key_Down)
    assert card.area.verticalScrollBar().value() == LINE
    qtbot.keyClick(card.area, Qt.Key.Key_PageDown)
    assert card.area.verticalScrollBar().value() > LINE


def test_steps_to_left_and_right_are_left_to_the_page(qtbot: QtBot, card: ArithmeticCard) -> None:
    show(card, scene(kernel=7, size=12))
    pressed: list[int] = []

    def take(event: Any) -> None:
        pressed.append(event.key())

    card.keyPressEvent = take  # type: ignore[method-assign]
    card.area.setFocus()
    qtbot.keyClick(card.area, Qt.Key.Key_Right)
    assert pressed == [Qt.Key.Key_Right]


def test_as_many_decimals_as_wanted_are_shown_and_copied(qtbot: QtBot, card: ArithmeticCard) -> None:
    show(card, scene())
    assert card.which.text().endswith("rounded (≈)")
    card.decimals.setFocus()
    card.decimals.selectAll()
    qtbot.keyClicks(card.decimals, "9")
    qtbot.keyClick(card.decimals, Qt.Key.Key_Return)
    assert card.which.text() == "of output (0, 0): every term"
    qtbot.mouseClick(card.copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert copied == card.text()
    assert "≈" not in copied
    assert card.copy.text() == "Copied"
    card.show_frame(scene().frame(1))
    assert card.copy.text() == "Copy"


def test_a_click_into_the_terms_leaves_the_keys_where_they_were(qtbot: QtBot, card: ArithmeticCard) -> None:
    show(card, scene())
    card.activateWindow()
    card.decimals.setFocus()
    qtbot.mouseClick(card.area.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(50, 10))
    assert card.decimals.hasFocus()


def test_an_empty_card_has_nothing_to_copy(card: ArithmeticCard) -> None:
    assert card.text() == ""
    card.light(Place("kernel", 0, 0, 0))
    assert card.outcome.accessibleName() == ""


def test_what_is_not_written_out_is_said(card: ArithmeticCard) -> None:
    show(card, scene(1, size=52, direction=WEIGHT))
    assert card.which.text().endswith(f"the first terms, {50 * 50 - 2048} more")

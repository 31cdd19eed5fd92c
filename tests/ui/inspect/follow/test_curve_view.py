"""The curve is that of the layer, through the point that is followed."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from cnnviz.traces.follow import follow
from cnnviz.traces.passes import Cell, Pass
from cnnviz.ui.inspect.follow.curve_view import CurveView, curve_of
from cnnviz.ui.inspect.follow.follow_card import FollowCard
from cnnviz.ui.painting.function_curve import paint_curve
from cnnviz.ui.theme import LIGHT


@pytest.mark.parametrize("cell", [Cell("relu", 1, 2, 3), Cell("norm", 2, 5, 5)])
def test_the_point_lies_on_the_curve(shown: Pass, cell: Cell) -> None:
    curve = curve_of(shown, follow(shown, cell))
    assert curve is not None
    assert curve.y == shown.value(cell)
    assert np.interp(curve.x, curve.xs, curve.ys) == pytest.approx(curve.y, abs=1e-3)
    left, right, low, high = curve.frame
    assert left <= curve.x <= right and low < curve.y < high


def test_a_rectifier_has_its_corner_at_zero(shown: Pass) -> None:
    curve = curve_of(shown, follow(shown, Cell("relu", 1, 2, 3)))
    assert curve is not None
    assert np.array_equal(curve.ys, np.maximum(curve.xs, 0).astype(np.float32))
    assert 0.0 in curve.xs


@pytest.mark.parametrize("cell", [Cell("conv2", 1, 2, 3), Cell("add", 1, 2, 3), Cell("softmax", 1), Cell("flatten", 3)])
def test_what_is_made_of_several_numbers_or_passed_on_has_no_curve(shown: Pass, cell: Cell) -> None:
    assert curve_of(shown, follow(shown, cell)) is None


def test_the_curve_can_be_seen_where_there_is_one(card: FollowCard, qtbot: QtBot) -> None:
    view = card.findChild(CurveView)
    assert view is not None
    card.show_cell(Cell("relu", 1, 2, 3))
    assert view.isVisible()
    card.show_cell(Cell("conv2", 1, 2, 3))
    assert not view.isVisible()
    layout = card.parts.view.layout_shown()
    assert layout is not None
    qtbot.waitUntil(lambda: card.parts.height() > 150)  # the rows have the room again


def test_a_number_that_is_none_has_no_place_on_the_curve(qapp: object, shown: Pass) -> None:
    curve = curve_of(shown, follow(shown, Cell("relu", 1, 2, 3)))
    assert curve is not None
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint_curve(painter, QRectF(0, 0, 200, 100), replace(curve, x=np.nan, y=np.nan), LIGHT)
    painter.end()  # Qt would have complained of a circle around nowhere

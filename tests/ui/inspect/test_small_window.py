"""In the smallest window and on an old projector everything can be read and clicked, and nothing lies over another."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QScrollArea, QSlider, QWidget
from pytestqt.qtbot import QtBot

from cnnviz.ui.inspect.compare.compare_view import CompareView
from cnnviz.ui.inspect.explain.explain_view import ExplainView
from cnnviz.ui.inspect.maps.maps_view import MapsView
from cnnviz.ui.inspect.page import InspectPage
from cnnviz.ui.inspect.shift.shift_view import ShiftView
from cnnviz.ui.inspect.views import VIEWS

SMALLEST, PROJECTOR, USUAL = (888, 592), (952, 720), (1208, 752)  # what windows of 960×640 … leave for the page
CONTROLS = (QAbstractButton, QComboBox, QSlider)
NAMES = [choice.value for choice in VIEWS]


@pytest.fixture
def page(qtbot: QtBot, page: InspectPage) -> Iterator[InspectPage]:
    """The page in a window that is as small as it likes, after every view was seen in the usual one."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(*USUAL)
    page.setParent(window)
    page.move(0, 0)
    page.show()
    window.show()
    for name in NAMES:
        turn_to(qtbot, page, name, USUAL)
    yield page
    page.setParent(None)


def turn_to(qtbot: QtBot, page: InspectPage, name: str, size: tuple[int, int]) -> None:
    page.resize(*size)
    page.looking.choose_layer("conv2")
    if page.views.value() != name:
        page.views.button(name).click()
    qtbot.wait(50)


def controls(page: InspectPage) -> list[QWidget]:
    """Every control that is seen and does not scroll."""
    kinds = [widget for kind in CONTROLS for widget in page.findChildren(kind)]
    return [widget for widget in kinds if widget.isVisible() and not scrolls(widget)]


def scrolls(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    return isinstance(widget, QLineEdit) or (
        parent is not None and (isinstance(parent, QScrollArea) or scrolls(parent))
    )


def place(widget: QWidget, page: InspectPage) -> QRect:
    return QRect(widget.mapTo(page, QPoint(0, 0)), widget.size())


@pytest.mark.parametrize("size", [SMALLEST, PROJECTOR])
@pytest.mark.parametrize("name", NAMES)
def test_every_control_lies_in_the_page_and_over_no_other(
    qtbot: QtBot, page: InspectPage, name: str, size: tuple[int, int]
) -> None:
    turn_to(qtbot, page, name, size)
    assert (page.width(), page.height()) == size
    found = controls(page)
    assert len(found) > 5
    for widget in found:
        assert page.rect().contains(place(widget, page)), widget
        assert widget.visibleRegion().boundingRect() == widget.rect(), widget
    for one, other in combinations(found, 2):
        if not (one.isAncestorOf(other) or other.isAncestorOf(one)):
            assert not place(one, page).intersects(place(other, page)), (one, other)


@pytest.mark.parametrize("name", NAMES)
def test_a_view_needs_no_more_than_the_smallest_window_has(qtbot: QtBot, page: InspectPage, name: str) -> None:
    turn_to(qtbot, page, name, SMALLEST)
    view = page.stack.current()
    assert view is not None
    assert view.minimumSizeHint().width() <= view.width()
    assert view.minimumSizeHint().height() <= view.height()


def test_the_card_of_the_followed_number_is_narrower_only_in_a_narrow_window(qtbot: QtBot, page: InspectPage) -> None:
    turn_to(qtbot, page, "maps", USUAL)
    assert page.follow.width() == 300
    turn_to(qtbot, page, "maps", SMALLEST)
    assert page.follow.width() < 300
    assert page.follow.terms.y() == page.follow.convolve.y()


def test_the_order_of_the_maps_is_read_in_full(qtbot: QtBot, page: InspectPage) -> None:
    turn_to(qtbot, page, "maps", SMALLEST)
    view = page.stack.current()
    assert isinstance(view, MapsView)
    assert view.card.tools.order.width() >= view.card.tools.order.sizeHint().width()


def test_captions_of_compared_maps_are_read_in_full(qtbot: QtBot, page: InspectPage) -> None:
    for name, kind in (("shift", ShiftView), ("compare", CompareView)):
        turn_to(qtbot, page, name, SMALLEST)
        view = page.stack.current()
        assert isinstance(view, kind)
        qtbot.waitUntil(lambda view=view: view.wall.area.content() is not None)
        wall, content = view.wall.area.wall.wall(), view.wall.area.content()
        assert wall is not None and content is not None
        room = wall.layout.group * (wall.layout.tile_width + wall.layout.gap) - wall.layout.gap
        longest = max(content.captions, key=len)
        assert wall.layout.caption and room >= 5.5 * len(longest)


def test_the_sides_of_a_comparison_stand_beside_each_other_only_in_a_narrow_window(
    qtbot: QtBot, page: InspectPage
) -> None:
    turn_to(qtbot, page, "compare", USUAL)
    view = page.stack.current()
    assert isinstance(view, CompareView)
    one, other = view.cards
    assert one.x() == other.x() and one.y() < other.y() and view.wall.y() == one.y()
    turn_to(qtbot, page, "compare", SMALLEST)
    assert one.y() == other.y() and one.x() < other.x() and view.wall.y() > one.y()
    turn_to(qtbot, page, "compare", USUAL)
    assert one.x() == other.x() and view.wall.y() == one.y()


def test_settings_for_which_there_is_no_room_scroll(qtbot: QtBot, page: InspectPage) -> None:
    turn_to(qtbot, page, "explain", SMALLEST)
    view = page.stack.current()
    assert isinstance(view, ExplainView)
    view.side.list.set_value("activation-maximisation")
    qtbot.wait(50)
    form = view.side.form("activation-maximisation")
    assert form.height() >= form.minimumSizeHint().height()
    assert scrolls(form)

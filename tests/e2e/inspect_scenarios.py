"""What people come to Inspect for: where does this number come from, why this answer, what if the picture moves."""

from typing import cast

import numpy as np
from person import Person
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QListWidget, QPushButton
from scenarios import middle_of_widget, nothing_is_cut_off, page, switch_to_dark

from cnnviz.explain.methods import METHODS
from cnnviz.inspection.movement import Movement
from cnnviz.traces.passes import Cell
from cnnviz.ui.convolve.page import ConvolvePage
from cnnviz.ui.inspect.compare.compare_view import CompareView
from cnnviz.ui.inspect.explain.explain_view import ExplainView
from cnnviz.ui.inspect.maps.maps_view import MapsView
from cnnviz.ui.inspect.page import InspectPage
from cnnviz.ui.inspect.shift.shift_view import ShiftView

VIEWS = {"Maps": "maps", "Kernels": "kernels", "Explain": "explain", "Shift & turn": "shift", "Compare": "compare"}
SMALLEST = (960, 640)  # the window; sentences that tell all in a tooltip may be shortened in it


def follow_a_number_back(person: Person) -> None:
    """From a number of conv2 over pool1 to the picture, back again, and to Convolve, where the same sum stands."""
    inspect = inspect_page(person)
    choose_layer(person, inspect, "conv2")
    view = person.ask(lambda: cast(MapsView, inspect.stack.current()))
    cell = Cell("conv2", 5, 4, 4)
    person.click_point(person.ask(lambda: on_wall(view, cell)))
    person.wait_until("it is followed", lambda: inspect.looking.cell == cell)
    check_the_sum(person, inspect)
    person.screenshot("inspect-follow")
    nothing_is_cut_off(person)
    for layer in ("pool1", "relu1", "conv1", "input"):
        person.click_point(person.ask(lambda: in_first_patch(inspect)))
        person.wait_until(f"it went on to {layer}", lambda layer=layer: inspect.looking.cell.layer == layer)
        if layer != "input":
            check_the_sum(person, inspect)
    for _ in range(4):
        person.keys("BackSpace")
    person.wait_until("it is back", lambda: inspect.looking.cell == cell)
    value = person.ask(lambda: inspect.looking.shown.value(cell))  # type: ignore[union-attr]
    person.click(QPushButton, "Open in Convolve")
    convolve = page(person, ConvolvePage)
    person.wait_until("Convolve shows it", lambda: convolve.scene.panel("output").rows == 10)
    outcome = person.ask(lambda: convolve.frame().sum.outcome)
    assert np.isclose(outcome, value, rtol=1e-5)
    person.screenshot("convolve-followed")
    nothing_is_cut_off(person)


def ask_why(person: Person) -> None:
    """One method after the other is chosen and computed; each gives a picture of numbers for the class that is read."""
    inspect = inspect_page(person)
    person.click(QPushButton, "Explain")
    view = person.ask(lambda: cast(ExplainView, inspect.stack.current()))
    methods = view.side.list
    for row, name in enumerate(METHODS):
        person.click_point(person.ask(lambda row=row: in_list(methods, row)))
        person.wait_until(f"{name} is chosen", lambda name=name: methods.value() == name)
        if person.ask(lambda: view.pane.shown is None):  # it takes long, and waits to be asked
            person.click(QPushButton, "Compute")
        person.wait_until(f"{name} has explained", lambda name=name: is_finished(view, name), 120)
        person.screenshot(f"inspect-explain-{name}")
        nothing_is_cut_off(person)


def is_finished(view: ExplainView, method: str) -> bool:
    shown = view.pane.shown
    return shown is not None and all(
        explanation.method == method and explanation.done == explanation.total for explanation in shown.explanations
    )


def move_the_picture(person: Person) -> None:
    """Turn it with the keys, click into the plot, go back: the answer and the layers follow."""
    inspect = inspect_page(person)
    person.click(QPushButton, "Shift & turn")
    view = person.ask(lambda: cast(ShiftView, inspect.stack.current()))
    person.click(QPushButton, "Reset")
    assert person.ask(view.card.movement) == Movement()
    slider = view.card.controls.sliders["right"]
    person.ask(slider.setFocus)
    person.keys("Right", "Right")
    assert person.ask(view.card.movement) == Movement(right=2)
    values = person.ask(view.bars.values)
    assert values["relu1"] > 0.99 > values["fc1"]
    person.wait_until("the sweep is there", lambda: len(view.card.plot.curves().values) == 29)
    person.screenshot("inspect-shift")
    nothing_is_cut_off(person)


def put_side_by_side(person: Person) -> None:
    """Keep a picture, take another: both stand beside each other."""
    inspect = inspect_page(person)
    person.click(QPushButton, "Compare")
    view = person.ask(lambda: cast(CompareView, inspect.stack.current()))
    person.click_point(person.ask(lambda: middle_of_widget(view.cards[1].keep)))
    before = person.ask(lambda: inspect.looking.shown)
    person.click(QPushButton, "Data set")
    person.wait_until("another picture is shown", lambda: inspect.looking.shown is not before)
    ways = person.ask(view.wall.ways)
    assert ways is not None and np.abs(ways.difference).max() > 0
    person.screenshot("inspect-compare")
    nothing_is_cut_off(person)


def look_at_all_views(person: Person) -> None:
    """Every view, light and dark, at all sizes of the window: nothing is cut off."""
    inspect = inspect_page(person)
    for look in ("light", "dark"):
        if look == "dark":
            switch_to_dark(person)
        for width, height in (*((SMALLEST,) if look == "light" else ()), (1280, 800), (1920, 1080)):
            person.ask(lambda size=(width, height): person.window().resize(*size))
            person.wait_until("the window has its size", lambda width=width: person.window().width() == width)
            for text, name in VIEWS.items():
                person.click(QPushButton, text)
                person.wait_until(f"{name} is shown", lambda name=name: inspect.views.value() == name)
                person.settle()
                person.screenshot(f"inspect-{name}-{width}-{look}")
                nothing_is_cut_off(person, shortened=(width, height) == SMALLEST)
                assert not person.unreachable(), person.unreachable()


def inspect_page(person: Person) -> InspectPage:
    """The page, turned to by its key, with a first picture."""
    person.keys("ctrl+3")
    inspect = page(person, InspectPage)
    person.wait_until("a first picture is shown", lambda: len(inspect.layers()) > 0)
    return inspect


def choose_layer(person: Person, inspect: InspectPage, name: str) -> None:
    index = person.ask(lambda: inspect.looking.shown.index(name))  # type: ignore[union-attr]
    person.click_point(person.ask(lambda: middle_of_widget(inspect.strip.button(index))))
    person.wait_until(f"{name} is shown", lambda: inspect.looking.layer == name)


def check_the_sum(person: Person, inspect: InspectPage) -> None:
    """The parts that the card shows add up to the number on the map."""
    followed = person.ask(inspect.follow.followed)
    value = person.ask(lambda: inspect.looking.shown.value(followed.cell))  # type: ignore[union-attr]
    assert np.isclose(followed.sum.outcome, value, rtol=1e-5)
    if followed.sum.kind == "products":
        total = sum(part.total for part in followed.parts) + (followed.sum.bias or 0.0)
        assert np.isclose(total, value, rtol=1e-4, atol=1e-5)


def on_wall(view: MapsView, cell: Cell) -> QPoint:
    wall = view.card.area.wall
    painted = wall.wall()
    assert painted is not None
    return wall.mapToGlobal(painted.cell_rect(cell.channel, cell.row, cell.column).center().toPoint())


def in_first_patch(inspect: InspectPage) -> QPoint:
    """The first number of the first part that is not padding, where the card shows it."""
    view, followed = inspect.follow.parts.view, inspect.follow.followed()
    layout = view.layout_shown()
    assert layout is not None and followed is not None
    part = followed.parts[layout.order[0]]
    rows, columns = part.left.shape
    row, column = next((r, c) for r in range(rows) for c in range(columns) if part.cell(r, c) is not None)
    area = layout.patch(0)
    cell = QPointF((column + 0.5) * area.width() / columns, (row + 0.5) * area.height() / rows)
    return view.mapToGlobal((area.topLeft() + cell).toPoint())


def in_list(methods: QListWidget, row: int) -> QPoint:
    return methods.viewport().mapToGlobal(methods.visualItemRect(methods.item(row)).center())

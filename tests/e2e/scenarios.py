"""The three things the program exists for, done as a new user would do them."""

import math
from typing import TypeVar

from person import Person
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QPushButton, QSpinBox, QToolButton, QWidget

from cnnviz.traces.scene import Place
from cnnviz.ui.convolve.number_field import NumberField
from cnnviz.ui.convolve.page import ConvolvePage
from cnnviz.ui.convolve.stage import Stage
from cnnviz.ui.inspect.maps.map_wall import MapWall
from cnnviz.ui.inspect.page import InspectPage
from cnnviz.ui.inspect.picture.drawing_pad import DrawingPad
from cnnviz.ui.train.page import TrainPage
from cnnviz.ui.train.session import State

P = TypeVar("P", bound=QWidget)
SHARES = [index / 12 for index in range(13)]  # of the way along a stroke


def page(person: Person, kind: type[P]) -> P:
    """The page that is shown, which must be of a kind."""
    return person.ask(lambda: person.find(kind))


def step_through_a_convolution(person: Person) -> None:
    """Choose a step, walk by keys, click an output pixel, change a weight, play: every number follows."""
    convolve = page(person, ConvolvePage)
    stage = page(person, Stage)
    person.screenshot("convolve")
    person.keys("Home")
    assert person.ask(lambda: convolve.player.state.position) == 0
    person.keys("Right", "Right", "Down", "Left")
    columns = person.ask(lambda: convolve.scene.row_length)
    assert person.ask(lambda: convolve.player.state.position) == columns + 1
    click_cell(person, stage, Place("output", 0, 5, 3))
    assert person.ask(lambda: convolve.player.state.position) == 5 * columns + 3
    change_a_weight(person, convolve, stage)
    check_the_sum(person, convolve)
    person.keys("End")
    assert person.ask(lambda: convolve.player.state.position == convolve.player.state.last)
    person.keys("Home", "space")
    person.wait_until("the film moves by itself", lambda: convolve.player.state.position >= 3)
    person.keys("space")
    assert person.ask(lambda: not convolve.player.state.playing)
    make_the_stride_two(person, convolve)
    person.screenshot("convolve-stride-2")
    nothing_is_cut_off(person)


def click_cell(person: Person, stage: Stage, place: Place) -> None:
    def point() -> QPoint:
        area = stage.picture().rect_of(place)
        assert area is not None
        return stage.mapToGlobal(middle_of(area.center()))

    person.click_point(person.ask(point))


def middle_of(point: QPointF) -> QPoint:
    return QPoint(math.floor(point.x()), math.floor(point.y()))


def change_a_weight(person: Person, convolve: ConvolvePage, stage: Stage) -> None:
    click_cell(person, stage, Place("kernel", 0, 0, 1))
    person.wait_until("the cell can be edited", lambda: person.find(NumberField).hasFocus())
    person.keys("ctrl+a")
    person.type("2.5")
    person.keys("Return")
    person.wait_until("the weight is 2.5", lambda: float(convolve.scenario.kernel[0, 0, 0, 1]) == 2.5)
    person.keys("Escape")


def check_the_sum(person: Person, convolve: ConvolvePage) -> None:
    sum_ = person.ask(convolve.frame).sum
    left, right = sum_.groups[0].left, sum_.groups[0].right
    by_hand = sum(float(pixel) * float(weight) for pixel, weight in zip(left, right, strict=True))
    assert math.isclose(by_hand + float(sum_.bias), sum_.result, rel_tol=1e-5, abs_tol=1e-6)


def make_the_stride_two(person: Person, convolve: ConvolvePage) -> None:
    box = person.ask(lambda: convolve.side.geometry_controls.stride.findChildren(QSpinBox)[0])
    plus = person.ask(lambda: box.mapToGlobal(QPoint(box.width() - 11, box.height() // 2)))
    person.click_point(plus)
    assert person.ask(lambda: convolve.scenario.stride[0]) == 2
    before = person.ask(lambda: convolve.player.state.position)
    person.keys("Right")  # the keys are the film's again, though the mouse was just at a number
    assert person.ask(lambda: convolve.player.state.position) == before + 1


def watch_a_network_learn(person: Person) -> None:
    """Start, pause, one step, go on to the end, and take the network to Inspect."""
    person.keys("ctrl+2")
    train = page(person, TrainPage)
    person.screenshot("train-empty")
    set_number(person, train, "Epochs", "1")
    set_number(person, train, "Batch size", "128")
    person.click(QPushButton, "Start")
    person.wait_until("the network has learnt for 200 steps", lambda: train.session.step_number >= 200)
    person.screenshot("train-running")
    nothing_is_cut_off(person)
    person.click(QPushButton, "Pause")
    person.wait_until("it is paused", lambda: train.session.state is State.PAUSED)
    at = person.ask(lambda: train.session.step_number)
    person.click(QPushButton, "Step")
    person.wait_until("one step was made", lambda: train.session.step_number == at + 1)
    person.click(QPushButton, "Resume")
    person.wait_until("the run is finished", lambda: train.session.state is State.FINISHED, 240)
    person.settle()
    person.screenshot("train-finished")
    test = person.ask(lambda: train.session.record.test)  # type: ignore[union-attr]
    assert test is not None and test.accuracy > 0.9
    person.click(QPushButton, "Inspect")
    person.wait_until("Inspect shows it", lambda: person.find(InspectPage).isVisible())


def set_number(person: Person, train: TrainPage, name: str, text: str) -> None:
    boxes = person.ask(lambda: train.controls.findChildren(QSpinBox))
    box = next(each for each in boxes if person.ask(lambda each=each: each.accessibleName()) == name)
    person.click_point(person.ask(lambda: box.mapToGlobal(QPoint(20, box.height() // 2))))
    person.keys("ctrl+a")
    person.type(text)
    person.keys("Return")
    assert person.ask(box.value) == int(text)


def look_inside(person: Person) -> None:
    """Draw a one on the pad, see it read as a one, and look at the maps of the layers one after the other."""
    person.keys("ctrl+3")
    inspect = page(person, InspectPage)
    person.wait_until("a first picture is shown", lambda: len(inspect.layers()) > 0)
    person.screenshot("inspect")
    nothing_is_cut_off(person)
    person.click(QPushButton, "Draw")
    pad = page(person, DrawingPad)
    stroke = [person.ask(lambda share=share: on_pad(pad, 0.58 - 0.14 * share, 0.15 + 0.7 * share)) for share in SHARES]
    person.drag(stroke)
    person.wait_until("it is read as a one", lambda: inspect.prediction.reading() == "1")
    person.screenshot("inspect-drawn")
    seen = set()
    person.click_point(person.ask(lambda: middle_of_widget(inspect.strip.button(0))))
    for _ in range(len(person.ask(inspect.layers))):
        wall = page(person, MapWall)
        seen.add(person.ask(lambda wall=wall: wall.wall().maps.shape))  # type: ignore[union-attr]
        person.keys("Right")
    assert len(seen) >= 6
    person.screenshot("inspect-last-layer")


def on_pad(pad: DrawingPad, across: float, down: float) -> QPoint:
    return pad.mapToGlobal(QPoint(round(across * pad.width()), round(down * pad.height())))


def middle_of_widget(widget: QWidget) -> QPoint:
    return widget.mapToGlobal(QPoint(widget.width() // 2, widget.height() // 2))


def all_three(person: Person) -> None:
    """One visit: convolve, train, inspect; light, then dark."""
    step_through_a_convolution(person)
    watch_a_network_learn(person)
    person.screenshot("inspect-own-network")
    look_inside(person)
    look_at_all_pages(person, "1920-light", 1920, 1080)
    switch_to_dark(person)
    look_at_all_pages(person, "1920-dark", 1920, 1080)
    look_at_all_pages(person, "1280-dark", 1280, 800)


def look_at_all_pages(person: Person, name: str, width: int, height: int) -> None:
    """Every page at a size of the window: nothing is cut off."""
    person.ask(lambda: person.window().resize(width, height))
    person.wait_until("the window has its size", lambda: person.window().width() == width)
    for page_name, keys in (("convolve", "ctrl+1"), ("train", "ctrl+2"), ("inspect", "ctrl+3")):
        person.keys(keys)
        person.settle()
        person.screenshot(f"{page_name}-{name}")
        nothing_is_cut_off(person)


def switch_to_dark(person: Person) -> None:
    person.click(QToolButton, "Light or dark")
    person.keys("Down", "Down", "Down", "Return")
    person.wait_until("the window is dark", lambda: person.window().palette().window().color().lightness() < 128)


def close_while_it_trains(person: Person) -> None:
    """Closing the window in the middle of a run ends the program at once."""
    person.keys("ctrl+2")
    train = page(person, TrainPage)
    person.click(QPushButton, "Start")
    person.wait_until("the network is learning", lambda: train.session.step_number >= 20)


def opened_with_a_picture(person: Person) -> None:
    """The picture named on the command line is in Inspect."""
    inspect = page(person, InspectPage)
    person.wait_until("the picture is shown", lambda: len(inspect.layers()) > 0)
    person.wait_until("its digit is read", lambda: inspect.prediction.reading() != "")
    person.screenshot("inspect-opened")


def nothing_is_cut_off(person: Person, shortened: bool = False) -> None:
    clipped = person.clipped(shortened)
    assert not clipped, clipped

"""Passes of the shipped LeNet-5, and a method whose steps a test makes one by one."""

import threading
from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cnnviz.data.drawn_digits import TEST, draw_digits
from cnnviz.data.labelled import as_floats
from cnnviz.engine.network import Network
from cnnviz.explain.explanation import Explanation, Method, Target
from cnnviz.settings import Setting, Value
from cnnviz.traces.passes import Cell, NetworkModel, Pass
from cnnviz.ui.inspect.explain.explain_view import ExplainView
from cnnviz.ui.workspace import Workspace

PATIENCE_MS = 20_000


class Steps:
    """A method that reports as many steps as it is let, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Target, Mapping[str, Value]]] = []
        self.pictures: list[np.ndarray] = []
        self.allowed = threading.Semaphore(0)
        self.free = True

    @property
    def latest(self) -> Target | None:
        """What was asked about last."""
        return self.asked[-1][0] if self.asked else None

    def run(
        self, network: Network, picture: np.ndarray, target: Target, settings: Mapping[str, Value]
    ) -> Iterator[Explanation]:
        self.asked.append((target, settings))
        self.pictures.append(picture)
        total = int(settings.get("steps", 1))
        values = np.zeros(picture.shape[1:])
        values[3, 4] = 1.0 + target.index
        for done in range(1, total + 1):
            if not self.free:
                self.allowed.acquire()
            yield Explanation("steps", target, values, True, 0.5 * target.index, done, total, patch=(0, done, 2, 2))


@pytest.fixture
def steps() -> Iterator[Steps]:
    made = Steps()
    yield made
    made.free = True
    made.allowed.release(1000)


@pytest.fixture
def methods(steps: Steps) -> dict[str, Method]:
    quick = Method("quick", "Quick", "It shows a dot.", "It does not show more.", "Nobody", steps.run)
    settings = (Setting("steps", "Steps", 4, "", minimum=1, maximum=10**6),)
    stepwise = quick._replace(name="stepwise", label="Stepwise", shows="It shows steps.", settings=settings)
    return {method.name: method for method in (quick, stepwise)}


@pytest.fixture
def network(qapp: object) -> Network:
    return Workspace().model().network


@pytest.fixture
def pass_of(network: Network) -> Callable[[int], Pass]:
    """The pass of a digit that the program draws."""

    def run(number: int) -> Pass:
        images, _ = draw_digits(number, 1, 0, stream=TEST)
        return NetworkModel(network).run(as_floats(images)[0])

    return run


@pytest.fixture
def make_view(qtbot: QtBot) -> Iterator[Callable[..., ExplainView]]:
    """Makes the view and shows it, at the size that it has in a small window."""
    views: list[ExplainView] = []

    def make(*methods: Mapping[str, Method]) -> ExplainView:
        view = ExplainView(Workspace(), *methods)
        views.append(view)
        qtbot.addWidget(view)
        view.resize(920, 640)
        view.show()
        return view

    yield make
    for view in views:
        view.close_down()


def tell(view: ExplainView, shown: Pass, cell: Cell | None = None) -> None:
    """What the page tells a view when it is shown."""
    assert shown.network is not None
    view.show_model(NetworkModel(shown.network))
    view.show_pass(shown)
    view.show_layer((cell or Cell("conv1", 0)).layer)
    view.show_cell(cell or Cell("conv1", 0))

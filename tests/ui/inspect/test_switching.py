"""Models, pictures and views switched in any order: whichever view is shown, it takes what comes."""


from threading import Event

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.shape import Flatten
from cnnviz.traces.passes import Cell, NetworkModel, Pass
from cnnviz.traces.shown_layers import HEAVY, Array
from cnnviz.ui.inspect.page import InspectPage
from cnnviz.ui.inspect.views import VIEWS
from cnnviz.ui.workspace import Workspace

PATIENCE_MS = 20_000


def other_network() -> Network:
    """Other layers and another size than the one that ships with the program."""
    rng = np.random.default_rng(5)
    layers = [("edges", Conv2D(1, 3, 3, rng=rng)), ("flat", Flatten()), ("scores", Linear(300, 4, rng=rng))]
    return Network(layers, (1, 12, 12))


@pytest.mark.parametrize("view", [choice.value for choice in VIEWS])
def test_another_model_can_be_taken_in_every_view(
    qtbot: QtBot, page: InspectPage, workspace: Workspace, view: str
) -> None:
    page.views.set_value(view)
    page.stack.show_view(view)
    workspace.set_model(other_network(), "made here")
    assert [layer.name for layer in page.layers()] == ["input", "edges", "flat", "scores", "softmax"]
    page.model_menu.use_shipped()
    assert page.layers()[1].name == "conv1"


def test_a_number_that_the_next_model_does_not_have_is_followed_no_more(
    page: InspectPage, workspace: Workspace
) -> None:
    page.show_layer(len(page.layers()) - 1)
    page.looking.follow(Cell("softmax", 9))
    workspace.set_model(other_network(), "made here")  # with 4 classes
    page.show_layer(len(page.layers()) - 1)
    assert page.looking.cell is not None and page.looking.cell.channel < 4


class WaitingModel(NetworkModel):
    """A heavy model that waits at its gate."""

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self.work, self.gate = HEAVY, Event()

    def run(self, picture: Array) -> Pass:
        self.gate.wait(PATIENCE_MS / 1000)
        return super().run(picture)


def test_views_can_be_switched_while_a_heavy_model_takes_its_first_look(
    qtbot: QtBot, page: InspectPage, workspace: Workspace
) -> None:
    model = WaitingModel(other_network())
    page.looking.set_model(model)
    page.looking.look_at(np.ones((1, 12, 12), np.float32))
    for choice in VIEWS:
        page.views.button(choice.value).click()
        assert page.layers()[1].name == "conv1", "that of the model before"
    model.gate.set()
    qtbot.waitUntil(lambda: page.layers()[1].name == "edges", timeout=PATIENCE_MS)

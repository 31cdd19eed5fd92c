"""Every kind of network can be looked into: rows and graphs, grey and colour, with and without class names."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.vgg import tiny_vgg
from cnnviz.ui.inspect.page import InspectPage
from cnnviz.ui.workspace import Workspace


@pytest.mark.parametrize("name", [name for name in NETWORKS if name != "vgg16"])
def test_every_network_is_shown_layer_by_layer(
    qtbot: QtBot, page: InspectPage, workspace: Workspace, name: str
) -> None:
    network = NETWORKS[name].build(0)
    workspace.set_model(network, "untrained")
    qtbot.waitUntil(lambda: len(page.layers()) == len(network.layers) + 2)  # with the picture and the softmax
    assert [layer.name for layer in page.layers()[1:-1]] == [name for name, _ in network.layers]
    assert page.prediction.reading() in network.class_names
    for index in range(len(page.layers())):
        page.show_layer(index)
    page.views.button("kernels").click()
    for index, layer in enumerate(page.layers()):
        if layer.weights is not None:
            page.show_layer(index)
    assert not page.notice.text() and not page.picture.notice.text()


def test_the_network_of_cnn_explainer_opens_from_its_model_json(qtbot: QtBot, page: InspectPage, shared: Path) -> None:
    folder = shared / "models" / "tiny-vgg"
    if not folder.is_dir():
        pytest.skip("the network of CNN Explainer is not here")
    page.model_menu.open_model(folder / "model.json")
    assert [layer.name for layer in page.layers()][1:-1] == [name for name, _ in tiny_vgg(None).layers]
    assert "model.json" in page.property("subtitle")
    page.open_picture(str(shared / "images" / "tinyvgg" / "panda_1.jpeg"))
    qtbot.waitUntil(lambda: page.prediction.reading() == "7", timeout=20_000)  # red panda, the files name no classes

"""Every kind of network can be looked into: rows and graphs, grey and colour, with and without class names."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.description import LAYERS
from cnnviz.engine.network import Network
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.vgg import tiny_vgg
from cnnviz.traces.shown_layers import ShownLayer, shown_layers
from cnnviz.ui.inspect.maps.explanations import explanation
from cnnviz.ui.inspect.maps.facts import facts
from cnnviz.ui.inspect.maps.kernel_contents import kernel_reading
from cnnviz.ui.inspect.page import InspectPage
from cnnviz.ui.workspace import Workspace
from tests.data.test_tensorflow_js import ON_THE_PAGE
from tests.ui.inspect.conftest import settle


@pytest.mark.parametrize("name", [name for name in NETWORKS if name != "vgg16"])
def test_every_network_is_shown_layer_by_layer(
    qtbot: QtBot, page: InspectPage, workspace: Workspace, name: str
) -> None:
    network = NETWORKS[name].build(0)
    workspace.set_model(network, "untrained")
    qtbot.waitUntil(lambda: len(page.layers()) == len(network.layers) + 2)  # with the picture and the softmax
    assert [layer.name for layer in page.layers()[1:-1]] == [name for name, _ in network.layers]
    assert page.prediction.reading() in network.class_names
    for index, layer in enumerate(page.layers()):
        page.show_layer(index)
        assert explanation(layer)
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
    settle(qtbot, page)
    assert [layer.name for layer in page.layers()][1:-1] == [name for name, _ in tiny_vgg(None).layers]
    assert page.property("subtitle") == "from tiny-vgg/model.json"
    for stem, name in ON_THE_PAGE.items():
        path = shared / "images" / "tinyvgg" / f"{stem}.jpeg"
        page.open_picture(str(path))
        qtbot.waitUntil(lambda name=name: page.prediction.reading() == name, timeout=20_000)
        with Image.open(path) as picture:  # as it is in the file, and not mirrored
            pixels = np.asarray(picture.convert("RGB"), np.float32).transpose(2, 0, 1) / 255
        np.testing.assert_allclose(page.layers()[0].maps, pixels, atol=1e-6)


def test_a_layer_that_brings_branches_together_names_them(
    qtbot: QtBot, page: InspectPage, workspace: Workspace
) -> None:
    workspace.set_model(NETWORKS["resnet8"].build(0), "untrained")
    qtbot.waitUntil(lambda: len(page.layers()) > 30)
    names = [layer.name for layer in page.layers()]
    add = page.layers()[names.index("block1_1_add")]
    assert explanation(add) == "Adds up the maps of block1_1_norm2, relu, number by number."
    assert "takes block1_1_norm2, relu" in facts(add)
    assert "takes" not in facts(page.layers()[names.index("block1_1_relu2")])
    page.resize(1208, 752)
    page.show_layer(names.index("block1_1_add"))
    assert page.maps.explained.text().startswith("Adds up the maps")


def test_batch_normalisation_says_what_it_does_to_a_map(page: InspectPage, workspace: Workspace) -> None:
    norm = BatchNorm2D(2)
    norm.parameters["weight"][:], norm.parameters["bias"][:] = (2, 1), (0.5, 0)
    norm.buffers["running_mean"][:], norm.buffers["running_var"][:] = (3, 0), (4, 1)
    picture = np.random.default_rng(0).random((2, 4, 4), np.float32)
    layer = shown_layers(Network([("norm", norm)], input_shape=(2, 4, 4)), picture)[1]
    assert layer.scaling is not None
    for index, (scale, shift) in enumerate(layer.scaling.T):
        assert np.allclose(layer.maps[index], picture[index] * scale + shift, atol=1e-6)
    assert explanation(layer, 0).endswith("this one is multiplied by 1.0000, then −2.5000 is added.")


def test_every_kind_of_layer_is_explained() -> None:
    for kind in ("input", *LAYERS):
        assert explanation(ShownLayer("a", kind, (1, 1, 1), np.zeros((1, 1, 1)), takes=("b", "c"))), kind


def test_a_kernel_of_a_group_names_the_map_that_it_sees() -> None:
    layers = [("conv", Conv2D(4, 6, 3, groups=2)), ("depthwise", Conv2D(6, 6, 3, groups=6))]
    _, conv, depthwise = shown_layers(Network(layers, input_shape=(4, 8, 8)), np.zeros((4, 8, 8), np.float32))
    assert [conv.source(kernel, 1) for kernel in range(6)] == [1, 1, 1, 3, 3, 3]
    assert [depthwise.source(kernel, 0) for kernel in range(6)] == list(range(6))
    assert "depthwise kernel 4, input channel 4 ·" in kernel_reading(depthwise, 4, 0, 0)

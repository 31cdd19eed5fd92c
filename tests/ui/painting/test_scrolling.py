"""A zoomed picture that looks at other parts of its panels: a copy that shares what was painted, pixel by pixel."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from cnnviz.engine.activations import ReLU
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.pooling import MaxPool2D
from cnnviz.traces.chain_scene import ChainScene
from cnnviz.traces.convolution_scene import ConvolutionScene
from cnnviz.traces.input_gradient_scene import ConvolutionInputGradientScene
from cnnviz.traces.pooling_scene import PoolingScene
from cnnviz.traces.scene import Scene
from cnnviz.ui.painting.scene import ScenePicture
from cnnviz.ui.theme import LIGHT

WIDTH, HEIGHT = 860, 470
PLACES = [(4.0, 5.0), (20.0, 5.0), (20.0, 24.0), (11.0, 17.0), (4.0, 5.0)]


def numbers(*shape: int) -> np.ndarray:
    """Small ones, but for a corner: the digits that suit them must not depend on what is seen."""
    made = np.random.default_rng(3).normal(0, 2, shape).astype(np.float32)
    made[..., 20:, 20:] *= 100
    return made


def layer(filters: int = 1) -> Conv2D:
    made = Conv2D(1, filters, 3, padding=1)
    made.parameters["weight"][:] = numbers(filters, 1, 3, 3)
    return made


def convolution(filters: int = 1) -> Scene:
    return ConvolutionScene(layer(filters), numbers(1, 28, 28))


def backward() -> Scene:
    return ConvolutionInputGradientScene(layer(2), numbers(1, 28, 28), numbers(2, 28, 28))


def chain() -> Scene:
    return ChainScene(layer(), ReLU(), MaxPool2D(2), numbers(1, 28, 28))


def pooling() -> Scene:
    return PoolingScene(MaxPool2D(2, padding=1), numbers(1, 29, 29))


def picture_of(scene: Scene, focus: dict[str, tuple[float, float]], ratio: float = 1.0) -> ScenePicture:
    return ScenePicture(scene, WIDTH, HEIGHT, LIGHT, ratio, zoom=2.0, focus=focus)


def painted(picture: ScenePicture, index: int, ratio: float = 1.0) -> QImage:
    image = QImage(round(WIDTH * ratio), round(HEIGHT * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    picture.paint(painter, picture.scene.frame(index))
    painter.end()
    return image


@pytest.mark.usefixtures("qtbot")
@pytest.mark.parametrize("ratio", [1.0, 1.5])
@pytest.mark.parametrize("make", [convolution, lambda: convolution(2), backward, chain, pooling])
def test_a_scrolled_picture_equals_a_fresh_one_pixel_by_pixel(make: Callable[[], Scene], ratio: float) -> None:
    scene = make()
    keys = [panel.key for panel in scene.panels]
    picture = picture_of(scene, {}, ratio)
    looked_at = set()
    for place in PLACES:
        focus = dict.fromkeys(keys, place)
        picture, fresh = picture.moved(focus), picture_of(scene, focus, ratio)
        assert picture.grids == fresh.grids
        looked_at.add(picture.grids[scene.source][0])
        for index in (scene.length // 3, scene.length - 1):
            assert painted(picture, index, ratio) == painted(fresh, index, ratio)
            same = picture.changed(scene.frame(0), scene.frame(index)) == fresh.changed(
                scene.frame(0), scene.frame(index)
            )
            assert same
    assert len(looked_at) == len(PLACES) - 1


@pytest.mark.usefixtures("qtbot")
@pytest.mark.parametrize("zoom", [1.0, 2.0])
@pytest.mark.parametrize("make", [convolution, backward, chain, pooling])
def test_a_step_painted_over_the_last_frame_equals_a_whole_picture(make: Callable[[], Scene], zoom: float) -> None:
    scene = make()
    picture = ScenePicture(scene, WIDTH, HEIGHT, LIGHT, zoom=zoom)
    for index in (scene.length // 2, scene.length // 2 + 1, scene.length - 2):
        image = painted(picture, index)
        painter = QPainter(image)
        region = picture.changed(scene.frame(index), scene.frame(index + 1))
        painter.setClipRegion(region)
        picture.paint(painter, scene.frame(index + 1), region=region)
        painter.end()
        assert image == painted(picture, index + 1)


@pytest.mark.usefixtures("qtbot")
@pytest.mark.parametrize("make", [convolution, backward, chain, pooling])
def test_a_step_that_scrolls_paints_over_all_that_it_changes(make: Callable[[], Scene]) -> None:
    scene = make()
    keys = [panel.key for panel in scene.panels]
    for index, (before, after) in enumerate(pairwise(PLACES), scene.length // 2):
        last = picture_of(scene, dict.fromkeys(keys, before))
        picture, image = last.moved(dict.fromkeys(keys, after)), painted(last, index)
        region = picture.changed(scene.frame(index), scene.frame(index + 1), last)
        painter = QPainter(image)
        painter.setClipRegion(region)
        picture.paint(painter, scene.frame(index + 1), region=region)
        painter.end()
        assert image == painted(picture, index + 1)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The panels whose numbers were asked for."""
    keys: list[str] = []
    values = ConvolutionScene.values

    def noted(scene: ConvolutionScene, key: str, *arguments: object, **options: object) -> np.ndarray:
        keys.append(key)
        return values(scene, key, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(ConvolutionScene, "values", noted)
    return keys


def at(picture: ScenePicture, place: tuple[float, float]) -> ScenePicture:
    """The picture around a place, painted once."""
    other = picture.moved({"input": place, "output": place})
    painted(other, 700)
    return other


def test_a_part_seen_before_is_not_read_again(qtbot: QtBot, read: list[str]) -> None:
    picture = at(at(picture_of(convolution(), {}), PLACES[0]), PLACES[1])
    read.clear()
    at(picture, PLACES[0])
    assert not read


def test_a_part_not_seen_for_long_is_let_go(qtbot: QtBot, read: list[str]) -> None:
    picture = at(picture_of(convolution(), {}), (7.0, 7.0))
    for row in range(8, 20):
        for column in range(8, 20):
            picture = at(picture, (row, column))
    read.clear()
    at(picture, (7.0, 7.0))
    assert sorted(read) == ["input", "output"]

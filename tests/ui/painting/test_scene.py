"""What is painted of a scene lies where the arithmetic says, in the colours that mean it, and a step paints enough."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from pytestqt.qtbot import QtBot

from cnnviz.engine.activations import ReLU
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.geometry import Window2D
from cnnviz.engine.pooling import MaxPool2D
from cnnviz.traces.chain_scene import ChainScene
from cnnviz.traces.convolution_scene import ConvolutionScene
from cnnviz.traces.grids import Grid
from cnnviz.traces.input_gradient_scene import ConvolutionInputGradientScene
from cnnviz.traces.origin import Origin
from cnnviz.traces.pooling_scene import PoolingScene
from cnnviz.traces.scene import Place, Scene
from cnnviz.traces.weight_gradient_scene import WeightGradientScene
from cnnviz.ui.painting.scene import ScenePicture
from cnnviz.ui.theme import DARK, LIGHT, Theme

WIDTH, HEIGHT = 900, 520
BOTH = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


def ramp(size: int, channels: int = 1) -> np.ndarray:
    """Pictures (channels, size, size) that go from black to white."""
    return np.tile(np.linspace(0, 1, size, dtype=np.float32), (channels, size, 1))


def layer(window: Window2D, channels: int = 1, filters: int = 1) -> Conv2D:
    """A convolution with 1 in the first corner of each kernel and -1 in the last."""
    made = Conv2D(channels, filters, window.kernel, window.stride, window.padding, window.dilation,
                  padding_mode=window.padding_mode)  # fmt: skip
    made.parameters["weight"][...] = 0
    made.parameters["weight"][..., 0, 0], made.parameters["weight"][..., -1, -1] = 1, -1
    return made


def convolution(window: Window2D, size: int = 8, channels: int = 1, filters: int = 1) -> Scene:
    return ConvolutionScene(layer(window, channels, filters), ramp(size, channels))


def backward(size: int = 6, filters: int = 2) -> Scene:
    made = layer(Window2D.of(3, padding=1), 1, filters)
    shape = made.output_shape((1, size, size))
    upstream = np.linspace(-1, 1, int(np.prod(shape)), dtype=np.float32).reshape(shape)
    return ConvolutionInputGradientScene(made, ramp(size), upstream)


def weight_gradient() -> Scene:
    made = layer(Window2D.of(3, stride=2), 1, 2)
    upstream = np.linspace(-1, 1, 18, dtype=np.float32).reshape(2, 3, 3)
    return WeightGradientScene(made, ramp(8), upstream)


def pooling() -> Scene:
    return PoolingScene(MaxPool2D(2), np.stack([ramp(6)[0], ramp(6)[0].T]))


def chain() -> Scene:
    return ChainScene(layer(Window2D.of(3), 1, 2), ReLU(), MaxPool2D(2), ramp(8))


@pytest.fixture
def picture_of(qtbot: QtBot) -> Callable[..., ScenePicture]:
    """Makes pictures; needs the application that qtbot starts."""

    def made(scene: Scene, theme: Theme = LIGHT, **settings: object) -> ScenePicture:
        return ScenePicture(scene, WIDTH, HEIGHT, theme, **settings)  # type: ignore[arg-type]

    return made


def painted(picture: ScenePicture, index: int, place: Place | None = None, **how: object) -> QImage:
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(picture.theme.panel)
    painter = QPainter(image)
    picture.paint(painter, picture.scene.frame(index), place, **how)  # type: ignore[arg-type]
    painter.end()
    return image


def at(image: QImage, grid: Grid, row: float, column: float) -> QColor:
    """The colour at a place of a grid, in cells."""
    x, y = grid.corner(row, column)
    return image.pixelColor(round(x), round(y))


def pixels(image: QImage) -> np.ndarray:
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width()).copy()


def parts(image: QImage) -> np.ndarray:
    """Blue, green and red (rows, columns, 3)."""
    return pixels(image).view(np.uint8).reshape(image.height(), image.width(), 4)[..., :3].astype(int)


@BOTH
@pytest.mark.parametrize(
    ("window", "index"),
    [
        (Window2D.of(3), 0),
        (Window2D.of(3), 22),
        (Window2D.of((2, 5), stride=(2, 1)), 6),
        (Window2D.of(3, padding=1), 63),
        (Window2D.of(2, dilation=3), 7),
    ],
)
def test_the_frame_of_the_window_has_its_true_place_and_size(
    picture_of: Callable[..., ScenePicture], theme: Theme, window: Window2D, index: int
) -> None:
    picture = picture_of(convolution(window), theme)
    image, grid = painted(picture, index), picture.grids["input"][0]
    row, column = window.origin(*picture.scene.frame(index).position[1:])
    rows, columns = window.span
    for y, x in ((0, columns / 2), (rows, columns / 2), (rows / 2, 0), (rows / 2, columns)):
        assert at(image, grid, row + y, column + x) == theme.kernel


def test_a_dilated_window_marks_the_cells_that_it_meets(picture_of: Callable[..., ScenePicture]) -> None:
    picture = picture_of(convolution(Window2D.of(3, dilation=2)))
    image, (x, y) = painted(picture, 0), picture.grids["input"][0].corner(2, 2)
    assert image.pixelColor(round(x) + 1, round(y) + 10) == LIGHT.kernel
    x, y = picture.grids["input"][0].corner(2, 1)
    assert image.pixelColor(round(x) + 1, round(y) + 10) != LIGHT.kernel


def test_the_marked_output_cell_is_the_one_of_the_frame(picture_of: Callable[..., ScenePicture]) -> None:
    picture = picture_of(convolution(Window2D.of(3)))
    image, grid = painted(picture, 22), picture.grids["output"][0]
    assert at(image, grid, 3, 4.5) == LIGHT.output
    assert at(image, grid, 4, 4.5) == LIGHT.output


def test_the_output_grows_up_to_the_current_pixel(picture_of: Callable[..., ScenePicture]) -> None:
    picture = picture_of(convolution(Window2D.of(3)))
    image, grid = painted(picture, 8), picture.grids["output"][0]
    assert at(image, grid, 0.15, 5.15) != LIGHT.empty
    assert at(image, grid, 1.15, 1.15) != LIGHT.empty
    assert at(image, grid, 1.15, 4.15) == LIGHT.empty
    assert at(image, grid, 5.15, 0.15) == LIGHT.empty


def test_the_maps_of_later_filters_are_empty(picture_of: Callable[..., ScenePicture]) -> None:
    picture = picture_of(convolution(Window2D.of(3), filters=3))
    image, grids = painted(picture, 36 + 8), picture.grids["output"]
    assert at(image, grids[0], 5.2, 5.2) != LIGHT.empty
    assert at(image, grids[1], 1.2, 1.2) != LIGHT.empty
    assert at(image, grids[1], 4.2, 4.2) == LIGHT.empty
    assert at(image, grids[2], 0.2, 0.2) == LIGHT.empty


@BOTH
def test_a_weight_of_zero_is_the_ground(picture_of: Callable[..., ScenePicture], theme: Theme) -> None:
    picture = picture_of(convolution(Window2D.of(3)), theme)
    image, kernel = painted(picture, 0), picture.grids["kernel"][0]
    assert at(image, kernel, 1.15, 1.15) == theme.panel
    assert at(image, kernel, 0.15, 0.15) == theme.weight_high
    assert at(image, kernel, 2.15, 2.15) == theme.weight_low


def test_the_kernel_is_that_of_the_filter(picture_of: Callable[..., ScenePicture]) -> None:
    scene = convolution(Window2D.of(3), filters=2)
    scene.layer.parameters["weight"][1, 0, 0, 0] = 0  # type: ignore[attr-defined]
    picture = picture_of(scene)
    kernel = picture.grids["kernel"][0]
    assert at(painted(picture, 0), kernel, 0.15, 0.15) == LIGHT.weight_high
    assert at(painted(picture, 36), kernel, 0.15, 0.15) == LIGHT.panel


def test_padding_looks_different_from_the_picture(picture_of: Callable[..., ScenePicture]) -> None:
    picture = picture_of(convolution(Window2D.of(3, padding=1)))
    image, grid = painted(picture, 63), picture.grids["input"][0]
    assert at(image, grid, 0.2, 0.2) == LIGHT.padding
    assert at(image, grid, 1.2, 1.2) == QColor(Qt.GlobalColor.black)
    assert at(image, grid, 1.2, 8.2) == QColor(Qt.GlobalColor.white)


def test_padding_that_repeats_the_picture_is_paler_than_it(picture_of: Callable[..., ScenePicture]) -> None:
    picture = picture_of(convolution(Window2D.of(3, padding=1, padding_mode="replicate")))
    image, grid = painted(picture, 30), picture.grids["input"][0]
    black, white = at(image, grid, 5.2, 0.2), at(image, grid, 5.2, 9.2)
    assert QColor(Qt.GlobalColor.black) != black != LIGHT.padding
    assert black.lightness() < white.lightness()


def test_padding_looks_the_same_in_the_patch(picture_of: Callable[..., ScenePicture]) -> None:
    picture = picture_of(convolution(Window2D.of(3, padding=1), size=60))
    image, patch = painted(picture, 0), picture.grids["patch"][0]
    assert at(image, patch, 0.2, 1.2) == LIGHT.padding
    assert at(image, patch, 1.2, 0.2) == LIGHT.padding
    assert at(image, patch, 1.2, 1.2) == QColor(Qt.GlobalColor.black)


def test_the_window_of_a_pooling_has_the_colour_of_its_channel(picture_of: Callable[..., ScenePicture]) -> None:
    picture = picture_of(PoolingScene(MaxPool2D(2), np.ones((3, 4, 4), np.float32)))
    patch = picture.grids["patch"][0]
    red, blue = (at(painted(picture, index), patch, 1.2, 1.2) for index in (0, 8))
    assert red.red() > red.blue()
    assert blue.blue() > blue.red()


def test_cells_that_no_window_reaches_are_hatched(picture_of: Callable[..., ScenePicture]) -> None:
    picture = picture_of(convolution(Window2D.of(3, stride=3)))
    image, grid = painted(picture, 0), picture.grids["input"][0]

    def colours(row: float, column: float) -> set[int]:
        x, y = grid.corner(row, column)
        return {image.pixel(round(x) + i, round(y)) for i in range(2, 18)}

    assert len(colours(7.2, 5)) > 1
    assert len(colours(5.2, 5)) == 1


def test_a_gradient_that_is_cut_away_is_hatched(picture_of: Callable[..., ScenePicture]) -> None:
    picture = picture_of(backward())
    image, grid = painted(picture, 0), picture.grids["gradient"][0]
    x, y = grid.corner(7, 4)
    assert len({image.pixel(round(x) + i, round(y) + 4) for i in range(2, 18)}) > 1
    assert at(image, grid, 6.2, 4.2) == LIGHT.panel


def test_what_has_been_added_so_far_is_shown(picture_of: Callable[..., ScenePicture]) -> None:
    scene = backward()
    picture = picture_of(scene)
    grid, last = picture.grids["gradient"][0], scene.length - 1
    first, done = painted(picture, 0), painted(picture, last)
    assert at(first, grid, 4.2, 4.2) == LIGHT.panel
    assert at(done, grid, 4.2, 4.2) != LIGHT.panel
    assert at(painted(picture, 36), grid, 6.2, 4.2) != at(done, grid, 6.2, 4.2)


def test_the_winner_is_marked(picture_of: Callable[..., ScenePicture]) -> None:
    picture = picture_of(pooling())
    image = painted(picture, 0)
    assert at(image, picture.grids["input"][0], 0.5, 1) == LIGHT.output
    assert at(image, picture.grids["patch"][0], 0.5, 1) == LIGHT.output


def test_a_hovered_input_cell_lights_the_outputs_it_feeds(picture_of: Callable[..., ScenePicture]) -> None:
    picture = picture_of(convolution(Window2D.of(3)))
    plain, lit = painted(picture, 0), painted(picture, 0, Place("input", 0, 7, 7))
    grid = picture.grids["output"][0]
    assert at(lit, grid, 5.5, 5.5) != at(plain, grid, 5.5, 5.5)
    assert at(lit, grid, 4.5, 4.5) == at(plain, grid, 4.5, 4.5)


@pytest.mark.parametrize("size", [9, 61])
def test_a_hovered_weight_lights_all_that_it_meets(picture_of: Callable[..., ScenePicture], size: int) -> None:
    picture = picture_of(convolution(Window2D.of(3, stride=2), size=size))
    plain, lit = painted(picture, 0), painted(picture, 0, Place("kernel", 0, 0, 0))
    grid = picture.grids["input"][0]
    assert at(lit, grid, 4.4, 4.4) != at(plain, grid, 4.4, 4.4)
    assert at(lit, grid, 5.4, 5.4) == at(plain, grid, 5.4, 5.4)


def test_a_weight_is_seen_to_meet_a_picture_of_a_million_cells(picture_of: Callable[..., ScenePicture]) -> None:
    picture = picture_of(convolution(Window2D.of(3, stride=2), size=1001))
    plain, lit = painted(picture, 0), painted(picture, 0, Place("kernel", 0, 0, 0))
    grid = picture.grids["input"][0]
    assert at(lit, grid, 500, 500) != at(plain, grid, 500, 500)


def test_another_frame_is_outlined_with_dashes(picture_of: Callable[..., ScenePicture]) -> None:
    picture = picture_of(convolution(Window2D.of(3)))
    image, (x, y) = painted(picture, 0, peek=picture.scene.frame(21)), picture.grids["output"][0].corner(3, 3)
    edge = {image.pixelColor(round(x) + i, round(y)).name() for i in range(int(picture.grids["output"][0].cell))}
    assert {LIGHT.output.name(), LIGHT.panel.name()} <= edge


def test_each_weight_has_a_colour_of_its_own_that_its_cells_carry(picture_of: Callable[..., ScenePicture]) -> None:
    picture = picture_of(convolution(Window2D.of(3)), identity=True)
    image, colours = painted(picture, 0), set()

    def framed(key: str, row: int, column: int) -> str:
        x, y = picture.grids[key][0].corner(row, column)
        return image.pixelColor(round(x) + 6, round(y) + 3).name()

    for row in range(3):
        for column in range(3):
            colour = framed("kernel", row, column)
            assert colour == framed("products", row, column) == framed("input", row, column)
            colours.add(colour)
    assert len(colours) == 9
    assert framed("input", 4, 4) not in colours


SCENES = [
    pytest.param(lambda: convolution(Window2D.of(3, padding=1)), [(20, 21), (20, 37), (63, 0)], id="convolution"),
    pytest.param(lambda: convolution(Window2D.of(3), 40, 3, 2), [(20, 21), (20, 90), (1400, 1500)], id="small cells"),
    pytest.param(lambda: convolution(Window2D.of(3, dilation=2), 9), [(3, 4), (24, 4)], id="dilation"),
    pytest.param(lambda: convolution(Window2D.of(3), 700), [(70_000, 70_001), (5, 300_000)], id="large"),
    pytest.param(backward, [(3, 4), (5, 6), (10, 30), (35, 36), (60, 7)], id="added"),
    pytest.param(pooling, [(0, 1), (2, 3), (8, 9), (17, 4)], id="pooling"),
    pytest.param(chain, [(0, 1), (6, 7), (7, 8), (35, 36), (50, 3)], id="chain"),
    pytest.param(weight_gradient, [(0, 1), (8, 9), (17, 2)], id="weight"),
]


@pytest.mark.parametrize("identity", [False, True])
@pytest.mark.parametrize(("make", "steps"), SCENES)
def test_what_is_said_to_change_covers_all_that_changes(
    picture_of: Callable[..., ScenePicture], make: Callable[[], Scene], steps: list[tuple[int, int]], identity: bool
) -> None:
    picture = picture_of(make(), identity=identity)
    for before, after in steps:
        region = picture.changed(picture.scene.frame(before), picture.scene.frame(after))
        differ = pixels(painted(picture, before)) != pixels(painted(picture, after))
        assert differ.any()
        missed = [(x, y) for y, x in np.argwhere(differ).tolist() if not region.contains(QPoint(x, y))]
        assert not missed, f"{before} to {after}"


def test_a_step_paints_little_of_a_large_picture(picture_of: Callable[..., ScenePicture]) -> None:
    picture = picture_of(convolution(Window2D.of(3), 28))
    grid = picture.grids["input"][0]
    region = picture.changed(picture.scene.frame(100), picture.scene.frame(101))
    seen = region.intersected(QRect(round(grid.x), round(grid.y), round(grid.width), round(grid.height)))
    box = seen.boundingRect()
    assert box.width() * box.height() < 0.1 * grid.width * grid.height


@BOTH
@pytest.mark.parametrize(("make", "steps"), SCENES)
def test_shapes_and_texts_look_like_the_pixmaps(
    picture_of: Callable[..., ScenePicture], make: Callable[[], Scene], steps: list[tuple[int, int]], theme: Theme
) -> None:
    picture = picture_of(make(), theme)
    for _, index in steps:
        kept, direct = parts(painted(picture, index)), parts(painted(picture, index, vector=True))
        few = 0.25 if min(grid.cell for grids in picture.grids.values() for grid in grids) < 1 else 0.001
        assert np.mean(np.abs(kept - direct).max(axis=-1) > 2) < few


def test_a_vector_file_holds_the_numbers_as_text(picture_of: Callable[..., ScenePicture], tmp_path: Path) -> None:
    picture = picture_of(ConvolutionScene(layer(Window2D.of(3)), np.full((1, 5, 5), 0.37, np.float32)))
    generator = QSvgGenerator()
    generator.setFileName(str(tmp_path / "scene.svg"))
    generator.setSize(QSize(WIDTH, HEIGHT))
    painter = QPainter(generator)
    picture.paint(painter, picture.scene.frame(4), vector=True)
    painter.end()
    text = (tmp_path / "scene.svg").read_text()
    assert text.count(">0.37</text>") >= 25
    assert ">Kernel</text>" in text
    assert "<rect" in text or "<path" in text
    assert text.count("<image") <= 1


def test_the_cell_under_a_point_is_found_in_every_panel(picture_of: Callable[..., ScenePicture]) -> None:
    picture = picture_of(convolution(Window2D.of(3), channels=3, filters=2))
    for key, grids in picture.grids.items():
        for index, grid in enumerate(grids):
            assert picture.place_at(*grid.corner(1.5, 2.5)) == Place(key, index, 1, 2)
    assert picture.place_at(WIDTH - 1, HEIGHT - 1) is None


def test_a_cell_is_where_it_is_found(picture_of: Callable[..., ScenePicture]) -> None:
    picture = picture_of(convolution(Window2D.of(3)))
    area = picture.rect_of(Place("output", 0, 2, 3))
    assert area is not None
    assert picture.place_at(area.center().x(), area.center().y()) == Place("output", 0, 2, 3)
    assert picture.rect_of(Place("nothing", 0, 0, 0)) is None


def test_a_zoomed_picture_shows_the_part_that_is_asked_for(picture_of: Callable[..., ScenePicture]) -> None:
    scene = convolution(Window2D.of(3), 40)
    picture = picture_of(scene, zoom=4.0, focus={"input": (30, 30), "output": (30, 30)})
    grid = picture.grids["input"][0]
    assert grid.rows < 40
    assert grid.shows(30, 30)
    assert not grid.shows(0, 0)
    assert picture.rect_of(Place("input", 0, 0, 0)) is None
    index = 30 * 38 + 30
    image = painted(picture, index)
    assert at(image, grid, 30, 31.5) == LIGHT.kernel
    grey = at(image, grid, 34.3, 32.3)
    assert grey.red() == pytest.approx(255 * 32 / 39, abs=1)


def test_a_large_picture_is_read_once_per_pixel(
    picture_of: Callable[..., ScenePicture], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    values = ConvolutionScene.values

    def counted(scene: ConvolutionScene, *arguments: object, **options: object) -> np.ndarray:
        numbers = values(scene, *arguments, **options)  # type: ignore[arg-type]
        read.append(numbers.size)
        return numbers

    scene = convolution(Window2D.of(3), 1024, 3)
    monkeypatch.setattr(ConvolutionScene, "values", counted)
    picture = picture_of(scene)
    painted(picture, 500_000)
    assert max(read) < 3 * 1024 * 1024 / 2
    assert sum(read) < 4 * 3 * WIDTH * HEIGHT


def test_every_pixel_of_a_large_picture_is_one_of_its_numbers(picture_of: Callable[..., ScenePicture]) -> None:
    image = np.random.default_rng(1).integers(0, 2, (1, 900, 900)).astype(np.float32)
    picture = picture_of(ConvolutionScene(layer(Window2D.of(3)), image))
    grid, shown = picture.grids["input"][0], painted(picture, 0)
    inside = pixels(shown)[round(grid.y) + 40 : round(grid.y + grid.height) - 2, round(grid.x) + 40 : 300] & 0xFFFFFF
    assert {0, 0xFFFFFF} == set(np.unique(inside).tolist())


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_legend_of_maps_that_cannot_be_negative_is_that_of_magnitudes(
    picture_of: Callable[..., ScenePicture], theme: Theme
) -> None:
    values = np.stack([ramp(6)[0], ramp(6)[0].T])
    for is_positive in (True, False):
        picture = picture_of(PoolingScene(MaxPool2D(2), values, origin=Origin(True, is_positive)), theme)
        bottom = max(grid.y + grid.height for grid in picture.grids["output"])
        legend = pixels(painted(picture, 0))[round(bottom) + 4 : round(bottom) + 28] | 0xFF000000
        assert (legend == theme.magnitudes[-1].rgb()).any() == is_positive
        assert (legend == theme.activation_low.rgb()).any() != is_positive

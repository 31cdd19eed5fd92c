"""Inspect as a person uses it: a picture goes in, every layer can be seen, the prediction stands beside it."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from cnnviz.engine.activations import ReLU
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.shape import Flatten
from cnnviz.engine.softmax import Softmax
from cnnviz.traces.ranges import rounded_up, symmetric_limit
from cnnviz.ui.inspect.maps.kernels_card import KernelsCard
from cnnviz.ui.inspect.maps.legend import written
from cnnviz.ui.inspect.maps.maps_card import MapsCard
from cnnviz.ui.inspect.page import InspectPage
from cnnviz.ui.workspace import GivenPicture, Workspace

PATIENCE_MS = 20_000
LEFT = Qt.MouseButton.LeftButton


def wait_for_name(qtbot: QtBot, page: InspectPage, name: str) -> None:
    qtbot.waitUntil(lambda: name in page.picture.picture_name(), timeout=PATIENCE_MS)


def maps_card(page: InspectPage) -> MapsCard:
    assert isinstance(page.maps, MapsCard)
    return page.maps


def colour_network() -> Network:
    rng = np.random.default_rng(3)
    layers = [
        ("first", Conv2D(3, 4, 3, rng=rng)), ("rectified", ReLU()), ("flat", Flatten()),
        ("scores", Linear(4 * 30 * 30, 15, rng=rng)), ("shares", Softmax()),
    ]  # fmt: skip
    return Network(layers, (3, 32, 32), [f"class {index}" for index in range(15)])


def test_at_the_first_start_a_handwritten_sample_is_read(page: InspectPage) -> None:
    assert page.prediction.reading() == "7"
    assert page.maps.layer().name == "conv1"


def test_a_picture_given_at_the_start_is_shown_instead_of_the_sample(
    qtbot: QtBot, workspace: Workspace, tmp_path: Path
) -> None:
    Image.new("L", (30, 30), 100).save(tmp_path / "given.png")
    page = InspectPage(workspace)
    qtbot.addWidget(page)
    page.open_picture(str(tmp_path / "given.png"))
    qtbot.waitUntil(lambda: bool(page.layers()), timeout=PATIENCE_MS)
    qtbot.wait(50)
    assert "given.png" in page.picture.picture_name()
    page.close_down()


def test_the_first_sample_does_not_push_aside_what_was_chosen_meanwhile(qtbot: QtBot, workspace: Workspace) -> None:
    page = InspectPage(workspace)
    qtbot.addWidget(page)
    page.picture.open_first()
    page.picture.show_source("data")
    qtbot.waitUntil(lambda: not page.picture.is_opening(), timeout=PATIENCE_MS)
    assert "drawn test digit" in page.picture.picture_name()
    page.picture.show_source("file")
    assert "seven_photo" in page.picture.picture_name()
    page.close_down()


def test_every_layer_has_a_button_from_the_input_to_the_softmax(page: InspectPage) -> None:
    names = [layer.name for layer in page.layers()]
    assert names[0] == "input" and names[-1] == "softmax" and len(names) == 14
    assert [page.strip.button(index).text() for index in range(14)] == names


def test_all_layers_of_lenet_5_fit_at_1280_pixels(page: InspectPage) -> None:
    last = page.strip.button(len(page.layers()) - 1)
    right = last.mapTo(page.strip, QPoint(last.width(), 0)).x()
    assert right <= page.strip.width()


def test_a_click_on_a_layer_shows_its_maps(qtbot: QtBot, page: InspectPage) -> None:
    qtbot.mouseClick(page.strip.button(4), LEFT)
    assert page.maps.layer().name == "conv2"
    wall = page.maps.area.wall.wall()
    assert wall is not None
    assert np.array_equal(wall.maps, page.layers()[4].maps)


def test_the_arrow_keys_go_through_the_layers(qtbot: QtBot, page: InspectPage) -> None:
    page.strip.button(1).setFocus()
    qtbot.keyClick(page.strip.button(1), Qt.Key.Key_Right)
    assert page.maps.layer().name == "relu1"
    qtbot.keyClick(page.strip.button(2), Qt.Key.Key_Left)
    qtbot.keyClick(page.strip.button(1), Qt.Key.Key_Left)
    qtbot.keyClick(page.strip.button(0), Qt.Key.Key_Left)
    assert page.maps.layer().name == "input"


def test_an_opened_picture_is_shown_and_read(qtbot: QtBot, page: InspectPage, tmp_path: Path) -> None:
    pixels = np.full((90, 60), 250, np.uint8)
    pixels[10:80, 26:34] = 20
    Image.fromarray(pixels).save(tmp_path / "stroke.png")
    page.open_picture(str(tmp_path / "stroke.png"))
    wait_for_name(qtbot, page, "stroke.png")
    assert page.prediction.reading() == "1"


def test_a_broken_file_is_explained_and_the_last_picture_stays(qtbot: QtBot, page: InspectPage, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_text("this is no picture")
    before = page.layers()
    page.open_picture(str(broken))
    qtbot.waitUntil(lambda: "broken.png" in page.picture.notice.text(), timeout=PATIENCE_MS)
    assert page.layers() is before
    assert page.prediction.reading() == "7"


def test_what_was_changed_on_opening_is_said(qtbot: QtBot, page: InspectPage, tmp_path: Path) -> None:
    Image.new("RGBA", (40, 40), (200, 0, 0, 128)).save(tmp_path / "glass.png")
    page.open_picture(str(tmp_path / "glass.png"))
    wait_for_name(qtbot, page, "glass.png")
    assert "ransparency" in page.picture.notice.text()


def test_of_two_files_opened_in_a_hurry_the_last_one_is_shown(qtbot: QtBot, page: InspectPage, tmp_path: Path) -> None:
    for name in ("one.png", "two.png", "three.png"):
        Image.new("L", (30, 30), 100).save(tmp_path / name)
        page.open_picture(str(tmp_path / name))
    wait_for_name(qtbot, page, "three.png")


def test_a_copied_picture_is_pasted(qtbot: QtBot, page: InspectPage) -> None:
    image = QImage(50, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    QGuiApplication.clipboard().setImage(image)
    page.paste()
    assert "50 × 40" in page.picture.picture_name()


def test_a_copied_file_is_pasted(qtbot: QtBot, page: InspectPage, tmp_path: Path) -> None:
    Image.new("L", (30, 30), 100).save(tmp_path / "copied.png")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "copied.png"))])
    QGuiApplication.clipboard().setMimeData(data)
    page.paste()
    wait_for_name(qtbot, page, "copied.png")


def test_pasting_something_else_is_explained(qtbot: QtBot, page: InspectPage) -> None:
    QGuiApplication.clipboard().setText("just words")
    page.paste()
    assert "no picture on the clipboard" in page.picture.notice.text()


def test_a_double_click_enlarges_a_map_and_escape_returns(qtbot: QtBot, page: InspectPage) -> None:
    page.show_layer(4)
    card, wall = maps_card(page), page.maps.area.wall
    shown = wall.wall()
    assert shown is not None
    qtbot.mouseDClick(wall, LEFT, pos=shown.tile(5).center())
    assert card.enlarged() == 5
    alone = wall.wall()
    assert alone is not None and alone.maps.shape == (1, 10, 10)
    assert np.array_equal(alone.maps[0], page.layers()[4].maps[5])
    qtbot.keyClick(wall, Qt.Key.Key_PageDown)
    assert card.enlarged() == 6
    qtbot.keyClick(wall, Qt.Key.Key_Escape)
    assert card.enlarged() is None
    again = wall.wall()
    assert again is not None and len(again.maps) == 16


def test_an_enlarged_map_follows_the_next_picture(qtbot: QtBot, page: InspectPage) -> None:
    page.show_layer(4)
    maps_card(page).enlarge(2)
    qtbot.mouseClick(page.picture.sources.button("data"), LEFT)
    wall = page.maps.area.wall.wall()
    assert wall is not None and maps_card(page).enlarged() == 2
    assert np.array_equal(wall.maps[0], page.layers()[4].maps[2])


def test_hovering_reads_the_value_of_the_cell(qtbot: QtBot, page: InspectPage) -> None:
    page.show_layer(4)
    wall = page.maps.area.wall.wall()
    assert wall is not None
    qtbot.mouseMove(page.maps.area.wall, wall.cell_rect(3, 2, 6).center().toPoint())
    qtbot.mouseMove(page.maps.area.wall, wall.cell_rect(3, 2, 7).center().toPoint())
    qtbot.waitUntil(lambda: "map 3 · row 2, column 7" in page.maps.reading.text())
    assert f"{abs(page.layers()[4].maps[3, 2, 7]):.4f}" in page.maps.reading.text()


def test_kernels_have_ranges_of_their_own(qtbot: QtBot, page: InspectPage) -> None:
    page.show_layer(4)
    qtbot.mouseClick(page.views.button("kernels"), LEFT)
    limits = {}
    for how in ("map", "layer", "network", "fixed"):
        qtbot.mouseClick(page.maps.tools.ranges.button(how), LEFT)
        wall = page.maps.area.wall.wall()
        assert wall is not None
        limits[how] = set(wall.limits)
    weights = [layer.weights for layer in page.layers() if layer.weights is not None]
    assert len(limits["map"]) > 1
    assert limits["network"].pop() >= max(np.abs(each).max() for each in weights) > max(limits["layer"])
    page.maps.tools.limit.setValue(0.25)
    assert page.maps.tools.legend.ends() == ("−0.25", "+0.25")
    qtbot.mouseClick(page.views.button("maps"), LEFT)
    limit = rounded_up(symmetric_limit(page.layers()[4].maps))
    assert page.maps.tools.legend.ends() == (written(-limit), written(limit, signed=True)), "maps have their own"


def test_the_maps_stay_where_they_are_when_one_is_enlarged(page: InspectPage) -> None:
    before = page.maps.area.y()
    maps_card(page).enlarge(2)
    assert page.maps.area.y() == before


def test_the_tab_key_goes_from_the_preprocessing_over_the_layers_to_the_maps(page: InspectPage) -> None:
    assert page.picture.strip.switch("normalise").nextInFocusChain() is page.strip.button(0)
    assert page.strip.button(len(page.layers()) - 1).nextInFocusChain() is page.maps.area.wall


def test_the_range_can_be_each_maps_own_or_fixed(qtbot: QtBot, page: InspectPage) -> None:
    page.show_layer(4)
    qtbot.mouseClick(page.maps.tools.ranges.button("map"), LEFT)
    wall = page.maps.area.wall.wall()
    assert wall is not None
    assert wall.limits == pytest.approx(np.abs(wall.maps).max(axis=(1, 2)))
    assert page.maps.tools.legend.ends() == ("−own max", "+own max")
    qtbot.mouseClick(page.maps.tools.ranges.button("fixed"), LEFT)
    fixed = page.maps.area.wall.wall()
    assert fixed is not None
    assert set(fixed.limits) == {rounded_up(symmetric_limit(fixed.maps))}, "it starts where the layer's range ends"
    page.show_layer(1)
    page.maps.tools.limit.setValue(2.5)
    kept = page.maps.area.wall.wall()
    assert kept is not None and set(kept.limits) == {2.5}
    assert page.maps.tools.legend.ends() == ("−2.5", "+2.5")


def test_a_layer_shares_one_range_that_no_value_exceeds(page: InspectPage) -> None:
    for index in range(1, 13):
        page.show_layer(index)
        wall = page.maps.area.wall.wall()
        assert wall is not None
        assert len(set(wall.limits)) == 1
        assert np.abs(wall.maps).max() <= wall.limits[0]


def test_the_tiles_grow_with_the_window(qtbot: QtBot, page: InspectPage) -> None:
    page.show_layer(4)
    small = page.maps.area.wall.wall()
    page.resize(1848, 1032)
    large = page.maps.area.wall.wall()
    assert small is not None and large is not None
    assert large.layout.tile_width > 1.2 * small.layout.tile_width


def test_the_slider_sets_the_size_of_the_tiles_and_fit_takes_it_back(qtbot: QtBot, page: InspectPage) -> None:
    page.show_layer(4)
    fitted = page.maps.area.wall.wall()
    page.maps.tools.slider.setValue(300)
    wide = page.maps.area.wall.wall()
    assert wide is not None and wide.layout.tile_width == 300
    assert page.maps.area.verticalScrollBar().maximum() > 0
    qtbot.mouseClick(page.maps.tools.fit, LEFT, pos=QPoint(8, page.maps.tools.fit.height() // 2))
    again = page.maps.area.wall.wall()
    assert fitted is not None and again is not None and again.layout == fitted.layout


def test_maps_that_are_zero_everywhere_are_named(qtbot: QtBot, page: InspectPage) -> None:
    page.show_layer(5)
    silent = page.layers()[5].silent()
    wall = page.maps.area.wall.wall()
    assert wall is not None
    assert [mark == "all zero" for mark in wall.marks] == silent.tolist()


def test_kernels_have_their_own_view_and_layers_without_any_are_dimmed(qtbot: QtBot, page: InspectPage) -> None:
    page.show_layer(5)
    qtbot.mouseClick(page.views.button("kernels"), LEFT)
    assert page.maps.layer().name == "conv2", "the nearest layer before that has kernels"
    wall = page.maps.area.wall.wall()
    assert wall is not None and wall.maps.shape == (16 * 6, 5, 5)
    assert not page.strip.button(5).isEnabled() and page.strip.button(1).isEnabled()
    qtbot.mouseClick(page.views.button("maps"), LEFT)
    assert page.strip.button(5).isEnabled()


def test_the_kernel_under_the_pointer_is_seen_large(qtbot: QtBot, page: InspectPage) -> None:
    page.show_layer(4)
    qtbot.mouseClick(page.views.button("kernels"), LEFT)
    qtbot.waitUntil(lambda: page.maps.width() > 800)  # it has its room
    wall = page.maps.area.wall.wall()
    assert wall is not None and isinstance(page.maps, KernelsCard)
    qtbot.mouseMove(page.maps.area.wall, wall.cell_rect(6, 1, 1).center().toPoint())
    qtbot.mouseMove(page.maps.area.wall, wall.cell_rect(8, 1, 1).center().toPoint())
    qtbot.waitUntil(lambda: "kernel 1, input channel 2" in page.maps.reading.text())
    assert page.maps.detail.title() == "Kernel 1, input channel 2"


def test_a_colour_network_with_its_own_softmax_works(qtbot: QtBot, page: InspectPage, workspace: Workspace) -> None:
    workspace.set_model(colour_network(), "made for a test")
    assert [layer.name for layer in page.layers()] == ["input", "first", "rectified", "flat", "scores", "shares"]
    assert page.layers()[0].maps.shape == (3, 32, 32)
    assert page.property("subtitle") == "made for a test"
    assert len(page.prediction.bars.rows()) == 10, "the ten likeliest of fifteen classes"
    for index in range(6):
        page.show_layer(index)


def test_what_is_shown_is_what_the_network_computes(page: InspectPage, workspace: Workspace) -> None:
    network = workspace.model().network
    tape = network.forward(page.layers()[0].maps[None])
    for layer in page.layers()[1:-1]:
        assert np.array_equal(layer.maps.reshape(tape[layer.name].output[0].shape), tape[layer.name].output[0])
    assert page.layers()[-1].maps.sum() == pytest.approx(1, abs=1e-5)


def test_everything_is_painted_in_light_and_dark(page: InspectPage) -> None:
    from cnnviz.ui.theme import DARK, LIGHT, palette_of

    for theme in (DARK, LIGHT):
        page.setPalette(palette_of(theme))
        for widget in page.findChildren(type(page.maps.area.wall)):
            widget.setPalette(palette_of(theme))
        page.show_layer(4)
        wall = page.maps.area.wall.wall()
        assert wall is not None and wall.scale is not None and wall.scale[1] == theme.panel
        assert not page.grab().isNull()


def test_a_picture_of_another_page_goes_in_as_it_is_with_its_class(page: InspectPage, workspace: Workspace) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (28, 28)).astype(np.uint8)
    workspace.give_picture(GivenPicture(pixels, "validation 12", "3"))
    assert np.array_equal(page.layers()[0].maps[0], pixels / np.float32(255))
    assert page.picture.picture_name().startswith("validation 12")
    page.picture.show_source("pad")
    page.picture.show_source("file")
    assert np.array_equal(page.layers()[0].maps[0], pixels / np.float32(255))


def test_a_page_that_is_made_later_still_shows_the_picture_it_was_given(qtbot: QtBot, workspace: Workspace) -> None:
    workspace.give_picture(GivenPicture(np.full((28, 28), 7, np.uint8), "test 4", "1"))
    late = InspectPage(workspace)
    qtbot.addWidget(late)
    assert late.picture.picture_name().startswith("test 4")
    late.close_down()

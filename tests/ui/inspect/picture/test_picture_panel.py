"""The ways a picture comes in, and the switches of what is done to it."""

from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cnnviz.data.normalisation import IMAGENET_MEAN, IMAGENET_SPREAD, InputNormalisation
from cnnviz.data.preprocessing_frame import Box
from cnnviz.traces.following import Field
from cnnviz.traces.passes import Cell
from cnnviz.ui.inspect.page import InspectPage
from cnnviz.ui.inspect.picture.digits import mnist_digits
from cnnviz.ui.theme import theme_of
from cnnviz.ui.workspace import Workspace

LEFT = Qt.MouseButton.LeftButton


def stroke(qtbot: QtBot, pad: QWidget, *points: tuple[float, float]) -> None:
    """Press at the first point, move over the others, let go; points are shares of the sheet's side."""
    side = min(pad.width(), pad.height())
    spots = [QPoint(round((pad.width() - side) / 2 + x * side), round(y * side)) for x, y in points]
    qtbot.mousePress(pad, LEFT, pos=spots[0])
    for start, end in pairwise(spots):
        for share in (0.25, 0.5, 0.75, 1.0):
            qtbot.mouseMove(pad, start + (end - start) * share)
            QApplication.processEvents()
    qtbot.mouseRelease(pad, LEFT, pos=spots[-1])


def test_a_drawn_digit_is_read_as_it_is_drawn(qtbot: QtBot, page: InspectPage) -> None:
    panel = page.picture
    qtbot.mouseClick(panel.sources.button("pad"), LEFT)
    readings = []
    panel.prepared.connect(lambda _: readings.append(page.prediction.reading()))
    stroke(qtbot, panel.pad, (0.3, 0.2), (0.7, 0.2), (0.45, 0.8))
    assert len(readings) > 5, "it reads along while the pen moves"
    assert page.prediction.reading() == "7"


def test_undo_and_clear_take_strokes_back_and_are_read_again(qtbot: QtBot, page: InspectPage) -> None:
    panel = page.picture
    qtbot.mouseClick(panel.sources.button("pad"), LEFT)
    assert not panel.pad_tools.undo.isEnabled()
    stroke(qtbot, panel.pad, (0.5, 0.2), (0.5, 0.8))
    one = panel.pad.pixels()
    stroke(qtbot, panel.pad, (0.2, 0.5), (0.8, 0.5))
    qtbot.mouseClick(panel.pad_tools.undo, LEFT)
    assert np.array_equal(panel.pad.pixels(), one)
    assert page.prediction.reading() == "1"
    qtbot.mouseClick(panel.pad_tools.clear, LEFT)
    assert panel.pad.is_empty()
    with qtbot.waitActive(page):
        page.activateWindow()
    qtbot.keyClick(panel, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert np.array_equal(panel.pad.pixels(), one), "clearing can be undone"


def test_the_eraser_takes_ink_away_and_the_pen_has_a_width(qtbot: QtBot, page: InspectPage) -> None:
    panel = page.picture
    qtbot.mouseClick(panel.sources.button("pad"), LEFT)
    panel.pad_tools.width_slider.setValue(40)
    stroke(qtbot, panel.pad, (0.2, 0.5), (0.8, 0.5))
    rows = (panel.pad.pixels()[:, 140] < 128).sum()
    assert 36 <= rows <= 44
    qtbot.mouseClick(panel.pad_tools.eraser, LEFT)
    stroke(qtbot, panel.pad, (0.5, 0.3), (0.5, 0.7))
    assert panel.pad.pixels()[140, 140] == 255
    assert panel.pad.pixels()[140, 70] == 0


def test_a_test_digit_is_prepared_already_and_its_answer_is_known(qtbot: QtBot, page: InspectPage) -> None:
    qtbot.mouseClick(page.picture.sources.button("digit"), LEFT)
    assert "drawn test digit 0" in page.picture.picture_name(), "without MNIST in the cache"
    assert page.prediction.verdict() == "right"
    options = page.picture.options()
    assert not (options.crop or options.centre or options.contrast) and options.invert == "off"


def test_mnist_is_taken_from_a_folder_and_wrong_answers_are_called_wrong(
    qtbot: QtBot, page: InspectPage, workspace: Workspace, shared: Path
) -> None:
    qtbot.mouseClick(page.picture.sources.button("digit"), LEFT)
    page.picture.digits.use_mnist(shared / "mnist")
    digits = mnist_digits(shared / "mnist")
    assert digits is not None
    pictures = (digits.images[:2000, None] / np.float32(255)).astype(np.float32)
    wrong = workspace.model().network.probabilities(pictures).argmax(axis=1) != digits.labels[:2000]
    for index, verdict in ((int(wrong.argmin()), "right"), (int(wrong.argmax()), "wrong: it is")):
        page.picture.digit_tools.index.setValue(index)
        assert f"MNIST test digit {index}" in page.picture.picture_name()
        assert page.prediction.verdict().startswith(verdict)


def test_a_folder_without_mnist_is_explained(qtbot: QtBot, page: InspectPage, tmp_path: Path) -> None:
    qtbot.mouseClick(page.picture.sources.button("digit"), LEFT)
    before = page.picture.picture_name()
    page.picture.digits.use_mnist(tmp_path)
    assert "t10k-images" in page.picture.notice.text()
    assert page.picture.picture_name() == before


def test_the_dice_takes_another_digit(qtbot: QtBot, page: InspectPage) -> None:
    qtbot.mouseClick(page.picture.sources.button("digit"), LEFT)
    seen = set()
    for _ in range(4):
        qtbot.mouseClick(page.picture.digit_tools.dice, LEFT)
        seen.add(page.picture.picture_name())
    assert len(seen) > 1


def test_a_switch_changes_what_the_network_gets(qtbot: QtBot, page: InspectPage) -> None:
    before = page.layers()[0].maps
    invert = page.picture.strip.switch("invert")
    assert invert.isChecked()
    qtbot.mouseClick(invert, LEFT, pos=QPoint(7, invert.height() // 2))
    assert not page.picture.strip.switch("invert").isChecked()
    assert not np.array_equal(page.layers()[0].maps, before)
    qtbot.mouseClick(invert, LEFT, pos=QPoint(7, invert.height() // 2))
    assert np.array_equal(page.layers()[0].maps, before)


def test_every_stage_has_a_thumbnail_that_shows_it_large(qtbot: QtBot, page: InspectPage) -> None:
    assert page.picture.view.image().width() == 28, "at first what the network gets"
    qtbot.mouseClick(page.picture.strip.thumbnail("picture"), LEFT)
    assert page.picture.view.image().width() == 240
    for name in ("grey", "invert", "contrast", "crop", "resize", "centre", "normalise"):
        qtbot.mouseClick(page.picture.strip.thumbnail(name), LEFT)
        assert not page.picture.view.image().isNull()
        assert page.picture.strip.thumbnail(name).toolTip()


def test_a_stage_that_is_looked_at_is_explained(qtbot: QtBot, page: InspectPage) -> None:
    assert page.picture.stage_text().startswith("Grey · inverted · light evened out · cut to")
    qtbot.mouseClick(page.picture.strip.thumbnail("crop"), LEFT)
    assert "Crop" in page.picture.stage_text() and "fills columns" in page.picture.stage_text()
    qtbot.mouseClick(page.picture.strip.thumbnail("normalise"), LEFT)
    assert page.picture.stage_text().endswith("centred")


def test_the_stage_below_the_pointer_is_explained_and_not_seen_large(qtbot: QtBot, page: InspectPage) -> None:
    page.picture.strip.thumbnail("invert").pointed.emit(True)
    assert "Invert" in page.picture.stage_text() and "border" in page.picture.stage_text()
    assert page.picture.view.image().width() == 28
    page.picture.strip.thumbnail("invert").pointed.emit(False)
    assert page.picture.stage_text().startswith("Grey")


def test_a_field_is_framed_at_true_scale_with_the_padding_around(qtbot: QtBot, page: InspectPage) -> None:
    view = page.picture.view
    whole = view.picture_area()
    page.picture.show_field(Field(10, 4, 5, 5))
    assert view.box() == Box(10, 4, 5, 5)
    page.picture.show_field(Field(-6, -6, 14, 14))
    area = view.picture_area()
    assert area.width() < whole.width() and area.top() >= 6 * int(area.height() / 28), "room for what lies outside"
    theme, seen = theme_of(view), view.grab().toImage()
    ratio = seen.devicePixelRatio()
    outside = view.pixel_rect(-3, -3).center() * ratio
    assert seen.pixelColor(outside.toPoint()) == theme.padding
    page.picture.show_field(None)
    assert view.box() is None and view.picture_area() == whole


def test_the_field_is_framed_on_every_stage_where_its_pixels_came_from(qtbot: QtBot, page: InspectPage) -> None:
    page.picture.show_field(Field(0, 0, 28, 28))
    whole = {}
    for name in ("picture", "invert", "crop", "resize", "centre"):
        qtbot.mouseClick(page.picture.strip.thumbnail(name), LEFT)
        box, image = page.picture.view.box(), page.picture.view.image()
        assert box is not None
        whole[name] = box
        if name != "centre":
            assert box.height >= 28 / 20 * min(image.height(), 154) * 0.99, "all of the field is more than the ink"
    assert whole["picture"] == whole["invert"] and whole["centre"] == Box(0, 0, 28, 28)


def test_a_pixel_that_is_clicked_is_followed_and_again_for_the_next_channel(
    qtbot: QtBot, page: InspectPage, workspace: Workspace
) -> None:
    wanted: list[Cell] = []
    page.picture.follow_wanted.connect(wanted.append)
    view = page.picture.view
    qtbot.mouseClick(view, LEFT, pos=view.pixel_rect(3, 20).center().toPoint())
    assert wanted == [Cell("input", 0, 3, 20)]
    page.picture.set_model_input((3, 32, 32), InputNormalisation())
    for _ in range(3):
        qtbot.mouseClick(view, LEFT, pos=view.pixel_rect(5, 6).center().toPoint())
    assert [cell.channel for cell in wanted[1:]] == [0, 1, 2] and {cell[2:] for cell in wanted[1:]} == {(5, 6)}


def test_a_click_on_the_ink_of_the_opened_picture_follows_the_pixel_it_became(qtbot: QtBot, page: InspectPage) -> None:
    wanted: list[Cell] = []
    page.picture.follow_wanted.connect(wanted.append)
    values = page.layers()[0].maps[0]
    qtbot.mouseClick(page.picture.strip.thumbnail("picture"), LEFT)
    pixels = np.asarray(picture_of(page)).astype(int)
    row, column = np.unravel_index(pixels.argmin(), pixels.shape)
    view = page.picture.view
    qtbot.mouseClick(view, LEFT, pos=view.pixel_rect(int(row), int(column)).center().toPoint())
    assert values[wanted[0].row, wanted[0].column] > 0.4, "the darkest spot of the paper is ink"
    qtbot.mouseClick(view, LEFT, pos=view.pixel_rect(1, 1).center().toPoint())
    assert len(wanted) == 1, "the corner was cut off"


def picture_of(page: InspectPage) -> np.ndarray:
    """Brightness (H, W) of what is seen large."""
    image = page.picture.view.image()
    rows = [[image.pixelColor(column, row).lightness() for column in range(image.width())]
            for row in range(image.height())]  # fmt: skip
    return np.array(rows)


def test_the_keys_go_over_the_pixels_and_return_follows_one(qtbot: QtBot, page: InspectPage) -> None:
    wanted: list[Cell] = []
    page.picture.follow_wanted.connect(wanted.append)
    view = page.picture.view
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(view, key)
    assert wanted == [Cell("input", 0, 15, 15)]
    assert "row 15, column 15" in page.picture.reading()


def test_hovering_reads_the_pixel(qtbot: QtBot, page: InspectPage) -> None:
    view = page.picture.view
    qtbot.mouseMove(view, view.pixel_rect(8, 9).center().toPoint())
    qtbot.mouseMove(view, view.pixel_rect(8, 10).center().toPoint())
    value = page.layers()[0].maps[0, 8, 10]
    qtbot.waitUntil(lambda: f"row 8, column 10: {value:.3f}" in page.picture.reading())


def test_what_goes_in_is_normalised_as_the_model_wants_it_and_that_is_said(qtbot: QtBot, page: InspectPage) -> None:
    panel, seen = page.picture, []
    panel.prepared.connect(seen.append)
    panel.set_model_input((3, 32, 32), InputNormalisation(mean=IMAGENET_MEAN, spread=IMAGENET_SPREAD))
    shares = seen[-1].pixels.astype(np.float32) / 255
    expected = np.moveaxis(shares, -1, 0) - np.array(IMAGENET_MEAN)[:, None, None]
    expected /= np.array(IMAGENET_SPREAD)[:, None, None]
    np.testing.assert_allclose(seen[-1].values, expected, atol=1e-5)
    assert "−2.12 to 2.64" in panel.stage_text()
    switch = panel.strip.switch("normalise")
    qtbot.mouseClick(switch, LEFT, pos=QPoint(7, switch.height() // 2))
    assert np.array_equal(seen[-1].values, np.moveaxis(seen[-1].pixels, -1, 0).astype(np.float32))
    assert "not normalised" in panel.stage_text()


def test_a_picture_is_fitted_filled_or_stretched(qtbot: QtBot, page: InspectPage, tmp_path: Path) -> None:
    pixels = np.zeros((20, 60, 3), np.uint8)
    pixels[:, 20:40] = (255, 0, 0)
    Image.fromarray(pixels).save(tmp_path / "wide.png")
    panel, seen = page.picture, []
    panel.set_model_input((3, 20, 20), InputNormalisation())
    panel.prepared.connect(seen.append)
    panel.open_path(str(tmp_path / "wide.png"))
    qtbot.waitUntil(lambda: "wide.png" in panel.picture_name())
    assert panel.strip.resizing.value() == "fill" and (seen[-1].values[0] == 1).all(), "the middle square"
    panel.strip.resizing.choose("stretch")
    assert (seen[-1].values[0, 0] == 1).sum() in (6, 7)
    panel.strip.resizing.choose("fit")
    assert not seen[-1].values[:, :6].any() and seen[-1].values[0, 10, 10] == 1, "black above and below"


def test_clothes_are_not_centred_as_digits_are(page: InspectPage) -> None:
    page.picture.set_model_input((1, 28, 28), InputNormalisation(), ("T-shirt", "trousers"))
    options = page.picture.options()
    assert options.crop and options.resizing == "fit" and not options.centre
    page.picture.set_model_input((1, 28, 28), InputNormalisation(), tuple("0123456789"))
    assert page.picture.options().centre


def test_a_normalisation_for_another_number_of_channels_is_explained(page: InspectPage) -> None:
    page.picture.set_model_input((1, 28, 28), InputNormalisation(mean=(1, 2, 3)))
    assert "has 3 numbers" in page.picture.notice.text()


def test_an_empty_sheet_is_called_empty_and_keeps_its_size_when_it_is_drawn_on(qtbot: QtBot, page: InspectPage) -> None:
    for stage in ("normalise", "crop"):
        qtbot.mouseClick(page.picture.strip.thumbnail(stage), LEFT)
        qtbot.mouseClick(page.picture.sources.button("pad"), LEFT)
        pad = page.picture.pad
        before = pad.size()
        assert page.prediction.verdict() == "empty picture"
        qtbot.mousePress(pad, LEFT, pos=QPoint(100, 60))
        qtbot.mouseMove(pad, QPoint(100, 120))
        qtbot.mouseRelease(pad, LEFT, pos=QPoint(100, 120))
        assert page.prediction.verdict() == "" and pad.size() == before
        pad.undo()


def test_nothing_is_cut_off_at_the_narrowest_width_whatever_the_source(
    qtbot: QtBot, page: InspectPage, shared: Path
) -> None:
    page.resize(1208, 752)
    for source in ("file", "digit", "pad"):
        qtbot.mouseClick(page.picture.sources.button(source), LEFT)
        if source == "digit":
            page.picture.digits.use_mnist(shared / "mnist")
            page.picture.digit_tools.index.setValue(9999)
        inside = page.picture.parentWidget()
        assert inside is not None and inside.parentWidget() is not None
        assert inside.minimumSizeHint().width() <= inside.parentWidget().width()


def test_going_back_to_a_source_brings_back_its_picture(qtbot: QtBot, page: InspectPage) -> None:
    for source in ("digit", "pad", "file"):
        qtbot.mouseClick(page.picture.sources.button(source), LEFT)
    assert "seven_photo" in page.picture.picture_name()
    assert page.prediction.verdict() == ""

"""The ways a picture comes in, and the switches of what is done to it."""

from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cnnviz.data.preprocessing_frame import Box
from cnnviz.engine.input_normalisation import IMAGENET_MEAN, IMAGENET_SPREAD, InputNormalisation
from cnnviz.traces.following import Field
from cnnviz.traces.passes import Cell
from cnnviz.ui.inspect.picture.picture_panel import PicturePanel
from cnnviz.ui.inspect.picture.prepared import Prepared
from cnnviz.ui.theme import theme_of
from tests.ui.inspect.picture.reader import Reader

LEFT = Qt.MouseButton.LeftButton
PATIENCE_MS = 20_000


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


def test_a_drawn_digit_is_read_as_it_is_drawn(qtbot: QtBot, panel: PicturePanel, reader: Reader) -> None:
    qtbot.mouseClick(panel.sources.button("pad"), LEFT)
    readings = []
    panel.prepared.connect(lambda _: readings.append(reader.reading()))
    stroke(qtbot, panel.pad, (0.3, 0.2), (0.7, 0.2), (0.45, 0.8))
    assert len(readings) > 5, "it reads along while the pen moves"
    assert reader.reading() == "7"


def test_undo_and_clear_take_strokes_back_and_are_read_again(qtbot: QtBot, panel: PicturePanel, reader: Reader) -> None:
    qtbot.mouseClick(panel.sources.button("pad"), LEFT)
    assert not panel.pad_tools.undo.isEnabled()
    stroke(qtbot, panel.pad, (0.5, 0.2), (0.5, 0.8))
    one = panel.pad.pixels()
    stroke(qtbot, panel.pad, (0.2, 0.5), (0.8, 0.5))
    qtbot.mouseClick(panel.pad_tools.undo, LEFT)
    assert np.array_equal(panel.pad.pixels(), one)
    assert reader.reading() == "1"
    qtbot.mouseClick(panel.pad_tools.clear, LEFT)
    assert panel.pad.is_empty()
    with qtbot.waitActive(panel.window()):
        panel.window().activateWindow()
    qtbot.keyClick(panel, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert np.array_equal(panel.pad.pixels(), one), "clearing can be undone"


def test_what_was_taken_back_can_be_drawn_again_until_something_else_is_drawn(
    qtbot: QtBot, panel: PicturePanel, reader: Reader
) -> None:
    qtbot.mouseClick(panel.sources.button("pad"), LEFT)
    stroke(qtbot, panel.pad, (0.5, 0.2), (0.5, 0.8))
    one = panel.pad.pixels()
    stroke(qtbot, panel.pad, (0.2, 0.5), (0.8, 0.5))
    two = panel.pad.pixels()
    assert not panel.pad_tools.redo.isEnabled()
    for _ in range(2):
        qtbot.mouseClick(panel.pad_tools.undo, LEFT)
    assert panel.pad.is_empty()
    qtbot.mouseClick(panel.pad_tools.redo, LEFT)
    assert np.array_equal(panel.pad.pixels(), one) and reader.reading() == "1"
    with qtbot.waitActive(panel.window()):
        panel.window().activateWindow()
    qtbot.keyClick(panel, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert np.array_equal(panel.pad.pixels(), two) and not panel.pad_tools.redo.isEnabled()
    qtbot.mouseClick(panel.pad_tools.undo, LEFT)
    stroke(qtbot, panel.pad, (0.3, 0.3), (0.4, 0.4))
    assert not panel.pad.can_redo()


def test_the_frame_of_a_field_moves_with_the_ink_on_the_sheet(qtbot: QtBot, panel: PicturePanel) -> None:
    qtbot.mouseClick(panel.sources.button("pad"), LEFT)
    stroke(qtbot, panel.pad, (0.2, 0.1), (0.2, 0.4))
    panel.show_field(Field(4, 4, 20, 20))
    box = panel.pad.box()
    assert box is not None
    ink = np.argwhere(panel.pad.pixels() < 128)
    pixel = box.height / 20  # of what goes in, on the sheet
    assert abs(box.top - ink[:, 0].min()) < 1.5 * pixel and abs(box.top + box.height - ink[:, 0].max()) < 1.5 * pixel
    stroke(qtbot, panel.pad, (0.2, 0.4), (0.2, 0.9))
    longer = panel.pad.box()
    assert longer is not None and longer.height > 1.5 * box.height


def test_the_eraser_takes_ink_away_and_the_pen_has_a_width(qtbot: QtBot, panel: PicturePanel) -> None:
    qtbot.mouseClick(panel.sources.button("pad"), LEFT)
    panel.pad_tools.width_slider.setValue(40)
    stroke(qtbot, panel.pad, (0.2, 0.5), (0.8, 0.5))
    rows = (panel.pad.pixels()[:, 140] < 128).sum()
    assert 36 <= rows <= 44
    qtbot.mouseClick(panel.pad_tools.eraser, LEFT)
    stroke(qtbot, panel.pad, (0.5, 0.3), (0.5, 0.7))
    assert panel.pad.pixels()[140, 140] == 255
    assert panel.pad.pixels()[140, 70] == 0


def test_a_switch_changes_what_the_network_gets(qtbot: QtBot, panel: PicturePanel, reader: Reader) -> None:
    before = reader.values
    invert = panel.strip.switch("invert")
    assert invert.isChecked()
    qtbot.mouseClick(invert, LEFT, pos=QPoint(7, invert.height() // 2))
    assert not panel.strip.switch("invert").isChecked()
    assert not np.array_equal(reader.values, before)
    qtbot.mouseClick(invert, LEFT, pos=QPoint(7, invert.height() // 2))
    assert np.array_equal(reader.values, before)


def test_every_stage_has_a_thumbnail_that_shows_it_large(qtbot: QtBot, panel: PicturePanel) -> None:
    assert panel.view.image().width() == 28, "at first what the network gets"
    qtbot.mouseClick(panel.strip.thumbnail("picture"), LEFT)
    assert panel.view.image().width() == 240
    for name in ("grey", "invert", "contrast", "crop", "resize", "centre", "normalise"):
        qtbot.mouseClick(panel.strip.thumbnail(name), LEFT)
        assert not panel.view.image().isNull()
        assert panel.strip.thumbnail(name).toolTip()


def test_a_stage_that_is_looked_at_is_explained(qtbot: QtBot, panel: PicturePanel) -> None:
    assert panel.stage_text().startswith("Grey · inverted · light evened out · cut to")
    qtbot.mouseClick(panel.strip.thumbnail("crop"), LEFT)
    assert "Crop" in panel.stage_text() and "fills columns" in panel.stage_text()
    qtbot.mouseClick(panel.strip.thumbnail("normalise"), LEFT)
    assert panel.stage_text().endswith("centred")


def test_the_stage_below_the_pointer_is_explained_and_not_seen_large(qtbot: QtBot, panel: PicturePanel) -> None:
    panel.strip.thumbnail("invert").pointed.emit(True)
    assert "Invert" in panel.stage_text() and "dark on light" in panel.stage_text()
    assert panel.view.image().width() == 28
    panel.strip.thumbnail("invert").pointed.emit(False)
    assert panel.stage_text().startswith("Grey")


def test_a_field_is_framed_at_true_scale_with_the_padding_around(qtbot: QtBot, panel: PicturePanel) -> None:
    view = panel.view
    whole = view.picture_area()
    panel.show_field(Field(10, 4, 5, 5))
    assert view.box() == Box(10, 4, 5, 5)
    panel.show_field(Field(-6, -6, 14, 14))
    area = view.picture_area()
    assert area.width() < whole.width() and area.top() >= 6 * int(area.height() / 28), "room for what lies outside"
    theme, seen = theme_of(view), view.grab().toImage()
    ratio = seen.devicePixelRatio()
    outside = view.pixel_rect(-3, -3).center() * ratio
    assert seen.pixelColor(outside.toPoint()) == theme.padding
    panel.show_field(None)
    assert view.box() is None and view.picture_area() == whole


def test_the_field_is_framed_on_every_stage_where_its_pixels_came_from(qtbot: QtBot, panel: PicturePanel) -> None:
    panel.show_field(Field(0, 0, 28, 28))
    whole = {}
    for name in ("picture", "invert", "crop", "resize", "centre"):
        qtbot.mouseClick(panel.strip.thumbnail(name), LEFT)
        box, image = panel.view.box(), panel.view.image()
        assert box is not None
        whole[name] = box
        if name != "centre":
            assert box.height >= 28 / 20 * min(image.height(), 154) * 0.99, "all of the field is more than the ink"
    assert whole["picture"] == whole["invert"] and whole["centre"] == Box(0, 0, 28, 28)


def test_a_pixel_that_is_clicked_is_followed_and_again_for_the_next_channel(qtbot: QtBot, panel: PicturePanel) -> None:
    wanted: list[Cell] = []
    panel.follow_wanted.connect(wanted.append)
    view = panel.view
    qtbot.mouseClick(view, LEFT, pos=view.pixel_rect(3, 20).center().toPoint())
    assert wanted == [Cell("input", 0, 3, 20)]
    panel.set_model_input((3, 32, 32), InputNormalisation())
    for _ in range(3):
        qtbot.mouseClick(view, LEFT, pos=view.pixel_rect(5, 6).center().toPoint())
    assert [cell.channel for cell in wanted[1:]] == [0, 1, 2] and {cell[2:] for cell in wanted[1:]} == {(5, 6)}


def test_a_click_on_the_ink_of_the_opened_picture_follows_the_pixel_it_became(
    qtbot: QtBot, panel: PicturePanel, reader: Reader
) -> None:
    wanted: list[Cell] = []
    panel.follow_wanted.connect(wanted.append)
    values = reader.values[0]
    qtbot.mouseClick(panel.strip.thumbnail("picture"), LEFT)
    pixels = np.asarray(picture_of(panel)).astype(int)
    row, column = np.unravel_index(pixels.argmin(), pixels.shape)
    view = panel.view
    qtbot.mouseClick(view, LEFT, pos=view.pixel_rect(int(row), int(column)).center().toPoint())
    assert values[wanted[0].row, wanted[0].column] > 0.4, "the darkest spot of the paper is ink"
    qtbot.mouseClick(view, LEFT, pos=view.pixel_rect(1, 1).center().toPoint())
    assert len(wanted) == 1, "the corner was cut off"


def picture_of(panel: PicturePanel) -> np.ndarray:
    """Brightness (H, W) of what is seen large."""
    image = panel.view.image()
    rows = [[image.pixelColor(column, row).lightness() for column in range(image.width())]
            for row in range(image.height())]  # fmt: skip
    return np.array(rows)


def test_the_keys_go_over_the_pixels_and_return_follows_one(qtbot: QtBot, panel: PicturePanel) -> None:
    wanted: list[Cell] = []
    panel.follow_wanted.connect(wanted.append)
    view = panel.view
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(view, key)
    assert wanted == [Cell("input", 0, 15, 15)]
    assert "row 15, column 15" in panel.reading()


def test_hovering_reads_the_pixel(qtbot: QtBot, panel: PicturePanel, reader: Reader) -> None:
    view = panel.view
    qtbot.mouseMove(view, view.pixel_rect(8, 9).center().toPoint())
    qtbot.mouseMove(view, view.pixel_rect(8, 10).center().toPoint())
    value = reader.values[0, 8, 10]
    qtbot.waitUntil(lambda: f"row 8, column 10: {value:.3f}" in panel.reading())


def test_what_goes_in_is_normalised_as_the_model_wants_it_and_that_is_said(qtbot: QtBot, panel: PicturePanel) -> None:
    seen: list[Prepared] = []
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


def test_a_picture_is_fitted_filled_or_stretched(qtbot: QtBot, panel: PicturePanel, tmp_path: Path) -> None:
    pixels = np.zeros((20, 60, 3), np.uint8)
    pixels[:, 20:40] = (255, 0, 0)
    Image.fromarray(pixels).save(tmp_path / "wide.png")
    seen: list[Prepared] = []
    panel.set_model_input((3, 20, 20), InputNormalisation())
    panel.prepared.connect(seen.append)
    panel.open_path(str(tmp_path / "wide.png"))
    qtbot.waitUntil(lambda: "wide.png" in panel.picture_name())
    assert panel.strip.resizing.value() == "fill" and (seen[-1].values[0] == 1).all(), "the middle square"
    panel.strip.resizing.choose("stretch")
    assert (seen[-1].values[0, 0] == 1).sum() in (6, 7)
    panel.strip.resizing.choose("fit")
    assert not seen[-1].values[:, :6].any() and seen[-1].values[0, 10, 10] == 1, "black above and below"


def test_clothes_are_not_centred_as_digits_are(panel: PicturePanel) -> None:
    panel.set_model_input((1, 28, 28), InputNormalisation(), ("T-shirt", "trousers"))
    options = panel.options()
    assert options.crop and options.resizing == "fit" and not options.centre
    panel.set_model_input((1, 28, 28), InputNormalisation(), tuple("0123456789"))
    assert panel.options().centre


def test_a_normalisation_for_another_number_of_channels_is_explained(panel: PicturePanel) -> None:
    panel.set_model_input((1, 28, 28), InputNormalisation(mean=(1, 2, 3)))
    assert "has 3 numbers" in panel.notice.text()


def test_an_empty_sheet_is_called_empty_and_keeps_its_size_when_it_is_drawn_on(
    qtbot: QtBot, panel: PicturePanel, reader: Reader
) -> None:
    for stage in ("normalise", "crop"):
        qtbot.mouseClick(panel.strip.thumbnail(stage), LEFT)
        qtbot.mouseClick(panel.sources.button("pad"), LEFT)
        pad = panel.pad
        before = pad.size()
        assert reader.seen[-1].is_empty
        qtbot.mousePress(pad, LEFT, pos=QPoint(100, 60))
        qtbot.mouseMove(pad, QPoint(100, 120))
        qtbot.mouseRelease(pad, LEFT, pos=QPoint(100, 120))
        assert not reader.seen[-1].is_empty and pad.size() == before
        pad.undo()


def test_nothing_is_cut_off_at_the_narrowest_width_whatever_the_source(
    qtbot: QtBot, panel: PicturePanel, shared: Path
) -> None:
    for source in ("file", "data", "pad"):
        qtbot.mouseClick(panel.sources.button(source), LEFT)
        if source == "data":
            panel.data.use("folder", shared / "fashion-mnist")
            qtbot.waitUntil(lambda: not panel.is_opening(), timeout=PATIENCE_MS)
            panel.data_tools.index.setValue(9999)
        assert panel.minimumSizeHint().width() <= 252, source


def test_going_back_to_a_source_brings_back_its_picture(qtbot: QtBot, panel: PicturePanel, reader: Reader) -> None:
    for source in ("data", "pad", "file"):
        qtbot.mouseClick(panel.sources.button(source), LEFT)
    assert "seven_photo" in panel.picture_name() and reader.seen[-1].truth is None


def test_a_network_that_takes_no_picture_is_explained_and_the_next_one_works(
    panel: PicturePanel, reader: Reader
) -> None:
    given = len(reader.seen)
    panel.set_model_input((2, 28, 28), InputNormalisation())
    assert "This network takes inputs of shape 2 × 28 × 28" in panel.notice.text() and len(reader.seen) == given
    panel.set_model_input((3, 7, 5), InputNormalisation())
    assert panel.notice.text() == "" and reader.values.shape == (3, 7, 5)


def test_a_picture_and_a_file_can_be_dropped(qtbot: QtBot, panel: PicturePanel, tmp_path: Path) -> None:
    Image.new("L", (30, 30), 100).save(tmp_path / "dropped.png")
    data, words = QMimeData(), QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "dropped.png"))])
    words.setText("just words")
    for what, name in ((data, "dropped.png"), (words, "dropped.png")):
        drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, what, LEFT, Qt.KeyboardModifier.NoModifier)
        panel.dropEvent(drop)
        qtbot.waitUntil(lambda name=name: name in panel.picture_name(), timeout=PATIENCE_MS)
    assert "not a picture" in panel.notice.text()

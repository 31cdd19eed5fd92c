"""The ways a picture comes in, and the switches of what is done to it."""

from itertools import pairwise
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cnnviz.ui.inspect.page import InspectPage
from cnnviz.ui.inspect.picture.digits import mnist_digits
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
    assert page.picture.stage_text() == ""
    qtbot.mouseClick(page.picture.strip.thumbnail("crop"), LEFT)
    assert "Crop" in page.picture.stage_text() and "fills columns" in page.picture.stage_text()
    qtbot.mouseClick(page.picture.strip.thumbnail("normalise"), LEFT)
    assert page.picture.stage_text() == ""


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

"""Digits in a hundred hands, drawn on the pad or photographed, are read rightly by the network that ships."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication

from cnnviz.ui.inspect.picture.drawing_pad import DrawingPad
from cnnviz.ui.inspect.picture.picture_panel import PicturePanel
from tests.ui.inspect.picture.handwriting import Written, photographed, written
from tests.ui.inspect.picture.reader import Reader

DIGITS = 100
RIGHT = 95  # of them; the least that is promised is 90


def draw(pad: DrawingPad, digit: Written) -> None:
    """With a pen of the digit's width on a clear sheet, every stroke by the mouse."""
    pad.clear()
    pad.pen_width = digit.pen
    side = min(pad.width(), pad.height())
    corner = QPointF((pad.width() - side) / 2, 0)
    for stroke in digit.strokes:
        places = [corner + QPointF(round(x * side), round(y * side)) for x, y in stroke]
        send(pad, QEvent.Type.MouseButtonPress, places[0])
        for place in places[1:]:
            send(pad, QEvent.Type.MouseMove, place)
        send(pad, QEvent.Type.MouseButtonRelease, places[-1])


def send(pad: DrawingPad, kind: QEvent.Type, place: QPointF) -> None:
    left = Qt.MouseButton.LeftButton
    there = QPointF(pad.mapToGlobal(place))
    QApplication.sendEvent(pad, QMouseEvent(kind, place, there, left, left, Qt.KeyboardModifier.NoModifier))


@pytest.fixture
def hand() -> np.random.Generator:
    return np.random.default_rng(1998)


def test_digits_drawn_on_the_pad_are_read(panel: PicturePanel, reader: Reader, hand: np.random.Generator) -> None:
    panel.show_source("pad")
    wrong = []
    for index in range(DIGITS):
        draw(panel.pad, written(index % 10, hand))
        if reader.reading() != str(index % 10):
            wrong.append((index, reader.reading()))
    assert DIGITS - len(wrong) >= RIGHT, wrong


def test_photographs_of_digits_in_uneven_light_and_with_noise_are_read(
    panel: PicturePanel, reader: Reader, hand: np.random.Generator
) -> None:
    pad = DrawingPad()
    pad.resize(280, 280)
    wrong = []
    for index in range(DIGITS):
        draw(pad, written(index % 10, hand))
        pixels = photographed(pad.pixels(), hand)
        height, width = pixels.shape[:2]
        image = QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
        QGuiApplication.clipboard().setImage(image)
        panel.paste()
        if reader.reading() != str(index % 10):
            wrong.append((index, reader.reading()))
    assert DIGITS - len(wrong) >= RIGHT, wrong

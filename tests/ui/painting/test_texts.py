"""Texts whose layout is kept look as those that are drawn at once."""

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QImage, QPainter, QStaticText

from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.painting.texts import MOST_TEXTS, Texts

LINES = ("+      ·      +      ·", "(−1.25)      0.50  2.4e−7", "≈ −0.33", "sum of the products")
FONTS = (lambda: number_font(12), lambda: number_font(13, bold=True), lambda: interface_font(11))


def blank(ratio: float) -> QImage:
    image = QImage(round(300 * ratio), round(100 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(0xFFFFFFFF)
    return image


@pytest.mark.usefixtures("qtbot")
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("number", range(len(FONTS)))
def test_a_text_looks_the_same_however_often_it_was_written(number: int, ratio: float) -> None:
    font: QFont = FONTS[number]()
    texts, expected = Texts(font), blank(ratio)
    painter = QPainter(expected)
    painter.setFont(font)
    for index, line in enumerate(LINES):
        painter.drawText(QPointF(7.3 * index, 20 * index + 15), line)
    painter.end()
    for _ in range(3):
        image = blank(ratio)
        painter = QPainter(image)
        for index, line in enumerate(LINES):
            texts.write(painter, 7.3 * index, 20 * index + 15, line)
        painter.end()
        assert image == expected


@pytest.mark.usefixtures("qtbot")
def test_only_what_comes_again_is_laid_out_and_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out: list[str] = []

    def noted(text: str) -> QStaticText:
        laid_out.append(text)
        return QStaticText(text)

    monkeypatch.setattr("cnnviz.ui.painting.texts.QStaticText", noted)
    texts, image = Texts(number_font(12)), blank(1.0)
    painter = QPainter(image)
    for text in ("0.25", "·", "·", "0.50", "·"):
        texts.write(painter, 0.0, 15.0, text)
    assert laid_out == ["·"]
    for number in range(MOST_TEXTS):
        texts.write(painter, 0.0, 15.0, str(number))
    texts.write(painter, 0.0, 15.0, "·")
    assert laid_out == ["·"]
    texts.write(painter, 0.0, 15.0, "·")
    painter.end()
    assert laid_out == ["·", "·"]

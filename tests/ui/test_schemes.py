"""Light and dark reach every widget, and a choice of the user outlives a change of the system."""

import re

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cnnviz.ui.painting.colours import text_on
from cnnviz.ui.schemes import Schemes
from cnnviz.ui.stylesheet import stylesheet
from cnnviz.ui.theme import DARK, LIGHT, Theme, theme_of


def contrast(one: QColor, other: QColor) -> float:
    def luminance(colour: QColor) -> float:
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("role", ["text", "muted", "accent", "warning", "input", "output"])
def test_text_reads_on_cards_with_a_contrast_of_at_least_4(theme: Theme, role: str) -> None:
    needed = 4.5 if role in ("text", "muted") else 3.9
    assert contrast(getattr(theme, role), theme.panel) >= needed


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_style_sheet_has_no_unfilled_role(theme: Theme) -> None:
    assert re.findall(r"@\w+", stylesheet(theme)) == []


@pytest.mark.parametrize("ground", ["#000000", "#FFFFFF", "#B2182B", "#2166AC", "#E66101", "#888888"])
def test_text_on_any_ground_has_the_better_of_black_and_white(ground: str) -> None:
    colour = QColor(ground)
    other = QColor("#FFFFFF") if text_on(colour) != QColor("#FFFFFF") else QColor("#101418")
    assert contrast(text_on(colour), colour) >= contrast(other, colour) * 0.95


def test_a_choice_reaches_widgets_that_exist_already(qapp: QApplication, qtbot: QtBot) -> None:
    before, sheet = qapp.palette(), qapp.styleSheet()
    schemes = Schemes(qapp, "light")
    try:
        widget = QWidget()
        qtbot.addWidget(widget)
        widget.show()
        assert theme_of(widget) is LIGHT
        schemes.choose("dark")
        assert theme_of(widget) is DARK
    finally:
        schemes.deleteLater()
        qapp.setPalette(before)
        qapp.setStyleSheet(sheet)

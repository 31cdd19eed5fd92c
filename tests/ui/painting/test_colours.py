"""Colours do not lie: zero is the ground, equal sizes are equally strong, nothing is cut off in silence."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from cnnviz.ui.painting.colours import (
    activation_scale,
    colour_at,
    diverging_image,
    grey_image,
    magnitude_scale,
    paint_scale,
    rgb_image,
    rgb_table,
    text_on,
    weight_scale,
)
from cnnviz.ui.theme import DARK, LIGHT, Theme


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_zero_is_the_ground_and_the_ends_are_the_ends(theme: Theme) -> None:
    image = diverging_image(np.array([[-2.0, 0.0, 2.0]]), 2.0, activation_scale(theme))
    shown = [image.pixelColor(x, 0).name() for x in range(3)]
    assert shown == [theme.activation_low.name(), theme.panel.name(), theme.activation_high.name()]


def test_values_beyond_the_limit_have_the_colour_of_the_end() -> None:
    scale = activation_scale(LIGHT)
    assert colour_at(99, 2, scale) == colour_at(2, 2, scale)
    assert colour_at(-99, 2, scale) == colour_at(-2, 2, scale)


def test_what_is_no_number_is_drawn_as_zero_and_infinity_as_the_end() -> None:
    image = diverging_image(np.array([[np.nan, np.inf, -np.inf]]), 1.0, activation_scale(LIGHT))
    shown = [image.pixelColor(x, 0).name() for x in range(3)]
    assert shown == [LIGHT.panel.name(), LIGHT.activation_high.name(), LIGHT.activation_low.name()]


def test_a_cell_and_its_text_ground_agree_on_the_colour() -> None:
    scale = weight_scale(DARK)
    image = diverging_image(np.array([[0.37]]), 1.0, scale)
    assert image.pixelColor(0, 0).name() == colour_at(0.37, 1.0, scale).name()


def test_kernels_and_maps_have_no_colour_in_common_but_the_ground() -> None:
    assert activation_scale(LIGHT)[0] != weight_scale(LIGHT)[0]
    assert activation_scale(LIGHT)[2] != weight_scale(LIGHT)[2]
    assert activation_scale(LIGHT)[1] == weight_scale(LIGHT)[1] == LIGHT.panel


def test_grey_runs_from_black_to_white_at_every_width() -> None:
    image = grey_image(np.array([[0.0, 0.5, 1.0, 7.0, -1.0]]))
    assert [image.pixelColor(x, 0).red() for x in range(5)] == [0, 128, 255, 255, 0]


def test_colours_of_a_picture_keep_their_order() -> None:
    image = rgb_image(np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255]]], np.uint8))
    assert [image.pixelColor(x, 0).name() for x in range(3)] == ["#ff0000", "#00ff00", "#0000ff"]


@pytest.mark.parametrize("ground", ["#000000", "#ffffff", "#2166ac", "#b2182b", "#e66101", "#5e3c99", "#808080"])
def test_text_reads_well_on_every_colour(ground: str) -> None:
    def luminance(colour: QColor) -> float:
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.getRgbF()[:3]]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    first, second = sorted((luminance(QColor(ground)), luminance(text_on(QColor(ground)))))
    assert (second + 0.05) / (first + 0.05) >= 4.5


def test_the_legend_shows_both_ends_with_the_ground_between(qtbot: QtBot) -> None:
    image = QImage(300, 30, QImage.Format.Format_RGB32)
    image.fill(LIGHT.panel)
    painter = QPainter(image)
    paint_scale(painter, QRectF(0, 0, 300, 30), ("−4.0", "+4.0"), activation_scale(LIGHT), LIGHT.text)
    painter.end()
    row = [image.pixelColor(x, 15) for x in range(300)]
    assert any(abs(colour.red() - 33) < 12 and colour.blue() > 160 for colour in row), "the low end"
    assert any(colour.red() > 165 and colour.green() < 45 for colour in row), "the high end"


def lightness(table: np.ndarray) -> np.ndarray:
    """L* of CIE Lab of bytes (K, 3)."""
    parts = table / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return 116 * np.cbrt(linear @ [0.2126, 0.7152, 0.0722]) - 16


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_magnitudes_rise_from_the_ground_in_even_steps_of_lightness(theme: Theme) -> None:
    table = rgb_table(magnitude_scale(theme))
    assert QColor(*table[0].tolist()) == theme.panel
    steps = np.diff(lightness(table[::16].astype(float)))
    assert (np.sign(steps) == np.sign(steps[0])).all()
    assert abs(steps).max() / abs(steps).min() < 1.35


def test_magnitudes_keep_their_order_where_red_and_green_are_one() -> None:
    confused = np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]])  # deuteranopia
    for theme in (LIGHT, DARK):
        parts = rgb_table(magnitude_scale(theme))[::16] / 255
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        seen = (linear @ confused.T).clip(0, 1) @ [0.2126, 0.7152, 0.0722]
        assert (np.diff(seen) > 0).all() or (np.diff(seen) < 0).all()


def test_magnitudes_run_from_zero_to_the_limit() -> None:
    scale = magnitude_scale(LIGHT)
    image = diverging_image(np.array([[0.0, 5.0, -1.0, np.nan, np.inf]]), 5.0, scale)
    shown = [image.pixelColor(x, 0) for x in range(5)]
    ground, highest = LIGHT.magnitudes[0], LIGHT.magnitudes[-1]
    assert shown == [ground, highest, ground, ground, highest]
    assert colour_at(2.5, 5.0, scale) == LIGHT.magnitudes[4]

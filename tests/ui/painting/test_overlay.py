"""An explanation over a picture covers it by its share of the range, and leaves it alone where it is zero."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from cnnviz.explain.explanation import Explanation, Target
from cnnviz.ui.painting.colours import colour_at, magnitude_scale
from cnnviz.ui.painting.overlay import (
    colour_limit,
    enlarged,
    explanation_image,
    flat,
    overlay_image,
    paint_explanation_scale,
    scale_ends,
    scale_image,
)
from cnnviz.ui.theme import DARK, LIGHT, Theme


def explanation(values: np.ndarray, signed: bool = True, coarse: np.ndarray | None = None) -> Explanation:
    return Explanation("saliency", Target(0), values, signed, 1.0, coarse=coarse)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_alone_zero_is_the_ground_and_the_ends_are_the_colours_of_the_scale(theme: Theme) -> None:
    image = explanation_image(explanation(np.array([[2.0, 0.0, -2.0]])), None, 1.0, theme)
    colours = [image.pixelColor(column, 0).name() for column in range(3)]
    assert colours == [theme.activation_high.name(), theme.panel.name(), theme.activation_low.name()]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_what_cannot_be_negative_is_alone_on_the_even_scale_of_maps(theme: Theme) -> None:
    image = explanation_image(explanation(np.array([[4.0, 1.0, 0.0]]), signed=False), None, 1.0, theme)
    colours = [image.pixelColor(column, 0).name() for column in range(3)]
    assert colours == [colour_at(value, 4.0, magnitude_scale(theme)).name() for value in (4.0, 1.0, 0.0)]


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_legend_has_the_colours_of_what_is_drawn(theme: Theme, signed: bool) -> None:
    values = np.array([[1.0, 0.0]])
    alone = explanation_image(explanation(values, signed), None, 1.0, theme)
    legend = scale_image(signed, theme)
    assert legend.pixelColor(254, 0) == alone.pixelColor(0, 0)
    assert legend.pixelColor(127 if signed else 0, 0) == alone.pixelColor(1, 0)
    over = scale_image(signed, theme, over=0.6)
    for row, level in enumerate((0.0, 1.0)):
        laid = explanation_image(explanation(values, signed), np.full((1, 1, 2), level), 0.6, theme)
        assert over.pixelColor(254, row) == laid.pixelColor(0, 0)
        assert over.pixelColor(127 if signed else 0, row) == laid.pixelColor(1, 0)


def test_zero_shows_the_picture_and_the_largest_number_covers_it() -> None:
    picture = np.full((1, 1, 3), 0.5)
    image = overlay_image(np.array([[4.0, 0.0, -4.0]]), picture, 1.0, True, 4.0, LIGHT)
    colours = [image.pixelColor(column, 0).name() for column in range(3)]
    assert colours == [LIGHT.activation_high.name(), "#808080", LIGHT.activation_low.name()]


def test_half_the_strength_covers_half() -> None:
    image = overlay_image(np.array([[4.0]]), np.zeros((1, 1, 1)), 0.5, True, 4.0, LIGHT)
    assert image.pixelColor(0, 0).red() == pytest.approx(LIGHT.activation_high.red() / 2, abs=1)


def test_the_picture_below_is_grey_so_that_every_colour_is_the_explanation() -> None:
    picture = np.zeros((3, 1, 1))
    picture[0] = 1.0  # red
    colour = overlay_image(np.zeros((1, 1)), picture, 1.0, True, 1.0, LIGHT).pixelColor(0, 0)
    assert colour.red() == colour.green() == colour.blue() == round(255 * 0.2126)


def test_numbers_below_zero_do_not_count_where_there_is_no_sign() -> None:
    image = overlay_image(np.array([[-4.0, 4.0]]), np.zeros((1, 1, 2)), 1.0, False, 4.0, LIGHT)
    assert image.pixelColor(0, 0).name() == "#000000"
    assert image.pixelColor(1, 0).name() == LIGHT.activation_high.name()


def test_channels_add_up_with_signs_and_their_largest_counts_without() -> None:
    values = np.array([[[1.0]], [[-3.0]]])
    assert flat(explanation(values)).tolist() == [[-2.0]]
    assert flat(explanation(values, signed=False)).tolist() == [[3.0]]


def test_a_coarse_map_is_shown_in_blocks_over_the_picture() -> None:
    shown = explanation(np.zeros((4, 4)), coarse=np.array([[1.0, 0.0], [0.0, 0.0]]))
    image = explanation_image(shown, np.zeros((1, 4, 4)), 1.0, LIGHT, coarse=True)
    full = [(x, y) for x in range(4) for y in range(4) if image.pixelColor(x, y) == LIGHT.activation_high]
    assert full == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_enlarging_to_a_size_that_is_no_multiple_keeps_every_number() -> None:
    assert sorted(set(enlarged(np.arange(7)[None], (1, 10))[0])) == list(range(7))


def test_the_range_can_leave_out_a_few_extremes_and_the_legend_says_so() -> None:
    values = np.append(np.ones(199), 50.0)
    assert colour_limit([values]) == 50.0
    assert colour_limit([values], 99.0) < 2
    assert scale_ends(True, 2.0, clipped=True) == ("≤ −2.00", "≥ +2.00")


def test_numbers_that_are_none_have_no_colour_and_no_part_in_the_range() -> None:
    values = np.array([[np.nan, np.inf, 2.0]])
    assert colour_limit([values]) == 2.0
    image = explanation_image(explanation(values), None, 1.0, LIGHT)
    assert image.pixelColor(0, 0).name() == LIGHT.panel.name()


def test_the_legend_runs_over_its_colours(qtbot: QtBot) -> None:
    image = QImage(240, 20, QImage.Format.Format_RGB32)
    image.fill(LIGHT.panel)
    painter = QPainter(image)
    bar = paint_explanation_scale(painter, QRectF(image.rect()), True, 1.0, LIGHT)
    painter.end()
    assert image.rect().contains(bar.toAlignedRect())
    left, right = (image.pixelColor(round(x), 10) for x in (bar.left() + 2, bar.right() - 3))
    assert left.blue() > left.red() and right.red() > right.blue()

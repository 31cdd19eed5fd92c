"""What stands around the rows of a followed number: the way its sum goes, the units, the curve, the rows themselves."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from cnnviz.traces.following import Followed, Part
from cnnviz.traces.passes import Cell
from cnnviz.traces.scene import Group, Step, Sum
from cnnviz.ui.painting.colours import activation_scale, weight_scale
from cnnviz.ui.painting.follow_outcome import OutcomeLine, outcome_lines
from cnnviz.ui.painting.follow_parts import paint_bar, paint_rows, products_tile
from cnnviz.ui.painting.follow_rows import RowsLayout
from cnnviz.ui.painting.follow_tiles import Tint
from cnnviz.ui.painting.followed_picture import FollowedPicture, by_size
from cnnviz.ui.painting.function_curve import FunctionCurve, paint_curve, sampled
from cnnviz.ui.painting.unit_bars import paint_units, unit_at
from cnnviz.ui.theme import DARK, LIGHT, Theme

MET = np.ones((2, 2), np.bool_)


def part(total: float, right: bool = True) -> Part:
    left = np.array([[1.0, 2.0], [3.0, 4.0]])
    return Part("maps", 0, 0, 0, left, np.full((2, 2), total / 10) if right else None, MET, total)


def picture_of(total: Sum, parts: tuple[Part, ...], value: float, winner: Cell | None = None) -> FollowedPicture:
    followed = Followed(Cell("conv", 0), "Conv2D", total, parts, value, None, winner)
    maps, weights = activation_scale(LIGHT), weight_scale(LIGHT)
    tints = Tint(4.0, maps), Tint(1.0, weights), Tint(2.0, maps)
    return FollowedPicture(followed, "conv[0]", ["in"] * len(parts), range(len(parts)), *tints)


def blank(theme: Theme = LIGHT) -> QImage:
    image = QImage(300, 300, QImage.Format.Format_RGB32)
    image.fill(theme.panel)
    return image


def count_of(image: QImage, colour: QColor) -> int:
    return sum(image.pixelColor(x, y) == colour for x in range(image.width()) for y in range(image.height()))


def test_a_sum_of_channels_goes_over_bias_and_activation_to_the_number() -> None:
    total = Sum("products", "", (), -0.5, 0.25, steps=(Step("ReLU", 0.0),))
    lines = outcome_lines(picture_of(total, (part(1.0), part(-1.75)), 0.0))
    assert lines == [
        OutcomeLine("sum of 2 channels", "−0.7500"), OutcomeLine("bias", "+0.2500"),
        OutcomeLine("together", "−0.5000"), OutcomeLine("ReLU(−0.5000)", "0.0000"), OutcomeLine("conv[0]", "0.0000"),
    ]  # fmt: skip


def test_the_products_are_written_into_their_tile_below_patch_and_kernel(qtbot: QtBot) -> None:
    picture = picture_of(Sum("products", "", (), 1.0), (part(1.0),), 1.0)
    tile = products_tile(RowsLayout(picture.followed, [0], 276, 290, picture.columns(276)), picture, 0)
    assert tile is not None
    assert [tile.text(row, column) for row in range(2) for column in range(2)] == ["0.10", "0.20", "0.30", "0.40"]
    assert tile.number_size
    assert tile.tint == picture.products
    assert products_tile(RowsLayout(picture.followed, [0], 276, 50, picture.columns(276)), picture, 0) is None


def test_a_mean_is_divided_and_a_maximum_chosen() -> None:
    mean = Sum("mean", "", (), 2.5, divisor=4)
    assert [line.value for line in outcome_lines(picture_of(mean, (part(10.0, False),), 2.5))] == [
        "10.0000", "4", "2.5000",
    ]  # fmt: skip
    largest = Sum("maximum", "", (), 4.0, winner=3)
    assert outcome_lines(picture_of(largest, (part(4.0, False),), 4.0))[0] == OutcomeLine(
        "largest of 4 numbers", "4.0000"
    )


def test_shares_are_powers_of_e_by_their_sum() -> None:
    groups = tuple(Group("", np.array([score]), None, float(np.exp(score - 2))) for score in (1.0, 2.0))
    share = groups[0].total / (groups[0].total + 1)
    lines = outcome_lines(picture_of(Sum("shares", "", groups, share, winner=0), (), share))
    assert [line.name for line in lines] == ["e^(1.00 − 2.00)", "divided by the sum of all 2", "conv[0]"]
    assert [line.value for line in lines] == ["0.3679", "1.3679", "0.2689"]


def test_a_tiny_share_is_not_written_as_nothing() -> None:
    lines = outcome_lines(picture_of(Sum("point", "", (), 2e-12), (), 2e-12))
    assert float(lines[-1].value.replace("−", "-")) == 2e-12


def test_the_largest_come_first_whatever_their_sign() -> None:
    parts = tuple(part(total) for total in (0.5, -2.0, 1.0, -0.1, 2.0))
    assert by_size(picture_of(Sum("products", "", (), 0.0), parts, 0.0).followed) == [1, 4, 2, 0, 3]


def test_a_column_of_numbers_is_as_wide_as_the_longest() -> None:
    narrow = picture_of(Sum("products", "", (), 0.0), (part(1.0), part(2.0)), 0.0).columns(276)
    wide = picture_of(Sum("products", "", (), 0.0), (part(1.0), part(-3e-9)), 0.0).columns(276)
    assert wide.total > narrow.total


@pytest.mark.parametrize("vector", [False, True])
def test_rows_show_the_winner_of_a_maximum(qtbot: QtBot, vector: bool) -> None:
    total = Sum("maximum", "", (Group("", np.arange(4.0), None, 4.0),), 4.0, winner=3)
    shown = picture_of(total, (part(4.0, False),), 4.0, Cell("maps", 0, 1, 1))
    layout = RowsLayout(shown.followed, shown.order, 276, 200, shown.columns(276))
    image = blank()
    painter = QPainter(image)
    paint_rows(painter, layout, shown, LIGHT, layout.rows_between(0, 300), None, vector)
    painter.end()
    tile = layout.patch(0).toRect()
    middle, size = tile.center(), tile.width() // 2
    assert count_of(image.copy(middle.x(), middle.y(), size, size), LIGHT.output) > 100
    assert count_of(image.copy(tile.left(), tile.top(), size - 3, size - 3), LIGHT.output) == 0


@pytest.mark.parametrize(("share", "side"), [(0.5, 1), (-0.5, -1)])
def test_bars_go_to_the_side_of_their_sign(qtbot: QtBot, share: float, side: int) -> None:
    image = blank()
    painter = QPainter(image)
    paint_bar(painter, QRectF(100, 100, 100, 5), share, LIGHT)
    painter.end()
    colour = LIGHT.activation_high if side > 0 else LIGHT.activation_low
    assert image.pixelColor(150 + side * 15, 102) == colour
    assert image.pixelColor(150 - side * 15, 102) == LIGHT.padding
    assert image.pixelColor(150 + side * 30, 102) == LIGHT.padding


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_unit_that_is_followed_stands_out_among_the_others(qtbot: QtBot, theme: Theme) -> None:
    image, area = blank(theme), QRectF(10, 10, 200, 100)
    painter = QPainter(image)
    paint_units(painter, area, np.array([1.0, -1.0, 0.5, 0.0]), 2, None, theme)
    painter.end()
    marked = {x // 50 for x in range(200) for y in range(100) if image.pixelColor(10 + x, 10 + y) == theme.kernel}
    assert marked == {2}
    assert count_of(image, theme.activation_high) > 0 and count_of(image, theme.activation_low) > 0


def test_every_unit_is_found_under_its_slot() -> None:
    area = QRectF(10, 0, 100, 50)
    found = [unit_at(area, 400, 10 + (index + 0.5) / 4, 20) for index in range(400)]
    assert found == list(range(400))
    assert unit_at(area, 400, 5, 20) is None


def test_the_curve_marks_what_came_in_and_what_went_out(qtbot: QtBot) -> None:
    xs = sampled(-1.0, 1.0)
    image = blank()
    painter = QPainter(image)
    curve = FunctionCurve(xs, np.maximum(xs, 0), 0.5, 0.5, "in", "out")
    paint_curve(painter, QRectF(0, 0, 280, 180), curve, LIGHT)
    painter.end()
    assert count_of(image.copy(195, 60, 30, 40), LIGHT.kernel) > 20
    assert count_of(image.copy(0, 100, 60, 60), LIGHT.kernel) == 0

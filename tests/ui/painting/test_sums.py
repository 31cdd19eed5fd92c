"""The arithmetic shows every term, keeps it in its place and writes down what adds up."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from cnnviz.traces.scene import Group, Place, Step, Sum
from cnnviz.ui.painting.sum_outcome import BRIEFEST, outcome_pieces, outcome_text
from cnnviz.ui.painting.sum_slots import MOST_TERMS, slots_of
from cnnviz.ui.painting.sums import LINE, Reading, adds_up, lay_out, paint_outcome, paint_sum, sum_text
from cnnviz.ui.theme import DARK, LIGHT
from tests.ui.painting.sums_made import maximum, mean, point, products, random_products, scatter

NUMBER = r"\(?(-?\d+(?:\.\d+)?(?:e-?\d+)?)\)?"
SUMS = [
    random_products(1, 9, 3),
    random_products(3, 9, 3),
    random_products(3, 121, 11),
    random_products(16, 121, 11),
    random_products(1, 9, 3, bias=None),
    mean([0.1, 0.7, 0.25, 1.0], 4),
    maximum([-0.5, 0.25, 0.125, -1.0]),
    scatter(0.57, [1, -0.5, 0, 2], [0.25, 0.1, 0.0, -1.5]),
    point(-2.0, 0.0),
    point(0.4, 0.1, "", 0.25),
]


def equations(text: str) -> list[tuple[float, str, float]]:
    """What the left side of each line comes to, the sign, and what stands at the right."""
    result = []
    for line in text.replace("−", "-").splitlines()[1:]:
        if line.startswith("ReLU"):
            continue
        sides = re.fullmatch(r"(?:\w+: )?(.*) ([=≈]) (\S+)", line)
        assert sides, line
        left, sign, right = sides.groups()
        terms = left.replace(" (bias)", "").split(" + ")
        result.append((sum(_term(term) for term in terms), sign, float(right)))
    return result


def _term(text: str) -> float:
    numbers = [float(number) for number in re.findall(NUMBER, text)]
    if "…" in text:
        return numbers[-1]
    return numbers[0] / numbers[1] if " / " in text else float(np.prod(numbers))


@given(
    groups=st.integers(1, 16),
    cells=st.integers(1, 121),
    seed=st.integers(0, 10**6),
    power=st.integers(-8, 3),
    decimals=st.integers(7, 9),
    biased=st.booleans(),
)
def test_with_all_decimals_the_copied_terms_add_up_to_the_copied_result(
    groups: int, cells: int, seed: int, power: int, decimals: int, biased: bool
) -> None:
    rng = np.random.default_rng(seed)
    lefts, rights = rng.random((groups, cells)), rng.random((groups, cells)) * 10.0**power
    total = products(lefts, rights, 10.0**power if biased else None)
    for coming, sign, value in equations(sum_text(total, decimals)):
        assert coming == pytest.approx(value, rel=1e-5)
        assert sign == "="
    assert adds_up(total, decimals)


@given(groups=st.integers(1, 4), cells=st.integers(1, 20), seed=st.integers(0, 10**6), decimals=st.integers(0, 9))
def test_where_the_copied_numbers_do_not_add_up_they_are_not_called_equal(
    groups: int, cells: int, seed: int, decimals: int
) -> None:
    total = random_products(groups, cells, 3, seed)
    signs = set()
    for coming, sign, value in equations(sum_text(total, decimals)):
        signs.add(sign)
        if sign == "=":
            assert coming == pytest.approx(value, rel=1e-4, abs=1e-4)
        else:
            assert coming != value
    assert adds_up(total, decimals) is (signs == {"="})


@pytest.mark.parametrize(("decimals", "sign"), [(0, "≈"), (2, "≈"), (4, "≈"), (5, "="), (7, "=")])
def test_three_thirds_make_one_only_with_enough_decimals(decimals: int, sign: str) -> None:
    thirds = products([[1 / 3] * 3], [[1.0] * 3], None)
    assert f" {sign} 1" in sum_text(thirds, decimals).splitlines()[1]
    assert outcome_text(Reading.of(thirds, decimals)).startswith(f"{sign} 1")


def test_the_terms_that_are_left_out_are_told_as_one_number() -> None:
    total = random_products(1, 12_345, 100, bias=None)
    (line,) = sum_text(total, 7).splitlines()[1:]
    assert "… and 8 249 more terms, sum " in line.replace("\u2009", " ")
    ((coming, sign, value),) = equations("\n" + line)
    assert coming == pytest.approx(value, rel=1e-5)
    assert sign == "="


@pytest.mark.parametrize(
    ("total", "lines"),
    [
        (products([[2, 1]], [[3, -1]], None), ["2·3 + 1·(−1) = 5"]),
        (products([[-2.5, 1]], [[3, -1]], 0.5), ["(−2.50)·3 + 1.00·(−1) = −8.50", "−8.50 + 0.50 (bias) = −8.00"]),
        (products([[2], [1]], [[3], [-1]], 0.0), ["1: 2·3 = 6", "2: 1·(−1) = −1", "6 + (−1) + 0 (bias) = 5"]),
        (products([[2]], [[-3]], None, steps=(Step("ReLU", 0.0),)), ["2·(−3) = −6", "ReLU(−6) = 0"]),
        (
            products([[2]], [[3]], None, steps=(Step("max pooling", 9.0, of_several=True),)),
            ["2·3 = 6", "max pooling(… 6 …) = 9"],
        ),
        (mean([1, 2, 3, 4], 4), ["1 + 2 + 3 + 4 = 10", "10 / 4 = 2.50"]),
        (mean([1, 0, -0.5, 0], 3), ["1.00 + 0.00 + (−0.50) + 0.00 = 0.50", "0.50 / 3 ≈ 0.17"]),
        (maximum([-2, 7, 0, 1]), ["max(−2, 7, 0, 1) = 7"]),
        (maximum([-np.inf, -0.25]), ["max(−∞, −0.25) = −0.25"]),
        (scatter(1.0, [2, -1], [0.4, 1]), ["0.40 + 1·2 = 2.40", "1.00 + 1·(−1) = 0.00"]),
        (point(-2.0, 0.0), ["ReLU(−2) = 0"]),
        (point(0.4, 0.1, "", 0.25), ["0.40·0.25 = 0.10"]),
    ],
)
def test_every_kind_of_sum_is_copied_as_an_equation(total: Sum, lines: list[str]) -> None:
    assert sum_text(total, 2).splitlines() == [total.title, *lines]


@pytest.mark.parametrize(
    ("total", "text"),
    [
        (products([[2, 1]], [[3, -1]], 0.5), "= 5  sum of the products  + 0.50  bias  = 5.50"),
        (products([[2, 1]], [[3, -1]], None), "= 5  sum of the products"),
        (products([[2], [1]], [[3], [-1]], None, ("red", "green")), "= 6  sum of red  + (−1)  sum of green  = 5"),
        (mean([1, 2, 3, 4], 4), "= 10  sum of 4 cells   10 / 4 = 2.50  mean"),
        (maximum([-2, 7, 0, 1]), "= 7  the largest of 4: row 0, column 1 of the window"),
        (scatter(1.0, [2, -1], [0.4, 1]), "1  spread over 2 cells  before + number · weight = after"),
        (point(-2.0, 0.0), "= 0"),
        (products([[2]], [[-3]], None, steps=(Step("ReLU", 0.0),)), "= −6  sum of the products   ReLU(−6) = 0"),
    ],
)
def test_the_last_line_says_what_comes_out(total: Sum, text: str) -> None:
    assert outcome_text(Reading.of(total, 2)) == text


@pytest.mark.parametrize("total", SUMS, ids=lambda total: f"{total.kind}-{len(total.groups)}")
def test_the_result_is_in_the_last_line_however_brief_it_is(total: Sum) -> None:
    reading = Reading.of(total, 2)
    lengths = [len("".join(piece.text for piece in outcome_pieces(reading, brevity)))
               for brevity in range(BRIEFEST + 1)]  # fmt: skip
    assert lengths == sorted(lengths, reverse=True)
    for brevity in range(BRIEFEST + 1):
        (result,) = [piece.text for piece in outcome_pieces(reading, brevity) if piece.kind == "result"]
        assert result == reading.result


@pytest.mark.parametrize("total", SUMS, ids=lambda total: f"{total.kind}-{len(total.groups)}")
@pytest.mark.parametrize("width", [300, 860])
def test_every_term_has_a_place_of_its_own_inside_the_width(qtbot: QtBot, total: Sum, width: int) -> None:
    layout = lay_out(total, 2, width)
    step = layout.term.width * layout.advance
    found = []
    for line in range(layout.lines):
        for column in range(layout.per_line):
            place = layout.term_at(layout.left + (column + 0.5) * step, (line + 0.5) * LINE)
            if place is not None:
                found.append((place.grid, place.row * layout.columns + place.column))
                assert layout.line_of(place) == (line, column)
    expected = [(index, cell) for index, group in enumerate(total.groups) for cell in range(len(group.left))]
    assert found == (expected if total.panel else [])
    assert layout.left + layout.per_line * step - layout.term.gap * layout.advance <= width


def test_a_line_ends_where_a_row_of_the_kernel_ends(qtbot: QtBot) -> None:
    total = random_products(1, 25, 5)
    assert lay_out(total, 2, 900).per_line == 5


def test_a_term_keeps_its_place_while_the_numbers_change(qtbot: QtBot) -> None:
    small, large = products([[0.5, 1]], [[1, 2]], columns=2), products([[-100.25, 1]], [[-1, 2]], columns=2)
    room = slots_of(small).covering(slots_of(large))
    layouts = [lay_out(total, 2, 500, room) for total in (small, large)]
    assert layouts[0] == layouts[1]
    assert lay_out(small, 2, 500).term.width < layouts[0].term.width


def test_thousands_of_terms_are_laid_out_as_a_part(qtbot: QtBot) -> None:
    total = random_products(1, 100_000, 100, bias=None)
    layout = lay_out(total, 2, 800)
    (block,) = layout.blocks
    assert block.terms == MOST_TERMS
    assert block.more == 100_000 - MOST_TERMS
    assert layout.line_of(Place("products", 0, 999, 0)) is None
    assert layout.lines == block.lines + 1


def test_sixteen_groups_of_the_largest_kernel_are_shown_whole(qtbot: QtBot) -> None:
    assert all(block.more == 0 for block in lay_out(random_products(16, 121, 11), 2, 800).blocks)


def painted(total: Sum, decimals: int = 2, lit: Place | None = None, width: int = 700) -> QImage:
    layout = lay_out(total, decimals, width)
    image = QImage(width, layout.height + LINE, QImage.Format.Format_RGB32)
    image.fill(LIGHT.panel)
    painter = QPainter(image)
    paint_sum(painter, layout, total, decimals, LIGHT, range(layout.lines), lit)
    paint_outcome(painter, QRectF(0, layout.height, width, LINE), total, decimals, LIGHT)
    painter.end()
    return image


@pytest.mark.parametrize("total", SUMS, ids=lambda total: f"{total.kind}-{len(total.groups)}")
def test_every_line_of_every_kind_is_painted(qtbot: QtBot, total: Sum) -> None:
    image = painted(total)
    for top in range(0, image.height(), LINE):
        line = image.copy(0, top, image.width(), LINE)
        empty = line.copy()
        empty.fill(LIGHT.panel)
        assert line != empty


def test_a_stressed_term_has_a_ground_of_its_own(qtbot: QtBot) -> None:
    total = random_products(2, 9, 3)
    place = Place("products", 1, 2, 1)
    layout = lay_out(total, 2, 700)
    line = layout.line_of(place)
    assert line is not None
    area = layout.area_of(*line, layout.term.width * line[1] + 5)
    corner = round(area.left()), round(area.top()) + 3
    assert painted(total, lit=place).pixelColor(*corner) == LIGHT.accent_soft
    assert painted(total).pixelColor(*corner) == LIGHT.panel


def test_the_winner_of_a_maximum_is_framed(qtbot: QtBot) -> None:
    def has_frame(total: Sum) -> bool:
        image = painted(total).copy(0, 0, 700, LINE)
        rows = [[image.pixelColor(x, y) == LIGHT.output for x in range(700)] for y in range(LINE)]
        return any(sum(row) > 20 for row in rows)

    winner = maximum([0.25, 0.75, 0.5])
    nobody = Sum("maximum", "output", winner.groups, winner.result, winner=-1, panel="patch")
    assert has_frame(winner)
    assert not has_frame(nobody)


def test_only_visible_lines_are_painted(qtbot: QtBot) -> None:
    total = random_products(3, 121, 11)
    layout = lay_out(total, 2, 700)
    image = QImage(700, layout.height, QImage.Format.Format_RGB32)
    image.fill(DARK.panel)
    blank = image.copy()
    painter = QPainter(image)
    paint_sum(painter, layout, total, 2, DARK, range(2, 3))
    painter.end()
    assert image.copy(0, 2 * LINE, 700, LINE) != blank.copy(0, 2 * LINE, 700, LINE)
    rest = image.height() - 3 * LINE
    assert image.copy(0, 3 * LINE, 700, rest) == blank.copy(0, 3 * LINE, 700, rest)
    assert image.copy(0, 0, 700, 2 * LINE) == blank.copy(0, 0, 700, 2 * LINE)


def test_infinite_numbers_are_written_and_not_complained_about() -> None:
    total = products([[1.0, 2.0]], [[1.0, 1.0]])
    endless = Group("", np.array([np.inf, -np.inf, 1.0]), np.array([1.0, 0.0, 1.0]), float("inf"))
    assert "∞·1" in sum_text(Sum("products", "o", (endless,), float("inf"), 0.0), 2)
    assert adds_up(total, 2)

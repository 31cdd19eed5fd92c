"""What stands beside each other: picture, explanations in one range, and what parts them."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from cnnviz.engine.input_normalisation import InputNormalisation
from cnnviz.explain.explanation import Explanation, Target
from cnnviz.ui.inspect.explain.facts import facts
from cnnviz.ui.inspect.explain.panel_row import PanelRow
from cnnviz.ui.inspect.explain.panels import Look, Shown, panels, reading
from cnnviz.ui.theme import LIGHT


def explanation(value: float, method: str = "occlusion", **more: object) -> Explanation:
    values = np.zeros((4, 4))
    values[1, 2] = value
    return Explanation(method, Target(0), values, True, value, **more)  # type: ignore[arg-type]


def shown(*explanations: Explanation, normalisation: InputNormalisation | None = None) -> Shown:
    names = [str(index) for index in range(len(explanations))]
    return Shown(np.full((1, 4, 4), 0.25), normalisation or InputNormalisation(), names, explanations)


def test_all_maps_share_a_range_the_difference_too() -> None:
    both = shown(explanation(3.0), explanation(-4.0))
    assert both.limit(Look()) == 7.0
    assert [panel.title for panel in panels(both, Look(), LIGHT)] == ["Picture", "0", "1", "0 − 1"]


@pytest.mark.parametrize("method", ["saliency", "guided-backpropagation", "grad-cam"])
def test_there_is_no_difference_where_it_would_explain_nothing(method: str) -> None:
    assert not shown(explanation(3.0, method), explanation(1.0, method)).has_difference


def test_over_the_picture_needs_no_picture_beside_it() -> None:
    (panel,) = panels(shown(explanation(3.0)), Look(over=True, strength=1.0), LIGHT)
    assert panel.image.pixelColor(2, 1) == LIGHT.activation_high
    assert panel.image.pixelColor(0, 0).name() == "#404040"


def test_the_covered_picture_is_seen_while_the_patch_moves() -> None:
    covered = np.ones((1, 4, 4))
    moving = shown(explanation(3.0, done=1, total=2, picture=covered, patch=(0, 1, 2, 2)))
    picture = panels(moving, Look(over=True), LIGHT)[0]
    assert picture.patch == (0, 1, 2, 2) and np.array_equal(picture.values, covered)


def test_the_picture_is_seen_without_the_normalisation_of_the_network() -> None:
    normalisation = InputNormalisation(scale=255.0, mean=(100.0,))
    taken = normalisation.of(np.full((1, 4, 4), 0.2))
    one = Shown(taken, normalisation, ["0"], [explanation(1.0)])
    picture = panels(one, Look(), LIGHT)[0]
    assert picture.image.pixelColor(0, 0).red() == 51
    assert picture.values is taken, "what is read is what the network is given"


def test_the_legend_says_that_a_few_numbers_lie_beyond() -> None:
    values = np.ones((20, 20))
    values[0, 0] = 100.0
    one = Shown(np.zeros((1, 20, 20)), InputNormalisation(), ["0"], [Explanation("a", Target(0), values, True, 1.0)])
    assert not one.is_clipped(Look()) and one.is_clipped(Look(share=99.0))


def test_a_coarse_map_is_read_in_its_own_cells() -> None:
    coarse = shown(explanation(1.0, coarse=np.array([[5.0, 6.0], [7.0, 8.0]])))
    found = panels(coarse, Look(coarse=True), LIGHT)
    assert "0: +8.0000" in reading(found, 3, 2, 4, 4)
    assert "0: +5.0000" in reading(found, 1, 1, 4, 4)


def test_keys_walk_over_the_cells_and_stay_inside(qtbot: QtBot) -> None:
    row = PanelRow()
    qtbot.addWidget(row)
    row.resize(600, 300)
    row.show_panels(panels(shown(explanation(1.0)), Look(), LIGHT), (4, 4))
    for _ in range(9):
        qtbot.keyClick(row, Qt.Key.Key_Right)
    assert row.hover == (2, 3)


def test_pictures_lie_inside_and_side_by_side(qtbot: QtBot) -> None:
    row = PanelRow()
    qtbot.addWidget(row)
    row.resize(600, 300)
    row.show_panels(panels(shown(explanation(1.0)), Look(), LIGHT), (4, 4))
    first, second = row.areas()
    assert first.right() < second.left() and first.top() == second.top()
    assert row.rect().contains(first.united(second).toAlignedRect().adjusted(-1, -1, 1, 1))
    assert row.place_at(first.center()) == row.place_at(second.center())
    assert row.place_at(QPointF(0, 0)) is None


def test_facts_are_told_by_name_and_apart_for_two_classes() -> None:
    one, two = explanation(1.0, facts={"probability": 0.25}), explanation(2.0, facts={"sum": -0.5})
    assert facts(["3"], [one]) == "probability 25.0 %"
    assert facts(["3", "5"], [one, two]) == "3: probability 25.0 %\n5: sum −0.50"


def test_what_a_patch_did_at_its_last_place_is_not_told_when_all_is_done() -> None:
    now = {"score now": 1.0, "probability": 0.25}
    moving = explanation(1.0, done=1, total=2, patch=(0, 0, 1, 1), facts=now)
    done = explanation(1.0, done=2, total=2, patch=(1, 1, 1, 1), facts=now)
    assert facts(["3"], [moving]) == "score now 1.00 · probability 25.0 %"
    assert facts(["3"], [done]) == "probability 25.0 %"


@pytest.mark.parametrize(
    ("target", "note"),
    [
        (Target(3), "score 1.57"),
        (Target(3, "conv1"), "mean of the map 1.57"),
        (Target(3, "conv1", 8, 8), "value 1.57"),
    ],
)
def test_the_note_says_what_number_is_explained(target: Target, note: str) -> None:
    one = Explanation("saliency", target, np.zeros((4, 4)), True, 1.57)
    assert panels(shown(one), Look(), LIGHT)[1].note == note


def made(target: Target, picture: np.ndarray, done: int = 9) -> str:
    """The note below a picture that was grown."""
    explanation = Explanation("a", target, picture, False, 0.5, done, 9, picture=picture)
    (panel,) = panels(Shown(None, InputNormalisation(), ["3"], [explanation]), Look(), LIGHT)
    return panel.note


def test_a_grown_picture_with_nothing_in_it_says_that_nothing_helps() -> None:
    flat, striped = np.zeros((1, 4, 4)), np.zeros((1, 4, 4))
    striped[0, 1] = 1.0
    assert made(Target(3), striped) == "score 0.50"
    assert made(Target(3), flat) == "score 0.50: no pattern makes it more"
    assert made(Target(3, "conv1"), flat).endswith("“Number” asks one place of the map alone")
    assert made(Target(3, "conv1"), flat, done=2) == "mean of the map 0.50"

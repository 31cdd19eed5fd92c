"""The Mistakes view: which pictures are shown after which click, and what it asks of the page."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from cnnviz.engine.reports import EvaluationReport
from cnnviz.ui.train.mistakes.mistakes_view import MistakesView
from tests.ui.train.evaluations import LABELS, NAMES, PREDICTED, SURENESS, evaluation, pictures

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(qtbot: QtBot) -> MistakesView:
    view = MistakesView()
    qtbot.addWidget(view)
    view.resize(924, 560)
    view.show()
    return view


def show(view: MistakesView, report: EvaluationReport | None = None) -> None:
    view.show_evaluation(report or evaluation(), pictures(), LABELS, NAMES)
    for part in view.parts():
        assert part()
    QApplication.processEvents()  # lays out what has come


def click_cell(qtbot: QtBot, view: MistakesView, row: int, column: int) -> None:
    assert view.matrix.plan is not None
    qtbot.mouseClick(view.matrix, LEFT, pos=view.matrix.plan.cell(row, column).center().toPoint())


def click_tile(qtbot: QtBot, view: MistakesView, index: int) -> None:
    qtbot.mouseClick(view.gallery, LEFT, pos=view.gallery.tile(index).center())


def said(view: MistakesView, text: str) -> bool:
    """Whether a label of the view says `text`."""
    return any(text in label.text() for label in view.findChildren(QLabel) if label.isVisible())


def collect(signal: Any) -> list[Any]:
    got: list[Any] = []
    signal.connect(got.append)
    return got


def test_before_anything_is_scored_it_says_what_will_be_here(view: MistakesView) -> None:
    assert said(view, "appear here with the first evaluation")
    assert not any(part() for part in view.parts())


def test_it_shows_the_counts_and_the_worst_mistakes_first(view: MistakesView) -> None:
    show(view)
    assert view.matrix.matrix is not None
    assert view.matrix.matrix.counts.tolist() == [[1, 2, 0], [1, 2, 0], [0, 0, 2]]
    assert view.gallery.numbers.tolist() == [2, 1, 5]
    assert said(view, "All 8 validation pictures at step 12: 5 right (62.5 %), 3 wrong.")


def test_of_a_part_that_is_scored_in_part_it_says_so(view: MistakesView) -> None:
    show(view, evaluation(count=3))
    assert said(view, "The first 3 validation pictures")
    assert view.gallery.numbers.tolist() == [2, 1]


def test_nothing_is_drawn_twice_or_out_of_sight(view: MistakesView) -> None:
    show(view)
    assert not any(part() for part in view.parts())
    view.hide()
    view.show_evaluation(evaluation(step=13), pictures(), LABELS, NAMES)
    assert not any(part() for part in view.parts())
    view.show()
    assert said(view, "at step 13")


def test_a_cell_opens_its_pictures_and_a_second_click_closes_it(qtbot: QtBot, view: MistakesView) -> None:
    show(view)
    click_cell(qtbot, view, 0, 1)
    assert view.gallery.numbers.tolist() == [2, 1]
    assert said(view, "True cat, predicted dog")
    click_cell(qtbot, view, 0, 1)
    assert view.gallery.numbers.tolist() == [2, 1, 5]


def test_the_right_ones_come_the_most_doubtful_first(qtbot: QtBot, view: MistakesView) -> None:
    show(view)
    click_cell(qtbot, view, 2, 2)
    assert view.gallery.numbers.tolist() == [7, 6]


def test_a_cell_without_pictures_says_so(qtbot: QtBot, view: MistakesView) -> None:
    show(view)
    click_cell(qtbot, view, 0, 2)
    assert said(view, "No picture of cat is taken for owl.")
    qtbot.mouseClick(view.all_mistakes, LEFT)
    assert view.gallery.isVisible() and view.gallery.numbers.tolist() == [2, 1, 5]


def test_arrow_keys_and_enter_choose_a_cell_and_escape_leaves_it(qtbot: QtBot, view: MistakesView) -> None:
    show(view)
    read = collect(view.matrix.read)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Right):
        qtbot.keyClick(view.matrix, key)
    assert read[-1] == "true cat, predicted dog: 2 of 3 (66.7 %)"
    qtbot.keyClick(view.matrix, Qt.Key.Key_Return)
    assert view.matrix.selected == (0, 1) and view.gallery.numbers.tolist() == [2, 1]
    qtbot.keyClick(view.matrix, Qt.Key.Key_Escape)
    assert view.matrix.selected is None and view.gallery.numbers.tolist() == [2, 1, 5]


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ((0, 1), "true cat, predicted dog: 2 of 3 (66.7 %)"),
        ((1, None), "true dog: 3 pictures, 66.7 % of them recognised (recall)"),
        ((None, 1), "predicted dog: 4 pictures, 50.0 % of them rightly (precision)"),
        (None, ""),
    ],
    ids=["cell", "row", "column", "beside"],
)
def test_hovering_reads_a_cell_a_row_or_a_column(
    view: MistakesView, place: tuple[int | None, int | None] | None, sentence: str
) -> None:
    show(view)
    assert view.matrix.sentence(place) == sentence


def test_the_most_confused_pair_is_said_in_words_and_opens_its_pictures(qtbot: QtBot, view: MistakesView) -> None:
    show(view)
    first = view.pairs.buttons[0]
    assert first.text() == "cat taken for dog: 2 of 3"
    qtbot.mouseClick(first, LEFT)
    assert view.matrix.selected == (0, 1) and view.gallery.numbers.tolist() == [2, 1]


def test_a_chosen_picture_is_shown_large_with_its_probabilities(qtbot: QtBot, view: MistakesView) -> None:
    show(view)
    wanted = collect(view.probabilities_wanted)
    click_tile(qtbot, view, 1)
    np.testing.assert_array_equal(wanted[0], pictures()[1])
    assert view.detail.isVisible() and not view.detail.shows_probabilities
    assert view.detail.sentence == "Validation picture 1: predicted dog, true cat, 80.0 % sure"
    view.show_probabilities(np.array([0.1, 0.8, 0.1]))
    assert view.detail.shows_probabilities and view.detail.bars.rows()[1] == ("dog", "80.0 %")
    qtbot.mouseClick(view.detail.close_button, LEFT)
    assert not view.detail.isVisible() and view.gallery.selected is None


def test_a_button_or_a_double_click_opens_the_picture_in_inspect(qtbot: QtBot, view: MistakesView) -> None:
    show(view)
    wanted = collect(view.picture_wanted)
    click_tile(qtbot, view, 0)
    qtbot.mouseClick(view.detail.inspect, LEFT)
    qtbot.mouseDClick(view.gallery, LEFT, pos=view.gallery.tile(0).center())
    for picture, sentence in wanted:
        np.testing.assert_array_equal(picture, pictures()[2])
        assert sentence == "validation picture 2: predicted dog, true cat, 95.0 % sure"
    assert len(wanted) == 2


def test_keys_walk_over_the_tiles_and_enter_opens(qtbot: QtBot, view: MistakesView) -> None:
    show(view)
    wanted = collect(view.picture_wanted)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Return):
        qtbot.keyClick(view.gallery, key)
    assert view.gallery.picture_number == 1
    assert [sentence[:20] for _, sentence in wanted] == ["validation picture 1"]


def test_a_chosen_picture_stays_chosen_while_it_trains_and_is_asked_for_anew(qtbot: QtBot, view: MistakesView) -> None:
    show(view)
    click_tile(qtbot, view, 1)
    wanted = collect(view.probabilities_wanted)
    show(view, evaluation(step=20))
    assert view.gallery.picture_number == 1 and view.detail.isVisible()
    assert len(wanted) == 1
    corrected = EvaluationReport(30, 1, 0.1, 1.0, "validation", 8, LABELS, SURENESS, SURENESS)
    show(view, corrected)
    assert view.gallery.count == 0 and not view.detail.isVisible()


def test_validation_or_test_is_chosen_where_there_are_both(qtbot: QtBot, view: MistakesView) -> None:
    show(view)
    assert not view.part.isVisible()
    show(view, evaluation("test", step=40))
    assert view.part.isVisible() and said(view, "test pictures at step 40")
    qtbot.mouseClick(view.part.button("validation"), LEFT)
    assert said(view, "validation pictures at step 12")
    show(view, evaluation("test", step=41))
    assert said(view, "validation pictures at step 12")


def test_in_the_past_the_evaluation_of_that_time_is_shown(qtbot: QtBot, view: MistakesView) -> None:
    show(view)
    show(view, evaluation("test", step=40))
    qtbot.mouseClick(view.part.button("test"), LEFT)
    view.show_evaluation(evaluation(step=4), pictures(), LABELS, NAMES)
    view.show_moment(None)
    for part in view.parts():
        part()
    assert said(view, "validation pictures at step 4:")


def test_few_mistakes_have_large_tiles_that_rest_under_the_pointer(qtbot: QtBot, view: MistakesView) -> None:
    view.resize(1560, 840)
    show(view)
    before = view.gallery.tile(2)
    assert before.height() > 160 and before.bottom() < view.area.viewport().height()
    click_tile(qtbot, view, 0)
    QApplication.processEvents()
    assert view.detail.isVisible() and view.gallery.tile(2) == before
    assert before.bottom() < view.area.viewport().height()


def test_many_mistakes_and_a_narrow_gallery_have_small_tiles(view: MistakesView) -> None:
    labels, wrong = np.zeros(300, int), np.ones(300, int)
    sureness = np.ones(300, np.float32)
    report = EvaluationReport(1, 1, 0.1, 0.0, "test", 300, wrong, sureness, sureness)
    for size, side in (((1560, 840), 84), ((924, 560), 56)):
        view.resize(*size)
        view.show_evaluation(report, pictures(300), labels, NAMES)
        for part in view.parts():
            part()
        QApplication.processEvents()
        assert view.gallery.tile(0).height() == side + 8


def test_a_new_run_forgets_the_one_before(qtbot: QtBot, view: MistakesView) -> None:
    show(view)
    click_cell(qtbot, view, 0, 1)
    click_tile(qtbot, view, 0)
    view.start(record=None)  # type: ignore[arg-type]  # its numbers are not used here
    assert view.judged() is None and view.matrix.matrix is None and view.gallery.count == 0
    assert said(view, "appear here with the first evaluation")


def test_an_evaluation_that_says_nothing_about_single_pictures_is_passed_over(view: MistakesView) -> None:
    view.show_evaluation(EvaluationReport(1, 1, 0.5, 0.5, "test", 8), pictures(), LABELS, NAMES)
    assert view.judged() is None


@pytest.mark.parametrize("classes", [2, 26, 100])
def test_any_number_of_classes_can_be_pointed_at(qtbot: QtBot, view: MistakesView, classes: int) -> None:
    labels = np.arange(2 * classes) % classes
    sureness = np.ones(len(labels), np.float32)
    report = EvaluationReport(1, 1, 0.1, 1.0, "test", len(labels), labels, sureness, sureness)
    names = tuple(f"a rather long name of a class, number {k}" for k in range(classes))
    view.show_evaluation(report, pictures(len(labels)), labels, names)
    for part in view.parts():
        part()
    click_cell(qtbot, view, classes - 1, classes - 1)
    assert view.gallery.numbers.tolist() == [classes - 1, 2 * classes - 1]


def test_ten_thousand_pictures_are_drawn_where_they_are_seen_only(
    view: MistakesView, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    real: Callable[..., None] = view.gallery.paint_tile
    monkeypatch.setattr(
        view.gallery, "paint_tile", lambda painter, area, index: drawn.append(index) or real(painter, area, index)
    )
    count = 10_000
    zeros, sureness = np.zeros(count, np.int64), np.linspace(1, 0.5, count, dtype=np.float32)
    report = EvaluationReport(1, 1, 5.0, 0.0, "test", count, zeros + 1, sureness, 1 - sureness)
    view.show_evaluation(report, np.zeros((count, 1, 4, 4), np.float32), zeros, NAMES)
    for part in view.parts():
        part()
    view.grab()
    assert view.gallery.count == count
    assert 0 in drawn and len(set(drawn)) < 100


def test_a_tile_far_down_is_scrolled_to_with_the_keys(qtbot: QtBot, view: MistakesView) -> None:
    count = 300
    zeros, sureness = np.zeros(count, np.int64), np.linspace(1, 0.5, count, dtype=np.float32)
    report = EvaluationReport(1, 1, 5.0, 0.0, "test", count, zeros + 1, sureness, 1 - sureness)
    view.show_evaluation(report, np.zeros((count, 1, 4, 4), np.float32), zeros, NAMES)
    for part in view.parts():
        part()
    qtbot.keyClick(view.gallery, Qt.Key.Key_End)
    seen = view.gallery.mapTo(view.area.viewport(), view.gallery.tile(count - 1).center())
    assert view.area.viewport().rect().contains(QPoint(seen))


def test_predictions_of_the_test_data_are_as_they_are_meant() -> None:
    assert np.flatnonzero(PREDICTED != LABELS).tolist() == [1, 2, 5]


def test_without_any_mistake_it_says_so(view: MistakesView) -> None:
    perfect = EvaluationReport(9, 1, 0.1, 1.0, "validation", len(LABELS), LABELS, SURENESS, SURENESS)
    show(view, perfect)
    assert said(view, "No mistakes: all 8 pictures are read right.") and not said(view, "surest")

"""The textbook shows what is true of its examples, and reads numbers of one's own while they are typed."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from cnnviz.scenarios.scenario import Scenario
from cnnviz.scenarios.textbook import EXAMPLES
from cnnviz.ui.convolve.textbook_dialog import TextbookDialog
from cnnviz.ui.theme import DARK, palette_of


@pytest.fixture
def dialog(qtbot: QtBot) -> TextbookDialog:
    dialog = TextbookDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


@pytest.fixture
def chosen(dialog: TextbookDialog) -> list[Scenario]:
    found: list[Scenario] = []
    dialog.scenario_chosen.connect(found.append)
    return found


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def write(qtbot: QtBot, field: QPlainTextEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    for number, line in enumerate(text.split("\n")):
        if number:
            qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.keyClicks(field, line)


def row_of(name: str) -> int:
    return 1 + [example.name for example in EXAMPLES].index(name)


def test_it_opens_with_the_first_example_its_printed_and_its_true_result(dialog: TextbookDialog) -> None:
    shown = texts(dialog.example)
    assert {"2 × 2", "1 × 1", "9", "−8", "8", "≠"} <= set(shown)
    assert dialog.example.preview.isVisible() and dialog.example.open_button.isVisible()


def test_every_example_shows_its_title_its_facts_and_nothing_of_another(dialog: TextbookDialog) -> None:
    for row, example in enumerate(EXAMPLES, 1):
        dialog.contents.setCurrentRow(row)
        shown = texts(dialog.example)
        facts = example.facts()
        assert shown.count(example.title) == 1
        assert all(fact.true in shown and (not fact.printed or fact.printed in shown) for fact in facts)
        assert shown.count("≠") == sum(fact.wrong for fact in facts)
        assert ("printed" in shown) == any(fact.printed for fact in facts)


def test_what_the_page_cannot_show_is_shown_here_without_a_button(dialog: TextbookDialog) -> None:
    for name in ("flatten", "softmax"):
        dialog.contents.setCurrentRow(row_of(name))
        assert not dialog.example.open_button.isVisible() and not dialog.example.preview.isVisible()
    dialog.contents.setCurrentRow(row_of("pooled"))
    assert dialog.example.open_button.isVisible() and dialog.example.preview.isVisible()


def test_the_button_opens_the_example_on_the_page(qtbot: QtBot, dialog: TextbookDialog, chosen: list[Scenario]) -> None:
    dialog.contents.setCurrentRow(row_of("pooled"))
    qtbot.mouseClick(dialog.example.open_button, Qt.MouseButton.LeftButton)
    assert [scenario.chain for scenario in chosen] == [True]
    assert dialog.isVisible()


def test_examples_are_chosen_and_opened_by_keys(qtbot: QtBot, dialog: TextbookDialog, chosen: list[Scenario]) -> None:
    dialog.contents.setFocus()
    qtbot.keyClick(dialog.contents, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.contents, Qt.Key.Key_Return)
    assert dialog.example.title.text() == EXAMPLES[1].title
    assert [scenario.chain for scenario in chosen] == [True]
    qtbot.keyClick(dialog.contents, Qt.Key.Key_Home)
    qtbot.keyClick(dialog.contents, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.own.picture.text
    qtbot.keyClick(dialog.own.picture.text, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.own.kernel.text
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_typed_numbers_are_shown_on_the_page(qtbot: QtBot, dialog: TextbookDialog, chosen: list[Scenario]) -> None:
    dialog.show_own()
    assert not dialog.own.show_button.isEnabled()
    write(qtbot, dialog.own.picture.text, "1 2 3; 4 5 6; 7 8 9")
    assert dialog.own.picture.found.text() == "3 × 3"
    assert not dialog.own.show_button.isEnabled()
    write(qtbot, dialog.own.kernel.text, "[[1, 0], [0, -1]]")
    assert dialog.own.kernel.found.text() == "2 × 2"
    assert "2 × 2" in dialog.own.outcome.text()
    qtbot.mouseClick(dialog.own.show_button, Qt.MouseButton.LeftButton)
    assert chosen[0].image.tolist() == [[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]
    assert chosen[0].kernel.tolist() == [[[[1, 0], [0, -1]]]]
    qtbot.keyClick(dialog.own.kernel.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(chosen) == 2


def test_a_mistake_is_said_and_marked_while_it_is_typed(qtbot: QtBot, dialog: TextbookDialog) -> None:
    dialog.show_own()
    field = dialog.own.picture
    write(qtbot, field.text, "1 2 3\n4 five 6")
    assert field.found.text().startswith("Line 2, column 3: “five” is no number")
    assert field.found.property("role") == "error" and field.array() is None
    (mark,) = field.text.extraSelections()
    assert mark.cursor.selectedText() == "five"
    qtbot.mouseClick(field.go_there, Qt.MouseButton.LeftButton)
    assert field.text.textCursor().selectedText() == "five"
    qtbot.keyClicks(field.text, "5")
    assert (field.found.text(), field.text.extraSelections()) == ("2 × 3", [])
    assert field.found.property("role") == "label" and not field.go_there.isVisible()


def test_the_mark_is_in_its_place_behind_signs_that_take_two(dialog: TextbookDialog) -> None:
    field = dialog.own.picture
    field.text.setPlainText("𝟙 𝟚 x\n1 2 3")
    assert field.found.text().startswith("Line 1, column 5: “x” is no number")
    assert field.text.extraSelections()[0].cursor.selectedText() == "x"


def test_a_row_that_is_too_short_is_marked(qtbot: QtBot, dialog: TextbookDialog) -> None:
    dialog.show_own()
    write(qtbot, dialog.own.kernel.text, "[[1, 0, -1],\n [2, 0],\n [1, 0, -1]]")
    assert "Line 2, column 2: numbers in this row: 2; in line 1: 3" in dialog.own.kernel.found.text()
    assert dialog.own.kernel.text.extraSelections()[0].cursor.selectedText() == "[2, 0]"


def test_an_empty_field_is_no_mistake(dialog: TextbookDialog) -> None:
    dialog.show_own()
    assert dialog.own.picture.found.text() == "Nothing yet"
    assert dialog.own.picture.found.property("role") == "label"


def test_sizes_are_said_with_channels_and_filters(dialog: TextbookDialog) -> None:
    own = dialog.own
    own.picture.text.setPlainText("1 2\n3 4\n\n5 6\n7 8")
    assert own.picture.found.text() == "2 × 2, 2 channels"
    own.kernel.text.setPlainText("1\n\n2")
    assert own.kernel.found.text() == "1 × 1, 2 matrices"
    own.kernel.text.setPlainText("[[[[1]], [[2]]], [[[1]], [[2]]], [[[1]], [[2]]]]")
    assert own.kernel.found.text() == "1 × 1, 2 channels, 3 filters"
    assert "2 × 2 × 3" in own.outcome.text() and own.show_button.isEnabled()


@pytest.mark.parametrize(
    ("picture", "kernel", "words"),
    [
        ("1 2\n3 4", "1 2 3", "does not fit"),
        ("1\n\n2\n\n3", "[[[1]], [[2]]]", "The kernel has 2 channels, the picture 3"),
    ],
)
def test_a_kernel_that_does_not_go_with_the_picture_is_explained(
    dialog: TextbookDialog, picture: str, kernel: str, words: str
) -> None:
    dialog.own.picture.text.setPlainText(picture)
    dialog.own.kernel.text.setPlainText(kernel)
    assert words in dialog.own.outcome.text()
    assert not dialog.own.show_button.isEnabled()


def test_a_kernel_has_at_most_eleven_rows_and_columns(dialog: TextbookDialog) -> None:
    dialog.own.kernel.text.setPlainText("1 " * 12)
    assert "at most 11 × 11" in dialog.own.kernel.found.text()


def test_a_large_matrix_is_read_when_nothing_was_typed_for_a_moment(qtbot: QtBot, dialog: TextbookDialog) -> None:
    numbers = np.arange(200 * 200).reshape(200, 200)
    with qtbot.waitSignal(dialog.own.picture.changed):
        dialog.own.picture.text.setPlainText("\n".join(" ".join(map(str, row)) for row in numbers))
        assert dialog.own.picture.array() is None
    array = dialog.own.picture.array()
    assert array is not None and np.array_equal(array[0], numbers)


def test_everything_that_takes_keys_has_a_name(dialog: TextbookDialog) -> None:
    dialog.show_own()
    for widget in (dialog.contents, dialog.own.picture.text, dialog.own.kernel.text):
        assert widget.accessibleName() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    for button in (dialog.own.show_button, dialog.example.open_button, dialog.own.picture.go_there):
        assert button.text() and button.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_mark_and_the_preview_follow_the_theme(qtbot: QtBot, dialog: TextbookDialog) -> None:
    before = dialog.example.preview.grab().toImage()
    dialog.own.picture.text.setPlainText("one")
    old = QApplication.palette()
    try:
        QApplication.setPalette(palette_of(DARK))
        QApplication.processEvents()
        (mark,) = dialog.own.picture.text.extraSelections()
        assert mark.format.underlineColor() == DARK.warning
        assert dialog.example.preview.grab().toImage() != before
        assert dialog.palette().color(QPalette.ColorRole.Window) == DARK.background
    finally:
        QApplication.setPalette(old)


def test_it_fits_a_small_screen(dialog: TextbookDialog) -> None:
    hint = dialog.minimumSizeHint()
    assert hint.width() <= 1060 and hint.height() <= 700
    assert dialog.width() <= 1280 and dialog.height() <= 720

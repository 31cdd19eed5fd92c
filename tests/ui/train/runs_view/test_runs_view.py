"""Kept runs: listed, opened, renamed, deleted, copied and compared, with the mouse and with keys."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from cnnviz.history.run_list import list_runs
from cnnviz.history.stored_run import open_run
from cnnviz.ui.theme import DARK, LIGHT, palette_of
from cnnviz.ui.train.runs_view.entry_painter import box_place, text_left
from cnnviz.ui.train.runs_view.runs_view import RunsView
from tests.history.made_runs import made_record, made_setup
from tests.ui.train.runs_view.conftest import NEW, OLD, STOPPED, MakeView


def names(view: RunsView) -> list[str]:
    return [entry.name for entry in view.runs.list.entries()]


def path_of(view: RunsView, name: str) -> Path:
    return next(entry.path for entry in view.runs.list.entries() if entry.name == name)


def click(qtbot: QtBot, view: RunsView, row: int, double: bool = False) -> None:
    listed = view.runs.list
    area = listed.visualItemRect(listed.item(row))
    place = QPoint(text_left(area) + 20, area.center().y())
    qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=place)
    if double:
        qtbot.mouseDClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=place)


def tick(qtbot: QtBot, view: RunsView, row: int) -> None:
    listed = view.runs.list
    place = box_place(listed.visualItemRect(listed.item(row))).center()
    qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=place)


def tick_two(qtbot: QtBot, view: RunsView) -> None:
    tick(qtbot, view, 0)
    tick(qtbot, view, 2)
    qtbot.waitUntil(lambda: len(view.comparison.comparison.names) == 2)


def list_again(qtbot: QtBot, view: RunsView, do: Callable[[], object]) -> None:
    with qtbot.waitSignal(view.shelf.listed):
        do()


def test_an_empty_list_says_what_will_be_here(make_view: MakeView, tmp_path: Path) -> None:
    view = make_view(tmp_path / "nothing yet")
    assert not view.runs.place.filled and not view.comparison.place.filled
    assert not view.runs.open.isEnabled() and not view.queued.start.isEnabled()


def test_runs_are_listed_newest_first_with_state_and_score(view: RunsView) -> None:
    assert names(view) == [NEW, STOPPED, OLD]
    new, stopped, _ = view.runs.list.entries()
    assert (new.state, stopped.state) == ("finished", "stopped")
    assert new.score_of == "test" and stopped.score_of == "validation" and new.score.endswith(" %")
    assert new.details == "LeNet-5 · Drawn digits · 2 epochs" and stopped.details.endswith("0.8 of 2 epochs")
    assert "started 2025-03-03 10:00" in new.spoken


def test_return_and_double_click_open_a_run(qtbot: QtBot, view: RunsView) -> None:
    with qtbot.waitSignal(view.open_wanted) as opened:
        click(qtbot, view, 1, double=True)
    assert opened.args == [path_of(view, STOPPED)]
    qtbot.keyClick(view.runs.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.open_wanted) as opened:
        qtbot.keyClick(view.runs.list, Qt.Key.Key_Return)
    assert opened.args == [path_of(view, OLD)]


def test_only_what_was_stopped_can_be_gone_on_with(qtbot: QtBot, view: RunsView) -> None:
    click(qtbot, view, 0)
    assert view.runs.open.isEnabled() and not view.runs.resume.isEnabled()
    click(qtbot, view, 1)
    with qtbot.waitSignal(view.resume_wanted) as resumed:
        qtbot.mouseClick(view.runs.resume, Qt.MouseButton.LeftButton)
    assert resumed.args == [path_of(view, STOPPED)]


def test_f2_renames_a_run_on_the_disk(qtbot: QtBot, view: RunsView, runs: Path) -> None:
    click(qtbot, view, 0)
    qtbot.keyClick(view.runs.list, Qt.Key.Key_F2)
    editor = view.runs.list.findChild(QLineEdit)
    assert editor is not None and editor.text() == NEW
    editor.selectAll()
    qtbot.keyClicks(editor, "The good one")
    list_again(qtbot, view, lambda: qtbot.keyClick(editor, Qt.Key.Key_Return))
    assert names(view) == ["The good one", STOPPED, OLD]
    assert [run.name for run in list_runs(runs)] == ["The good one", STOPPED, OLD]


def test_an_empty_name_changes_nothing(qtbot: QtBot, view: RunsView) -> None:
    click(qtbot, view, 0)
    qtbot.keyClick(view.runs.list, Qt.Key.Key_F2)
    editor = view.runs.list.findChild(QLineEdit)
    assert editor is not None
    editor.clear()
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert names(view)[0] == NEW


@pytest.mark.parametrize(("button", "left"), [("Delete", [NEW, OLD]), ("Keep it", [NEW, STOPPED, OLD])])
def test_delete_asks_first(qtbot: QtBot, view: RunsView, runs: Path, button: str, left: list[str]) -> None:
    click(qtbot, view, 1)
    qtbot.keyClick(view.runs.list, Qt.Key.Key_Delete)
    question = view.runs.question
    assert question is not None and question.isVisible()
    assert STOPPED in question.text() and " MB " in question.informativeText()
    [pressed] = [each for each in question.findChildren(QPushButton) if each.text() == button]
    qtbot.mouseClick(pressed, Qt.MouseButton.LeftButton)
    assert not question.isVisible()
    qtbot.waitUntil(lambda: names(view) == left)
    assert [run.name for run in list_runs(runs)] == left


def test_a_run_that_is_on_is_not_deleted(qtbot: QtBot, view: RunsView) -> None:
    record = open_run(path_of(view, NEW)).record
    record.state = "running"
    list_again(qtbot, view, lambda: view.start(record))
    click(qtbot, view, 0)
    assert not view.runs.delete.isEnabled() and view.runs.list.entries()[0].state == "running"
    qtbot.keyClick(view.runs.list, Qt.Key.Key_Delete)
    assert view.runs.question is None and "stop it first" in view.notice.text()


def test_the_run_on_the_page_is_marked(qtbot: QtBot, view: RunsView) -> None:
    list_again(qtbot, view, lambda: view.start(open_run(path_of(view, STOPPED)).record))
    assert [entry.shown for entry in view.runs.list.entries()] == [False, True, False]


def test_a_damaged_run_is_listed_but_not_opened(qtbot: QtBot, view: RunsView) -> None:
    (path_of(view, OLD) / "run.json").write_text("no more", encoding="utf-8")
    list_again(qtbot, view, view.refresh)
    damaged = next(entry for entry in view.runs.list.entries() if not entry.is_sound)
    assert damaged.state == "damaged" and "cannot be read" in damaged.details
    view.runs.list.choose(damaged.path)
    assert not view.runs.open.isEnabled() and not view.runs.resume.isEnabled()
    with qtbot.assertNotEmitted(view.open_wanted):
        qtbot.keyClick(view.runs.list, Qt.Key.Key_Return)


def test_two_ticked_runs_are_compared(qtbot: QtBot, view: RunsView) -> None:
    tick_two(qtbot, view)
    assert view.comparison.comparison.names == (NEW, OLD)
    texts = view.comparison.table.texts()
    assert texts[0] == ["≠ Learning rate", "0.001", "0.002"]
    assert not any(row[0].startswith("= ") for row in texts)
    for plot in view.comparison.plots:
        assert len(plot.plot.lines) == 2 and all(len(line.curve.getData()[0]) for line in plot.plot.lines)


def test_space_ticks_and_unticks(qtbot: QtBot, view: RunsView) -> None:
    click(qtbot, view, 1)
    qtbot.keyClick(view.runs.list, Qt.Key.Key_Space)
    assert view.runs.list.checked() == [path_of(view, STOPPED)]
    qtbot.keyClick(view.runs.list, Qt.Key.Key_Space)
    assert view.runs.list.checked() == []


def test_a_run_keeps_its_line_when_another_is_unticked(qtbot: QtBot, view: RunsView) -> None:
    tick_two(qtbot, view)
    tick(qtbot, view, 0)
    assert [entry.line for entry in view.runs.list.entries()] == [None, None, 1]
    tick(qtbot, view, 1)
    assert [entry.line for entry in view.runs.list.entries()] == [None, 0, 1]


def test_a_ninth_run_is_refused_with_a_reason(qtbot: QtBot, runs: Path, make_view: MakeView) -> None:
    first = next(iter(runs.iterdir()))
    for number in range(6):
        shutil.copytree(first, runs / f"copy {number}")
    view = make_view(runs)
    for row in range(9):
        view.runs.list.scrollToItem(view.runs.list.item(row))
        tick(qtbot, view, row)
    assert len(view.runs.list.checked()) == 8 and "At most 8 runs" in view.notice.text()


def test_what_is_the_same_is_folded_away(qtbot: QtBot, view: RunsView) -> None:
    tick_two(qtbot, view)
    folded = view.comparison.table.rowCount()
    qtbot.mouseClick(view.comparison.same, Qt.MouseButton.LeftButton)
    assert ["= Network", "LeNet-5", "LeNet-5"] in view.comparison.table.texts()
    assert view.comparison.same.text().startswith("Hide ")
    qtbot.mouseClick(view.comparison.same, Qt.MouseButton.LeftButton)
    assert view.comparison.table.rowCount() == folded


@pytest.mark.parametrize(
    ("unit", "end", "first"), [("step", 10, "step 0"), ("epoch", 2, "epoch 0"), ("time", None, "0 s")]
)
def test_curves_are_laid_out_by_step_epoch_or_time(
    qtbot: QtBot, view: RunsView, unit: str, end: float | None, first: str
) -> None:
    tick_two(qtbot, view)
    qtbot.mouseClick(view.comparison.units.button(unit), Qt.MouseButton.LeftButton)
    plot = view.comparison.plots[2].plot
    records = [open_run(path_of(view, name)).record for name in (NEW, OLD)]
    for line, record in zip(plot.lines, records, strict=True):
        assert line.curve.getData()[0][-1] == pytest.approx(record.seconds if end is None else end)
    assert plot.steps.tickStrings([0.0, 1.0], 1.0, 1.0)[0] == first


def test_the_log_scale_moves_the_curves(qtbot: QtBot, view: RunsView) -> None:
    tick_two(qtbot, view)
    rate = view.comparison.plots[3].plot.lines[1].curve
    assert rate.getData()[1][0] == pytest.approx(0.002)
    qtbot.mouseClick(view.comparison.scales.button("log"), Qt.MouseButton.LeftButton)
    assert rate.getData()[1][0] == pytest.approx(-2.699, abs=1e-3)


def test_the_pointer_is_told_the_values_of_all_runs(qtbot: QtBot, view: RunsView) -> None:
    tick_two(qtbot, view)
    plot = view.comparison.plots[3].plot
    middle = plot.viewport().rect().center()
    qtbot.mouseMove(plot.viewport(), middle - QPoint(3, 0))
    qtbot.mouseMove(plot.viewport(), middle)
    qtbot.waitUntil(lambda: plot.hover.text != "")
    first, *values = plot.hover.text.splitlines()
    assert first.startswith("step ") and values == [f"{NEW}: 0.001", f"{OLD}: 0.002"]


def test_the_table_is_copied_with_tabs(qtbot: QtBot, view: RunsView) -> None:
    tick_two(qtbot, view)
    qtbot.mouseClick(view.comparison.copy, Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == ["", NEW, OLD] and "Learning rate\t0.001\t0.002" in lines


def test_the_table_is_saved_as_csv(
    qtbot: QtBot, view: RunsView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tick_two(qtbot, view)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "table"), ""))
    qtbot.mouseClick(view.comparison.export, Qt.MouseButton.LeftButton)
    with (tmp_path / "table.csv").open(encoding="utf-8", newline="") as file:
        rows = {row[0]: row[1:] for row in csv.reader(file)}
    assert rows["Learning rate"] == ["0.001", "0.002"] and "Saved in" in view.notice.text()
    view.comparison.export_table(tmp_path / "no folder" / "table.csv")
    assert "cannot be written" in view.notice.text()


def test_a_run_that_is_on_grows_in_the_plots(qtbot: QtBot, view: RunsView) -> None:
    record = made_record(open_run(path_of(view, NEW)).setup, steps=10, state="running")
    list_again(qtbot, view, lambda: view.run_progressed(record) or view.refresh())
    tick_two(qtbot, view)
    curve = view.comparison.plots[2].plot.lines[0].curve
    assert len(curve.getData()[0]) == 10
    assert not any(part() for part in view.parts()[1:])
    more = made_record(record.setup, steps=14, state="running")
    record.loss, record.rate, record.last = more.loss, more.rate, more.last
    assert [part() for part in view.parts()] == [True, False, False, True, True]
    assert len(curve.getData()[0]) == 14
    assert view.runs.list.entries()[0].summary.step == 14


def test_nothing_is_drawn_while_the_view_is_hidden(qtbot: QtBot, view: RunsView) -> None:
    view.hide()
    view.run_progressed(made_record(made_setup("new"), steps=10, state="running"))
    assert not any(part() for part in view.parts())


def test_the_colours_follow_the_theme(qtbot: QtBot, view: RunsView) -> None:
    tick_two(qtbot, view)
    cell = view.comparison.table.item(0, 0)
    assert cell is not None and cell.background().color() == LIGHT.accent_soft
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    before = application.palette()
    application.setPalette(palette_of(DARK))
    try:
        qtbot.waitUntil(lambda: view.comparison.table.item(0, 0).background().color() == DARK.accent_soft)  # type: ignore[union-attr]
    finally:
        application.setPalette(before)

"""Tables of a run: a row for each step, appended whole or not at all, read again as they were told."""

import csv
import io
from pathlib import Path

import pytest

from cnnviz.engine.reports import Change, ChangeReport, EvaluationReport, StepReport
from cnnviz.history.appended_table import AppendedTable, as_line, whole_lines
from cnnviz.history.run_tables import METRICS, MetricRows, change_of, change_text


def step(number: int) -> StepReport:
    return StepReport(number, 1, 10, 20, 0.1 * number, 0.5, 1e-5, 8 * number)


def rows(*reports: object) -> list[dict[str, str]]:
    """What a spreadsheet reads."""
    told = MetricRows()
    lines = [as_line(METRICS), *(as_line(row) for row in (*map(told.add, reports), told.end()) if row is not None)]
    return list(csv.DictReader(io.StringIO("".join(lines))))


def test_scores_and_changes_stand_in_the_row_of_the_step_before_them() -> None:
    changes = ChangeReport(2, 1, (Change("learning_rate", 0.001, 1e-05), Change("flip", False, True)))
    found = rows(step(1), step(2), EvaluationReport(2, 1, 0.3, 0.75, "validation", 8), changes, step(3))
    assert [row["step"] for row in found] == ["1", "2", "3"]
    assert found[1]["validation_accuracy"] == "0.75" and found[0]["validation_accuracy"] == ""
    assert found[1]["changes"] == "learning_rate 0.001 -> 1e-05; flip False -> True"
    assert float(found[2]["loss"]) == step(3).loss


def test_what_is_scored_and_changed_before_the_first_step_has_a_row_of_its_own() -> None:
    found = rows(
        EvaluationReport(0, 0, 2.3, 0.1, "validation", 8), ChangeReport(0, 0, (Change("patience", 0, 3),)),
        ChangeReport(0, 0, (Change("scale", 0.0, 5.0),)), step(1),
    )  # fmt: skip
    assert [row["step"] for row in found] == ["0", "1"]
    assert (found[0]["loss"], found[0]["changes"]) == ("", "patience 0 -> 3; scale 0.0 -> 5.0")


@pytest.mark.parametrize(
    "change",
    [
        Change("learning_rate", 0.1 + 0.2, 1e-06),
        Change("epochs", 3, 10),
        Change("flip", True, False),
        Change("schedule", "constant", "cosine"),
    ],
)
def test_a_change_is_read_as_it_was_told(change: Change) -> None:
    again = change_of(change_text(change))
    assert again == change and type(again.before) is type(change.before)


@pytest.mark.parametrize("text", ["", "epochs", "epochs 3", "shoe 1 -> 2", "epochs a -> b", "epochs 1 -> "])
def test_a_text_that_is_no_change_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        change_of(text)


def test_rows_wait_until_they_are_saved(tmp_path: Path) -> None:
    table = AppendedTable(tmp_path / "table.csv", ("a", "b"))
    table.add((1, 2))
    assert not table.path.exists() and table.rows == 0
    table.save()
    table.add((3, None))
    table.save()
    assert table.path.read_text(encoding="utf-8") == "a,b\n1,2\n3,\n" and table.rows == 2


def test_a_row_for_now_gives_way_to_the_next(tmp_path: Path) -> None:
    table = AppendedTable(tmp_path / "table.csv", ("a",))
    table.add((1,))
    table.save_for_now((2,))
    assert whole_lines(table.path) == ["a\n", "1\n", "2\n"] and table.rows == 1
    table.add((20,))
    table.save()
    assert whole_lines(table.path) == ["a\n", "1\n", "20\n"]


def test_what_a_failed_write_has_left_is_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = AppendedTable(tmp_path / "table.csv", ("a",))
    table.add((1,))
    table.save()
    table.add((22222,))
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            table.save()
    table.add((3,))
    table.save()
    assert table.path.read_text(encoding="utf-8") == "a\n1\n22222\n3\n" and table.rows == 3


def full(number: int) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(("rows", "left"), [(0, "a\n"), (1, "a\n1\n"), (2, "a\n1\n2\n"), (9, "a\n1\n2\n3\n")])
def test_going_on_cuts_off_what_does_not_count(tmp_path: Path, rows: int, left: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"a\n1\n2\n3\n4")  # the last is torn
    table = AppendedTable(path, ("a",))
    table.resume(rows)
    assert path.read_text(encoding="utf-8") == left and table.rows == min(rows, 3)
    table.add((7,))
    table.save()
    assert path.read_text(encoding="utf-8") == left + "7\n"


def test_going_on_without_a_file_begins_one(tmp_path: Path) -> None:
    table = AppendedTable(tmp_path / "table.csv", ("a",))
    table.resume(5)
    table.add((7,))
    table.save()
    assert table.path.read_text(encoding="utf-8") == "a\n7\n"

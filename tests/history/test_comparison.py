"""Runs side by side: what differs comes first, the best is named, and files get plain numbers."""

import csv
import io
from dataclasses import replace

import pytest

from cnnviz.engine.reports import Change, ChangeReport, EarlyStopReport
from cnnviz.history.comparison import Comparison, Row, compare, with_results
from cnnviz.history.run_results import Cell, duration
from tests.history.made_runs import made_record, made_setup


def row(comparison: Comparison, label: str) -> Row:
    return next(row for row in comparison.rows if row.label == label)


@pytest.fixture
def two() -> Comparison:
    good = made_record(made_setup("adam 0.001", learning_rate=0.001), 0.95)
    poor = made_record(made_setup("sgd 0.1", optimizer="sgd", learning_rate=0.1), 0.8)
    return compare([good, poor])


def test_settings_that_differ_stand_first_and_the_same_ones_last(two: Comparison) -> None:
    assert two.names == ("adam 0.001", "sgd 0.1")
    assert [row.label for row in two.of_kind("different")] == ["Optimiser", "Learning rate"]
    assert [row.texts() for row in two.of_kind("different")] == [("Adam", "SGD"), ("0.001", "0.1")]
    kinds = [row.kind for row in two.rows]
    assert kinds == sorted(kinds, key=["different", "result", "same"].index)
    assert row(two, "Batch size (pictures)").texts() == ("8", "8")
    assert row(two, "Network").kind == "same" and row(two, "Parameters").cells[0].value == 61706


def test_the_best_is_named_in_words(two: Comparison) -> None:
    assert row(two, "Best validation accuracy").texts() == ("95.00 % (best)", "80.00 %")
    assert row(two, "Final validation loss").texts() == ("0.0513 (best)", "0.2231")
    assert row(two, "Test accuracy").texts() == ("94.00 % (best)", "79.00 %")
    assert row(two, "Steps").texts() == ("20", "20")


def test_equal_results_have_no_best() -> None:
    same = compare([made_record(made_setup("a"), 0.9), made_record(made_setup("b", seed=1), 0.9)])
    assert row(same, "Best validation accuracy").best == frozenset()


def test_two_that_are_equally_good_are_both_best() -> None:
    records = [made_record(made_setup(str(seed), seed=seed), best) for seed, best in enumerate((0.9, 0.8, 0.9))]
    assert row(compare(records), "Best validation accuracy").best == {0, 2}


def test_the_best_validation_is_over_all_pictures_not_a_lucky_part() -> None:
    record = made_record(made_setup("a"), 0.9)
    lucky = replace(record.evaluations[0], accuracy=1.0, whole=False)
    record.evaluations.insert(1, lucky)
    assert row(compare([record]), "Best validation accuracy").texts() == ("90.00 %",)


def test_a_run_that_did_not_get_so_far_has_gaps() -> None:
    started = made_record(made_setup("short"), 0.9, steps=3, state="stopped")
    table = compare([made_record(made_setup("long"), 0.9), started])
    assert row(table, "Best validation accuracy").texts() == ("90.00 %", "–")
    assert row(table, "State").texts() == ("finished", "stopped")
    assert row(table, "Epochs").texts() == ("2 of 2", "0.3 of 2")
    assert row(table, "Best validation accuracy").best == frozenset()


def test_a_loss_that_is_no_number_is_left_out() -> None:
    record = made_record(made_setup("a"), 0.9)
    record.evaluations[-2] = replace(record.evaluations[-2], loss=float("nan"))
    table = compare([record, made_record(made_setup("b"), 0.8)])
    assert row(table, "Final validation loss").cells[0] == Cell("–")


def test_changes_and_early_stops_are_told() -> None:
    record = made_record(made_setup("a"), 0.9)
    record.add(ChangeReport(12, 2, (Change("learning_rate", 0.001, 0.0001),)))
    record.add(EarlyStopReport(20, 2, 1, 0.3))
    table = compare([record, made_record(made_setup("b"), 0.8)])
    assert row(table, "Changed during the run").texts() == ("Learning rate 0.001 → 0.0001 after step 12", "–")
    assert row(table, "Early stop").texts() == ("after epoch 2, best was 1", "–")


def test_rows_that_no_run_has_anything_for_are_left_out(two: Comparison) -> None:
    assert not [row for row in two.rows if row.label in ("Early stop", "Changed during the run")]


def test_networks_that_differ_in_a_layer_alone_are_told_apart() -> None:
    setup = made_setup("a")
    layers = [dict(layer) for layer in setup.network["layers"]]
    layers[1]["kind"] = "Tanh"
    other = replace(setup, name="b", network={**setup.network, "layers": layers})
    table = compare([made_record(setup), made_record(other)])
    assert [row.label for row in table.of_kind("different")] == ["Layers"]


def test_the_text_for_the_clipboard_has_a_column_for_each_run(two: Comparison) -> None:
    lines = [line.split("\t") for line in two.as_text().splitlines()]
    assert lines[0] == ["", "adam 0.001", "sgd 0.1"]
    assert ["Test accuracy", "94.00 % (best)", "79.00 %"] in lines
    assert {len(line) for line in lines} == {3}


def test_the_csv_has_plain_numbers(two: Comparison) -> None:
    rows = {line[0]: line[1:] for line in csv.reader(io.StringIO(two.as_csv()))}
    assert [float(value) for value in rows["Test accuracy"]] == pytest.approx([0.94, 0.79])
    assert rows["Parameters"] == ["61706", "61706"] and rows["Time"] == ["10.0", "10.0"]


def test_results_follow_a_run_that_goes_on_and_settings_stay() -> None:
    records = [made_record(made_setup("a"), 0.9), made_record(made_setup("b", seed=1), 0.8, steps=5, state="running")]
    before = compare(records)
    later = with_results(before, [records[0], made_record(records[1].setup, 0.95)])
    assert later == compare([records[0], made_record(records[1].setup, 0.95)])
    assert row(before, "Steps").texts() == ("20", "5") and row(later, "Steps").texts() == ("20", "20")


@pytest.mark.parametrize(("seconds", "text"), [(59.94, "59.9 s"), (59.97, "1 min 00 s"), (3599.6, "1 h 00 min")])
def test_times_carry_over(seconds: float, text: str) -> None:
    assert duration(seconds) == text

"""Runs side by side: their curves on the same axes, and a table of what was different and what came of it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from cnnviz.data.model_paths import shown
from cnnviz.history.comparison import RESULT, SAME, Comparison, compare, with_results
from cnnviz.history.record import RunRecord
from cnnviz.settings import Choice
from cnnviz.text import mark, tr
from cnnviz.ui.train.runs_view.comparison_table import ComparisonTable
from cnnviz.ui.train.runs_view.run_axis import STEP, UNITS
from cnnviz.ui.train.runs_view.run_curves import KINDS
from cnnviz.ui.train.runs_view.run_files import not_written
from cnnviz.ui.train.runs_view.run_plot import RunPlot
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.segmented import Segmented
from cnnviz.ui.widgets.until_filled import UntilFilled

LINEAR, LOG = "linear", "log"
SCALES = (
    Choice(LINEAR, mark("linear"), mark("Equal steps upwards are equal differences")),
    Choice(LOG, mark("log"), mark("Equal steps upwards are equal factors; of accuracies, of their mistakes")),
)
PLOTS, TABLE = 320, 230  # pixels of height, at first


class ComparisonCard(Card):
    """Shows the runs that it is given, each with the number of its line. `told` and `failed` carry sentences."""

    told = Signal(str)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__(tr("Comparison"))
        self._runs: list[tuple[int, RunRecord]] = []
        self.comparison = Comparison((), ())
        self.units, self.scales = Segmented(UNITS, STEP), Segmented(SCALES, LINEAR)
        self.units.setAccessibleName(tr("What the runs are laid out by"))
        self.scales.setAccessibleName(tr("Axes upwards"))
        self.plots = [RunPlot(kind) for kind in KINDS]
        self.table = ComparisonTable()
        self.same = QPushButton()
        self.copy = QPushButton(tr("Copy"))
        self.export = QPushButton(tr("CSV…"))
        self._lay_out()
        self.units.changed.connect(lambda _: self._set_axes())
        self.scales.changed.connect(lambda _: self._set_axes())
        self.same.toggled.connect(self._show_same)
        self.copy.clicked.connect(self.copy_table)
        self.export.clicked.connect(self._choose_file)

    def show_runs(self, runs: Sequence[tuple[int, RunRecord]]) -> None:
        """Show these runs, in this order."""
        self._runs = list(runs)
        for plot in self.plots:
            plot.show_runs(runs)
        self.comparison = compare([record for _, record in runs])
        self._show_same(self.same.isChecked())
        self.place.set_filled(bool(runs))
        count = len(runs)
        self.heading.set_explanation(tr("{count} runs", count=count) if count > 1 else "")
        for control in (self.units, self.scales):
            control.setVisible(bool(runs))

    def update_table(self, record: RunRecord) -> None:
        """Show the results of a run that is on, where it is compared."""
        if any(shown is record for _, shown in self._runs):
            self.comparison = with_results(self.comparison, [shown for _, shown in self._runs])
            self._show_same(self.same.isChecked())

    def copy_table(self) -> None:
        """Put the table on the clipboard, columns apart by tabs."""
        QGuiApplication.clipboard().setText(self.comparison.as_text())
        self.told.emit(tr("The table is on the clipboard; it can be pasted into a spreadsheet."))

    def export_table(self, path: Path) -> None:
        """Write the table as CSV, with plain numbers."""
        try:
            path.write_text(self.comparison.as_csv(), encoding="utf-8", newline="")
        except OSError as error:
            self.failed.emit(not_written(path, error))
        else:
            self.told.emit(tr("Saved in {path}.", path=shown(path)))

    def _lay_out(self) -> None:
        for control in (self.units, self.scales):
            control.hide()
            self.heading.add(control)
        plots, below = QWidget(), QWidget()
        grid = QGridLayout(plots)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for place, plot in enumerate(self.plots):
            grid.addWidget(plot, place // 2, place % 2)
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.table, 1)
        self.same.setCheckable(True)
        self.same.setObjectName("fold")
        self.same.setToolTip(tr("Show or hide the settings that all of these runs share"))
        self.copy.setToolTip(tr("Copy the whole table, to paste it into a text or a spreadsheet"))
        self.export.setToolTip(tr("Save the whole table as a CSV file, with plain numbers"))
        row = QHBoxLayout()
        row.addWidget(self.same)
        row.addStretch(1)
        row.addWidget(self.copy)
        row.addWidget(self.export)
        column.addLayout(row)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(plots)
        split.addWidget(below)
        split.setChildrenCollapsible(False)
        split.setSizes([PLOTS, TABLE])
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        text = tr(
            "Tick two runs or more in the list: their curves come here, on the same axes, with a table of what was set "
            "differently and what came of it."
        )
        self.place = UntilFilled(split, text)
        self.body.addWidget(self.place, 1)

    def _set_axes(self) -> None:
        for plot in self.plots:
            plot.set_axes(self.units.value(), self.scales.value() == LOG)

    def _show_same(self, shown: bool) -> None:
        count = len(self.comparison.of_kind(SAME))
        self.same.setVisible(count > 0)
        several = bool(self.comparison.of_kind(RESULT)) and len(self.comparison.names) > 1
        self.same.setText(_same_text(count, shown, several))
        self.table.show_comparison(self.comparison, [number for number, _ in self._runs], shown)

    def _choose_file(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, tr("Save the table"), "comparison.csv", "CSV (*.csv)")
        if path:
            self.export_table(Path(path) if Path(path).suffix else Path(path + ".csv"))


def _same_text(count: int, shown: bool, several: bool) -> str:
    if not several:
        return tr("Hide {count} settings", count=count) if shown else tr("Show {count} settings", count=count)
    return (
        tr("Hide {count} settings that are the same", count=count)
        if shown
        else tr("Show {count} settings that are the same", count=count)
    )

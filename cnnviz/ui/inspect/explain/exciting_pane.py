"""The pictures of a data set that excite a map most: what is asked, how far the search is, what it found."""

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnnviz.data.datasets import Loading
from cnnviz.engine.network import Network
from cnnviz.inspection.exciting import Exciting
from cnnviz.numbers import count
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.inspect.explain.exciting_grid import ExcitingGrid, is_part
from cnnviz.ui.inspect.explain.exciting_tools import ExcitingTools
from cnnviz.ui.inspect.explain.runner import Runner
from cnnviz.ui.inspect.explain.search import Finding, SearchRequest
from cnnviz.ui.inspect.explain.target_row import Named
from cnnviz.ui.widgets.elided import ElidedLabel
from cnnviz.ui.widgets.labels import wrapped
from cnnviz.ui.widgets.tile_grid import TileArea
from cnnviz.ui.widgets.until_filled import UntilFilled
from cnnviz.ui.worker import Outcome
from cnnviz.ui.workspace import GivenPicture


class ExcitingPane(QWidget):
    """`progressed` carries whether it runs, and how far it is: (running, done, total).

    `picture_wanted` carries a GivenPicture to be looked into, and the Cell that it excites.
    """

    progressed = Signal(bool, int, int)
    picture_wanted = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._network: Network | None = None
        self._named: Named | None = None
        self._finding: Finding | None = None
        self.tools, self.grid = ExcitingTools(), ExcitingGrid()
        self.area = TileArea(self.grid)
        self._place = UntilFilled(self.area, "")
        self._why = ""
        self._summary = wrapped("", "label")
        self.reading = ElidedLabel("label", Qt.TextElideMode.ElideRight)
        self._runner = Runner(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._summary)
        column.addWidget(self._place, 1)
        column.addWidget(self.reading)
        self._wire()

    def _wire(self) -> None:
        self.area.resized.connect(lambda _: self.grid.fit(self._room()))
        self.grid.hovered.connect(lambda index: self._read(index if index is not None else self.grid.selected))
        self.grid.chosen.connect(self._read)
        self.grid.opened.connect(self._open)
        self.tools.changed.connect(self._clear)
        self._runner.reported.connect(self._take_report)
        self._runner.ended.connect(self._take_end)

    @property
    def can_run(self) -> bool:
        """Whether there is something that pictures can be looked for."""
        return self._network is not None and self._named is not None

    def sentence(self) -> str:
        """What stands where no pictures are; "" where there are."""
        return "" if self._place.filled else self._why

    def show_target(self, network: Network | None, named: Named | None) -> None:
        """What pictures are to be looked for; what was found for the same thing stays."""
        before = self._named.target if self._named is not None else None
        same = network is self._network and named is not None and named.target == before
        self._network, self._named = network, named
        if not same:
            self._clear()

    def run(self) -> None:
        """Look through the pictures."""
        if self._network is None or self._named is None:
            return
        self.progressed.emit(True, 0, 0)
        choice = self.tools.choice(self._network)
        self._runner.start(SearchRequest(self._network, self._named.target, choice, self.tools.most.value()).run)

    def stop(self) -> None:
        """Stop; what was found so far stays."""
        self._runner.stop()

    def close_down(self) -> None:
        self._runner.close_down()

    def _clear(self) -> None:
        self._runner.forget()
        self._finding = None
        self.progressed.emit(False, 0, 0)
        if self._named is None:
            self._say(tr("Choose a layer behind the picture in the strip above; the map followed there is meant."))
        elif self._network is None:
            self._say(tr("This model runs in ONNX Runtime. Pictures can be looked through only for models that the "
                         "program computes itself."))  # fmt: skip
        else:
            self._say(
                tr("The pictures that excite {name} most appear here, best first. Press Compute to look through "
                   "{most} pictures of the data set.", name=self._called(), most=count(self.tools.most.value()))
            )  # fmt: skip

    def _called(self) -> str:
        assert self._named is not None
        return self._named.name if self._named.target.layer else tr("class {name}", name=self._named.name)

    def _say(self, sentence: str) -> None:
        self._why = sentence
        self._place.set_sentence(sentence)
        self._place.set_filled(False)
        self._summary.setText("")
        self.reading.setText("")

    def _take_report(self, report: object) -> None:
        if isinstance(report, Loading):
            self.progressed.emit(True, report.done, report.total)
            if self._finding is None:
                self._say(report.message)
        elif isinstance(report, Finding):
            self._finding = report
            search, source = report.search, report.source
            self.progressed.emit(True, search.done, search.total)
            words = tr("{done} of {total} pictures of “{source}” looked through for {name}", name=self._called(),
                       done=count(search.done), total=count(search.total), source=source.name)  # fmt: skip
            if any(is_part(one) for one in search.found):
                words += " · " + tr("frame: what the largest number sees")
            changes = source.changes()
            self._summary.setText(f"{words} · {changes}" if changes else words)
            self._place.set_filled(True)
            self.grid.show_found(search.found, source, self._room())
            self._read(self.grid.selected)

    def _take_end(self, outcome: Outcome) -> None:
        self.progressed.emit(False, 0, 0)
        if isinstance(outcome.error, ExplainedError | OSError):
            self._say(str(outcome.error))
        elif isinstance(outcome.error, MemoryError):
            self._say(tr("There is not enough memory for these pictures; look through fewer."))
        elif outcome.error is not None:
            raise outcome.error  # unexpected: the window logs and shows it

    def _room(self) -> QSize:
        return QSize(self.area.room, self.area.maximumViewportSize().height())

    def _read(self, index: int | None) -> None:
        known = index is not None and index < len(self.grid.found)
        self.reading.setText(
            self.grid.sentence(index) if index is not None and known else tr("Click a picture twice to look into it.")
        )

    def _open(self, index: int) -> None:
        if self._finding is None:
            return
        one: Exciting = self.grid.found[index]
        source = self._finding.source
        pixels = source.pictures[one.index]
        shown = np.ascontiguousarray(pixels.transpose(1, 2, 0)) if len(pixels) == 3 else pixels[0]
        truth = None if one.label is None else source.class_names[one.label]
        name = source.files[one.index] if source.files else ""
        name = name or tr("{source}, picture {index}", source=source.name, index=one.index)
        self.picture_wanted.emit(GivenPicture(shown, name, truth), one.cell)

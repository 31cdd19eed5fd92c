"""Pictures with known answers: which set they come from and which one is looked at."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from cnnviz.data.pictures import PictureError
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.inspect.picture.data_tools import DataTools
from cnnviz.ui.inspect.picture.labelled_sets import DrawnSet, LabelledSet, open_set, sets_here
from cnnviz.ui.inspect.picture.opening import modest
from cnnviz.ui.worker import GeneratorWorker, Outcome


class DataSource(QObject):
    """`chosen` carries a Picture and its true class, `failed` a message. A set is read when first asked for."""

    chosen = Signal(object, str)
    failed = Signal(str)

    def __init__(self, tools: DataTools, seed: int | None = None) -> None:
        super().__init__(tools)
        self._tools = tools
        self._rng = np.random.default_rng(seed)
        self._set: LabelledSet | None = None
        self._index = 0
        self._wanted: int | None = None  # a class
        self._worker = GeneratorWorker(self)
        self._worker.finished.connect(self._opened)
        tools.index_chosen.connect(self._go_to)
        tools.class_chosen.connect(self._take_class)
        tools.random_wanted.connect(self.show_random)
        tools.source.set_wanted.connect(self.use)
        tools.source.folder_wanted.connect(lambda folder: self.use("folder", Path(folder)))

    def show_current(self) -> None:
        """Show the picture looked at last; at first one of a set in the user's cache, else a drawn digit."""
        if self._set is not None:
            self._show(self._index)
        elif not self._worker.running:
            self.use(next(iter(sets_here()), "drawn"))

    def use(self, name: str, folder: Path | None = None) -> None:
        """Take the test pictures of a set of `data.datasets`, or of what lies in a folder."""
        if name == "drawn":
            self._take(DrawnSet())
        elif not self._worker.running:
            self._tools.source.show_name(tr("Reading …"))
            self._worker.start(lambda: open_set(name, folder))

    def show_random(self) -> None:
        """Any picture; of the chosen class where there is one."""
        if self._set is not None:
            self._show(self._of_class(int(self._rng.integers(self._set.count)), 1))

    def is_opening(self) -> bool:
        """Whether a set is being read."""
        return self._worker.running

    def close_down(self) -> None:
        self._worker.stop_and_wait()

    def _opened(self, outcome: Outcome) -> None:
        found = [report for report in self._worker.take() if report is not None]
        if outcome.error is None and found:
            self._take(found[0])  # type: ignore[arg-type]  # the one LabelledSet that open_set yields
            return
        self._tools.source.show_name(tr("Data set") if self._set is None else self._set.title)
        if isinstance(outcome.error, ExplainedError | OSError):
            self.failed.emit(str(outcome.error))
        elif outcome.error is not None:
            raise outcome.error
        if self._set is None:
            self._take(DrawnSet())

    def _take(self, found: LabelledSet) -> None:
        self._set, self._wanted = found, None
        self._tools.show_set(found.title, found.count, found.class_names)
        self._show(min(self._index, found.count - 1))

    def _take_class(self, wanted: int | None) -> None:
        self._wanted = wanted
        if self._set is not None:
            self._show(self._of_class(self._index + (wanted is not None), 1))

    def _go_to(self, index: int) -> None:
        self._show(self._of_class(index, 1 if index >= self._index else -1))

    def _of_class(self, start: int, step: int) -> int:
        """The picture at `start`, or the nearest one of the chosen class; the one that is shown where there is none."""
        assert self._set is not None
        start %= self._set.count
        if self._wanted is None:
            return start
        found = self._set.find(self._wanted, start, step)
        if found is None:
            self.failed.emit(tr("The set has no picture of the class {name}.",
                                name=self._set.class_names[self._wanted]))  # fmt: skip
        return self._index if found is None else found

    def _show(self, index: int) -> None:
        assert self._set is not None
        self._index = index
        self._tools.show_index(index)
        try:
            picture, label = self._set.picture(index)
        except PictureError as error:
            self.failed.emit(str(error))
            return
        self.chosen.emit(modest(picture), label)

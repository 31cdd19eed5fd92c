"""The pictures of a data set, page by page."""

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import Signal

from cnnviz.engine.arrays import Array
from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.ui.train.data_view.page_bar import PageBar
from cnnviz.ui.train.data_view.paging import Paging
from cnnviz.ui.train.data_view.sample_grid import GridRoom, SampleGrid
from cnnviz.ui.train.data_view.samples import PARTS, Samples
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.chooser import Chooser
from cnnviz.ui.widgets.segmented import Segmented
from cnnviz.ui.widgets.until_filled import UntilFilled

ALL = "all"


class SamplesCard(Card):
    """Pictures of one part, of all classes or one.

    `picture_wanted` carries (picture (C, H, W), sentence) of a clicked one, `filtered` the class that is shown, or
    None for all.
    """

    picture_wanted = Signal(object)
    filtered = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("Pictures"), " ")
        self._parts: Mapping[str, Samples] = {}
        self._name = ""
        self._label: int | None = None
        self._found: Array = np.zeros(0, np.intp)
        self._paging = Paging(0, 1)
        self.part = Segmented(PARTS)
        self.classes = Chooser(tr("Class"), tr("Show the pictures of one class, or of all"))
        self.classes.setFixedWidth(130)
        self.grid, self.bar = SampleGrid(), PageBar()
        self._room = GridRoom(self.grid)
        self.place = UntilFilled(self._room, tr("There are no such pictures."))
        self.heading.add(self.classes)
        self.heading.add(self.part)
        self.part.setFixedSize(230, 28)
        self.body.addWidget(self.place, 1)
        self.body.addWidget(self.bar)
        self.part.changed.connect(lambda _: self._find())
        self.classes.chosen.connect(lambda value: self._filter(None if value == ALL else int(value)))
        self.bar.wanted.connect(lambda page: self._show(self._paging.at(page)))
        self.grid.turned.connect(lambda by: self._show(self._paging.at(self._paging.page + by)))
        self.grid.chosen.connect(self._ask_for_inspect)
        self._room.resized.connect(self._fit)

    @property
    def samples(self) -> Samples | None:
        """The part that is shown."""
        return self._parts.get(self.part.value())

    @property
    def paging(self) -> Paging:
        return self._paging

    def show_parts(self, parts: Mapping[str, Samples], name: str) -> None:
        """Show the pictures of the set `name`; a class is not filtered any more."""
        self._parts, self._label, self._name = parts, None, name
        names = parts["training"].names
        self.classes.clear()
        self.classes.add(ALL, tr("All classes"))
        for label, name in enumerate(names):
            self.classes.add(str(label), name)
        self.classes.set_value(ALL)
        self._find()

    def show_class(self, label: int | None) -> None:
        """Show only the pictures of a class, or all, without sending `filtered`."""
        self._label = label
        self.classes.set_value(ALL if label is None else str(label))
        self._find()

    def _filter(self, label: int | None) -> None:
        self.show_class(label)
        self.filtered.emit(label)

    def _find(self) -> None:
        samples = self.samples
        if samples is None:
            return
        self._found = samples.of_class(self._label)
        words = tr("{count} of {name}", count=count(len(self._found)),
                   name=samples.names[self._label]) if self._label is not None else self._name  # fmt: skip
        self.heading.set_explanation(words)
        self.place.set_filled(bool(len(self._found)))
        self._show(Paging(len(self._found), max(1, self.grid.room(self._room.size()))))

    def _fit(self) -> None:
        self._show(self._paging.with_room(self.grid.room(self._room.size())))

    def _show(self, paging: Paging) -> None:
        self._paging = paging
        self.bar.show_paging(paging)
        if self.samples is not None:
            numbers = self._found[paging.numbers.start : paging.numbers.stop]
            self.grid.show_samples(self.samples, numbers, self._room.size())

    def _ask_for_inspect(self, index: int) -> None:
        samples = self.samples
        if samples is not None:
            number = int(self.grid.numbers[index])
            self.picture_wanted.emit((samples.picture(number), samples.sentence(number)))

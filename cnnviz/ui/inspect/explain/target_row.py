"""What is to be explained: the score of a class, alone or against another one, or a map of the chosen layer."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from cnnviz.explain.explanation import Target
from cnnviz.settings import Choice
from cnnviz.text import mark, tr
from cnnviz.traces.passes import Cell, Pass, cell_name
from cnnviz.ui.inspect.explain.class_chooser import ClassChooser
from cnnviz.ui.widgets.labels import label
from cnnviz.ui.widgets.number_box import NumberBox
from cnnviz.ui.widgets.segmented import Segmented
from cnnviz.ui.widgets.wrapping_row import WrappingRow

CLASS, MAP, CELL = "class", "map", "cell"
KINDS = (
    Choice(CLASS, mark("Class"), mark("The score of a class, before softmax")),
    Choice(MAP, mark("Map"), mark("The mean of a map, or a unit, of the layer that is chosen in the strip")),
    Choice(CELL, mark("Number"), mark("The one number that is followed: click it in Maps")),
)
WIDEST = 240  # pixels of a list of classes
PREDICTED, NOBODY, RUNNER_UP = "predicted", "nobody", "runner-up"


class Named(NamedTuple):
    """Something to be explained, and what it is called."""

    target: Target
    name: str


class TargetRow(WrappingRow):
    """`changed` says that something else is to be explained: `targets` tells what.

    `follow_wanted` carries a Cell of the map whose number was given.
    """

    changed = Signal()
    follow_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._shown: Pass | None = None
        self._cell: Cell | None = None
        self._alone = False
        self.kind = Segmented(KINDS, CLASS)
        self.kind.setFixedSize(184, 28)
        self.kind.setAccessibleName(tr("What is explained"))
        self.chosen = ClassChooser(
            tr("Class"), tr("The class whose score is explained"),
            (Choice(PREDICTED, mark("the predicted one")),),
        )  # fmt: skip
        self.against = ClassChooser(
            tr("Other class"), tr("Explain a second class as well: why the one and not the other?"),
            (Choice(NOBODY, mark("no other")), Choice(RUNNER_UP, mark("the runner-up"))),
        )  # fmt: skip
        self.swap = QPushButton("⇄")
        self.swap.setProperty("tight", True)
        self.swap.setToolTip(tr("Let the two classes change places"))
        self.swap.setAccessibleName(tr("Let the two classes change places"))
        self.map = NumberBox()
        self.map.setAccessibleName(tr("Number of the map"))
        self.map.setToolTip(tr("Which map, or which unit, of the layer is explained; the first is 0"))
        self._words = label(tr("and not"), "label")
        self._what = label("", "label")
        self._lay_out()
        for chooser in (self.chosen, self.against):
            chooser.setMaximumWidth(WIDEST)
            chooser.chosen.connect(lambda _: self._tell())
        self.swap.clicked.connect(self._swap)
        self.kind.changed.connect(lambda _: self._tell())
        self.map.valueChanged.connect(self._choose_map)
        self._arrange()

    def _lay_out(self) -> None:
        self.add(label(tr("Explain"), "label"), self.kind)
        self.add(self.chosen, stretch=2)
        self.add(self._words)
        self.add(self.against, stretch=2)
        self.add(self.swap)
        self.add(self.map)
        self.add(self._what, stretch=1)
        self.end_empty()  # has what the lists leave over

    def set_alone(self, alone: bool) -> None:
        """Whether no second class can be set against the first."""
        if alone != self._alone:
            self._alone = alone
            self._arrange()

    def show_pass(self, shown: Pass) -> None:
        """Offer the classes of this pass, with their probabilities."""
        self._shown = shown
        shares = shown.shares
        self.kind.button(CLASS).setEnabled(shares is not None)
        if shares is None:
            self.kind.set_value(MAP if self.kind.value() == CLASS else self.kind.value())
        else:
            for chooser in (self.chosen, self.against):
                chooser.show_classes(shown.names, shares)
            self._name_special(shown)
        self._arrange()

    def show_cell(self, cell: Cell | None) -> bool:
        """This number is followed now; whether something else is to be explained because of it."""
        before = self.targets()
        self._cell = cell
        self._arrange()
        return [each.target for each in before] != [each.target for each in self.targets()]

    def choose_class(self, index: int) -> None:
        """Explain class `index`."""
        self.kind.set_value(CLASS)
        self.chosen.set_value(str(index))
        self._tell()

    @property
    def by_layer(self) -> bool:
        """Whether a map of a layer is explained, not a class."""
        return self.kind.value() != CLASS

    def targets(self) -> list[Named]:
        """What is to be explained, one thing or two; nothing where there is no such thing."""
        if self._shown is None:
            return []
        if self.kind.value() == CLASS:
            return [Named(Target(index), self._shown.names[index]) for index in self._classes(self._shown)]
        cell = self._cell
        if cell is None or cell.layer not in explained_layers(self._shown):
            return []
        if self.kind.value() == CELL:
            name = cell_name(self._shown, cell)
            return [Named(Target(cell.channel, cell.layer, cell.row, cell.column), name)]
        layer = self._shown.layer(cell.layer)
        kind = tr("unit {index}", index=cell.channel) if layer.is_vector else tr("map {index}", index=cell.channel)
        place = (0, 0) if layer.is_vector else (None, None)  # a unit is one number, a map the mean of many
        return [Named(Target(cell.channel, cell.layer, *place), f"{cell.layer} {kind}")]

    def _classes(self, shown: Pass) -> list[int]:
        if shown.shares is None:
            return []
        order = _likeliest(shown)
        value = self.chosen.value()
        first = order[0] if value == PREDICTED else int(value)
        other = self.against.value()
        if self._alone or other == NOBODY or len(order) < 2:
            return [first]
        second = next(index for index in order if index != first) if other == RUNNER_UP else int(other)
        return [first] if second == first else [first, second]

    def _name_special(self, shown: Pass) -> None:
        """Say which classes the predicted one and the runner-up are."""
        classes = self._classes(shown)
        order = _likeliest(shown)
        likeliest, known = shown.names[order[0]], shown.shares is not None and np.isfinite(shown.shares).all()
        self.chosen.set_text(PREDICTED, tr("{name} (predicted)", name=likeliest) if known else likeliest)
        others = [index for index in order if index != classes[0]]
        if others:
            self.against.set_text(RUNNER_UP, tr("{name} (runner-up)", name=shown.names[others[0]]))

    def _swap(self) -> None:
        if self._shown is None or len(classes := self._classes(self._shown)) < 2:
            return
        self.chosen.set_value(str(classes[1]))
        self.against.set_value(str(classes[0]))
        self._tell()

    def _choose_map(self, index: int) -> None:
        if self._cell is not None:
            self.follow_wanted.emit(self._cell._replace(channel=index))

    def _show_map(self) -> None:
        """The number of the map that is explained, where one is."""
        is_map = self.kind.value() == MAP and bool(self.targets())
        self.map.setVisible(is_map)
        if is_map and self._shown is not None and self._cell is not None:
            blocked = self.map.blockSignals(True)
            self.map.setRange(0, len(self._shown.layer(self._cell.layer).maps) - 1)
            self.map.setValue(self._cell.channel)
            self.map.blockSignals(blocked)

    def _tell(self) -> None:
        if self._shown is not None and self._shown.shares is not None:
            self._name_special(self._shown)
        self._arrange()
        self.changed.emit()

    def _arrange(self) -> None:
        self.chosen.setVisible(not self.by_layer)
        for widget in (self.against, self._words):
            widget.setVisible(not self.by_layer and not self._alone)
        classes = self._classes(self._shown) if self._shown is not None and not self.by_layer else []
        self.swap.setVisible(len(classes) == 2)
        self._what.setVisible(self.by_layer)
        self._show_map()
        if self.by_layer:
            found = self.targets()
            self._what.setText(found[0].name if found else tr("Choose a layer behind the picture in the strip above."))


def _likeliest(shown: Pass) -> list[int]:
    """The classes of a pass, the likeliest first."""
    assert shown.shares is not None
    return [int(index) for index in np.argsort(-np.nan_to_num(shown.shares), kind="stable")]


def explained_layers(shown: Pass) -> Sequence[str]:
    """The layers of whose numbers one can ask: what was computed from the picture."""
    if shown.network is None:
        return [layer.name for layer in shown.layers if not layer.is_input]
    return [name for name, _ in shown.network.layers]

"""The controls of the input: which picture, how large, grey or colour."""

from functools import cached_property

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnnviz.engine.geometry import Pair
from cnnviz.scenarios.scenario import Scenario
from cnnviz.scenarios.source import LARGEST, Source
from cnnviz.settings import Choice
from cnnviz.text import ExplainedError, mark, tr
from cnnviz.ui.convolve.controls.digit_set import DRAWN, MNIST, DigitSet, place_of
from cnnviz.ui.convolve.controls.group import ScenarioGroup
from cnnviz.ui.convolve.controls.picture_list import (
    DIGIT,
    OPEN,
    PASTE,
    RANDOM,
    RANDOM_SIDE,
    TYPE,
    PictureList,
    entry_of,
    new_random,
)
from cnnviz.ui.widgets.icon_button import IconButton
from cnnviz.ui.widgets.notice import Notice
from cnnviz.ui.widgets.number_box import NumberBox
from cnnviz.ui.widgets.pair import PairBox
from cnnviz.ui.widgets.segmented import Segmented
from cnnviz.ui.workspace import Workspace

GREY, RGB = "1", "3"
COLOURS = (
    Choice(GREY, mark("Grey"), mark("One channel: brightness")),
    Choice(RGB, mark("RGB"), mark("Three channels, side by side")),
)
SETS = (
    Choice(DRAWN, mark("Drawn"), mark("Digits that the program draws itself")),
    Choice(MNIST, mark("MNIST"), mark("The test pictures of MNIST; Train reads or downloads them")),
)


class PictureControls(ScenarioGroup):
    """Chooses the input, or asks for one that comes from elsewhere."""

    open_wanted = Signal()
    paste_wanted = Signal()
    numbers_wanted = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(tr("Input"))
        self._digits = DigitSet(workspace)
        self._noted: Source | None = None

    def _make(self) -> None:
        self.picture = PictureList()
        self.longest = NumberBox()
        longest_help = tr("Cells of the longer side: each is the mean of what it covers in the whole picture")
        self.longest.setToolTip(longest_help)
        self.longest.setAccessibleName(tr("Size"))
        self.channels = Segmented(COLOURS)
        self.notice = Notice()
        self.add_row("picture", tr("Picture"), _beside(self.picture), self.picture.toolTip())
        self.keep_row("set")
        self.keep_row("digit")
        self.add_row("size", tr("Size"), _beside(self.longest))
        self.add_row("channels", tr("Channels"), self.channels)
        self.add_wide(self.notice)
        self._connect()

    def _connect(self) -> None:
        self.picture.chosen.connect(self._take_picture)
        self.longest.valueChanged.connect(self._take_longest)
        self.channels.changed.connect(self._take_channels)

    @cached_property
    def dice(self) -> IconButton:
        """Beside the pictures of which there are many."""
        dice = IconButton("dice", tr("Another one, by chance"))
        dice.clicked.connect(self._roll)
        self._put_beside("picture", dice, 0)
        return dice

    @cached_property
    def set(self) -> Segmented:
        """Which set a digit is from."""
        which = Segmented(SETS)
        which.setAccessibleName(tr("Set that the digit is from"))
        which.changed.connect(lambda name: self._take_digit(name, self.digit.value()))
        self.add_row("set", tr("Set"), which)
        return which

    @cached_property
    def digit(self) -> NumberBox:
        """Which digit of the set."""
        digit, help_text = NumberBox(), tr("Which digit of the set, counted from 0")
        digit.setToolTip(help_text)
        digit.valueChanged.connect(lambda index: self._take_digit(self.set.value(), index))
        self.add_row("digit", tr("Digit"), digit, help_text)
        return digit

    @cached_property
    def random_size(self) -> PairBox:
        """Of random numbers: it stands where pictures have their size."""
        help_text = tr("Rows and columns of random numbers, 1 to {most}", most=LARGEST)
        size = PairBox(tr("Size"), 1, LARGEST, (RANDOM_SIDE, RANDOM_SIDE), help_text)
        size.changed.connect(self._take_random_size)
        self._put_beside("size", size, 1)
        return size

    def _put_beside(self, name: str, control: QWidget, share: int) -> None:
        """Put a control at the end of a row, of whose width it takes a `share`."""
        row = self.control(name).layout()
        assert isinstance(row, QHBoxLayout)
        row.addWidget(control, share)
        self.order_tabs()

    def marked(self, name: str) -> QWidget:
        if name == "size":
            return self.random_size if entry_of(self.scenario.source) == RANDOM else self.longest
        return self.picture if name == "picture" else super().marked(name)

    def _show(self, scenario: Scenario) -> None:
        source = scenario.source
        entry = entry_of(source)
        self.picture.show_source(source)
        if entry in (RANDOM, DIGIT) or "dice" in vars(self):
            self.dice.setVisible(entry in (RANDOM, DIGIT))
        if entry == DIGIT:
            self._show_digit(*place_of(source))
        self._show_size(scenario)
        count = len(scenario.image)
        if count in (1, 3):
            self.channels.set_value(str(count))
        self.set_row_visible("set", entry == DIGIT)
        self.set_row_visible("digit", entry == DIGIT)
        self.longest.setVisible(not source.exact)
        if entry == RANDOM or "random_size" in vars(self):
            self.random_size.setVisible(entry == RANDOM)
        self.set_row_visible("size", entry == RANDOM or (not source.exact and source.longest > 1))
        self.set_row_visible("channels", count in (1, 3) and source.channels in (1, 3))
        self._show_note(source)

    def _show_digit(self, which: str, index: int) -> None:
        self.set.set_value(which)
        self.digit.blockSignals(True)
        self.digit.setRange(0, self._count(which, index) - 1)
        self.digit.setValue(index)
        self.digit.blockSignals(False)
        self.set.button(MNIST).setEnabled(which == MNIST or self._has_mnist())

    def _count(self, which: str, index: int) -> int:
        """How many digits there are: at least the one that is shown, also where its set is not at hand any more."""
        there = which == DRAWN or self._has_mnist()
        return max(index + 1, self._digits.count(which) if there else 0)

    def _has_mnist(self) -> bool:
        try:
            return self._digits.has_mnist()
        except ExplainedError:  # damaged files are no set to offer; Train says what is wrong with them
            return False

    def _show_size(self, scenario: Scenario) -> None:
        self.longest.blockSignals(True)
        self.longest.setRange(1, scenario.source.longest)
        self.longest.setValue(scenario.longest)
        self.longest.blockSignals(False)
        if entry_of(scenario.source) == RANDOM:
            _, rows, columns = scenario.image.shape
            self.random_size.set_value((rows, columns))

    def _show_note(self, source: Source) -> None:
        """What was changed about a picture is said once."""
        if source is self._noted:
            return
        self._noted = source
        if source.note:
            self.notice.show_info(source.note)
        else:
            self.notice.clear()

    def _take_picture(self, entry: str) -> None:
        wanted = {OPEN: self.open_wanted, PASTE: self.paste_wanted, TYPE: self.numbers_wanted}.get(entry)
        if wanted is not None:
            self.picture.show_source(self.scenario.source)
            wanted.emit()
            return
        if entry == DIGIT:
            self._take_digit(MNIST if self._has_mnist() else DRAWN, self.digit.value())
            return
        source = self.picture.source(entry)
        if source is not None and (entry == RANDOM or source.key != self.scenario.source.key or not source.key):
            self.edited.emit(self.scenario.with_source(source), "picture")

    def _take_digit(self, which: str, index: int) -> None:
        if which == MNIST and not self._has_mnist():
            which = DRAWN
        source, _ = self._digits.digit(which, min(index, self._digits.count(which) - 1))
        if source.key != self.scenario.source.key:
            self.edited.emit(self.scenario.with_source(source), "picture")

    def _roll(self) -> None:
        """Other random numbers of this size, or another digit."""
        if entry_of(self.scenario.source) == DIGIT:
            which = self.set.value()
            self._take_digit(which, int(np.random.default_rng().integers(self._digits.count(which))))
        else:
            self._take_random_size(self.random_size.value(), "picture")

    def _take_longest(self, longest: int) -> None:
        scenario = self.scenario
        channels = len(scenario.image)
        self.edited.emit(scenario.with_source(scenario.source, channels, longest), "size")

    def _take_random_size(self, size: Pair, cause: str = "size") -> None:
        self.edited.emit(self.scenario.with_source(new_random(size)), cause)

    def _take_channels(self, channels: str) -> None:
        scenario = self.scenario
        if int(channels) != len(scenario.image):
            changed = scenario.with_source(scenario.source, int(channels), scenario.longest)
            self.edited.emit(changed, "channels")


def _beside(control: QWidget) -> QWidget:
    """A control that others can stand beside."""
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    row.addWidget(control, 1)
    return whole

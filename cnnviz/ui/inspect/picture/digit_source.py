"""Digits with known answers: which set they come from and which one is looked at."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from cnnviz.data.pictures import Picture
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.inspect.picture.digits import Digits, MnistDigits, ProgramDigits, mnist_digits
from cnnviz.ui.inspect.picture.source_tools import DigitTools


class DigitSource(QObject):
    """`chosen` carries a Picture and its true class, `failed` a message. The set is read when first asked for."""

    chosen = Signal(object, str)
    failed = Signal(str)

    def __init__(self, tools: DigitTools, seed: int | None = None) -> None:
        super().__init__(tools)
        self._tools = tools
        self._rng = np.random.default_rng(seed)
        self._digits: Digits | None = None
        tools.digit_chosen.connect(self._show)
        tools.random_wanted.connect(self.show_random)
        tools.drawn_wanted.connect(lambda: self._use(ProgramDigits()))
        tools.mnist_wanted.connect(lambda folder: self.use_mnist(Path(folder) if folder else None))

    def show_current(self) -> None:
        """Show the digit looked at last; at first one of MNIST, where it is in the user's cache, else a drawn one."""
        if self._digits is None:
            try:
                self._digits = mnist_digits()
            except ExplainedError as error:
                self.failed.emit(str(error))
            self._use(self._digits or ProgramDigits())
        else:
            self._show(self._tools.index.value())

    def show_random(self) -> None:
        if self._digits is not None:
            self._show(int(self._rng.integers(self._digits.count)))

    def use_mnist(self, folder: Path | None) -> None:
        """Take the MNIST test set from `folder`, or from the user's cache."""
        try:
            found = mnist_digits(folder)
        except (ExplainedError, OSError) as error:
            self.failed.emit(str(error))
            return
        if found is None:
            self.failed.emit(
                tr("MNIST is not on this computer. Choose the folder that holds it, or download it in Train.")
            )
        else:
            self._use(found)

    def _use(self, digits: Digits) -> None:
        self._digits = digits
        self._tools.show_source(tr("MNIST") if isinstance(digits, MnistDigits) else tr("Drawn"), digits.count)
        self._show(self._tools.index.value())

    def _show(self, index: int) -> None:
        assert self._digits is not None
        self._tools.show_index(index)
        pixels, label = self._digits.digit(index)
        self.chosen.emit(Picture(self._digits.name(index), pixels), str(label))

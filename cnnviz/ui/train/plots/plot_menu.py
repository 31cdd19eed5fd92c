"""The menu of a plot's card: how it looks, and what can be taken away from it."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QSlider, QVBoxLayout, QWidget, QWidgetAction

from cnnviz.text import ExplainedError, tr
from cnnviz.ui.train.plots.plot import CurvePlot
from cnnviz.ui.train.plots.plot_look import SMOOTHINGS, PlotLook
from cnnviz.ui.train.plots.plot_picture import PlotPicture
from cnnviz.ui.train.plots.plot_values import Column, table
from cnnviz.ui.train.plots.scales import Scale
from cnnviz.ui.widgets.labels import label
from cnnviz.ui.widgets.notice import Notice
from cnnviz.ui.widgets.until_filled import UntilFilled

PNG_SCALE = 2.0  # pixels for each of the screen's


class Plotted(Protocol):
    """What the menu asks of a card with a plot."""

    name: str
    look: PlotLook
    plot: CurvePlot
    place: UntilFilled
    notice: Notice
    scale: Scale
    smooths: bool

    @property
    def scales(self) -> tuple[Scale, Scale]:
        """The linear scale and the other one."""

    def set_scale(self, scale: Scale) -> None:
        """Lay the values out by another scale."""

    def columns(self) -> list[Column]:
        """The values of all lines, in full."""


class PlotMenu(QObject):
    """Made anew whenever it is opened, over `parent`; `menu` is the one that is open or was."""

    def __init__(self, card: Plotted, parent: QWidget) -> None:
        super().__init__(parent)
        self._card, self._parent = card, parent
        self.menu: QMenu | None = None
        self.actions: dict[str, QAction] = {}
        self.slider: SmoothingSlider | None = None

    def open_at(self, place: QPoint) -> None:
        """Open it at a place of the screen."""
        if self.menu is not None:
            self.menu.deleteLater()
        self.menu = self._made()
        self.menu.popup(place)

    def save_as(self, path: Path) -> None:
        """Keep the plot as a picture or a drawing, by the ending of `path`; what goes wrong is said on the card."""
        from cnnviz.ui.export.stills import export_still

        card = self._card
        picture = PlotPicture(card.plot, card.name, [line for line in card.plot.lines if line.name and line.shown])
        try:
            export_still(path, picture, 0, PNG_SCALE)
        except ExplainedError as error:
            card.notice.show_error(str(error))

    def copy_values(self) -> None:
        """Put all values of all lines on the clipboard, as a table."""
        QGuiApplication.clipboard().setText(table(tr("step"), self._card.columns()))

    def _made(self) -> QMenu:
        card, look, menu = self._card, self._card.look, QMenu(self._parent)
        self.actions = {}
        linear, log = card.scales
        self._choices(menu, (
            ("linear", tr("Linear axis"), card.scale is linear, lambda: card.set_scale(linear)),
            ("log", tr("Logarithmic axis"), card.scale is log, lambda: card.set_scale(log)),
        ))  # fmt: skip
        self._choices(menu, (
            ("steps", tr("Steps below"), not look.by_epoch, lambda: look.set_by_epoch(False)),
            ("epochs", tr("Epochs below"), look.by_epoch, lambda: look.set_by_epoch(True)),
        ))  # fmt: skip
        grid = self._add(menu, "grid", tr("Grid"), lambda: look.set_grid(not look.grid))
        grid.setCheckable(True)
        grid.setChecked(look.grid)
        if card.smooths:
            menu.addSeparator()
            self.slider = SmoothingSlider(look)
            action = QWidgetAction(menu)
            action.setDefaultWidget(self.slider)
            menu.addAction(action)
        menu.addSeparator()
        self._add(menu, "save", tr("Save as PNG or SVG…"), self._ask_where).setEnabled(card.place.filled)
        self._add(menu, "copy", tr("Copy values"), self.copy_values).setEnabled(card.place.filled)
        return menu

    def _add(self, menu: QMenu, name: str, text: str, do: Callable[[], None]) -> QAction:
        action = menu.addAction(text)
        action.triggered.connect(lambda _=False: do())
        self.actions[name] = action
        return action

    def _choices(self, menu: QMenu, entries: Iterable[tuple[str, str, bool, Callable[[], None]]]) -> None:
        """Entries of which one is chosen: name, text, whether it is that one, and what to do."""
        group = QActionGroup(menu)
        for name, text, chosen, do in entries:
            action = self._add(menu, name, text, do)
            action.setCheckable(True)
            group.addAction(action)
            action.setChecked(chosen)
        menu.addSeparator()

    def _ask_where(self) -> None:
        kinds = f"{tr('PNG')} (*.png);;{tr('SVG')} (*.svg)"
        proposed = f"{self._card.name.lower()}.png"
        chosen, kind = QFileDialog.getSaveFileName(self._parent, tr("Save the plot"), proposed, kinds)
        if not chosen:
            return
        path = Path(chosen)
        self.save_as(path if path.suffix else path.with_suffix(".svg" if "svg" in kind else ".png"))


class SmoothingSlider(QWidget):
    """Sets how smooth all plots of a look are, and says it."""

    def __init__(self, look: PlotLook) -> None:
        super().__init__()
        self._look = look
        self._words = label("", "muted")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, len(SMOOTHINGS) - 1)
        self.slider.setPageStep(1)
        self.slider.setMinimumWidth(180)
        self.slider.setToolTip(tr("How many steps the thick lines are a mean over; the newest count most"))
        self.slider.setAccessibleName(tr("Smoothing"))
        self.slider.setValue(SMOOTHINGS.index(look.smoothing))
        self.slider.valueChanged.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 4)
        column.setSpacing(2)
        column.addWidget(self._words)
        column.addWidget(self.slider)
        self._show()

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def _take(self, place: int) -> None:
        self._look.set_smoothing(SMOOTHINGS[place])
        self._show()

    def _show(self) -> None:
        self._words.setText(tr("Smoothing: {words}", words=self._look.smoothing_words()))

"""The line below the panels: what is pointed at, in words; colours of the weights; zoom."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from cnnviz.text import mark, tr
from cnnviz.traces.scene import Scene
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.icons import icon
from cnnviz.ui.theme import theme_of
from cnnviz.ui.widgets.readout import Readout

if TYPE_CHECKING:
    from cnnviz.ui.convolve.channel_pager import ChannelPager

HINT = mark("Click a cell of {panel} to go there, again to pin it; {change}; point at anything to see its links")
ZOOM_STEP = 1.5
HEIGHT = 30


class StageBar(QWidget):
    """Shows a hint, and asks for another zoom, for the colours of the weights, or for other channels."""

    channels_wanted = Signal(int)  # the first
    zoom_wanted = Signal(float)
    identity_wanted = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._zoom = 1.0
        self._general = ""
        self._coloured = ""
        self._hint = Readout(interface_font(11), muted=True)
        self.identity = self._button(tr("A colour for every weight, which its cells carry everywhere (C)"))
        self.identity.setCheckable(True)
        self.identity.toggled.connect(self.identity_wanted)
        self.smaller = self._button(tr("Smaller cells (Ctrl and −, or Ctrl and the wheel)"))
        self.smaller.clicked.connect(lambda: self.zoom_wanted.emit(self._zoom / ZOOM_STEP))
        self.larger = self._button(tr("Larger cells, of a part of the picture (Ctrl and +, or Ctrl and the wheel)"))
        self.larger.clicked.connect(lambda: self.zoom_wanted.emit(self._zoom * ZOOM_STEP))
        self._factor = Readout(number_font(11), room=5, muted=True, right=True)
        self.setFixedHeight(HEIGHT)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._hint, 1)
        for widget in (self.identity, self.smaller, self._factor, self.larger):
            row.addWidget(widget)
        self.show_zoom(1.0)
        self.show_hint("")
        self._colour_icons()

    @cached_property
    def pager(self) -> "ChannelPager":
        """Made for the first scene with too many channels to look at."""
        from cnnviz.ui.convolve.channel_pager import ChannelPager

        pager = ChannelPager()
        pager.wanted.connect(self.channels_wanted)
        self._row.insertWidget(1, pager)
        return pager

    def show_scene(self, scene: Scene) -> None:
        """Say what can be done with its cells, until one is pointed at."""
        weights = any(panel.zone == "middle" and panel.editable for panel in scene.panels)
        change = tr("click a weight to change it") if weights else tr("double-click a number to change it")
        self._general = tr(HINT, panel=f"“{scene.panel(scene.target).title}”", change=change)
        self.show_hint("")
        if scene.channels is not None:
            self.pager.show_channels(*scene.channels, scene.channels_from)
        if "pager" in vars(self):
            self.pager.setVisible(scene.channels is not None)

    def turn_channels(self, ahead: bool) -> None:
        """Ask for the channels before or after those that are seen, where not all are."""
        if "pager" in vars(self) and self.pager.isVisible():
            (self.pager.forward if ahead else self.pager.back).click()

    def show_hint(self, text: str) -> None:
        """Say what is pointed at; the general hint where that is nothing."""
        self._hint.set_text(text or self._general)

    def hint(self) -> str:
        return self._hint.text()

    def show_zoom(self, zoom: float) -> None:
        self._zoom = zoom
        self._factor.set_text(tr("fit") if zoom == 1 else f"{zoom:.1f}×")
        self.smaller.setEnabled(zoom > 1)

    def show_identity(self, on: bool) -> None:
        """Show the switch without sending anything."""
        self.identity.blockSignals(True)
        self.identity.setChecked(on)
        self.identity.blockSignals(False)

    def _button(self, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName("plain")
        button.setProperty("role", "icon")
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setProperty("tight", True)
        button.setFixedSize(28, 28)
        return button

    def _colour_icons(self) -> None:
        theme = theme_of(self)
        if theme.name != self._coloured:
            self._coloured = theme.name
            for button, name in ((self.identity, "identity"), (self.smaller, "zoom-out"), (self.larger, "zoom-in")):
                button.setIcon(icon(name, theme.text, theme.accent if button.isCheckable() else None, 14))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._colour_icons()
        super().changeEvent(event)

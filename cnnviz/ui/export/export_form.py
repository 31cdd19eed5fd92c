"""The choices of an export: kind of file, size, looks, and for a film its speed and range."""

import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from cnnviz.numbers import size
from cnnviz.settings import Choice, Setting
from cnnviz.text import mark, tr
from cnnviz.ui.export.formats import ANIMATIONS, PNG, STILLS, SVG, Format
from cnnviz.ui.export.options import EXPORT_SETTINGS, OF_FILMS, SIZES, ExportSettings
from cnnviz.ui.widgets.form import Form
from cnnviz.ui.widgets.labels import label
from cnnviz.ui.widgets.segmented import Segmented

STILL, ANIMATION = "still", "animation"
LABELS = 108
OWN = mark("own size")


class Kind(NamedTuple):
    """A choice of what is made: `ending` of the file, or of the files in a `folder`."""

    name: str
    label: str
    help: str
    ending: str
    folder: bool = False


def _of(formats: Sequence[Format]) -> tuple[Kind, ...]:
    return tuple(Kind(entry.ending[1:], entry.label, entry.help, entry.ending) for entry in formats)


KINDS = {
    STILL: _of(STILLS),
    ANIMATION: (
        *_of(ANIMATIONS),
        Kind("pngs", mark("PNGs"), mark("A folder of numbered pictures"), PNG.ending, folder=True),
        Kind("svgs", mark("SVGs"), mark("A folder of numbered drawings"), SVG.ending, folder=True),
    ),
}


class ExportForm(QWidget):
    """Shows `settings` for a film of `length` frames, without the `unused`; `changed` says that one was changed."""

    changed = Signal()

    def __init__(self, what: str, settings: ExportSettings, length: int, unused: Sequence[str] = ()) -> None:
        super().__init__()
        self._kinds = {kind.name: kind for kind in KINDS[what]}
        self.kinds = Segmented([Choice(kind.name, kind.label, kind.help) for kind in KINDS[what]])
        self.sizes = QComboBox()
        self.sizes.setAccessibleName(tr("Size"))
        for given in SIZES:
            self.sizes.addItem(size(*given), given)
        self.sizes.addItem(tr(OWN))
        values = {**asdict(settings), "last": settings.last or length}
        offered = [setting for setting in EXPORT_SETTINGS if _is_of(setting, what) and setting.name not in unused]
        self.values = Form([_fitting(setting, length) for setting in offered], LABELS)
        for name in self.values.values():
            self.values.set_value(name, values[name])
        self._lay_out()
        self._show_size()
        self._settle()
        self.kinds.changed.connect(self._settle)
        self.sizes.activated.connect(self._take_size)
        self.values.changed.connect(self._take_value)

    @property
    def kind(self) -> Kind:
        """What is to be made."""
        return self._kinds[self.kinds.value()]

    def settings(self) -> ExportSettings:
        """All that is chosen."""
        return ExportSettings.of(self.values.values())

    def set_locked(self, locked: bool) -> None:
        """Let nothing be changed while a file is made."""
        for part in (self.kinds, self.sizes, self.values):
            part.setEnabled(not locked)

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        top = QGridLayout()
        top.setHorizontalSpacing(8)
        top.setVerticalSpacing(6)
        top.setColumnMinimumWidth(0, LABELS)
        top.setColumnStretch(1, 1)
        for row, (words, control) in enumerate(((tr("File"), self.kinds), (tr("Size"), self.sizes))):
            top.addWidget(label(words, "label"), row, 0)
            top.addWidget(control, row, 1)
        whole.addLayout(top)
        whole.addWidget(self.values)

    def _take_size(self, place: int) -> None:
        chosen = self.sizes.itemData(place)
        if chosen is not None:
            for name, length in zip(("width", "height"), chosen, strict=True):
                self.values.set_value(name, length)
            self.changed.emit()

    def _take_value(self, name: str) -> None:
        if name in ("width", "height"):
            self._show_size()
        self.changed.emit()

    def _show_size(self) -> None:
        """Name the size that is chosen, if it has a name."""
        values = self.values.values()
        chosen = (values["width"], values["height"])
        self.sizes.setCurrentIndex(SIZES.index(chosen) if chosen in SIZES else len(SIZES))

    def _settle(self) -> None:
        """Grey out what has no effect on the kind of file."""
        kind = self.kind
        idle: tuple[str, ...] = () if kind.ending == PNG.ending else ("scale",)
        if kind.folder:
            idle += ("speed", "loop", "hold")
        elif kind.name == "mp4":
            idle += ("loop",)
        self.values.set_idle([name for name in idle if name in self.values.values()])
        self.changed.emit()


def _is_of(setting: Setting, what: str) -> bool:
    return what == ANIMATION or setting.name not in OF_FILMS


def _fitting(setting: Setting, length: int) -> Setting:
    """A setting as it is for a film of `length` frames: the last frame has a number."""
    if setting.name == "first":
        return replace(setting, maximum=length)
    if setting.name == "last":
        return replace(setting, minimum=1, maximum=length, default=length, help=mark("The frame it ends with"))
    return replace(setting, maximum=min(setting.maximum, length)) if setting.name == "every" else setting


def file_name(title: str) -> str:
    """A name for a file, made of a title: small letters and digits, joined by hyphens.

    >>> file_name("Convolution · Sobel x · stride 2"), file_name("→")
    ('convolution-sobel-x-stride-2', 'cnnviz')
    """
    return "-".join(re.findall(r"[^\W_]+", title.lower()))[:80] or "cnnviz"

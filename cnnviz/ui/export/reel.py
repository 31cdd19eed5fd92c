"""What can be put into files: a row of pictures, painted at the size and in the colours of an export."""

from typing import Protocol

from PySide6.QtGui import QImage

from cnnviz.ui.export.changes import Pixels
from cnnviz.ui.export.options import ExportSettings


class Reel(Protocol):
    """Frames, counted from 0. Another thread than the window's may paint them."""

    @property
    def length(self) -> int:
        """How many frames there are."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, before any scale."""

    def image(self, index: int, scale: float = 1.0) -> QImage:
        """Frame `index`, with `scale` pixels for each pixel of the size."""

    def pixels(self, index: int) -> Pixels:
        """Frame `index` as an array."""

    def svg(self, index: int) -> bytes:
        """Frame `index` as a drawing of shapes and text."""


class Subject(Protocol):
    """What an export is of, before it is chosen how large and in which colours it will be."""

    @property
    def title(self) -> str:
        """What it is called: the proposed name of a file is made of it."""

    @property
    def length(self) -> int:
        """How many frames there are."""

    @property
    def unused(self) -> tuple[str, ...]:
        """Names of EXPORT_SETTINGS that mean nothing here."""

    def reel(self, settings: ExportSettings) -> Reel:
        """What paints it so. Cheap to make: it prepares when it paints."""

"""An order to make a file: what the dialog and the command line ask for in the same way."""

import os
from collections.abc import Generator
from pathlib import Path
from typing import NamedTuple

from cnnviz.ui.export.animations import Pace, Progress, export_animation
from cnnviz.ui.export.errors import WritingError
from cnnviz.ui.export.formats import ANIMATIONS, MP4, PNG, STILLS, check_film, check_stills, format_of
from cnnviz.ui.export.options import ExportSettings
from cnnviz.ui.export.reel import Reel
from cnnviz.ui.export.stills import export_still, export_stills
from cnnviz.ui.export.video import check_encoder


class Order(NamedTuple):
    """A file, or a folder of numbered pictures ending in `stills`; `frame` is the one of a single picture, from 0."""

    path: Path
    settings: ExportSettings
    frame: int = 0
    folder: bool = False
    stills: str = PNG.ending

    @property
    def is_still(self) -> bool:
        """Whether it is one picture."""
        return not self.folder and any(self.path.suffix.lower() == kind.ending for kind in STILLS)

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of what is made: PNGs have their scale, and those of a video are even."""
        width, height, scale = self.settings.width, self.settings.height, self.settings.scale
        ending = self.stills if self.folder else self.path.suffix.lower()
        if ending == PNG.ending:
            return round(width * scale), round(height * scale)
        return (width + width % 2, height + height % 2) if ending == MP4.ending else (width, height)

    def frames(self, length: int) -> range:
        """The frames, of a film of `length`, that will be made; ExportError where there are no such ones."""
        return range(self.frame, self.frame + 1) if self.is_still else self.settings.frames(length)

    def check(self, length: int) -> None:
        """ExportError for all that is known to be wrong before anything is made."""
        self.check_film(length)
        parent = self.path.resolve().parent
        if not parent.is_dir():
            raise WritingError("There is no folder {folder}. Choose one that exists.", folder=parent)
        if not os.access(parent, os.W_OK):
            raise WritingError("The folder {folder} cannot be written to. Choose another one.", folder=parent)

    def check_film(self, length: int) -> None:
        """ExportError where what is to be made cannot be, wherever it is to be kept."""
        frames = self.frames(length)
        if self.folder:
            check_stills(len(frames))
            return
        kind = format_of(self.path, (*STILLS, *ANIMATIONS))
        if kind in ANIMATIONS:
            check_film(kind, len(frames), self.settings.speed)
            check_encoder(kind)

    def export(self, reel: Reel) -> Generator[Progress]:
        """Make it, reporting after each frame; a generator that is closed before the end leaves nothing."""
        settings = self.settings
        frames = self.frames(reel.length)
        if self.folder:
            yield from export_stills(self.path, reel, frames, self.stills, settings.scale)
        elif self.is_still:
            export_still(self.path, reel, self.frame, settings.scale)
            yield Progress(1, 1)
        else:
            yield from export_animation(self.path, reel, frames, Pace(settings.speed, settings.loop, settings.hold))

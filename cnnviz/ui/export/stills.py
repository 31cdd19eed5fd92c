"""Single pictures of a frame, and numbered ones of many."""

import tempfile
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from cnnviz.data.whole_file import write_whole
from cnnviz.ui.export.animations import Progress
from cnnviz.ui.export.errors import explained
from cnnviz.ui.export.formats import PNG, STILLS, SVG, check_stills, format_of

DOTS_PER_METRE = 3780  # 96 to an inch, for a scale of 1


class Drawable(Protocol):
    """What can be put into a file as a picture or as a drawing."""

    def image(self, index: int, scale: float = 1.0) -> QImage:
        """Frame `index`, with `scale` pixels for each pixel of its size."""

    def svg(self, index: int) -> bytes:
        """Frame `index` as shapes and text."""


def export_still(path: Path, picture: Drawable, index: int, scale: float = 1.0) -> None:
    """Make a picture of one frame; its kind is that of the ending of `path`. ExportError where it cannot be kept."""
    kind = format_of(path, STILLS)
    try:
        write_whole(path, _content(kind.ending, picture, index, scale))
    except OSError as error:
        raise explained(error, path) from error


def export_stills(
    folder: Path, picture: Drawable, frames: Sequence[int], ending: str = PNG.ending, scale: float = 1.0
) -> Generator[Progress]:
    """Make one picture of each frame, named by its number in the film: frame-0001.png and so on.

    `folder` is made if it is not there; pictures of the same names in it are replaced. ExportError where that cannot
    be. They are there when all are done: a generator that is closed before leaves nothing.
    """
    check_stills(len(frames))
    digits = max(4, len(str(max(frames) + 1)))
    new = not folder.exists()
    try:
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".cnnviz-", dir=folder) as beside:
            for done, index in enumerate(frames, 1):
                made = Path(beside) / f"frame-{index + 1:0{digits}}{ending}"
                made.write_bytes(_content(ending, picture, index, scale))
                yield Progress(done, len(frames))
            for made in sorted(Path(beside).iterdir()):
                made.replace(folder / made.name)
    except OSError as error:
        raise explained(error, folder) from error
    finally:
        if new and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _content(ending: str, picture: Drawable, index: int, scale: float) -> bytes:
    if ending == SVG.ending:
        return picture.svg(index)
    image = picture.image(index, scale)
    image.setDotsPerMeterX(round(DOTS_PER_METRE * scale))
    image.setDotsPerMeterY(round(DOTS_PER_METRE * scale))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())

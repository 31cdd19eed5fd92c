"""The kinds of files an export can make, and what each of them can hold."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cnnviz.text import mark, tr
from cnnviz.ui.export.errors import ExportError


class Format(NamedTuple):
    """A kind of file by its ending. `fastest` is the most frames a second, `most` the most frames it is good for.

    Above `fastest`, players show every frame for a tenth of a second.
    """

    ending: str
    label: str
    help: str
    fastest: float = 120.0
    most: int = 1


PNG = Format(".png", mark("PNG"), mark("A picture of pixels, without loss"))
SVG = Format(".svg", mark("SVG"), mark("A drawing of shapes and text: sharp at any size, and it can be edited"))
GIF = Format(".gif", mark("GIF"), mark("Plays everywhere, in slides too; at most 256 colours"), 50, 5000)
WEBP = Format(".webp", mark("WebP"), mark("Plays in every browser; all colours, the smallest without loss"), 90, 5000)
APNG = Format(".apng", mark("APNG"), mark("Plays in every browser; all colours; shown still where it cannot"), 90, 5000)
MP4 = Format(".mp4", mark("MP4"), mark("A video (H.264), for long films; needs the optional encoder"), 120, 50_000)
STILLS = (PNG, SVG)
ANIMATIONS = (GIF, WEBP, APNG, MP4)
MOST_STILLS = 5000


def format_of(path: Path, formats: Sequence[Format]) -> Format:
    """The one that `path` ends in; ExportError where it is none of these."""
    for entry in formats:
        if path.suffix.lower() == entry.ending:
            return entry
    allowed = " ".join(entry.ending for entry in formats)
    if not path.suffix:
        raise ExportError("{name} has no ending that says what to make; end it in one of {allowed}",
                          name=path.name or path, allowed=allowed)  # fmt: skip
    raise ExportError("{name} ends in {ending}, which cannot be made; it can end in {allowed}",
                      name=path.name, ending=path.suffix, allowed=allowed)  # fmt: skip


def check_film(kind: Format, frames: int, speed: float) -> None:
    """ExportError where such a file is not good for so many frames, or not for such a speed."""
    name = tr(kind.label)
    if frames > kind.most:
        raise ExportError(
            "{frames} frames are too many for {name}; it takes {most}. Take a part of them (first and last frame), or "
            "one in {every}.",
            frames=frames, name=name, most=kind.most, every=-(-frames // kind.most),
        )  # fmt: skip
    if speed > kind.fastest:
        raise ExportError(
            "{name} shows at most {fastest} frames a second, not {speed}. Go slower, or take one frame in {every}.",
            name=name, fastest=f"{kind.fastest:g}", speed=f"{speed:g}", every=int(-(-speed // kind.fastest)),
        )  # fmt: skip


def check_stills(frames: int) -> None:
    """ExportError where these are too many numbered pictures."""
    if frames > MOST_STILLS:
        raise ExportError("{frames} frames are too many pictures; {most} are the most. Take one frame in {every}.",
                          frames=frames, most=MOST_STILLS, every=-(-frames // MOST_STILLS))  # fmt: skip

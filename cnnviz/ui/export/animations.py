"""Films of a scene: frame after frame is painted, and written at once."""

import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

from cnnviz.data.whole_file import written_beside
from cnnviz.ui.export.apng import ApngFilm
from cnnviz.ui.export.changes import Pixels
from cnnviz.ui.export.errors import explained
from cnnviz.ui.export.film import Film, durations
from cnnviz.ui.export.formats import ANIMATIONS, APNG, GIF, MP4, check_film, format_of
from cnnviz.ui.export.gif import GifFilm
from cnnviz.ui.export.palette import palette_of
from cnnviz.ui.export.video import VideoFilm, check_encoder, video_rate
from cnnviz.ui.export.webp import WebpFilm

SAMPLES = 12  # frames that are looked at for the colours of a GIF
TRIED = 5  # frames that are made to say how large a film will be


class Progress(NamedTuple):
    """So many of all frames are done."""

    done: int
    total: int


class Pictures(Protocol):
    """What can be filmed: a picture for every frame."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""

    def pixels(self, index: int) -> Pixels:
        """Frame `index`."""


class Pace(NamedTuple):
    """Frames a second, whether it starts again, and for how many seconds more the last frame stays."""

    speed: float = 4.0
    loop: bool = True
    hold: float = 1.0


def export_animation(path: Path, pictures: Pictures, frames: Sequence[int], pace: Pace) -> Generator[Progress]:
    """Make an animation of `frames`; its kind is that of the ending of `path`. Reports after every frame.

    ExportError for what cannot be made or kept, EncoderMissingError where MP4 needs one. The file is there when all is
    done: a generator that is closed before leaves nothing, and an old file of that name stays.
    """
    kind = format_of(path, ANIMATIONS)
    check_film(kind, len(frames), pace.speed)
    check_encoder(kind)
    try:
        with written_beside(path) as beside:
            yield from _filmed(beside, kind.ending, pictures, frames, pace)
    except OSError as error:
        raise explained(error, path) from error


def estimated_bytes(ending: str, pictures: Pictures, frames: Sequence[int], pace: Pace) -> Generator[None, None, int]:
    """How large such a film will be, told from a few frames of its middle: comes to rest after each of them."""
    tried = frames[max(0, len(frames) // 2 - TRIED) :][: TRIED + 1]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"part{ending}"
        sizes = []
        for part in (tried[:1], tried):
            for _ in _filmed(path, ending, pictures, part, pace):
                yield
            sizes.append(path.stat().st_size)
    return sizes[0] + round((sizes[1] - sizes[0]) / max(1, len(tried) - 1) * (len(frames) - 1))


def _filmed(path: Path, ending: str, pictures: Pictures, frames: Sequence[int], pace: Pace) -> Generator[Progress]:
    """Write the film to `path`, whatever its ending is."""
    with _film(path, ending, pictures, frames, pace) as film:
        ticks = durations(pace.speed, len(frames), film.ticks_per_second, pace.hold)
        for done, (index, stay) in enumerate(zip(frames, ticks, strict=True), 1):
            film.add(pictures.pixels(index), stay)
            yield Progress(done, len(frames))
        film.finish()


@contextmanager
def _film(path: Path, ending: str, pictures: Pictures, frames: Sequence[int], pace: Pace) -> Iterator[Film]:
    """An open film of that kind."""
    width, height = pictures.size
    if ending == MP4.ending:
        with closing(VideoFilm(path, width, height, video_rate(pace.speed))) as video:
            yield video
        return
    with path.open("wb") as file:
        if ending == GIF.ending:
            samples = frames[:: max(1, len(frames) // SAMPLES)]
            palette = palette_of(pictures.pixels(index) for index in samples)
            yield GifFilm(file, width, height, palette, pace.loop)
        elif ending == APNG.ending:
            yield ApngFilm(file, width, height, len(frames), pace.loop)
        else:
            yield WebpFilm(file, width, height, pace.loop)

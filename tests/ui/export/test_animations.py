"""Films of a real scene: whole files, or none at all."""

import errno
from collections import deque
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from cnnviz.ui.export.animations import Pace, Progress, estimated_bytes, export_animation
from cnnviz.ui.export.changes import rgb_of
from cnnviz.ui.export.errors import EncoderMissingError, ExportError, WritingError
from cnnviz.ui.export.gif import GifFilm
from cnnviz.ui.export.video import video_rate
from tests.ui.export.boards import board

ENDINGS = (".gif", ".webp", ".apng")
WORDS = ("three", "--kernel", "sobel-x")


@pytest.fixture(autouse=True)
def an_application(qtbot: QtBot) -> None:
    """Painting needs one."""


def exported(path: Path, frames: range, pace: Pace | None = None) -> list[Progress]:
    return list(export_animation(path, board(*WORDS), frames, pace or Pace()))


@pytest.mark.parametrize("ending", ENDINGS)
def test_each_frame_is_what_is_painted_for_it(ending: str, tmp_path: Path) -> None:
    path, painted = tmp_path / f"a{ending}", board(*WORDS)
    frames = range(3, 20, 4)
    reports = exported(path, frames)
    assert reports == [Progress(done, 5) for done in range(1, 6)]
    image = Image.open(BytesIO(path.read_bytes()))
    assert image.n_frames == 5
    for number, index in enumerate(frames):
        image.seek(number)
        shown, wanted = np.asarray(image.convert("RGB")).astype(int), rgb_of(painted.pixels(index)).astype(int)
        assert np.abs(shown - wanted).mean() < (0.5 if ending == ".gif" else 1e-9)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_film_that_is_given_up_leaves_nothing(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{ending}"
    path.write_bytes(b"old")
    reports = export_animation(path, board(*WORDS), range(10), Pace())
    assert next(reports) == Progress(1, 10)
    reports.close()
    assert [each.name for each in tmp_path.iterdir()] == [path.name] and path.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "There is no space left for"),
        (errno.EACCES, "you lack the right to"),
        (errno.EROFS, "nothing can be, there"),
        (errno.EIO, "cannot be written: Input/output error"),
    ],
)
def test_a_disk_that_refuses_is_told_in_words_and_left_clean(
    number: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def refuse(film: GifFilm, *given: object) -> None:
        calls.append(given)
        if len(calls) == 3:
            raise OSError(number, "Input/output error")

    monkeypatch.setattr(GifFilm, "add", refuse)
    with pytest.raises(WritingError, match=words):
        exported(tmp_path / "a.gif", range(5))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "frames", "speed", "words"),
    [
        ("a.gif", range(5001), 4, "5001 frames are too many for GIF; it takes 5000.*one in 2[.]"),
        ("a.gif", range(5), 51, "GIF shows at most 50 frames a second, not 51"),
        ("a.avi", range(5), 4, "ends in .avi, which cannot be made; it can end in .gif .webp .apng .mp4"),
    ],
)
def test_what_a_file_cannot_hold_is_refused_at_once(
    name: str, frames: range, speed: float, words: str, tmp_path: Path
) -> None:
    with pytest.raises(ExportError, match=words):
        exported(tmp_path / name, frames, Pace(speed))
    assert list(tmp_path.iterdir()) == []


def test_without_the_encoder_mp4_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnnviz.ui.export.video.find_spec", lambda name: None)
    with pytest.raises(EncoderMissingError, match="extra “video”"):
        exported(tmp_path / "a.mp4", range(3))
    assert list(tmp_path.iterdir()) == []


def test_an_mp4_has_every_frame_for_as_long_as_it_should_be(tmp_path: Path) -> None:
    av = pytest.importorskip("av", reason="the optional encoder (extra “video”) is not installed")
    painted = board(*WORDS, width=481, height=271)
    deque(export_animation(tmp_path / "a.mp4", painted, range(0, 60, 10), Pace(4, hold=0.5)), maxlen=0)
    with av.open(str(tmp_path / "a.mp4")) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width, stream.height, stream.average_rate) == (482, 272, video_rate(4))
        shown = [frame.to_ndarray(format="rgb24") for frame in container.decode(stream)]
    repeats = int(video_rate(4)) // 4
    assert len(shown) == 6 * repeats + 6
    for number, index in enumerate(range(0, 60, 10)):
        wanted = rgb_of(painted.pixels(index)).astype(int)
        assert np.abs(shown[number * repeats][:271, :481].astype(int) - wanted).mean() < 4


def test_an_mp4_that_is_given_up_leaves_nothing(tmp_path: Path) -> None:
    pytest.importorskip("av", reason="the optional encoder (extra “video”) is not installed")
    reports = export_animation(tmp_path / "a.mp4", board(*WORDS), range(10), Pace())
    next(reports)
    reports.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_estimate_is_near_the_truth(ending: str, tmp_path: Path) -> None:
    frames = range(64)
    deque(exported(tmp_path / f"a{ending}", frames), maxlen=0)
    real = (tmp_path / f"a{ending}").stat().st_size
    trial = estimated_bytes(ending, board(*WORDS), frames, Pace())
    with pytest.raises(StopIteration) as end:
        while True:
            next(trial)
    assert 0.5 < end.value.value / real < 2

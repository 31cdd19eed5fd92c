"""MP4 files with H.264 video, by PyAV (FFmpeg's libraries), which is an optional part of the program."""

from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cnnviz.ui.export.changes import Pixels
from cnnviz.ui.export.errors import EncoderMissingError
from cnnviz.ui.export.formats import MP4, Format

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

SLOWEST = 10  # pictures a second; with fewer, players leave out the last or cannot be scrubbed
QUALITY = "16"  # x264's constant rate factor: edges and small digits stay clean
BT709 = 1  # the colours of high definition, said in the file so that no player has to guess


def check_encoder(kind: Format) -> None:
    """EncoderMissingError where this kind of file needs one that is not there."""
    if kind is MP4 and find_spec("av") is None:
        raise EncoderMissingError(
            "MP4 needs a video encoder, which is an optional part of cnnviz. Install it with "
            "“pip install av” (or cnnviz with its extra “video”), or choose GIF, WebP or APNG."
        )


def video_rate(speed: float) -> Fraction:
    """Video pictures a second for a film of `speed` pictures a second: a multiple, for slow ones.

    >>> video_rate(30), video_rate(4), video_rate(2.5)
    (Fraction(30, 1), Fraction(12, 1), Fraction(10, 1))
    """
    exact = Fraction(speed).limit_denominator(1000)
    return exact * max(1, -(-SLOWEST // exact))


class VideoFilm:
    """A Film whose tick is one picture of the video, `rate` a second. An odd width or height grows by one pixel."""

    def __init__(self, path: Path, width: int, height: int, rate: Fraction) -> None:
        import av

        self.ticks_per_second = rate
        self._odd = ((0, height % 2), (0, width % 2))
        self._container = av.open(str(path), "w", format="mp4", options={"movflags": "faststart"})
        self._stream = self._container.add_stream("libx264", rate=rate)
        self._stream.width, self._stream.height = width + width % 2, height + height % 2
        self._stream.pix_fmt = "yuv420p"
        self._stream.options = {"crf": QUALITY, "preset": "faster", "tune": "animation"}
        context = self._stream.codec_context
        context.colorspace = context.color_primaries = context.color_trc = BT709
        self._count = 0

    def add(self, pixels: Pixels, ticks: int) -> None:
        frame = self._frame(np.pad(pixels, self._odd, mode="edge").astype("<u4"))
        for _ in range(ticks):
            frame.pts = self._count
            self._count += 1
            self._container.mux(self._stream.encode(frame))

    def finish(self) -> None:
        self._container.mux(self._stream.encode(None))

    def close(self) -> None:
        """Let go of the file; it is whole if the film was finished."""
        self._container.close()

    def _frame(self, pixels: Pixels) -> "VideoFrame":
        from av.video.frame import VideoFrame
        from av.video.reformatter import ColorRange, Colorspace

        frame = VideoFrame.from_ndarray(pixels.view(np.uint8).reshape(*pixels.shape, 4), format="bgra")
        return frame.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG)

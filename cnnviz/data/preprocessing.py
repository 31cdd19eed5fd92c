"""From a picture to what a network takes, one visible step after the other.

The default for a network with 28 × 28 grey inputs repeats how MNIST was made (Y. LeCun et al., "Gradient-based learning
applied to document recognition", 1998, section III.A): white ink on black, scaled into 20 × 20 with its aspect kept and
soft edges, then moved so that the centre of mass lies in the middle of 28 × 28.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from cnnviz.data.paper import background_of, is_unevenly_lit
from cnnviz.data.pictures import Picture
from cnnviz.data.pixels import Bytes, reduced
from cnnviz.data.resize import fitted_size, resize
from cnnviz.text import ExplainedError, mark, tr

Invert = Literal["auto", "on", "off"]
INK_THRESHOLD = 32  # of 255, after inverting: fainter marks are paper grain or the noise of a camera
BOX_SHARE = 20 / 28  # MNIST's digits fill 20 of 28 pixels
MNIST_SHAPE = (1, 28, 28)
WORKING_PIXELS = 2_000_000  # more detail than any network takes; all steps together stay under a tenth of a second


class PreprocessingError(ExplainedError):
    """A network whose input no picture can be turned into."""


@dataclass(frozen=True)
class PreprocessingOptions:
    """Which steps are done; `invert` is decided from the picture when it is "auto"."""

    grey: bool = True
    invert: Invert = "auto"
    contrast: bool = True
    crop: bool = True
    keep_aspect: bool = True
    centre: bool = True


@dataclass(frozen=True)
class StageText:
    """What a step is called and does, marked for translation."""

    name: str
    label: str
    help: str


STAGE_TEXTS = (
    StageText("grey", mark("Grey"), mark("Red, green and blue become one brightness: 0.299 R + 0.587 G + 0.114 B.")),
    StageText("invert", mark("Invert"), mark("Dark ink on light paper becomes light ink on black.")),
    StageText("contrast", mark("Contrast"), mark("The background becomes black and the brightest ink white.")),
    StageText("crop", mark("Crop"), mark("The empty border around the ink is cut off.")),
    StageText("resize", mark("Resize"), mark("The picture is brought to the size that the network takes.")),
    StageText("centre", mark("Centre"), mark("The ink is moved so that its centre of mass lies in the middle.")),
    StageText("normalise", mark("Normalise"), mark("Bytes from 0 to 255 become numbers from 0 to 1.")),
)


@dataclass(frozen=True, eq=False)
class Stage:
    """One step and the picture after it: uint8 (H, W) or (H, W, 3), or float32 (C, H, W) in the last one.

    `on` says whether the step was done, `switchable` whether the network leaves the choice; `note` tells what it did to
    this very picture. Label, explanation and note are in the reader's language.
    """

    name: str
    label: str
    explanation: str
    on: bool
    switchable: bool
    pixels: np.ndarray
    note: str = ""

    @property
    def size_text(self) -> str:
        """Width × height after this step."""
        height, width = self.pixels.shape[1:] if self.pixels.dtype == np.float32 else self.pixels.shape[:2]
        return f"{width} × {height}"

    def thumbnail(self, longest: int = 96) -> Bytes:
        """The picture as uint8 (h, w) or (h, w, 3), at most `longest` pixels a side; a smaller one stays as it is."""
        pixels = self.pixels
        if pixels.dtype == np.float32:
            bytes_ = np.clip(pixels * 255 + 0.5, 0, 255).astype(np.uint8)
            pixels = bytes_[0] if len(bytes_) == 1 else np.moveaxis(bytes_, 0, -1)
        height, width = pixels.shape[:2]
        if max(height, width) <= longest:
            return pixels
        return resize(pixels, fitted_size((height, width), (longest, longest)))


@dataclass(frozen=True, eq=False)
class _Step:
    """What a step hands on: was it done, may it be switched, the pixels, and what to say."""

    on: bool
    pixels: np.ndarray
    note: str = ""
    switchable: bool = True


def options_for(input_shape: tuple[int, ...]) -> PreprocessingOptions:
    """The usual options for a network: as MNIST was made for (1, 28, 28); elsewhere nothing but the resize."""
    if tuple(input_shape) == MNIST_SHAPE:
        return PreprocessingOptions()
    grey = bool(input_shape) and input_shape[0] == 1
    return PreprocessingOptions(grey, invert="off", contrast=False, crop=False, keep_aspect=False, centre=False)


def preprocess(
    picture: Picture, options: PreprocessingOptions, input_shape: tuple[int, ...]
) -> tuple[Stage, ...]:
    """Every step from `picture` to an input of shape (C, H, W), done or not, in order; the last holds float32 in 0..1.

    A step that is off hands its pixels on unchanged. Raises PreprocessingError when the network takes something other
    than pictures with 1 or 3 channels.
    """
    channels, height, width = _checked_shape(input_shape)
    if not options.keep_aspect:
        options = replace(options, centre=False)
    steps: tuple[Callable[[Bytes], _Step], ...] = (
        lambda pixels: _grey(pixels, options.grey, channels),
        lambda pixels: _invert(pixels, options.invert),
        lambda pixels: _contrast(pixels, options.contrast),
        lambda pixels: _crop(pixels, options.crop),
        lambda pixels: _resize(pixels, options, (height, width)),
        lambda pixels: _place(pixels, options, (height, width)),
        lambda pixels: _normalise(pixels, channels),
    )
    stages: list[Stage] = []
    pixels, first_note = _workable(picture.pixels)
    for text, step in zip(STAGE_TEXTS, steps, strict=True):
        done = step(pixels)
        pixels = done.pixels
        note = done.note if stages else f"{first_note} {done.note}".strip()
        stages.append(Stage(text.name, tr(text.label), tr(text.help), done.on, done.switchable, pixels, note))
    return tuple(stages)


def _checked_shape(input_shape: tuple[int, ...]) -> tuple[int, int, int]:
    if len(input_shape) != 3 or input_shape[0] not in (1, 3) or min(input_shape) < 1:
        raise PreprocessingError(
            "This network takes inputs of shape {shape}; a picture can be turned into 1 (grey) or 3 (colour) "
            "channels of height × width.",
            shape=" × ".join(map(str, input_shape)) or "()",
        )  # fmt: skip
    channels, height, width = input_shape
    return channels, height, width


def _workable(pixels: Bytes) -> tuple[Bytes, str]:
    """At most `WORKING_PIXELS`, reduced by a whole factor, and what is said about it."""
    height, width = pixels.shape[:2]
    factor = math.ceil(math.sqrt(height * width / WORKING_PIXELS)) if height * width > WORKING_PIXELS else 1
    factor = min(factor, height, width)
    if factor == 1:
        return pixels, ""
    note = tr("The picture was first reduced to 1/{factor} of its width and height.", factor=factor)
    return reduced(pixels, factor), note


def luma(pixels: Bytes) -> Bytes:
    """Brightness (H, W) of (H, W, 3) after ITU-R BT.601, in 16-bit fixed point; (H, W) is handed back.

    >>> luma(np.array([[[255, 0, 0], [0, 255, 0], [255, 255, 255]]], np.uint8)).tolist()
    [[76, 150, 255]]
    """
    if pixels.ndim == 2:
        return pixels
    red, green, blue = (pixels[..., channel].astype(np.uint32) for channel in range(3))
    brightness: Bytes = ((red * 19595 + green * 38470 + blue * 7471 + 32768) >> 16).astype(np.uint8)
    return brightness


def _grey(pixels: Bytes, wanted: bool, channels: int) -> _Step:
    colour = pixels.ndim == 3
    on = colour and (wanted or channels == 1)
    if not colour:
        note = tr("The picture is grey already.")
    elif channels == 1 and not wanted:
        note = tr("The network takes one channel: colour cannot be kept.")
    else:
        note = ""
    return _Step(on, luma(pixels) if on else pixels, note, switchable=colour and channels == 3)


def is_dark_on_light(pixels: Bytes) -> bool:
    """Whether the border of (H, W) is brighter than what it surrounds: ink on paper.

    The border is the outermost twentieth (at least one pixel), taken by its median so that ink that touches the edge
    does not decide; a picture of one brightness counts as paper when it is light.
    """
    height, width = pixels.shape
    rim = max(1, min(height, width) // 20)
    inside = pixels[rim : height - rim, rim : width - rim]
    frame = (pixels[:rim], pixels[height - rim :], pixels[:, :rim], pixels[:, width - rim :])
    border = float(np.median(np.concatenate([side.ravel() for side in frame])))
    middle = float((inside if inside.size else pixels).mean())
    return border > middle or (border == middle and border > 127)


def _invert(pixels: Bytes, wanted: Invert) -> _Step:
    if wanted != "auto":
        on = wanted == "on"
        return _Step(on, 255 - pixels if on else pixels)
    on = is_dark_on_light(luma(pixels))
    if on:
        return _Step(True, 255 - pixels, tr("Automatic: the border is brighter than the middle."))
    return _Step(False, pixels, tr("Automatic: the border is not brighter than the middle."))


def _contrast(pixels: Bytes, wanted: bool) -> _Step:
    if not wanted:
        return _Step(False, pixels)
    grey = luma(pixels)
    uneven = is_unevenly_lit(grey)
    if uneven:
        paper = background_of(grey)
        pixels = _less(pixels, paper if pixels.ndim == 2 else paper[..., np.newaxis])
        grey = _less(grey, paper)
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    low, high = int(np.median(border)), int(grey.max())
    if high - low < INK_THRESHOLD:
        return _Step(True, np.zeros_like(pixels), tr("No ink was found: nothing is clearly brighter than the border."))
    if (low, high) == (0, 255) and not uneven:
        return _Step(True, pixels, tr("The background is black and the ink white already."))
    spread = (np.clip(pixels.astype(np.float32) - low, 0, None) * (255 / (high - low)) + 0.5).clip(0, 255)
    note = tr("{low} became 0 and {high} became 255.", low=low, high=high)
    if uneven:
        note = tr("The light is uneven: the brightness of the paper was taken away, place by place.") + " " + note
    return _Step(True, spread.astype(np.uint8), note)


def _less(pixels: Bytes, paper: Bytes) -> Bytes:
    """`pixels` minus `paper`, not below 0."""
    return pixels - np.minimum(pixels, paper)


def _crop(pixels: Bytes, wanted: bool) -> _Step:
    if not wanted:
        return _Step(False, pixels)
    ink = luma(pixels) >= INK_THRESHOLD
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not rows.size:
        return _Step(True, pixels, tr("No ink was found: the whole picture is kept."))
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    note = tr(
        "The ink (values of {threshold} and more) fills columns {left} to {right} and rows {top} to {bottom}.",
        threshold=INK_THRESHOLD, left=left, right=right - 1, top=top, bottom=bottom - 1,
    )  # fmt: skip
    return _Step(True, pixels[top:bottom, left:right], note)


def _resize(pixels: Bytes, options: PreprocessingOptions, field: tuple[int, int]) -> _Step:
    """Into the whole field, or with its aspect kept into the field or (when it is to be centred) into MNIST's box."""
    size = field
    if options.keep_aspect:
        box = tuple(max(1, round(length * BOX_SHARE)) for length in field) if options.centre else field
        size = fitted_size((pixels.shape[0], pixels.shape[1]), (box[0], box[1]))
    note = tr(
        "{width} × {height} became {new_width} × {new_height}.",
        width=pixels.shape[1], height=pixels.shape[0], new_width=size[1], new_height=size[0],
    )  # fmt: skip
    return _Step(size != pixels.shape[:2], resize(pixels, size), note, switchable=False)


def _place(pixels: Bytes, options: PreprocessingOptions, field: tuple[int, int]) -> _Step:
    """Onto a black field: by the centre of mass, or (only the aspect kept) by the middle of the picture."""
    if pixels.shape[:2] == field:
        return _Step(False, pixels, tr("The picture fills the field; there is no room to move it."))
    top, left = (whole // 2 - part // 2 for whole, part in zip(field, pixels.shape[:2], strict=True))
    note = tr("The picture lies in the middle of the field.")
    mass = luma(pixels).astype(np.float64)
    if options.centre and mass.sum():
        row, column = mass.sum(axis=1), mass.sum(axis=0)
        down, across = (float(line @ np.arange(len(line)) / line.sum()) for line in (row, column))
        top, left = mass_offset(down, field[0], len(row)), mass_offset(across, field[1], len(column))
        note = tr(
            "The centre of mass, column {column} and row {row}, lies in the middle.",
            column=f"{left + across:.1f}", row=f"{top + down:.1f}",
        )  # fmt: skip
    elif options.centre:
        note = tr("No ink was found: there is no centre of mass.")
    placed = np.zeros((*field, *pixels.shape[2:]), np.uint8)
    placed[top : top + pixels.shape[0], left : left + pixels.shape[1]] = pixels
    return _Step(options.centre, placed, note)


def mass_offset(centre: float, field: int, length: int) -> int:
    """Where `length` pixels start so that their `centre` (a pixel index) comes nearest to ``field / 2``.

    MNIST counts so: the centres of mass of its 60,000 training pictures lie at pixel 14.0 ± 0.5 both ways.

    >>> mass_offset(9.8, 28, 20)
    4
    """
    return min(max(round(field / 2 - centre), 0), field - length)


def _normalise(pixels: Bytes, channels: int) -> _Step:
    planes = pixels[np.newaxis] if pixels.ndim == 2 else np.moveaxis(pixels, -1, 0)
    if len(planes) < channels:
        planes = np.repeat(planes, channels, axis=0)
    values = np.ascontiguousarray(planes, np.float32) / np.float32(255)
    return _Step(True, values, switchable=False)

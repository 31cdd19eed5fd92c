"""From a picture to what a network takes, one visible step after the other.

The default for a network with 28 × 28 grey inputs repeats how MNIST was made; `preprocessing_steps` says how.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnnviz.data.pictures import Picture
from cnnviz.data.pixels import Bytes, reduced
from cnnviz.data.preprocessing_frame import Frame
from cnnviz.data.preprocessing_steps import (
    WHOLE,
    Invert,
    Resizing,
    Step,
    contrasted,
    cropped,
    grey,
    inverted,
    normalised,
    placed,
    resized,
)
from cnnviz.data.resize import fitted_size, resize
from cnnviz.engine.input_normalisation import InputNormalisation
from cnnviz.text import ExplainedError, mark, tr

MNIST_SHAPE = (1, 28, 28)
PLAIN = InputNormalisation()
WORKING_PIXELS = 2_000_000  # more detail than any network takes; all steps together stay under a tenth of a second


class PreprocessingError(ExplainedError):
    """A network whose input no picture can be turned into."""


@dataclass(frozen=True)
class PreprocessingOptions:
    """Which steps are done; `invert` is decided from the picture when it is "auto".

    `resizing` is how a picture of another shape becomes one of the network's: see `preprocessing_steps.resized`. Only
    what was fitted can be centred.
    """

    grey: bool = True
    invert: Invert = "auto"
    contrast: bool = True
    crop: bool = True
    resizing: Resizing = "fit"
    centre: bool = True
    normalise: bool = True


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
    StageText("normalise", mark("Normalise"), mark("Bytes from 0 to 255 become the numbers that the network takes.")),
)


@dataclass(frozen=True, eq=False)
class Stage:
    """One step and the picture after it: uint8 (H, W) or (H, W, 3), or float32 (C, H, W) in the last one.

    `frame` says where its pixels lie in the picture that came, `span` which numbers of the last one are black and
    white; `brief` is what was done in a word or two, "" where nothing was.

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
    frame: Frame = WHOLE
    span: tuple[float, float] = (0.0, 1.0)
    brief: str = ""

    @property
    def size_text(self) -> str:
        """Width × height after this step."""
        height, width = self.pixels.shape[1:] if self.pixels.dtype == np.float32 else self.pixels.shape[:2]
        return f"{width} × {height}"

    def thumbnail(self, longest: int = 96) -> Bytes:
        """The picture as uint8 (h, w) or (h, w, 3), at most `longest` pixels a side; a smaller one stays as it is."""
        pixels = self.pixels
        if pixels.dtype == np.float32:
            low, high = self.span
            bytes_ = np.clip((pixels - low) * (255 / (high - low)) + 0.5, 0, 255).astype(np.uint8)
            pixels = bytes_[0] if len(bytes_) == 1 else np.moveaxis(bytes_, 0, -1)
        height, width = pixels.shape[:2]
        if max(height, width) <= longest:
            return pixels
        return resize(pixels, fitted_size((height, width), (longest, longest)))


def options_for(input_shape: tuple[int, ...]) -> PreprocessingOptions:
    """The usual options for a network: as MNIST was made for (1, 28, 28); elsewhere nothing but the resize.

    What stands over is cut off then, as it is when a network learns from a folder of pictures.
    """
    if tuple(input_shape) == MNIST_SHAPE:
        return PreprocessingOptions()
    grey = bool(input_shape) and input_shape[0] == 1
    return PreprocessingOptions(grey, invert="off", contrast=False, crop=False, resizing="fill", centre=False)


def preprocess(
    picture: Picture,
    options: PreprocessingOptions,
    input_shape: tuple[int, ...],
    normalisation: InputNormalisation = PLAIN,
) -> tuple[Stage, ...]:
    """Every step from `picture` to an input of shape (C, H, W), done or not, in order; the last holds float32.

    A step that is off hands its pixels on unchanged. Raises PreprocessingError when the network takes something other
    than pictures with 1 or 3 channels, NormalisationError where its numbers are for another number of channels.
    """
    channels, height, width = picture_shape(input_shape)
    centre = options.centre and options.resizing == "fit"
    steps: tuple[Callable[[Bytes], Step], ...] = (
        lambda pixels: grey(pixels, options.grey, channels),
        lambda pixels: inverted(pixels, options.invert),
        lambda pixels: contrasted(pixels, options.contrast),
        lambda pixels: cropped(pixels, options.crop),
        lambda pixels: resized(pixels, (height, width), options.resizing, centre),
        lambda pixels: placed(pixels, (height, width), centre),
        lambda pixels: normalised(pixels, channels, normalisation, options.normalise),
    )
    stages: list[Stage] = []
    pixels, first_note, frame = _workable(picture.pixels)
    for text, step in zip(STAGE_TEXTS, steps, strict=True):
        done = step(pixels)
        pixels, frame = done.pixels, done.frame.within(frame)
        note = done.note if stages else f"{first_note} {done.note}".strip()
        words = text.name, tr(text.label), tr(text.help)
        stages.append(Stage(*words, done.on, done.switchable, pixels, note, frame, done.span, done.brief))
    return tuple(stages)


def picture_shape(input_shape: tuple[int, ...]) -> tuple[int, int, int]:
    """Channels, height and width that a network takes; PreprocessingError where no picture can be turned into that."""
    if len(input_shape) != 3 or input_shape[0] not in (1, 3) or min(input_shape) < 1:
        raise PreprocessingError(
            "This network takes inputs of shape {shape}; a picture can be turned into 1 (grey) or 3 (colour) "
            "channels of height × width.",
            shape=" × ".join(map(str, input_shape)) or "()",
        )  # fmt: skip
    channels, height, width = input_shape
    return channels, height, width


def _workable(pixels: Bytes) -> tuple[Bytes, str, Frame]:
    """At most `WORKING_PIXELS`, reduced by a whole factor, what is said about it, and where they were."""
    height, width = pixels.shape[:2]
    factor = math.ceil(math.sqrt(height * width / WORKING_PIXELS)) if height * width > WORKING_PIXELS else 1
    factor = min(factor, height, width)
    if factor == 1:
        return pixels, "", Frame()
    note = tr("The picture was first reduced to 1/{factor} of its width and height.", factor=factor)
    return reduced(pixels, factor), note, Frame(down=factor, across=factor)

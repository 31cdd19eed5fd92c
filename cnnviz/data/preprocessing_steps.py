"""The single steps of the preprocessing: pixels in, pixels out, and what to say about it.

MNIST was made so (Y. LeCun et al., "Gradient-based learning applied to document recognition", 1998, section III.A):
white ink on black, scaled into 20 × 20 with its aspect kept and soft edges, then moved so that the centre of mass lies
in the middle of 28 × 28.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from cnnviz.data.paper import is_photo, paper_of, stands_out
from cnnviz.data.pixels import Bytes
from cnnviz.data.preprocessing_frame import Frame
from cnnviz.data.resize import fitted_size, resize
from cnnviz.data.specks import without_specks
from cnnviz.engine.input_normalisation import InputNormalisation
from cnnviz.numbers import size, trimmed
from cnnviz.text import mark, tr

Invert = Literal["auto", "on", "off"]
Resizing = Literal["fit", "fill", "stretch"]
NOISE_SPREADS = 3.0  # so far from the paper lies next to nothing of its noise
FAINT_SHARE = 0.25  # of the ink's contrast: squares printed on paper, and what shines through from its back, are less
FAINTEST_INK = 18  # of 255
INK_PERCENT = 90  # of the pixels that are ink so many are darker than what becomes white
WHOLE = Frame()
COARSE = 16  # pixels a side, to tell a picture from paper
LEAST_OF_A_PICTURE = 96  # of 255, between the brightest and the darkest of these: few papers have such shadows
INK_THRESHOLD = 32  # of 255, after inverting: fainter marks are paper grain or the noise of a camera
RESIZED: dict[Resizing, str] = {"fit": mark("fitted"), "fill": mark("filled"), "stretch": mark("stretched")}
BOX_SHARE = 20 / 28  # MNIST's digits fill 20 of 28 pixels


@dataclass(frozen=True, eq=False)
class Step:
    """What a step hands on: was it done, may it be switched, the pixels, what to say, and where the pixels were.

    `frame` says where the pixels lay in what the step was given, `span` which numbers are shown as black and white;
    `brief` is what was done in a word or two, "" where nothing was.
    """

    on: bool
    pixels: np.ndarray
    note: str = ""
    switchable: bool = True
    frame: Frame = WHOLE
    span: tuple[float, float] = (0.0, 1.0)
    brief: str = ""


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


def grey(pixels: Bytes, wanted: bool, channels: int) -> Step:
    """One brightness a pixel, where `wanted` or where the network takes one channel."""
    colour = pixels.ndim == 3
    on = colour and (wanted or channels == 1)
    if not colour:
        note = tr("The picture is grey already.")
    elif channels == 1 and not wanted:
        note = tr("The network takes one channel: colour cannot be kept.")
    else:
        note = ""
    brief = tr("grey") if on else ""
    return Step(on, luma(pixels) if on else pixels, note, switchable=colour and channels == 3, brief=brief)


def is_dark_on_light(pixels: Bytes) -> bool:
    """Whether (H, W) is ink on paper, rather than light on dark.

    What stands out from the paper tells. Where that is both or nothing, the border does: it is the outermost twentieth
    (at least one pixel), by its median so that ink that touches the edge does not decide; a picture of one brightness
    counts as paper when it is light.
    """
    darker = stands_out(pixels)
    if darker is not None:
        return darker
    height, width = pixels.shape
    rim = max(1, min(height, width) // 20)
    inside = pixels[rim : height - rim, rim : width - rim]
    frame = (pixels[:rim], pixels[height - rim :], pixels[:, :rim], pixels[:, width - rim :])
    border = float(np.median(np.concatenate([side.ravel() for side in frame])))
    middle = float((inside if inside.size else pixels).mean())
    return border > middle or (border == middle and border > 127)


def inverted(pixels: Bytes, wanted: Invert) -> Step:
    """Light and dark exchanged; "auto" where the picture is dark on light."""
    on = wanted == "on" if wanted != "auto" else is_dark_on_light(luma(pixels))
    if wanted != "auto":
        note = ""
    elif on:
        note = tr("Automatic: it is dark on light.")
    else:
        note = tr("Automatic: it is light on dark.")
    return Step(on, 255 - pixels if on else pixels, note, brief=tr("inverted") if on else "")


def contrasted(pixels: Bytes, wanted: bool) -> Step:
    """The background black and the brightest ink white; of a photograph the paper, place by place, and its noise."""
    if not wanted:
        return Step(False, pixels)
    grey = luma(pixels)
    if is_photo(grey):
        return _off_the_paper(pixels, grey)
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    low, high = int(np.median(border)), int(grey.max())
    if high - low < INK_THRESHOLD:
        return _without_ink(pixels)
    if (low, high) == (0, 255):
        return Step(True, pixels, tr("The background is black and the ink white already."))
    spread = (np.clip(pixels.astype(np.float32) - low, 0, None) * (255 / (high - low)) + 0.5).clip(0, 255)
    note = tr("{low} became 0 and {high} became 255.", low=low, high=high)
    return Step(True, spread.astype(np.uint8), note, brief=tr("contrast stretched"))


def _without_ink(pixels: Bytes) -> Step:
    """Black, where the picture is empty paper; as it is, where it shows something else than ink."""
    grey = luma(pixels)
    coarse = resize(grey, fitted_size((grey.shape[0], grey.shape[1]), (COARSE, COARSE)))  # noise evens out
    if int(coarse.max()) - int(coarse.min()) >= LEAST_OF_A_PICTURE:
        note = tr("No ink was found, but a picture: it is left as it is.")
        return Step(False, pixels, note, brief=tr("no ink found, left as it is"))
    note = tr("No ink was found: nothing stands out from the ground.")
    return Step(True, np.zeros_like(pixels), note, brief=tr("no ink found"))


def _off_the_paper(pixels: Bytes, grey: Bytes) -> Step:
    """Light ink on a photographed ground: what is no brighter than the ground with its noise becomes black."""
    paper = paper_of(grey)
    above = grey - paper.brightness
    strong = above[above > NOISE_SPREADS * paper.noise]
    high = float(np.percentile(strong, INK_PERCENT)) if strong.size else 0.0
    low = max(NOISE_SPREADS * paper.noise, FAINT_SHARE * high)
    if not paper.bears_ink or high < FAINTEST_INK or high <= low:
        return _without_ink(pixels)
    ground = paper.brightness if pixels.ndim == 2 else paper.brightness[..., np.newaxis]
    spread = ((pixels - ground - low) * (255 / (high - low)) + 0.5).clip(0, 255)
    note = tr("What is {low} brighter than the paper became 0, and {high} brighter 255.",
              low=round(low), high=round(high))  # fmt: skip
    if paper.is_uneven:
        note = tr("The light is uneven: the brightness of the paper was taken away, place by place.") + " " + note
    brief = tr("light evened out") if paper.is_uneven else tr("paper made black")
    return Step(True, spread.astype(np.uint8), note, brief=brief)


def cropped(pixels: Bytes, wanted: bool) -> Step:
    """Without the rows and columns around the ink."""
    if not wanted:
        return Step(False, pixels)
    ink, specks = without_specks(luma(pixels) >= INK_THRESHOLD)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not rows.size:
        return Step(True, pixels, tr("No ink was found: the whole picture is kept."))
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    note = tr(
        "The ink (values of {threshold} and more) fills columns {left} to {right} and rows {top} to {bottom}.",
        threshold=INK_THRESHOLD, left=left, right=right - 1, top=top, bottom=bottom - 1,
    )  # fmt: skip
    if specks:
        note += " " + tr("Specks were taken for dirt and left out: {count}.", count=specks)
    brief = tr("cut to {size}", size=size(right - left, bottom - top))
    return Step(True, pixels[top:bottom, left:right], note, frame=Frame(top, left), brief=brief)


def resized(pixels: Bytes, field: tuple[int, int], how: Resizing, centre: bool) -> Step:
    """To the size of the field.

    "stretch" pulls the picture over all of it, "fill" keeps the aspect and cuts off what stands over, "fit" keeps all
    of it, and into MNIST's box where it is to be centred.
    """
    target, cut, lost = field, Frame(), ""
    if how == "fit":
        box = tuple(max(1, round(length * BOX_SHARE)) for length in field) if centre else field
        target = fitted_size((pixels.shape[0], pixels.shape[1]), (box[0], box[1]))
    elif how == "fill":
        height, width = fitted_size(field, (pixels.shape[0], pixels.shape[1]))
        cut = Frame((pixels.shape[0] - height) // 2, (pixels.shape[1] - width) // 2)
        if (height, width) != pixels.shape[:2]:
            lost = tr("The middle {width} × {height} were taken, what lies beside was cut off.",
                      width=width, height=height) + " "  # fmt: skip
            pixels = pixels[cut.top : cut.top + height, cut.left : cut.left + width]
    height, width = pixels.shape[:2]
    if target == (height, width):
        note = tr("It has the right size.")
    else:
        note = tr(
            "{width} × {height} became {new_width} × {new_height}.",
            width=width, height=height, new_width=target[1], new_height=target[0],
        )  # fmt: skip
    frame = Frame(cut.top, cut.left, height / target[0], width / target[1])
    on = bool(lost) or target != (height, width)
    brief = f"{tr(RESIZED[how])}: {size(target[1], target[0])}" if on else ""
    return Step(on, resize(pixels, target), lost + note, False, frame, brief=brief)


def placed(pixels: Bytes, field: tuple[int, int], centre: bool) -> Step:
    """Onto a black field: by the centre of mass, or (only the aspect kept) by the middle of the picture."""
    if pixels.shape[:2] == field:
        return Step(False, pixels, tr("The picture fills the field; there is no room to move it."))
    top, left = (whole // 2 - part // 2 for whole, part in zip(field, pixels.shape[:2], strict=True))
    note = tr("The picture lies in the middle of the field.")
    mass = luma(pixels).astype(np.float64)
    if centre and mass.sum():
        row, column = mass.sum(axis=1), mass.sum(axis=0)
        down, across = (float(line @ np.arange(len(line)) / line.sum()) for line in (row, column))
        top, left = mass_offset(down, field[0], len(row)), mass_offset(across, field[1], len(column))
        note = tr(
            "The centre of mass, column {column} and row {row}, lies in the middle.",
            column=f"{left + across:.1f}", row=f"{top + down:.1f}",
        )  # fmt: skip
    elif centre:
        note = tr("No ink was found: there is no centre of mass.")
    placed = np.zeros((*field, *pixels.shape[2:]), np.uint8)
    placed[top : top + pixels.shape[0], left : left + pixels.shape[1]] = pixels
    brief = tr("centred") if centre else ""
    return Step(centre, placed, note, frame=Frame(-top, -left), brief=brief)


def mass_offset(centre: float, field: int, length: int) -> int:
    """Where `length` pixels start so that their `centre` (a pixel index) comes nearest to ``field / 2``.

    MNIST counts so: the centres of mass of its 60,000 training pictures lie at pixel 14.0 ± 0.5 both ways.

    >>> mass_offset(9.8, 28, 20)
    4
    """
    return min(max(round(field / 2 - centre), 0), field - length)


def normalised(pixels: Bytes, channels: int, normalisation: InputNormalisation, wanted: bool) -> Step:
    """float32 (channels, H, W) as the model takes it; the bytes themselves where that is not `wanted`.

    Grey pixels fill every channel. Raises NormalisationError where the numbers do not fit the channels.
    """
    planes = pixels[np.newaxis] if pixels.ndim == 2 else np.moveaxis(pixels, -1, 0)
    if len(planes) < channels:
        planes = np.repeat(planes, channels, axis=0)
    values = np.ascontiguousarray(planes, np.float32)
    if not wanted:
        note = tr("Off: the network gets the bytes as they are, from 0 to 255.")
        return Step(False, values, note, span=(0.0, 255.0), brief=tr("not normalised"))
    values /= np.float32(255)
    if normalisation.is_plain:
        return Step(True, values)
    ends = [normalisation.of(np.full((channels, 1, 1), end, np.float32)) for end in (0.0, 1.0)]
    low, high = float(min(end.min() for end in ends)), float(max(end.max() for end in ends))
    brief = tr("{low} to {high}", low=trimmed(low, 2), high=trimmed(high, 2))
    return Step(True, normalisation.of(values), _told(normalisation, low, high), span=(low, high), brief=brief)


def _told(normalisation: InputNormalisation, low: float, high: float) -> str:
    """What a model wants its input to be, in words."""
    said = [tr("As this model was trained, black became {low} and white {high}.",
               low=trimmed(low, 3), high=trimmed(high, 3))]  # fmt: skip
    if normalisation.scale != 1:
        said.append(tr("Times {scale}.", scale=trimmed(normalisation.scale, 4)))
    if set(normalisation.mean) != {0.0} or set(normalisation.spread) != {1.0}:
        mean, spread = (", ".join(trimmed(each, 4) for each in numbers)
                        for numbers in (normalisation.mean, normalisation.spread))  # fmt: skip
        said.append(tr("Minus the mean {mean}, divided by the spread {spread}.", mean=mean, spread=spread))
    if normalisation.bgr:
        said.append(tr("Red and blue changed places (BGR)."))
    return " ".join(said)

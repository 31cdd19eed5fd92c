"""Any picture file becomes upright 8-bit pixels, and every change made on the way is said in words.

Pillow decodes; what a network should get from the odd kinds (16 bits, floats, palettes, CMYK, alpha, animations,
pictures of a hundred million pixels) is decided here.
"""

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from cnnviz.data.pixels import Bytes, reduced, to_bytes
from cnnviz.text import ExplainedError, tr

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

MAX_PIXELS = 200_000_000  # decoded they take up to 800 MB; no camera makes more today
COMFORTABLE_PIXELS = 16_000_000  # more is reduced: no page shows them and every copy would cost
STRIP_PIXELS = 4_000_000  # how much of a huge picture is converted at a time
ORIENTATION = 0x0112  # the EXIF tag
FORMATS = ("PNG", "JPEG", "MPO", "GIF", "BMP", "DIB", "WEBP", "TIFF", "PPM", "ICO", "JPEG2000", "AVIF")
UNPACKED_BY_PILLOW = ("CMYK", "YCbCr", "LAB", "HSV", "P", "PA", "RGBX", "RGBa", "La")
# What Pillow's readers raise on bytes that are not what they should be.
DECODING_ERRORS = (OSError, SyntaxError, ValueError, IndexError, KeyError, TypeError, EOFError, OverflowError,
                   AttributeError, struct.error, zlib.error)  # fmt: skip


class PictureError(ExplainedError):
    """A picture that cannot be opened."""


@dataclass(frozen=True, eq=False)
class Picture:
    """Upright pixels uint8, (H, W) grey or (H, W, 3) red, green, blue; `note` says what was changed, or is ""."""

    name: str
    pixels: Bytes
    note: str = ""

    @property
    def size_text(self) -> str:
        """Width × height, as people say it."""
        return f"{self.pixels.shape[1]} × {self.pixels.shape[0]}"


def open_picture(path: Path) -> Picture:
    """The picture in a file, upright (EXIF), alpha dropped, 8 bits a value, the first of several.

    More than `MAX_PIXELS` are refused before anything is decoded; more than `COMFORTABLE_PIXELS` are reduced by a whole
    factor. Raises PictureError for what is missing, not a file, unreadable, empty, no picture, cut short, damaged or
    too large, and says which.
    """
    path = Path(path)
    _check_file(path)
    try:
        with path.open("rb") as stream, _quiet():
            return _decode(stream, path.name)
    except PictureError:
        raise
    except MemoryError:
        raise PictureError("{name} does not fit into the memory. Reduce it first.", name=path.name) from None
    except PermissionError:
        raise PictureError("{name} may not be read: you lack the right to.", name=path.name) from None
    except DECODING_ERRORS as error:
        raise _decoding_error(path.name, error) from None


def picture_from_array(name: str, pixels: np.ndarray) -> Picture:
    """A picture from numbers, for instance pasted ones: (H, W), (H, W, 1), (H, W, 3) or (H, W, 4), any numeric type.

    Alpha (a fourth value) is dropped; depth is brought to 8 bits as `to_bytes` says. The array is copied. Raises
    PictureError for other shapes, no pixels, or more than `MAX_PIXELS`.
    """
    if pixels.ndim not in (2, 3) or (pixels.ndim == 3 and pixels.shape[2] not in (1, 3, 4)):
        raise PictureError(
            "{name} has the shape {shape}; a picture is height × width, with 1, 3 or 4 values a pixel.",
            name=name, shape=" × ".join(map(str, pixels.shape)),
        )  # fmt: skip
    if pixels.dtype.kind not in "biuf":
        raise PictureError("{name} holds {dtype} values; a picture needs real numbers.", name=name, dtype=pixels.dtype)
    _check_size(name, pixels.shape[1], pixels.shape[0])
    notes = []
    if pixels.ndim == 3 and pixels.shape[2] == 4:
        pixels = pixels[:, :, :3]
        notes.append(_alpha_note())
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[:, :, 0]
    if pixels.dtype == np.bool_:
        pixels, _ = to_bytes(pixels)
    factor = _reduction(pixels.shape[1], pixels.shape[0])
    values, depth_note = to_bytes(reduced(pixels, factor))
    if factor > 1:
        notes.append(_reduction_note(pixels.shape[1], pixels.shape[0], values))
    return _finished(name, values, [depth_note, *notes])


def _finished(name: str, pixels: Bytes, notes: list[str]) -> Picture:
    own = np.array(pixels, np.uint8, order="C")
    own.flags.writeable = False
    return Picture(name, own, " ".join(note for note in notes if note))


def _check_file(path: Path) -> None:
    try:
        status = path.stat()
        if path.is_dir():
            raise PictureError("{name} is a folder; choose a picture file in it.", name=path.name or path)
        if not path.is_file():
            raise PictureError("{name} is not a file (a device or a pipe); choose a picture file.", name=path.name)
    except FileNotFoundError:
        raise PictureError("There is no file {path}.", path=path) from None
    except PermissionError:
        raise PictureError("{path} may not be read: a folder on the way is closed to you.", path=path) from None
    except OSError as error:
        raise PictureError("{path} cannot be opened: {reason}.", path=path, reason=error.strerror or error) from None
    except PictureError:
        raise
    except ValueError:
        raise PictureError("“{path}” cannot be the name of a file.", path=repr(str(path))) from None
    if status.st_size == 0:
        raise PictureError("{name} is empty (0 bytes).", name=path.name)


def _check_size(name: str, width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise PictureError("{name} is {width} × {height}: it has no pixels.", name=name, width=width, height=height)
    if width * height > MAX_PIXELS:
        raise PictureError(
            "{name} is {width} × {height} = {given} million pixels; at most {limit} million are allowed.",
            name=name, width=width, height=height, given=round(width * height / 1e6), limit=MAX_PIXELS // 10**6,
        )  # fmt: skip


@contextmanager
def _quiet() -> Iterator[None]:
    """Pillow's warnings (large picture, odd EXIF, palette with transparency) are decided on here, not printed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _identify(stream: BinaryIO, name: str) -> "PillowImage":
    """The picture with its header read and nothing decoded.

    Pillow's own `Image.open` refuses large pictures without telling their size, and its limit is a global of the
    whole process; this is the same search without it.
    """
    from PIL import Image

    Image.init()
    prefix = stream.read(16).ljust(16, b"\0")  # some readers look at numbers that a tiny file does not have
    started_as = ""
    for kind in FORMATS:
        factory, accept = Image.OPEN.get(kind, (None, None))
        if factory is None or (accept is not None and accept(prefix) is not True):
            continue
        stream.seek(0)
        try:
            return factory(stream, name)
        except (SyntaxError, IndexError, TypeError, struct.error):  # how Pillow's readers say: not mine
            started_as = started_as or ("" if accept is None else kind)
    if started_as:
        raise PictureError(
            "{name} starts like a {kind} picture, but its header is damaged or nothing follows it.",
            name=name, kind=started_as,
        )  # fmt: skip
    raise PictureError("{name} is not a picture known here (PNG, JPEG, GIF, BMP, WebP, TIFF, PPM …).", name=name)


def _decode(stream: BinaryIO, name: str) -> Picture:
    image = _identify(stream, name)
    width, height = image.size
    _check_size(name, width, height)
    factor = _reduction(width, height)
    large = factor > 1
    notes = []
    if large:
        image.draft(None, (-(-width // factor), -(-height // factor)))  # JPEG can decode at 1/2, 1/4, 1/8
        factor = _reduction(*image.size)
    if getattr(image, "is_animated", False):
        notes.append(tr("The file holds several pictures; this is the first."))
    if image.format == "TIFF":  # Pillow turns it while it loads
        notes.append(_turn_note(_orientation(image)))
    deep_note = _deep_colour_note(image)
    image.load()
    pixels, note = _pixels_of(image, factor)
    if large:
        notes.append(_reduction_note(width, height, pixels))
    orientation = _orientation(image)
    return _finished(name, _upright(pixels, orientation), [note, deep_note, _turn_note(orientation), *notes])


def _reduction(width: int, height: int) -> int:
    """The smallest whole factor that brings a picture to `COMFORTABLE_PIXELS`."""
    factor = 1
    while -(-width // factor) * -(-height // factor) > COMFORTABLE_PIXELS:
        factor += 1
    return factor


def _reduction_note(width: int, height: int, pixels: Bytes) -> str:
    return tr(
        "The picture is large ({width} × {height} = {millions} million pixels); it was reduced to "
        "{new_width} × {new_height}.",
        width=width, height=height, millions=round(width * height / 1e6),
        new_width=pixels.shape[1], new_height=pixels.shape[0],
    )  # fmt: skip


def _alpha_note() -> str:
    return tr("Transparency was left out: the colours below it are shown.")


def _pixels_of(image: "PillowImage", factor: int) -> tuple[Bytes, str]:
    """(H, W) or (H, W, 3), reduced; a huge picture is converted strip by strip so that memory stays bounded."""
    if factor == 1:
        pixels, note = to_bytes(_values_of(image))
    else:
        strip = max(1, STRIP_PIXELS // (image.width * factor)) * factor
        parts = [
            reduced(_values_of(image.crop((0, top, image.width, min(top + strip, image.height)))), factor)
            for top in range(0, image.height, strip)
        ]
        pixels, note = to_bytes(np.concatenate(parts))
    mode_note = _mode_note(image)
    if image.mode in ("P", "PA") and (pixels[..., :1] == pixels).all():
        pixels = pixels[..., 0]
    return pixels, f"{note} {mode_note}".strip()


def _mode_note(image: "PillowImage") -> str:
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        return _alpha_note()
    if image.mode == "CMYK":
        return tr("Printing colours (CMYK) were turned into red, green and blue.")
    return ""


def _deep_colour_note(image: "PillowImage") -> str:
    """What Pillow does to 16 bits a colour while it loads, and says nothing of; asked before the pixels are loaded."""
    deep = image.mode[0] not in "IF" and any(";16" in str(tile[3]) for tile in getattr(image, "tile", ()))
    return tr("16 bits a colour were brought to 8: the upper half of every value was kept.") if deep else ""


def _values_of(image: "PillowImage") -> np.ndarray:
    """(H, W) or (H, W, 3) with palettes looked up and alpha cut off; the deep kinds (16 bits, floats) as they are."""
    if image.mode == "La":
        image = image.convert("LA")
    if image.mode in ("1", "LA"):
        image = image.convert("L")
    elif image.mode == "RGBA" or image.mode in UNPACKED_BY_PILLOW:
        image = image.convert("RGB")
    return np.asarray(image)


def _orientation(image: "PillowImage") -> int:
    """The EXIF orientation 1..8; 1 (as it is) when there is none; 0 when the EXIF data are damaged."""
    try:
        value = image.getexif().get(ORIENTATION, 1)
    except DECODING_ERRORS:
        return 0
    return value if value in range(1, 9) else 1


def _turn_note(orientation: int) -> str:
    if orientation == 0:
        return tr("The camera's notes (EXIF) are damaged; the picture may not be upright.")
    if orientation == 1:
        return ""
    return tr("It was turned upright, as the camera noted (EXIF orientation {value}).", value=orientation)


def _upright(pixels: Bytes, orientation: int) -> Bytes:
    """Turned and mirrored as the EXIF orientation asks."""
    if orientation >= 5:
        pixels = pixels.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return pixels


def _decoding_error(name: str, error: BaseException) -> PictureError:
    reason = str(error)
    if "truncated" in reason.lower() or isinstance(error, EOFError):
        return PictureError("{name} is cut short: its end is missing. Copy or fetch it again.", name=name)
    return PictureError("{name} is damaged and cannot be decoded ({reason}).", name=name, reason=reason)

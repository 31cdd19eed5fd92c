"""IDX, the file form of MNIST: a short header, then the numbers row by row, plain or packed with gzip.

Source: the form is described at the foot of the MNIST page (Y. LeCun, C. Cortes, C. Burges): two zero bytes, a type
byte, the number of axes, one big-endian 32-bit length per axis, then the values, the last axis fastest.
"""

import gzip
import math
import zlib
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np

from cnnviz.text import ExplainedError

TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
MAX_BYTES = 2**30
MAX_AXES = 8
CHUNK_BYTES = 2**20
GZIP_START = b"\x1f\x8b"


class IdxError(ExplainedError):
    """A file that is not a whole, sound IDX file."""


def read_idx(path: Path) -> np.ndarray:
    """The array in an IDX file, in native byte order; packed or plain is told by the content, not the name.

    The header is not believed: no more memory is taken than the file really fills, and more than `MAX_BYTES` is
    refused. Raises IdxError for a file that is missing, unreadable, not IDX, cut short, damaged or too long.
    """
    path = Path(path)
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == GZIP_START
            raw.seek(0)
            stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if packed else raw
            return _read_stream(stream, path)
    except FileNotFoundError:
        raise IdxError("There is no file {path}. Check the folder and the name.", path=path) from None
    except IsADirectoryError:
        raise IdxError("{path} is a folder; an IDX file is needed here.", path=path) from None
    except EOFError:
        raise IdxError("{path} is cut short: its packed data end early. Fetch the file again.", path=path) from None
    except (gzip.BadGzipFile, zlib.error):
        raise IdxError("{path} is damaged: it cannot be unpacked. Fetch the file again.", path=path) from None
    except OSError as error:
        raise IdxError(
            "{path} cannot be read: {reason}. Check that it is a file and that you may read it.",
            path=path, reason=error.strerror or error,
        ) from None  # fmt: skip


def _read_stream(stream: BinaryIO, path: Path) -> np.ndarray:
    start = stream.read(4)
    if len(start) < 4:
        raise IdxError("{path} ends within its first 4 bytes; it is not an IDX file.", path=path)
    dtype = TYPES.get(start[2])
    if start[:2] != b"\0\0" or dtype is None or not 1 <= start[3] <= MAX_AXES:
        raise IdxError(
            "{path} is not an IDX file: it starts with {given}; image files of MNIST start with 00 00 08 03, label "
            "files with 00 00 08 01.",
            path=path, given=start.hex(" "),
        )  # fmt: skip
    axes = stream.read(4 * start[3])
    if len(axes) < 4 * start[3]:
        raise IdxError("{path} ends within its header. Fetch the file again.", path=path)
    shape = tuple(int(length) for length in np.frombuffer(axes, ">u4"))
    expected = math.prod(shape) * np.dtype(dtype).itemsize
    if math.prod(max(length, 1) for length in shape) * np.dtype(dtype).itemsize > MAX_BYTES:
        raise IdxError(
            "{path} claims to hold {shape} values; at most {limit} MB are read. The file is probably damaged.",
            path=path, shape=" × ".join(map(str, shape)), limit=MAX_BYTES // 10**6,
        )  # fmt: skip
    values = _read_values(stream, expected, path)
    return np.frombuffer(values, dtype).reshape(shape).astype(np.dtype(dtype).newbyteorder("="))


def _read_values(stream: BinaryIO, expected: int, path: Path) -> bytearray:
    """Exactly `expected` bytes, taken in small pieces so that a false header costs no memory."""
    values = bytearray()
    while chunk := stream.read(min(CHUNK_BYTES, expected + 1 - len(values))):
        values += chunk
    if len(values) != expected:
        detail = "at least one more" if len(values) > expected else f"{len(values):,}"
        raise IdxError(
            "{path} holds another number of bytes than its header says: {expected} are announced, found: {found}. "
            "Fetch the file again.",
            path=path, expected=f"{expected:,}", found=detail,
        )  # fmt: skip
    return values

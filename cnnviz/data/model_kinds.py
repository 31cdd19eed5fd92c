"""What kind of model file this is, by what it holds: its name may say anything."""

import json
import struct
import zipfile
from enum import Enum, auto
from pathlib import Path

from cnnviz.data.model_paths import check_readable
from cnnviz.data.tensorflow_js import is_tensorflow_js

HDF5, ZIP = b"\x89HDF\r\n\x1a\n", b"PK\x03\x04"
PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
PICKLE_ENDINGS = (".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".joblib")
CNNVIZ_ENTRY = "cnnviz"
KERAS_CONFIG, KERAS_WEIGHTS = "config.json", "model.weights.h5"
LONGEST_HEADER = 100_000_000  # bytes; the limit of safetensors itself


class ModelKind(Enum):
    """A WEIGHTS file has arrays by name and no network; all others say which network it is."""

    OWN = auto()
    WEIGHTS = auto()
    KERAS = auto()
    HDF5 = auto()  # a whole model of Keras, or weights alone
    TENSORFLOW_JS = auto()
    ONNX = auto()
    PICKLE = auto()


def kind_of(path: Path) -> ModelKind:
    """The kind of the file or folder `path`; OWN where it cannot be told, for its reader says best what is wrong.

    ModelFileError where it cannot be opened.
    """
    if is_tensorflow_js(path):
        return ModelKind.TENSORFLOW_JS
    check_readable(path)
    ending, begin = path.suffix.lower(), first_bytes(path)
    if begin.startswith(HDF5):
        return ModelKind.HDF5
    if begin.startswith(ZIP):
        return _kind_of_archive(path)
    if ending == ".onnx":
        return ModelKind.ONNX
    if begin[8:9] != b"{" and (ending in PICKLE_ENDINGS or begin.startswith(PICKLES)):
        return ModelKind.PICKLE
    return ModelKind.WEIGHTS if ending == ".npz" or _lacks_description(path) else ModelKind.OWN


def first_bytes(path: Path) -> bytes:
    """How a file begins, as far as its kind shows there."""
    with path.open("rb") as file:
        return file.read(9)


def _kind_of_archive(path: Path) -> ModelKind:
    """PyTorch, Keras and NumPy all write ZIP archives."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        names = set()
    if any(name.rpartition("/")[2] == "data.pkl" for name in names):
        return ModelKind.PICKLE
    if {KERAS_CONFIG, KERAS_WEIGHTS} & names:
        return ModelKind.KERAS
    ending = path.suffix.lower()
    if ending in PICKLE_ENDINGS:
        return ModelKind.PICKLE
    return ModelKind.KERAS if ending == ".keras" else ModelKind.WEIGHTS


def _lacks_description(path: Path) -> bool:
    """Whether this is a sound header of safetensors without our description among its metadata."""
    with path.open("rb") as file:
        length = file.read(8)
        if len(length) < 8 or not 0 < (size := struct.unpack("<Q", length)[0]) <= LONGEST_HEADER:
            return False
        if size > path.stat().st_size - 8:
            return False
        text = file.read(size)
    try:
        header = json.loads(text)
        return isinstance(header, dict) and CNNVIZ_ENTRY not in (header.get("__metadata__") or {})
    except (ValueError, RecursionError, TypeError):
        return False

"""What all readers and writers of model files share: which file it is, and that it can be used at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from cnnviz.data.whole_file import written_beside
from cnnviz.text import ExplainedError

LONGEST_SHOWN = 60


class ModelFileError(ExplainedError):
    """A model file that cannot be read or written."""


def shown(path: Path) -> str:
    """`path` as it stands in messages: a long one by its end, with the middle of a very long name left out.

    >>> shown(Path("models/a.safetensors")), shown(Path("a" * 70) / "runs" / "b.safetensors")
    ('models/a.safetensors', '…/runs/b.safetensors')
    """
    text = str(path)
    if len(text) <= LONGEST_SHOWN:
        return text
    end = f"…/{path.parent.name}/{path.name}"
    if len(end) <= LONGEST_SHOWN:
        return end
    name = path.name
    return f"…/{name}" if len(name) <= LONGEST_SHOWN else f"…/{name[:28]}…{name[-28:]}"


def check_readable(path: Path, most: int | None = None) -> None:
    """ModelFileError in plain words where `path` is no file, may not be read, or has more than `most` bytes."""
    try:
        if path.exists() and not path.is_file():  # opening a pipe would wait for ever
            raise IsADirectoryError(None, "Is a directory" if path.is_dir() else "Not a file")
        with path.open("rb"):
            size = path.stat().st_size
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ModelFileError(
            "{path} cannot be opened: {reason}. Choose a model file that exists and that you may read.",
            path=shown(path), reason=reason,
        ) from error  # fmt: skip
    if most is not None and size > most:
        raise ModelFileError(
            "{path} has {size} bytes; at most {most} are read.", path=shown(path), size=f"{size:,}", most=f"{most:,}"
        )


def not_whole(path: Path, reason: object) -> ModelFileError:
    """What is said of a file that should be safetensors, and is not; or that might be anything, and is no model."""
    if path.suffix.lower() == ".safetensors":
        return ModelFileError(
            "{path} is not a whole safetensors file ({reason}). Save or fetch it again.",
            path=shown(path), reason=reason,
        )  # fmt: skip
    return ModelFileError(
        "{path} is not a model, or not a whole one. Models are .safetensors, .onnx, .keras, .h5 and .npz files, and "
        "the model.json of TensorFlow.js.", path=shown(path),
    )  # fmt: skip


def write_model_file(path: Path, content: bytes) -> None:
    """Write `content` to `path`; whole or not at all. ModelFileError in plain words where that cannot be."""
    with model_file(path) as file:
        file.write(content)


@contextmanager
def model_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write piece by piece, which takes its place at `path` when all is written, or is gone.

    ModelFileError in plain words where that cannot be.
    """
    try:
        with written_beside(path) as beside, beside.open("wb") as file:
            yield file
    except (OSError, ValueError) as error:
        raise ModelFileError(
            "{path} cannot be written: {reason}. Choose a folder that exists and that you may write to.",
            path=shown(path), reason=getattr(error, "strerror", None) or error,
        ) from error  # fmt: skip

"""Files that are whole or not there: what is half written when the power goes must not pass for a result."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path`; an old file stays until the new one is complete and on the disk. OSError where not."""
    with written_beside(path) as beside:
        beside.write_bytes(content)


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """An empty file for the content of `path`: it takes its place when all went well, and is gone otherwise.

    It lies beside, in the same folder, under a name of its own, and is put in its place in one move, when it is on the
    disk. What `path` links to is replaced, not the link; what is there but no file (a folder, a pipe, /dev/null) stays.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        raise OSError(None, "Is a directory" if path.is_dir() else "Not a file")
    beside = path.with_name(f".cnnviz-{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        beside.touch(exist_ok=False)
        yield beside
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _keep_name(path.parent)


def _keep_name(folder: Path) -> None:
    """Have the folder's list of names written too, where folders can be opened (not on Windows)."""
    if os.name != "posix":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    except OSError:
        pass  # some network folders cannot: the file itself is on the disk
    finally:
        os.close(number)

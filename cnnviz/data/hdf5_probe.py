"""Goes through an HDF5 file in a process of its own, before it is opened here: what is damaged may end the process.

Over a few changed bytes the HDF5 library goes round for ever, holding Python and the window with it, or crashes.
``python -m cnnviz.data.hdf5_probe FILE SECONDS`` reads all that is ever read of a file, and ends itself when that takes
too long; whatever Python can say of the file is left to be said where it is opened.
"""

import contextlib
import faulthandler
import io
import os
import subprocess
import sys
from pathlib import Path

from cnnviz.data.hdf5_tensors import hdf5_file, hdf5_tensors, layer_order
from cnnviz.data.model_paths import ModelFileError, shown

ROOT = Path(__file__).resolve().parents[2]
LEAST_SECONDS, BYTES_A_SECOND = 10, 20_000_000  # what a slow disk reads
MOST_TENSORS = 20_000
STANDARD_INPUT = "-"


def check_survives(path: Path, content: bytes | None = None) -> None:
    """ModelFileError where to go through the file `path`, or its `content`, does not end, or ends the process.

    Where no other process can be had, the file is taken as it is.
    """
    if getattr(sys, "frozen", False):  # the program is one file, and starts nothing but the window
        return
    size = path.stat().st_size if content is None else len(content)
    seconds = LEAST_SECONDS + size / BYTES_A_SECOND
    source = str(path) if content is None else STANDARD_INPUT
    path_variable = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "cnnviz.data.hdf5_probe", source, str(seconds)],
            input=content,
            stdin=subprocess.DEVNULL if content is None else None,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path_variable},
            timeout=seconds + 5,
            start_new_session=True,  # Ctrl+C is for the process that it works for
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _damaged(path) from error
    except OSError:
        return
    if ended.returncode:
        raise _damaged(path)


def _damaged(path: Path) -> ModelFileError:
    return ModelFileError(
        "{path} is damaged, so badly that the HDF5 library does not come back from it. Save or fetch it again.",
        path=shown(path),
    )


def probe(path: Path, content: bytes | None) -> None:
    """Read everything that is read of such a file; whatever Python can complain of is no reason to stop."""
    with contextlib.suppress(Exception), hdf5_file(path, None if content is None else io.BytesIO(content)) as file:
        with contextlib.suppress(Exception):
            dict(file.attrs)
        with contextlib.suppress(Exception):
            layer_order(file)
        for tensor in hdf5_tensors(file, MOST_TENSORS):
            if tensor.numbers:
                with contextlib.suppress(Exception):
                    tensor.read()


if __name__ == "__main__":
    given = sys.argv[1]
    faulthandler.dump_traceback_later(float(sys.argv[2]), exit=True)  # from outside Python, which may be held up
    probe(Path(given), sys.stdin.buffer.read() if given == STANDARD_INPUT else None)

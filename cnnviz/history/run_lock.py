"""So that two programs never write into the same run: a lock that the system lets go of when its holder dies.

The file stays where it is and is of no importance; only whether it is locked counts. So there are no stale locks.
"""

import errno
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from cnnviz.history.run_files import LOCK, RunFolderError, shown

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


TRIES, PAUSE_S = 3, 0.02
TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK, errno.EWOULDBLOCK)


class RunLock:
    """The right to write into the folder of a run, until it is closed or the program ends, however that happens."""

    def __init__(self, folder: Path, tries: int = TRIES) -> None:
        """RunFolderError where another holds it. Folders that cannot be locked at all (some network drives) pass."""
        try:
            self._file: IO[bytes] | None = (folder / LOCK).open("ab")
        except OSError as error:
            raise RunFolderError(
                "The folder {path} cannot be written: {reason}. Choose one that you may write to.",
                path=shown(folder), reason=error.strerror or error,
            ) from error  # fmt: skip
        if not self._take(tries):
            self.close()
            raise RunFolderError(
                "The run in {path} is being written by another program, or by another window of this one. Wait until "
                "it is done, or stop it there.",
                path=shown(folder),
            )

    def _take(self, tries: int) -> bool:
        """Whether the lock could be had. Somebody may have it for a moment only, to look whether it is free."""
        assert self._file is not None
        for left in reversed(range(tries)):
            try:
                _lock(self._file)
                return True
            except OSError as error:
                if error.errno not in TAKEN:
                    return True
            time.sleep(PAUSE_S if left else 0)
        return False

    def close(self) -> None:
        """Let others have the folder; as often as one likes."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def in_use(folder: Path) -> bool:
    """Whether some program is writing into `folder` now."""
    if not (folder / LOCK).exists():
        return False
    try:
        RunLock(folder, tries=1).close()
    except RunFolderError:
        return True
    return False

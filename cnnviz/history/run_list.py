"""The runs that are kept: listed from one small file each, renamed, deleted, copied, and handed to a spreadsheet."""

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from cnnviz.data.whole_file import write_whole
from cnnviz.history.appended_table import whole_lines
from cnnviz.history.run_files import LOCK, RUN, RunFolderError, read_json, shown
from cnnviz.history.run_folder import RunFolder
from cnnviz.history.run_lock import RunLock
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.run_summary import RunSummary
from cnnviz.history.setup_file import setup_as_data
from cnnviz.history.stored_run import read_head
from cnnviz.paths import runs_dir
from cnnviz.text import ExplainedError


@dataclass(frozen=True)
class ListedRun:
    """A run as a list shows it. Where its run.json is damaged `setup` is None, and `trouble` a sentence on it."""

    path: Path
    setup: RunSetup | None
    summary: RunSummary
    trouble: str = ""

    @property
    def name(self) -> str:
        """What people call it."""
        return self.setup.name if self.setup is not None and self.setup.name else self.path.name


def list_runs(parent: Path | None = None) -> list[ListedRun]:
    """The runs in the folders below `parent` (the user's folder of runs), the newest first.

    Folders that hold no run are passed over. RunFolderError where the folder cannot be read.
    """
    parent = runs_dir() if parent is None else parent
    try:
        paths = [path for path in parent.iterdir() if (path / RUN).exists()] if parent.exists() else []
    except OSError as error:
        raise RunFolderError(
            "The folder {path} cannot be read: {reason}. Choose one that you may read.",
            path=shown(parent), reason=error.strerror or error,
        ) from error  # fmt: skip
    return sorted(map(_listed, paths), key=lambda run: (_created(run), run.path.name), reverse=True)


def rename_run(path: Path, name: str) -> None:
    """Call a run something else; its folder keeps its name. RunFolderError where it is in use or cannot be written."""
    folder = RunFolder(path)
    with RunLock(path):
        setup, _ = read_head(folder)
        try:
            head = read_json(folder.head)
            head["setup"] = setup_as_data(replace(setup, name=" ".join(name.split())))
            write_whole(folder.head, json.dumps(head, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace"))
        except (OSError, ValueError) as error:
            raise _refused(path, error) from error


def delete_run(path: Path) -> None:
    """Delete a run with all its files. RunFolderError where there is none, it is in use, or that is not allowed."""
    if not (path / RUN).is_file():
        raise RunFolderError("There is no run in {path}; nothing was deleted.", path=shown(path))
    with RunLock(path):
        pass  # nobody writes there
    try:
        (path / RUN).unlink()  # first: half a run must not pass for one
        shutil.rmtree(path)
    except OSError as error:
        raise _refused(path, error) from error


def copy_run(path: Path, to: Path) -> None:
    """Copy a run as it is on the disk to the new folder `to`. RunFolderError where that cannot be."""
    read_head(RunFolder(path), whole=False)
    try:
        shutil.copytree(path, to, ignore=shutil.ignore_patterns(LOCK, "*.part"))
    except FileExistsError as error:
        raise RunFolderError(
            "There is something called {path} already. Choose a new name for the copy.", path=shown(to)
        ) from error
    except (OSError, shutil.Error) as error:
        shutil.rmtree(to, ignore_errors=True)
        raise _refused(to, error) from error


def export_metrics(path: Path, to: Path) -> None:
    """Write the metrics of a run as CSV to the file `to`. RunFolderError where that cannot be."""
    try:
        write_whole(to, "".join(whole_lines(RunFolder(path).metrics)).encode("utf-8"))
    except OSError as error:
        raise _refused(to, error) from error


def _listed(path: Path) -> ListedRun:
    try:
        setup, summary = read_head(RunFolder(path), whole=False)
    except ExplainedError as error:
        return ListedRun(path, None, RunSummary(), str(error))
    return ListedRun(path, setup, summary)


def _created(run: ListedRun) -> str:
    return run.setup.created if run.setup is not None else ""


def _refused(path: Path, error: Exception) -> RunFolderError:
    return RunFolderError(
        "{path} cannot be changed: {reason}. Look whether you may write there, and whether the disk has room.",
        path=shown(path), reason=getattr(error, "strerror", None) or error,
    )  # fmt: skip

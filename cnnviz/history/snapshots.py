"""All snapshots of a run, within a bound however long it is: on disk where there is a folder, else in memory."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.history.run_files import RunFolderError
from cnnviz.history.snapshot import Snapshot
from cnnviz.history.snapshot_files import SnapshotFiles
from cnnviz.history.thinning import to_drop
from cnnviz.text import tr

BOUND = 256_000_000  # bytes of all arrays of all snapshots
READY = 8_000_000  # bytes of snapshots that stay in memory after they were read


class SnapshotStore:
    """Snapshots by index, in the order of their steps; thinned by `thinning` so that they never exceed `bound` bytes.

    With `files` they are written there and read again when asked for (LeNet-5: 2 ms), so memory stays as it is; those
    that could not be written stay in memory. One thread may add while another reads: an index that was counted a moment
    ago may by now name a neighbour, and gives the last where there are fewer.
    """

    def __init__(self, bound: int = BOUND, files: SnapshotFiles | None = None) -> None:
        self.bound = bound
        self.torn = 0  # files that were passed over
        self._files = files
        self._lock = Lock()
        self._sizes: dict[int, int] = {}  # by step, in order
        self._steps: tuple[int, ...] = ()
        self._unwritten: dict[int, Snapshot] = {}
        self._ready: OrderedDict[int, Snapshot] = OrderedDict()
        self._refused = 0  # the size of what did not fit
        self._thinned = False

    @classmethod
    def of_folder(cls, path: Path, up_to: int | None = None, bound: int = BOUND) -> "SnapshotStore":
        """Those in the folder `path` of snapshots, of steps `up_to` at most; torn ones are counted, and left out."""
        store = cls(bound, SnapshotFiles(path))
        sizes, store.torn = SnapshotFiles(path).sizes()
        store._sizes = {step: size for step, size in sizes.items() if up_to is None or step <= up_to}
        store._steps = tuple(store._sizes)
        return store

    def __len__(self) -> int:
        return len(self._steps)

    @property
    def steps(self) -> list[int]:
        """After which steps there is a snapshot, rising."""
        return list(self._steps)

    @property
    def size(self) -> int:
        """Bytes of all, in memory and on disk."""
        return sum(list(self._sizes.values()))

    @property
    def in_memory(self) -> int:
        """Bytes of those that are in memory."""
        with self._lock:
            return sum(each.size for each in (*self._unwritten.values(), *self._ready.values()))

    @property
    def note(self) -> str:
        """A sentence on what is not there, to be shown beside the time line; empty where nothing is missing."""
        megabytes = f"{self.bound / 1e6:,.0f} MB"
        if self._refused:
            return tr(
                "A snapshot of this network takes {size}; {bound} are set apart for all of them, so there is no way "
                "back to earlier steps.",
                size=f"{self._refused / 1e6:,.0f} MB", bound=megabytes,
            )  # fmt: skip
        if self._thinned and len(self._steps) == 1:
            return tr(
                "Of this large network only the latest snapshot fits into the {bound} set apart.", bound=megabytes
            )
        if self.torn:
            return tr("Damaged snapshots that are left out: {count}.", count=self.torn)
        if self._thinned:
            return tr(
                "The {count} snapshots fill the {bound} set apart: the later in the run, the further apart they are.",
                count=len(self._steps), bound=megabytes,
            )  # fmt: skip
        return ""

    def takes(self, size: int) -> bool:
        """Whether there can be room for a snapshot of `size` bytes: ask before you make a copy."""
        if size > self.bound:
            self._refused = size
        return size <= self.bound

    def add(self, snapshot: Snapshot) -> None:
        """Keep the latest `snapshot`; one of the same step is replaced, later ones are forgotten.

        What cannot be written stays in memory until `sync` can.
        """
        if not self.takes(snapshot.size):
            return
        with self._lock:
            later = [step for step in self._sizes if step > snapshot.step]
            sizes = {step: size for step, size in self._sizes.items() if step < snapshot.step}
            sizes[snapshot.step] = snapshot.size
            thinned = to_drop(list(sizes), list(sizes.values()), self.bound)
            self._thinned = self._thinned or bool(thinned)
            self._unwritten[snapshot.step] = snapshot
            self._ready.pop(snapshot.step, None)
            self._forget(sizes, [*later, *thinned])
        for step in (*later, *thinned):
            if self._files is not None:
                self._files.delete(step)
        with suppress(OSError):  # it then stays in memory; sync tries again and says why
            self._write(snapshot)

    def cut_back(self, step: int) -> None:
        """Forget the snapshots after `step`."""
        with self._lock:
            later = [one for one in self._sizes if one > step]
            self._forget(self._sizes, later)
        if self._files is not None:
            for one in (each for each in self._files.sizes()[0] if each > step):
                self._files.delete(one)

    def make_room(self) -> bool:
        """Let every second snapshot go, the first and the last apart; whether there was one to let go.

        For a disk that is full: the place from which a run can go on matters more than the way back. From then on no
        more bytes are taken than are left now.
        """
        with self._lock:
            if len(self._sizes) <= 2:
                return False
            self.bound = max(sum(self._sizes.values()) // 2, 2 * max(self._sizes.values()))
            gone = to_drop(list(self._sizes), list(self._sizes.values()), self.bound)
            self._thinned = self._thinned or bool(gone)
            self._forget(self._sizes, gone)
        if self._files is not None:
            for step in gone:
                self._files.delete(step)
        return bool(gone)

    def get(self, index: int) -> Snapshot:
        """The snapshot at `index` of `steps`; IndexError without any, RunFolderError where its file is damaged."""
        for _ in range(100):
            with self._lock:
                step = self._steps[min(index, len(self._steps) - 1)]
                found = self._unwritten.get(step) or self._ready.get(step)
                if found is not None:
                    if step in self._ready:
                        self._ready.move_to_end(step)
                    return found
            try:
                return self._read(step)
            except FileNotFoundError:  # thinned away between the two; if not, then it is lost
                self._lose(step)
        raise IndexError(index)

    def last(self) -> Snapshot | None:
        """The latest; None where there is none, or where its file is damaged or gone."""
        try:
            return self.get(len(self) - 1) if len(self) else None
        except (RunFolderError, IndexError):
            return None

    def nearest(self, step: float) -> int:
        """The index of the snapshot closest to `step`, the earlier of equals; IndexError without any."""
        steps = self._steps
        if not steps:
            raise IndexError(step)
        return int(np.argmin(np.abs(np.array(steps) - step)))

    def gradients_of(self, step: int) -> Mapping[str, Array]:
        """The gradients that are kept of a step, by the names of the weights; none where there is no snapshot of it."""
        with suppress(RunFolderError, ValueError):  # that it cannot be read is told where a person goes there
            return self.get(self._steps.index(step)).gradients
        return {}

    def sync(self) -> None:
        """Write what is only in memory, and wait until all is on the disk. OSError where that fails."""
        if self._files is None:
            return
        for snapshot in list(self._unwritten.values()):
            self._write(snapshot)
        self._files.sync()

    def _write(self, snapshot: Snapshot) -> None:
        if self._files is None:
            return
        self._files.write(snapshot)
        with self._lock:
            if self._unwritten.pop(snapshot.step, None) is not None:
                self._make_ready(snapshot)

    def _read(self, step: int) -> Snapshot:
        if self._files is None:
            raise FileNotFoundError(step)
        try:
            snapshot = self._files.read(step)
        except RunFolderError:
            self._lose(step)
            raise
        with self._lock:
            if step in self._sizes:
                self._make_ready(snapshot)
        return snapshot

    def _make_ready(self, snapshot: Snapshot) -> None:
        self._ready[snapshot.step] = snapshot
        while len(self._ready) > 1 and sum(each.size for each in self._ready.values()) > READY:
            self._ready.popitem(last=False)

    def _lose(self, step: int) -> None:
        with self._lock:
            if step in self._sizes:
                self.torn += 1
                self._forget(self._sizes, [step])

    def _forget(self, sizes: dict[int, int], steps: Sequence[int]) -> None:
        """Take over `sizes` without `steps`."""
        for step in steps:
            self._unwritten.pop(step, None)
            self._ready.pop(step, None)
        gone = set(steps)
        self._sizes = {step: size for step, size in sizes.items() if step not in gone}
        self._steps = tuple(self._sizes)

"""Other processes that compute the gradients of a share of each batch.

Two threads of one process wait for each other's turn in the interpreter: NumPy's calls on a small network are so short
that two threads together were no faster than one (LeNet-5, batch 64: 4.5 and 4.8 ms). Two processes do not: 2.6 ms.

A member is told its share of a step in a line of JSON on its standard input, and answers with one; pictures, weights
and slopes are in shared arrays. It ends when its input does, so it never outlives this process. A member that is not
there yet, or not any more, costs nothing but time: its share is then computed here, with the same result.
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.losses import ChosenLoss
from cnnviz.engine.network import Network
from cnnviz.engine.part_gradients import PartResult, Share
from cnnviz.engine.shared_arrays import Fields, shared_arrays

ROOT = Path(__file__).resolve().parents[2]
END_SECONDS = 5  # a member that has not ended by then is ended
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def fields(network: Network, capacity: int) -> Fields:
    """What a member shares with the process that it works for, for up to `capacity` pictures."""
    dtype = next(iter(network.parameters.values())).dtype.name
    slopes = {f"slope {name}": (array.shape, dtype) for name, array in network.parameters.items()}
    return {
        "ready": ((1,), "uint8"),
        "images": ((capacity, *network.input_shape), dtype),
        "labels": ((capacity,), "int64"),
        "outputs": ((capacity, *network.output_shape), dtype),
        "weights": ((sum(array.size for array in network.parameters.values()),), dtype),
        **slopes,
    }


class Member:
    """One process that computes its share of every batch, of up to `capacity` pictures."""

    def __init__(self, network: Network, loss: ChosenLoss, capacity: int) -> None:
        self._network = network
        self._folder = tempfile.TemporaryDirectory(prefix="cnnviz-", ignore_cleanup_errors=True, dir=_memory())
        path = Path(self._folder.name, "arrays")
        self._arrays = shared_arrays(path, fields(network, capacity))
        path_variable = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "cnnviz.engine.crew_member"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what goes wrong there goes wrong here as well, where it is explained
            text=True,
            encoding="utf-8",
            env={**os.environ, **ONE_THREAD, "PYTHONPATH": path_variable},
            start_new_session=True,  # Ctrl+C is for the process that it works for
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        dtype = self._arrays["images"].dtype.name
        self._tell(path=str(path), network=network.describe(), dtype=dtype, capacity=capacity, loss=asdict(loss))

    @property
    def ready(self) -> bool:
        """Whether a share can be handed over: it has started, and has not ended."""
        return bool(self._arrays["ready"][0]) and self._process.poll() is None

    def begin(self, images: Array, labels: Array, share: Share) -> None:
        """Hand over `images` (N, C, H, W) with `labels` (N,); it begins at once."""
        self._folder.cleanup()  # both see the arrays now: the file needs no name any more, and cannot be left behind
        self._arrays["images"][: len(images)] = images
        self._arrays["labels"][: len(labels)] = labels
        weights = [array.reshape(-1) for array in self._network.parameters.values()]
        np.concatenate(weights, out=self._arrays["weights"])
        self._tell(sizes=share.sizes, total=share.total, seeds=share.seeds)

    def result(self, place: slice) -> PartResult | None:
        """What it found for the pictures at `place` of the batch, valid until the next begin; None if it has ended."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.endswith("\n"):
            return None
        slopes = {name: self._arrays[f"slope {name}"] for name in self._network.parameters}
        return PartResult(json.loads(line)["loss"], self._arrays["outputs"][: place.stop - place.start], slopes)

    def close(self) -> None:
        """End the process and give its memory back."""
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            try:
                stream.close()
            except OSError:  # it had ended before it read everything
                continue
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._arrays.clear()
        self._folder.cleanup()

    def _tell(self, **message: object) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(message) + "\n")
            self._process.stdin.flush()
        except OSError:  # it has ended: there will be no answer
            return


def _memory() -> str | None:
    """A folder whose files are in memory, where the system has one."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

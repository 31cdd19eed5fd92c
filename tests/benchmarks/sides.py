"""The sides of a benchmark, each in a process of its own and taken in turns: a machine is never quiet for long.

A benchmark is started as ``bench_x.py`` and starts itself again for every side, as ``bench_x.py --serve SIDE``, with
the Python that has what the side needs. Each line that a side reads is a question in JSON, each line that it prints the
answer.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
THREAD_VARIABLES = (
    "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS",
    "BENCHMARK_THREADS",
)  # fmt: skip
PAUSE_S = 0.3  # so long some libraries keep a core busy, waiting for more work, after a turn
Turn = Callable[..., Any]


class Side:
    """One side, waiting in its own process for its turns."""

    def __init__(self, name: str, python: str, threads: int) -> None:
        self.name = name
        variables = {**os.environ, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
        variables |= dict.fromkeys(THREAD_VARIABLES, str(threads))
        command = [python, str(Path(sys.argv[0]).resolve()), "--serve", name]
        self.said = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed in close(); TensorFlow greets at length
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.said, text=True, env=variables
        )

    def turn(self, **question: Any) -> Any:
        """The side's answer to one question."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            self.said.seek(0)
            raise SystemExit(f"The side “{self.name}” ended:\n{self.said.read()}")
        return json.loads(answer)

    def close(self) -> None:
        """Let the process end."""
        assert self.process.stdin and self.process.stdout
        for stream in (self.process.stdin, self.process.stdout, self.said):
            stream.close()
        self.process.wait()


def serve(turn: Turn) -> None:
    """Answer every question that comes in."""
    for line in sys.stdin:
        print(json.dumps(turn(**json.loads(line))), flush=True)


def threads() -> int:
    """How many threads this side may use."""
    return int(os.environ["BENCHMARK_THREADS"])


def peak_bytes() -> int:
    """The most memory that this process has had so far (Linux counts in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def parser(text: str) -> argparse.ArgumentParser:
    """The options that all benchmarks have."""
    made = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--torch-python", default=sys.executable, help="a Python that has PyTorch")
    made.add_argument("--tensorflow-python", default=sys.executable, help="a Python that has TensorFlow")
    made.add_argument("--threads", type=int, default=2, help="for each side")
    made.add_argument("--turns", type=int, default=9, help="how often each side is measured")
    made.add_argument("--serve", help=argparse.SUPPRESS)
    return made


def open_sides(names: Sequence[str], options: argparse.Namespace) -> list[Side]:
    """One process for each side; a framework that this Python has not, and no option names, is left out aloud."""
    sides = []
    for name in names:
        library = {"torch": "torch", "keras": "tensorflow"}.get(name.partition(" ")[0], "numpy")
        python = {"torch": options.torch_python, "tensorflow": options.tensorflow_python}.get(library, sys.executable)
        if python == sys.executable and find_spec(library) is None:
            print(f"{name}: left out, this Python has no {library}; name one that has: --{library}-python")
        else:
            sides.append(Side(name, python, options.threads))
    return sides


def in_turns(sides: Sequence[Side], turns: int, **question: Any) -> dict[str, list[Any]]:
    """The answers of every side, after one that is not counted."""
    for side in sides:
        side.turn(**question)
    answers: dict[str, list[Any]] = {side.name: [] for side in sides}
    for _ in range(turns):
        for side in sides:
            time.sleep(PAUSE_S)
            answers[side.name].append(side.turn(**question))
    return answers


def median_seconds(action: Callable[[], object], budget: float) -> float:
    """Median seconds of `action`, repeated for `budget` seconds and at least three times."""
    times: list[float] = []
    while len(times) < 3 or sum(times) < budget:
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def report(work: str, seconds: Mapping[str, Sequence[float]], bar: float, against: Sequence[str] = ()) -> None:
    """Medians, best turns, and the ratio to the fastest other side of each round; `against` narrows those down."""
    print(f"\n{work}")
    for name, values in seconds.items():
        print(f"  {name:22} median {statistics.median(values) * 1e3:9.2f} ms   best {min(values) * 1e3:9.2f} ms")
    first, *others = seconds
    medians = {name: statistics.median(seconds[name]) for name in others if not against or name in against}
    if medians:
        rival = min(medians, key=medians.__getitem__)
        ratio = statistics.median(a / b for a, b in zip(seconds[first], seconds[rival], strict=True))
        print(f"  {first} / {rival}: {ratio:.2f} (bar {bar:g}: {'held' if ratio <= bar else 'MISSED'})", flush=True)

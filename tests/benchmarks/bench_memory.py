"""How much memory a long run takes: that of the process after each epoch, without a window and in one.

    python tests/benchmarks/bench_memory.py [--epochs 20] [--size 1280x800]

A run of LeNet-5 in small: an epoch has as many steps (860), evaluations (15, of 1,000 pictures, and one of 5,000) and
snapshots as one of MNIST has, but each step learns from 6 pictures instead of 64. What grows with a run grows with
these, not with the pictures. The pictures are digits that the program draws, in files as those of MNIST. The bar: after
the last epoch at most 10 MB more than after the first. Linux only. Exit code 1 if the bar is missed.
"""

import argparse
import json
import os
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from train_window import own_home, train_window, window_options

BAR_MB = 10.0
STEPS, BATCH, VALIDATION = 860, 6, 5000
KEPT, WINDOW = "without a window", "in the window"
VIEWS = ("layers", "mistakes", "batch", "data", "network", "runs", "live")
NAMES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")


def main() -> int:
    options = _options()
    if options.side:
        _run(options)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        _write_pictures(Path(folder))
        results = {}
        for side in (KEPT, WINDOW):
            words = ["--side", side, "--folder", folder, "--epochs", str(options.epochs), "--size", options.size,
                     "--platform", options.platform]  # fmt: skip
            done = subprocess.run([sys.executable, __file__, *words], stdout=subprocess.PIPE, text=True, check=True)
            results[side] = json.loads(done.stdout.splitlines()[-1])
    good = True
    for side, result in results.items():
        sizes = result["MB"]
        good &= sizes[-1] - sizes[0] <= BAR_MB
        print(f"{side}: {result['steps']:,} steps, {result['snapshots']} snapshots ({result['snapshots MB']:.0f} MB, "
              f"{result['in memory MB']:.1f} MB of them in memory)")  # fmt: skip
        print("  MB after each epoch: " + " ".join(f"{size:.0f}" for size in sizes))
        print(f"  after the last {sizes[-1] - sizes[0]:+.1f} MB against after the first", flush=True)
    print(f"bar: at most +{BAR_MB:.0f} MB: {'met' if good else 'MISSED'}")
    return 0 if good else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--side", choices=(KEPT, WINDOW), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    return window_options(parser).parse_args()


def _run(options: argparse.Namespace) -> None:
    sizes = _in_window(options) if options.side == WINDOW else _kept(options)
    print(json.dumps(sizes))


def _kept(options: argparse.Namespace) -> dict[str, object]:
    """The run that `cnnviz train --run` makes."""
    with own_home() as home:
        from cnnviz.commands.train_options import train_parser
        from cnnviz.commands.train_run import new_run
        from cnnviz.engine.reports import StepReport
        from cnnviz.history.snapshots import SnapshotStore

        words = ["--data-dir", str(options.folder), "--run", str(Path(home) / "run")]
        words += ["--batch-size", str(BATCH), "--validation", str(VALIDATION), "--epochs", str(options.epochs)]
        run = new_run(train_parser().parse_args(words))
        sizes = []
        for report in run.reports:
            if isinstance(report, StepReport) and report.step % STEPS == 1 and report.step > 1:
                sizes.append(_megabytes())
        sizes.append(_megabytes())
        store = SnapshotStore.of_folder(Path(home) / "run" / "snapshots")
        return _result(sizes, run.training.step, store)


def _in_window(options: argparse.Namespace) -> dict[str, object]:
    with train_window(options) as window:
        session = window.page.session
        window.choose(drawn=True)
        window.page.controls.data.open_folder(options.folder)
        window.wait(lambda: not window.page.controls.data.busy)
        for name, value in (("batch_size", BATCH), ("epochs", options.epochs)):
            window.page.controls.learning.form_of(name).set_value(name, value)
        for view in VIEWS:  # all are there, and follow the run
            window.page.views.show_view(view)
            window.live(0.2)
        window.start()
        sizes = []
        for epoch in range(1, options.epochs):
            window.wait(lambda epoch=epoch: session.step_number > epoch * STEPS)  # type: ignore[misc]
            sizes.append(_megabytes())
        window.wait(lambda: not session.is_locked)
        sizes.append(_megabytes())
        return _result(sizes, session.step_number, session.snapshots)


def _result(sizes: list[float], steps: int, store: object) -> dict[str, object]:
    return {
        "MB": sizes, "steps": steps, "snapshots": len(store), "snapshots MB": store.size / 1e6,  # type: ignore[attr-defined,arg-type]
        "in memory MB": store.in_memory / 1e6,  # type: ignore[attr-defined]
    }  # fmt: skip


def _megabytes() -> float:
    """What this process has in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _write_pictures(folder: Path) -> None:
    """Drawn digits in the four files of MNIST, as many as the epochs and evaluations need."""
    from cnnviz.data.drawn_digits import draw_digits

    images, labels = draw_digits(0, STEPS * BATCH + VALIDATION, 0)
    test_images, test_labels = draw_digits(len(images), 1000, 0)
    for name, array in zip(NAMES, (images[:, 0], labels, test_images[:, 0], test_labels), strict=True):
        head = struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
        (folder / name).write_bytes(head + array.astype(np.uint8).tobytes())


if __name__ == "__main__":
    sys.exit(main())

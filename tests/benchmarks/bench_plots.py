"""What a redraw of the plots of a run costs, offscreen in software rendering.

    python tests/benchmarks/bench_plots.py [--size 390x300] [--redraws 200]

For 1,000, 10,000 and 100,000 steps: a redraw of each card after a few steps more were added, as while it trains (set:
what is new is taken in and thinned; paint: the card is painted), and another smoothing of the whole run.

Times are those of the processor: on a machine that does other things too they say the same. The bars: set and paint
p99 <= 16 ms; the median per card <= 3 ms. Exit code 1 if one is missed.
"""

import argparse
import gc
import os
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

REDRAW_MS, TICK_MS = 16.0, 3.0
STEPS = (1_000, 10_000, 100_000)
AT_ONCE = 8  # steps between two redraws


def main() -> int:
    options = _options()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does when it opens the window
    from PySide6.QtWidgets import QApplication

    from cnnviz.ui.app import prepare
    from cnnviz.ui.train.plots.plot_cards import AccuracyCard, LossCard, RateCard

    application = QApplication(["cnnviz", "-style", "Fusion"])
    prepare(application, "light").dress()
    good = True
    print(f"{'steps':>8}  {'card':<14} {'set':>6} {'paint':>6} {'median':>7} {'p99':>6} {'smooth':>7}   ms")
    for steps in STEPS:
        for kind in (LossCard, AccuracyCard, RateCard):
            card = kind()
            card.resize(*map(int, options.size.split("x")))
            card.show()
            times = np.array(list(_redraws(application, card, steps, options.redraws)))
            both = times.sum(axis=1)
            median, p99 = float(np.median(both)), float(np.quantile(both, 0.99))
            smoothing = _another_smoothing(application, card)
            good &= p99 <= REDRAW_MS and median <= TICK_MS
            print(
                f"{steps:>8,}  {card.name:<14} {np.median(times[:, 0]):>6.2f} {np.median(times[:, 1]):>6.2f} "
                f"{median:>7.2f} {p99:>6.2f} {smoothing:>7.2f}"
            )
            card.close()
    print("good" if good else "MISSED")
    return 0 if good else 1


def _redraws(application: Any, card: Any, steps: int, count: int) -> Iterator[tuple[float, float]]:
    """Times to take in what is new and to paint it, in ms."""
    total = steps + AT_ONCE * count
    record = _record(max(0, steps - AT_ONCE * count // 2), total)
    card.start(record)
    card.refresh()
    application.processEvents()
    gc.collect()
    gc.freeze()
    for _ in range(count):
        _extend(record, AT_ONCE, total)
        start = time.thread_time()
        card.refresh()
        middle = time.thread_time()
        application.processEvents()
        yield 1e3 * (middle - start), 1e3 * (time.thread_time() - middle)


def _another_smoothing(application: Any, card: Any) -> float:
    """The median time, in ms, until the whole run is seen with another smoothing."""
    times = []
    for steps in (100, 5, 500, 20, 50):
        start = time.thread_time()
        card.look.set_smoothing(steps)
        application.processEvents()
        times.append(1e3 * (time.thread_time() - start))
    return float(np.median(times))


def _record(steps: int, total: int) -> Any:
    """A run of `steps` out of `total`."""
    from cnnviz.data.data_choice import DataChoice
    from cnnviz.engine.training_settings import TrainingSettings
    from cnnviz.history.record import RunRecord
    from cnnviz.history.run_setup import RunSetup

    record = RunRecord(RunSetup("run", {}, "lenet5", DataChoice("drawn"), TrainingSettings()), validation_pictures=5000)
    _extend(record, steps, total)
    return record


def _extend(record: Any, count: int, total: int) -> None:
    """Add steps, and an evaluation every 60, of a loss that falls and is noisy."""
    from cnnviz.engine.reports import EvaluationReport, StepReport

    first, per_epoch = record.step + 1, max(1, total // 20)
    for step, noise in enumerate(np.random.default_rng(record.step).random(count), first):
        loss = (2.3 * 0.999**step + 0.3 * step**-0.3) * (0.5 + noise)
        epoch = 1 + step // per_epoch
        record.add(StepReport(step, epoch, per_epoch, total, loss, 1 - 0.3 * loss, 1e-3, step * 64))
        if step % 60 == 0 or step % per_epoch == 0:
            pictures = 5000 if step % per_epoch == 0 else 1000
            record.add(EvaluationReport(step, epoch, loss, 1 - 0.2 * loss, "validation", pictures))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="390x300", help="of a card, in pixels")
    parser.add_argument("--redraws", type=int, default=200)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())

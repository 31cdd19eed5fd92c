"""What the window costs the training in it: steps a second, beside the same run on the command line.

    python tests/benchmarks/bench_window_cost.py [--turns 11] [--steps 285] [--network lenet5] [--size 1280x800]

Three sides, each in a process of its own, go on with their run in turns, so many steps each time: the window with its
Live view; `cnnviz train --run FOLDER`, which keeps the run and evaluates it as often; and `cnnviz train`, which does
neither. What comes before the first step counted (start, pictures, other processes) is left out. The bar: at most 1.15
times the time of the run that is kept; exit code 1 if it is missed.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from sides import Side, in_turns, serve
from train_window import SHARED_MNIST, own_home, train_window, window_options

BAR = 1.15
WINDOW, KEPT, PLAIN = "window", "train --run", "train"
UNCOUNTED = 20  # steps at the start of each turn
WARM_STEPS = 171  # before the first turn: other processes have started, the first evaluations are over


def main() -> int:
    options = _options()
    if options.serve == WINDOW:
        _serve_window(options)
    elif options.serve:
        _serve_command(options, kept=options.serve == KEPT)
    else:
        return _compare(options)
    return 0


def _compare(options: argparse.Namespace) -> int:
    os.environ["BENCHMARK_WORDS"] = " ".join(sys.argv[1:])  # for the sides
    sides = [Side(name, sys.executable, threads=1) for name in (WINDOW, KEPT, PLAIN)]
    seconds = in_turns(sides, options.turns, steps=options.steps)
    for side in sides:
        side.close()
    data = "MNIST" if SHARED_MNIST.is_dir() else "drawn digits"
    print(f"{options.network} on {data}, window {options.size} ({options.platform}), {os.cpu_count()} processors, "
          f"{options.turns} turns of {options.steps} steps")  # fmt: skip
    for name, times in seconds.items():
        rates = sorted(options.steps / each for each in times)
        print(f"  {name:12} median {statistics.median(rates):6.1f} steps/s, {rates[0]:.1f} to {rates[-1]:.1f}")
    ratios = {}
    for other in (KEPT, PLAIN):
        pairs = sorted(ours / theirs for ours, theirs in zip(seconds[WINDOW], seconds[other], strict=True))
        ratios[other] = statistics.median(pairs)
        print(f"  time of {WINDOW} / {other}: median of pairs {ratios[other]:.3f}, {pairs[0]:.3f} to {pairs[-1]:.3f}")
    good = ratios[KEPT] <= BAR
    print(f"bar: {WINDOW} / {KEPT} <= {BAR}: {'met' if good else 'MISSED'}")
    return 0 if good else 1


def _serve_window(options: argparse.Namespace) -> None:
    """Go on for so many steps each time it is asked, and pause."""
    with train_window(options) as window:
        session = window.page.session
        window.choose(options.network, options.drawn, epochs=1000)
        window.start_and_wait(WARM_STEPS)

        def pause() -> None:
            session.pause()
            window.wait(lambda: session.at_rest)

        def turn(steps: int) -> float:
            rested = session.step_number
            session.resume()
            window.wait(lambda: session.step_number >= rested + UNCOUNTED)  # the page has seen that it goes again
            first, start = session.step_number, time.perf_counter()
            window.wait(lambda: session.step_number >= first + steps)
            taken = (time.perf_counter() - start) * steps / (session.step_number - first)
            pause()
            return taken

        pause()
        serve(turn)
        window.stop()


def _serve_command(options: argparse.Namespace, kept: bool) -> None:
    with own_home() as home:
        from cnnviz.commands.train_options import train_parser
        from cnnviz.commands.train_run import new_run

        words = ["--network", options.network, "--epochs", "1000"]
        drawn = options.drawn or not SHARED_MNIST.is_dir()
        words += ["--dataset", "drawn"] if drawn else ["--data-dir", str(SHARED_MNIST)]
        words += ["--run", str(Path(home) / "run")] if kept else []
        run = new_run(train_parser().parse_args(words))
        _take_steps(run.reports, WARM_STEPS)

        def turn(steps: int) -> float:
            _take_steps(run.reports, UNCOUNTED)
            start = time.perf_counter()
            _take_steps(run.reports, steps)
            return time.perf_counter() - start

        serve(turn)
        run.reports.close()


def _take_steps(reports: Iterator[object], steps: int) -> None:
    from cnnviz.engine.reports import StepReport

    for report in reports:
        steps -= isinstance(report, StepReport)
        if not steps:
            return


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=11)
    parser.add_argument("--steps", type=int, default=285, help="of each turn; an evaluation comes every 57")
    parser.add_argument("--network", default="lenet5")
    parser.add_argument("--drawn", action="store_true", help="learn drawn digits")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    words = sys.argv[1:] + os.environ.get("BENCHMARK_WORDS", "").split()
    return window_options(parser).parse_args(words)


if __name__ == "__main__":
    sys.exit(main())

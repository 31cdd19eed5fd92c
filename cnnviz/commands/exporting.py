"""Files that commands make: what can be asked for, progress while they are made, and a line on what there is then."""

import argparse
import os
import sys
import time
from argparse import Namespace
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from cnnviz.commands.animate_numbers import OptionError
from cnnviz.commands.exit_codes import FAILED, complain
from cnnviz.commands.progress import ProgressBar
from cnnviz.settings import Setting
from cnnviz.text import tr
from cnnviz.ui.export.errors import WritingError
from cnnviz.ui.export.options import ExportSettings

if TYPE_CHECKING:
    from cnnviz.ui.export.orders import Order
    from cnnviz.ui.export.reel import Reel


def order_of(options: Namespace, settings: ExportSettings, length: int, of_films: Sequence[str]) -> "Order":
    """What `out`, `frame` and `stills` of `options` ask for of a film of `length` frames.

    OptionError where options are given that do not go together; `of_films` are those that one picture has no use for.
    """
    from cnnviz.ui.export.orders import Order

    path = Path(options.out).expanduser()
    folder = options.out.endswith(("/", os.sep)) or path.is_dir()
    frame = length if options.frame is None else options.frame
    order = Order(path, settings, frame - 1, folder, f".{options.stills}")
    if options.frame is not None and not order.is_still:
        raise OptionError(
            "--frame is for one picture (.png or .svg); of an animation, the first and the last can be chosen."
        )
    for name in of_films if order.is_still else ():
        if getattr(options, name) is not None:
            raise OptionError("--{option} is for animations; a .png or .svg is one picture, which --frame chooses.",
                              option=name)  # fmt: skip
    if not 1 <= frame <= length:
        raise OptionError("There is no frame {given}; the film has {length}.", given=frame, length=length)
    return order


def write(order: "Order", reel: "Reel") -> int:
    """Make the file and tell of it; the exit code."""
    start = time.monotonic()
    try:
        _make(order, reel)
    except WritingError as error:
        return complain(str(error), FAILED)
    _tell(order, len(order.frames(reel.length)), time.monotonic() - start)
    return 0


def add_out(parser: argparse.ArgumentParser) -> None:
    """The option that says what to make."""
    parser.add_argument("--out", required=True, metavar=tr("FILE"), help=tr(
        "what to make, by its ending: .gif .webp .apng .mp4 are animations, .png and .svg one frame; a name that ends "
        "in / is a folder of numbered pictures"))  # fmt: skip


def add_stills(group: "argparse._ActionsContainer") -> None:
    """The options on single pictures."""
    group.add_argument("--frame", type=int, metavar="N", help=tr("the frame of a .png or .svg (default: the last)"))
    group.add_argument("--stills", choices=("png", "svg"), default="png",
                       help=tr("what a folder of pictures holds (default: png)"))  # fmt: skip


def add_setting(group: "argparse._ActionsContainer", setting: Setting) -> None:
    """One option for one setting; its value is checked by the setting itself."""
    flag, what = f"--{setting.name}", tr(setting.help)
    if isinstance(setting.default, bool):
        group.add_argument(flag, action=argparse.BooleanOptionalAction, default=None, help=what)
        return
    choices = [choice.value for choice in setting.choices]
    words = f"{what}: {', '.join(choices)}" if choices else what
    unit = f" {tr(setting.unit)}" if setting.unit else ""
    default = f"{setting.default:g}" if isinstance(setting.default, float) else str(setting.default)
    group.add_argument(flag, choices=choices or None, metavar=tr("NAME") if choices else "N",
                       help=tr("{what} (default: {default})", what=words, default=default + unit))  # fmt: skip


def _make(order: "Order", reel: "Reel") -> None:
    bar = ProgressBar(sys.stderr)
    try:
        with closing(order.export(reel)) as reports:
            for report in reports:
                bar.show(report.done, report.total, tr("frame {done} of {total}", done=report.done, total=report.total))
    finally:
        bar.clear()


def _tell(order: "Order", frames: int, seconds: float) -> None:
    """The last line: what there is now."""
    size = order.path.stat().st_size
    if order.folder:
        size = sum(path.stat().st_size for path in order.path.glob(f"frame-*{order.stills}"))
    facts = {"path": order.path, "size": f"{size / 1e6:.2f}", "seconds": f"{seconds:.1f}"}
    width, height = order.pixels
    facts |= {"width": str(width), "height": str(height)}
    if order.is_still:
        print(tr("{path}  {width} × {height}  {size} MB  {seconds} s", **facts), flush=True)
    else:
        print(tr("{path}  {frames} frames of {width} × {height}  {size} MB  {seconds} s", frames=frames, **facts),
              flush=True)  # fmt: skip

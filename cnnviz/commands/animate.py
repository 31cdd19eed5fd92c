"""``cnnviz animate``: an operation on a picture as an animation, a picture or a drawing, without a window."""

import os
import sys
import time
from argparse import Namespace
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cnnviz.commands.animate_numbers import OptionError, frame_range
from cnnviz.commands.animate_options import NOT_OFFERED, animate_parser
from cnnviz.commands.animate_scenario import scenario_of
from cnnviz.commands.exit_codes import FAILED, complain
from cnnviz.commands.progress import ProgressBar
from cnnviz.scenarios.headline import headline
from cnnviz.scenarios.scenes import scene_of
from cnnviz.text import tr
from cnnviz.ui.export.errors import WritingError
from cnnviz.ui.export.options import EXPORT_SETTINGS, ExportSettings
from cnnviz.ui.export.options import OF_FILMS as FILM_SETTINGS

if TYPE_CHECKING:
    from cnnviz.ui.export.board import Board
    from cnnviz.ui.export.orders import Order

OF_FILMS = ("frames", *(name for name in FILM_SETTINGS if name not in NOT_OFFERED))
WIDE = 16 / 9  # what a width alone makes of the height, and the other way round


def animate_command(words: Sequence[str]) -> int:
    """Make what `words` ask for; the exit code. ExplainedError for what cannot be made, before anything is made."""
    from cnnviz.ui.convolve.view import View
    from cnnviz.ui.export.board import Board, Look
    from cnnviz.ui.export.offscreen import paint_without_window

    options = animate_parser().parse_args(words)
    application = paint_without_window()  # must be there as long as anything is painted
    scenario, seen = scenario_of(options)
    view = View.from_data(seen)
    scene = scene_of(scenario)
    order = _order(options, _settings(options, view.decimals), scene.length)
    order.check(scene.length)
    board = Board(scene, headline(scenario), order.settings, Look(view.zoom, identity=view.identity))
    start = time.monotonic()
    try:
        _make(order, board)
    except WritingError as error:
        return complain(str(error), FAILED)
    finally:
        del application
    _tell(order, len(order.frames(scene.length)), time.monotonic() - start)
    return 0


def _settings(options: Namespace, decimals: int) -> ExportSettings:
    """What is given, and the usual elsewhere; the decimals are those of a saved page."""
    given = {setting.name: getattr(options, setting.name, None) for setting in EXPORT_SETTINGS}
    if options.frames is not None:
        given["first"], given["last"] = frame_range(options.frames)
    settings = ExportSettings.of(
        {"decimals": decimals, **{name: value for name, value in given.items() if value is not None}}
    )
    if given["width"] is None and given["height"] is not None:
        return replace(settings, width=round(settings.height * WIDE / 2) * 2)
    if given["height"] is None and given["width"] is not None:
        return replace(settings, height=round(settings.width / WIDE / 2) * 2)
    return settings


def _order(options: Namespace, settings: ExportSettings, length: int) -> "Order":
    from cnnviz.ui.export.orders import Order

    path = Path(options.out).expanduser()
    folder = options.out.endswith(("/", os.sep)) or path.is_dir()
    frame = length if options.frame is None else options.frame
    order = Order(path, settings, frame - 1, folder, f".{options.stills}")
    if options.frame is not None and not order.is_still:
        raise OptionError("--frame is for one picture (.png or .svg); for a part of an animation take --frames.")
    for name in OF_FILMS if order.is_still else ():
        if getattr(options, name) is not None:
            raise OptionError("--{option} is for animations; a .png or .svg is one picture, which --frame chooses.",
                              option=name)  # fmt: skip
    if not 1 <= frame <= length:
        raise OptionError("There is no frame {given}; the film has {length}.", given=frame, length=length)
    return order


def _make(order: "Order", board: "Board") -> None:
    bar = ProgressBar(sys.stderr)
    try:
        with closing(order.export(board)) as reports:
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

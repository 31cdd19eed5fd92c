"""``cnnviz animate``: an operation on a picture as an animation, a picture or a drawing, without a window."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace

from cnnviz.commands.animate_numbers import frame_range
from cnnviz.commands.animate_options import NOT_OFFERED, animate_parser
from cnnviz.commands.animate_scenario import scenario_of
from cnnviz.commands.exporting import order_of, write
from cnnviz.scenarios.headline import headline
from cnnviz.scenarios.scenes import scene_of
from cnnviz.ui.export.options import EXPORT_SETTINGS, ExportSettings
from cnnviz.ui.export.options import OF_FILMS as FILM_SETTINGS

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
    order = order_of(options, _settings(options, view.decimals), scene.length, OF_FILMS)
    order.check(scene.length)
    board = Board(scene, headline(scenario), order.settings, Look(view.zoom, identity=view.identity))
    try:
        return write(order, board)
    finally:
        del application


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

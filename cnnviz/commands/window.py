"""``cnnviz`` and ``cnnviz PICTURE``: the window, or one plain line on why there can be none."""

from cnnviz.commands.exit_codes import REFUSED, complain


def window_command(picture: str | None) -> int:
    """Open the window, with `picture` in Inspect if one is given; says why where that cannot work."""
    from cnnviz.ui.screen import check_screen

    problem = check_screen()
    if problem:
        return complain(problem, REFUSED)
    from cnnviz.ui.app import run

    return run(picture)

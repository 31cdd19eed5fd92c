"""The command line: ``cnnviz`` opens the window; ``train``, ``info``, ``maps`` and the others work without one.

Only the command that is asked for is imported: the window must appear at once, and training needs no Qt.

Exit codes: 0 done, 1 it failed on the way, 2 the request cannot be fulfilled as it was made, 130 interrupted.
"""

import os
import sys
import warnings
from collections.abc import Sequence

from cnnviz import __version__
from cnnviz.commands.exit_codes import FAILED, INTERRUPTED, REFUSED, complain, complain_of
from cnnviz.commands.plain_signs import write_plain_signs
from cnnviz.paths import resources
from cnnviz.text import ExplainedError, tr, use_system_language


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what `arguments` (those of the process, without them) ask for, and return the exit code."""
    # One core for the matrix products, said before NumPy is loaded: the other one draws the window, and a step of a
    # small network is not made faster by it.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Weights of strangers overflow, and what comes of it is shown as such: nobody need read it in the terminal, too.
    warnings.filterwarnings("ignore", category=RuntimeWarning, module="cnnviz|numpy")
    write_plain_signs()
    use_system_language(resources() / "translations")
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if words[:1] == ["train"]:
            from cnnviz.commands.train import train_command

            return train_command(words[1:])
        if words[:1] == ["info"]:
            from cnnviz.commands.info import info_command

            return info_command(words[1:])
        if words[:1] == ["animate"]:
            from cnnviz.commands.animate import animate_command

            return animate_command(words[1:])
        if words[:1] == ["film"]:
            from cnnviz.commands.film import film_command

            return film_command(words[1:])
        if words[:1] == ["explain"]:
            from cnnviz.commands.explain import explain_command

            return explain_command(words[1:])
        if words[:1] == ["maps"]:
            from cnnviz.commands.maps import maps_command

            return maps_command(words[1:])
        return _open_window(words)
    except ExplainedError as error:
        return complain(str(error), REFUSED)
    except OSError as error:
        return complain_of(error)
    except MemoryError:
        return complain(tr("There is not enough memory for this. Close other programs or ask for less."), FAILED)
    except KeyboardInterrupt:
        return complain(tr("Interrupted."), INTERRUPTED)


def _open_window(words: Sequence[str]) -> int:
    if not words:
        return _window(None, "system")
    import argparse  # not for the usual start, which has no words to look at

    parser = argparse.ArgumentParser(
        prog="cnnviz",
        description=tr("See a convolutional neural network work: step through it, train it, look inside it."),
        epilog=tr(
            "“cnnviz train” trains a network without a window, “cnnviz info” describes one, “cnnviz animate” makes an "
            "animation or a picture of an operation, “cnnviz film” one of a run, “cnnviz maps” writes all maps of a "
            "picture, “cnnviz explain” shows what in it counts; “cnnviz film --help” etc. say how."
        ),
    )
    parser.add_argument(
        "picture",
        nargs="?",
        metavar=tr("PICTURE"),
        help=tr("a picture or a model to open in Inspect, or a saved page of Convolve"),
    )
    parser.add_argument(
        "--theme",
        choices=("system", "light", "dark"),
        default="system",
        help=tr("light or dark; without it, as the system"),
    )
    parser.add_argument("--version", action="version", version=f"cnnviz {__version__}", help=tr("show the version"))
    options = parser.parse_args(words)
    return _window(options.picture, options.theme)


def _window(picture: str | None, theme: str) -> int:
    from cnnviz.commands.window import window_command

    return window_command(picture, theme)

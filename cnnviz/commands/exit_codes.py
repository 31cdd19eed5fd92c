"""How a command ends when it does not end well: one line on the error channel and one number for scripts."""

import os
import sys

from cnnviz.text import tr

FAILED, REFUSED, INTERRUPTED = 1, 2, 130


def complain(message: str, code: int) -> int:
    """Say on the error channel, in the program's name, what went wrong; gives `code` back."""
    print(f"cnnviz: {message}", file=sys.stderr)
    return code


def complain_of(error: OSError) -> int:
    """Say what the system refused; plainly too where the reader of the output has gone (``| head``)."""
    if isinstance(error, BrokenPipeError):
        let_output_go()
        return complain(tr("Stopped: nobody reads the output any more."), FAILED)
    reason = error.strerror or str(error)
    return complain(f"{error.filename}: {reason}" if error.filename else reason, FAILED)


def let_output_go() -> None:
    """Forget about an output that nobody reads any more; else Python complains about it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

"""How a command ends when it does not end well: one line on the error channel and one number for scripts."""

import sys

FAILED, REFUSED, INTERRUPTED = 1, 2, 130


def complain(message: str, code: int) -> int:
    """Say on the error channel, in the program's name, what went wrong; gives `code` back."""
    print(f"cnnviz: {message}", file=sys.stderr)
    return code

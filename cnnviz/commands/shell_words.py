"""Paths as they stand in a command that is shown to be typed."""

import os
import shlex
from pathlib import Path


def shell_word(path: Path) -> str:
    """`path` as one word of a command: in quotes where it has spaces, say.

    >>> shell_word(Path("run")), shell_word(Path("my run"))[1:-1]
    ('run', 'my run')
    """
    if os.name == "nt":
        return f'"{path}"' if " " in str(path) else str(path)
    return shlex.quote(str(path))

"""What can go wrong with an export, in words."""

import errno
from pathlib import Path

from cnnviz.text import ExplainedError, mark, tr


class ExportError(ExplainedError):
    """A picture or an animation that cannot be made, or not be kept."""


class WritingError(ExportError):
    """The disk or the system refuses a file."""


class EncoderMissingError(ExportError):
    """A kind of file whose encoder is not installed."""


REASONS = {
    errno.ENOSPC: mark("There is no space left for {path}. Free some, or take fewer frames or a smaller size."),
    errno.EDQUOT: mark("There is no space left for {path}. Free some, or take fewer frames or a smaller size."),
    errno.EACCES: mark("{path} cannot be written: you lack the right to. Choose another folder."),
    errno.EPERM: mark("{path} cannot be written: you lack the right to. Choose another folder."),
    errno.EROFS: mark("{path} cannot be written: nothing can be, there. Choose another folder."),
    errno.ENOENT: mark("{path} cannot be written: there is no such folder. Choose one that exists."),
    errno.ENOTDIR: mark("{path} cannot be written: there is no such folder. Choose one that exists."),
    errno.ENAMETOOLONG: mark("{path} cannot be written: the name is too long. Choose a shorter one."),
}


def explained(error: OSError, path: Path) -> WritingError:
    """Why `path` could not be written."""
    reason = REASONS.get(error.errno or 0)
    if reason is not None:
        return WritingError("{reason}", reason=tr(reason, path=path))
    return WritingError("{path} cannot be written: {reason}", path=path, reason=error.strerror or error)

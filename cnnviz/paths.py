"""Where the program's own files lie and where it may keep what it fetched: decided here and nowhere else."""

from functools import cache
from pathlib import Path

PAGE_ENDING = ".cnnviz.json"  # of a saved Convolve page


@cache
def resources() -> Path:
    """The folder with icons, samples, weights: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


def cache_dir() -> Path:
    """The user's cache folder for data sets (not created by asking)."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("cnnviz", appauthor=False))


def log_dir() -> Path:
    """The user's folder for the program's log (not created by asking)."""
    import platformdirs

    return Path(platformdirs.user_log_dir("cnnviz", appauthor=False))


def runs_dir() -> Path:
    """The user's folder for training runs (not created by asking)."""
    import platformdirs

    return Path(platformdirs.user_data_dir("cnnviz", appauthor=False)) / "runs"

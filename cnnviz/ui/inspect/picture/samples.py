"""The pictures that ship with the program, as Inspect offers them."""

from pathlib import Path

from cnnviz.data.samples import list_samples
from cnnviz.paths import resources
from cnnviz.text import tr

FOLDER = resources() / "images"
FIRST_SAMPLE = FOLDER / "seven_photo.png"


def sample_entries() -> list[tuple[str, str, Path]]:
    """Label, explanation (both in the reader's language) and path; handwritten digits first."""
    samples = sorted(list_samples(FOLDER), key=lambda sample: "_photo" not in sample.path.name)
    return [(tr(sample.label), tr(sample.shows), sample.path) for sample in samples]

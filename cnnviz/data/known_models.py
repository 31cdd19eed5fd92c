"""Published models whose files do not name their classes: these very files are known by their checksums.

Other weights under the same description may mean other classes, so that every file must be the published one.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from cnnviz.engine.vgg import TINY_CLASSES

LARGEST = 1_000_000  # bytes of a file that is known: larger ones need not be read

CLASSES: dict[tuple[str, ...], tuple[str, ...]] = {
    # Tiny VGG of CNN Explainer (github.com/poloclub/cnn-explainer, public/assets/data): model.json and its weights
    (
        "85706d2d99841eb6270ddbf912bcf43c4d1bf76bc68a0a56af49561a69589627",
        "306666f2a1cc2a0a8f7b3422617daac5ecdca20c707ab44b721522be1fe3f630",
    ): TINY_CLASSES,
}  # by the SHA-256 of all files, in their order


def known_classes(files: Sequence[Path]) -> tuple[str, ...]:
    """The class names of the model in these files; () where it is not known. OSError where one cannot be read."""
    if any(file.stat().st_size > LARGEST for file in files):
        return ()
    return CLASSES.get(tuple(hashlib.sha256(file.read_bytes()).hexdigest() for file in files), ())

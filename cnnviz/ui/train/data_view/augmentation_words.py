"""What the settings of augmentation do, in words."""

from cnnviz.engine.augmentation import Augmentation
from cnnviz.numbers import trimmed
from cnnviz.text import tr


def augmentation_words(augmentation: Augmentation) -> str:
    """A sentence for each change that is made, and one on when.

    >>> augmentation_words(Augmentation(rotation=10, shift=1)).split(".")[:2]
    ['Turned by up to 10° either way', ' Moved by up to 1 pixel; what comes in at the border is black']
    """
    words = []
    if augmentation.flip:
        words.append(tr("Every second one is mirrored, left for right."))
    if augmentation.rotation:
        words.append(tr("Turned by up to {degrees}° either way.", degrees=trimmed(augmentation.rotation, 1)))
    if augmentation.scale:
        words.append(tr("Made up to {share} % larger or smaller.", share=trimmed(augmentation.scale, 1)))
    if augmentation.shift == 1:
        words.append(tr("Moved by up to 1 pixel; what comes in at the border is black."))
    elif augmentation.shift:
        words.append(tr("Moved by up to {pixels} pixels; what comes in at the border is black.",
                        pixels=augmentation.shift))  # fmt: skip
    if not words:
        return ""
    words.append(tr("Each picture is changed anew in every epoch; validation and test pictures stay as they are."))
    return " ".join(words)

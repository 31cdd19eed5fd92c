"""What the readers of files hand on: the pictures and labels of a whole data set."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class LabelledArrays:
    """Images uint8 (N, C, H, W) and labels int64 (N,) of the train and the test part."""

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray

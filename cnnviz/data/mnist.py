"""MNIST: which four files it is, and where they may lie.

Source: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document recognition",
Proceedings of the IEEE 86(11), 1998.
"""

from pathlib import Path

from cnnviz.data.idx_pictures import IdxFile, IdxSet, find_set

DIGITS = tuple("0123456789")
TRAIN_IMAGES = IdxFile(
    "train-images-idx3-ubyte.gz", 9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"
)
TRAIN_LABELS = IdxFile(
    "train-labels-idx1-ubyte.gz", 28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"
)
TEST_IMAGES = IdxFile(
    "t10k-images-idx3-ubyte.gz", 1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"
)
TEST_LABELS = IdxFile(
    "t10k-labels-idx1-ubyte.gz", 4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"
)
MNIST = IdxSet(
    label="MNIST",
    folder_name="mnist",
    files=(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS),
    mirrors=(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
        "https://raw.githubusercontent.com/fgnt/mnist/master/",
    ),
    class_names=DIGITS,
    image_shape=(1, 28, 28),
    subfolders=(".", "mnist", "MNIST/raw"),  # the last is where PyTorch's torchvision puts them
    labels_sha256="1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
)


def find_mnist(data_dir: Path | None = None) -> Path | None:
    """The folder that holds all four files: `data_dir` or a usual sub-folder of it; the user's cache without it."""
    return find_set(MNIST, data_dir)

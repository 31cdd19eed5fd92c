"""Which files are models, by their names: they are opened in Inspect wherever they are dropped."""

from pathlib import Path

ENDINGS = (
    ".safetensors", ".onnx", ".keras", ".h5", ".hdf5", ".npz",
    ".pt", ".pth", ".pkl", ".pickle", ".ckpt",  # never loaded, but the message says how to convert them
)  # fmt: skip
TENSORFLOW_JS = "model.json"  # every network there has that file name


def is_model(path: str) -> bool:
    """Whether a file or folder of this name is a model.

    >>> is_model("digits.safetensors"), is_model("tiny-vgg/model.json"), is_model("cat.jpeg")
    (True, True, False)
    """
    given = Path(path)
    if given.name.lower().endswith(ENDINGS) or given.name == TENSORFLOW_JS:
        return True
    try:
        return (given / TENSORFLOW_JS).is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False

"""The architecture of a network in a file of its own, without weights: small JSON that people can read and write.

The form is that of model files (`cnnviz.engine.description`), so the architecture of a saved model can be read too.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cnnviz.data.model_files import LONGEST_DESCRIPTION, description_in
from cnnviz.data.model_paths import ModelFileError, check_readable, shown, write_model_file

ENDING = ".cnnviz-network.json"
TENSORFLOW_JS = "model.json"


def save_architecture(description: Mapping[str, Any], path: str | Path) -> None:
    """Write what `Network.describe` gave to `path`; whole or not at all. ModelFileError where it cannot be written.

    >>> import tempfile
    >>> from cnnviz.engine.lenet import lenet5
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_architecture(lenet5(None).describe(), f"{folder}/mine.cnnviz-network.json")
    ...     again = open_architecture(f"{folder}/mine.cnnviz-network.json")
    >>> again == lenet5(None).describe()
    True
    """
    parts = [f"{json.dumps(name)}: {_one_line_each(value)}" for name, value in description.items()]
    text = "{\n  " + ",\n  ".join(parts) + "\n}\n"
    write_model_file(Path(path), text.encode("utf-8"))


def open_architecture(path: str | Path) -> object:
    """The description in an architecture file, or in a saved model; it is still to be checked.

    ModelFileError says what is wrong with the file.
    """
    path = Path(path)
    if path.suffix.lower() != ".json" or path.name == TENSORFLOW_JS:
        return description_in(path)
    check_readable(path, LONGEST_DESCRIPTION)
    try:
        description: object = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:  # gone, not text, not JSON, nested without end
        raise ModelFileError(
            "{path} is no JSON text, as the architecture of a network is. Save it again in the network editor.",
            path=shown(path),
        ) from error
    return description


def _one_line_each(value: object) -> str:
    """JSON with the entries of a list of layers on lines of their own."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n    " + ",\n    ".join(json.dumps(entry, ensure_ascii=False) for entry in value) + "\n  ]"
    return json.dumps(value, ensure_ascii=False)

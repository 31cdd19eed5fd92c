"""The packages that ONNX needs are not for everybody: where they are missing, the message says how to get them."""

from types import ModuleType

from cnnviz.data.model_paths import ModelFileError


class OnnxError(ModelFileError):
    """An ONNX file that cannot be read, written or computed."""


def onnx_package() -> ModuleType:
    """The package `onnx`; OnnxError where it is not installed."""
    try:
        import onnx
        import onnx.numpy_helper
    except ImportError as error:
        raise _missing("onnx") from error
    return onnx


def runtime_package() -> ModuleType:
    """The package `onnxruntime`, which on Windows reports home unless told not to; OnnxError where it is missing."""
    try:
        import onnxruntime
    except ImportError as error:
        raise _missing("onnxruntime") from error
    onnxruntime.disable_telemetry_events()
    return onnxruntime  # type: ignore[no-any-return]


def _missing(package: str) -> OnnxError:
    return OnnxError(
        "ONNX files need the package “{package}”, which is not installed. Install it with: {command}",
        package=package, command="pip install 'cnnviz[models]'",
    )  # fmt: skip

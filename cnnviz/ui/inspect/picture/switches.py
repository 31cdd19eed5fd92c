"""What a switch of the preprocessing means for its options. No Qt."""

from dataclasses import replace

from cnnviz.data.preprocessing import PreprocessingOptions


def switched(options: PreprocessingOptions, name: str, on: bool) -> PreprocessingOptions:
    """`options` with the stage `name` on or off; what it needs to make sense comes with it.

    >>> switched(PreprocessingOptions(), "invert", False).invert
    'off'
    """
    if name == "grey":
        return replace(options, grey=on)
    if name == "invert":
        return replace(options, invert="on" if on else "off")
    if name == "contrast":
        return replace(options, contrast=on)
    if name == "normalise":
        return replace(options, normalise=on)
    resizing = "fit" if on else options.resizing  # ink that was cut out or is moved must not be cut or pulled
    if name == "crop":
        return replace(options, crop=on, resizing=resizing)
    return replace(options, centre=on, resizing=resizing)


def as_they_are(options: PreprocessingOptions) -> PreprocessingOptions:
    """For pictures that were prepared already, as those of MNIST: nothing is done but what the network's input asks."""
    return replace(options, invert="off", contrast=False, crop=False, resizing="fill", centre=False)

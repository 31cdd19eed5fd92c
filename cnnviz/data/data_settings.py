"""What can be chosen about the pictures: one table for the form of the Train page and for the command line."""

from cnnviz.settings import Choice, Setting
from cnnviz.text import mark

DATASETS = (
    Choice(
        "mnist",
        mark("MNIST"),
        mark("60,000 handwritten digits to learn from, 10,000 to be tested on; downloaded on request."),
    ),
    Choice(
        "fashion-mnist",
        mark("Fashion-MNIST"),
        mark("Ten kinds of clothes, in number and size like MNIST but harder to tell apart; downloaded on request."),
    ),
    Choice(
        "drawn",
        mark("Drawn digits"),
        mark("An endless set of digits that the program draws itself with random pen strokes; needs no download."),
    ),
    Choice(
        "folder",
        mark("Own pictures"),
        mark("A folder with one sub-folder of pictures for each class, of any size and kind."),
    ),
    Choice(
        "cifar10",
        mark("CIFAR-10"),
        mark("60,000 small colour photographs of ten kinds of things; downloaded on request (170 MB)."),
    ),
)
DATA_SETTINGS = (
    Setting("dataset", mark("Set"), "mnist", mark("The pictures to learn from."), choices=DATASETS),
    Setting(
        "size", mark("Size"), 32,
        mark("Pictures of any size are brought to so many pixels each way: the middle square of each is taken, and "
             "what lies beside it is cut off."),
        minimum=4, maximum=512, step=4, unit=mark("px"),
    ),
    Setting(
        "channels", mark("Colour"), "0", mark("Grey pictures have one channel, coloured ones three."),
        choices=(
            Choice("0", mark("as most are"), mark("Grey if most of the pictures are grey, else colour.")),
            Choice("1", mark("grey"), mark("One channel: colours become their brightness.")),
            Choice("3", mark("colour"), mark("Three channels: red, green and blue.")),
        ),
    ),
    Setting(
        "validation", mark("Validation"), 5000,
        mark("So many training pictures are kept apart to see whether the network understands or only remembers."),
        minimum=0, maximum=50_000, step=500,
    ),
)  # fmt: skip

"""How numbers are written for people: a true minus sign, thin groups, sensible digits."""

import math

MINUS = "\u2212"
THIN_SPACE = "\u2009"


def number(value: float, decimals: int = 2, signed: bool = False) -> str:
    """`value` with a fixed number of decimals and a true minus sign; a rounded zero has no sign.

    >>> number(-1.25, 1), number(-0.001, 2), number(3.0, 1, signed=True)
    ('−1.2', '0.00', '+3.0')
    """
    text = f"{value:+.{decimals}f}" if signed else f"{value:.{decimals}f}"
    if not text.strip("+-0."):
        return text.lstrip("+-")
    return text.replace("-", MINUS)


def trimmed(value: float, decimals: int = 2) -> str:
    """A number without needless zeros: weights are mostly whole.

    >>> trimmed(2.0), trimmed(-0.5), trimmed(0.111)
    ('2', '−0.5', '0.11')
    """
    text = number(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def telling_decimals(value: float) -> int:
    """So many decimals that two digits of a small number are left, at least two.

    >>> telling_decimals(2.5), telling_decimals(0.03), telling_decimals(0.00041)
    (2, 3, 5)
    """
    return 2 if not 0 < abs(value) < 0.1 else min(1 - math.floor(math.log10(abs(value))), 12)


def count(value: int) -> str:
    """A whole number in groups of three.

    >>> count(61706)
    '61\u2009706'
    """
    return f"{value:,}".replace(",", THIN_SPACE).replace("-", MINUS)


def size(*lengths: int) -> str:
    """Lengths as a size.

    >>> size(28, 28)
    '28 × 28'
    """
    return " × ".join(str(length) for length in lengths)

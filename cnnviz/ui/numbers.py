"""How numbers are written for people: a true minus sign, thin groups, sensible digits."""

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

"""Differences and means of scores, computed in decimals.

In binary, 7.4 - 6.9 is 0.5000000000000004, and a mean is rarely exactly on the half that is rounded
up. Scores have at most 16 decimals (they are floats from 1 to 10), so that Decimal's 28 digits hold
their sums exactly.
"""

from collections.abc import Collection
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

HUNDREDTH = Decimal("0.01")


def difference(before: float, after: float) -> float:
    """`after` less `before`; an int where it is whole."""
    exact = _decimal(after) - _decimal(before)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def mean_to_hundredths(scores: Collection[float]) -> float:
    """The mean, rounded half up to two decimals."""
    return _to_hundredths(_sum(scores) / len(scores))


def difference_of_means(before: Collection[float], after: Collection[float]) -> float:
    """The mean of `after` less that of `before`, rounded half up (away from zero) once, at the end.

    Both have the same length. The sums are subtracted and not the means, which may be thirds.
    """
    return _to_hundredths((_sum(after) - _sum(before)) / len(after))


@lru_cache(maxsize=1_000)  # most scores are whole, or have one decimal
def _decimal(score: float) -> Decimal:
    return Decimal(str(score))


def _sum(scores: Collection[float]) -> Decimal:
    return sum(map(_decimal, scores), Decimal())


def _to_hundredths(number: Decimal) -> float:
    # Adding 0.0 makes 0.0 of -0.0.
    return float(number.quantize(HUNDREDTH, ROUND_HALF_UP)) + 0.0

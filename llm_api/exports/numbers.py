"""Scores and differences as files show them: to two decimals, rounded half up."""

from decimal import ROUND_HALF_UP, Decimal

from llm_api.analysis.decimal_arithmetic import HUNDREDTH

MINUS = "\u2212"  # as wide as the plus sign


def decimal(value: float | Decimal) -> str:
    """7.4; a whole number has no decimals."""
    rounded = Decimal(str(value)).quantize(HUNDREDTH, ROUND_HALF_UP)
    return f"{rounded.normalize():f}" if rounded else "0"


def signed(difference: float) -> str:
    """+0.9, −1 or 0."""
    text = decimal(abs(difference))
    if text == "0":
        return text
    return f"+{text}" if difference > 0 else f"{MINUS}{text}"

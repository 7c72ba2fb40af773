"""Parses JSON bodies, and rejects values that PostgreSQL or JSON clients cannot represent."""

import json
import math
from contextlib import suppress
from typing import IO, Any

from pydantic_core import from_json
from rest_framework.exceptions import ErrorDetail, ParseError, ValidationError
from rest_framework.parsers import BaseParser

from llm_api.analysis.json_text import MAX_INTEGER, MAX_NESTING
from llm_api.exceptions import BodyTooLarge

MAX_BODY_BYTES = 2 * 1024 * 1024

TOO_DEEP = f"The JSON is nested deeper than {MAX_NESTING} levels."


class StrictJSONParser(BaseParser):
    """UTF-8 JSON of at most 2 MiB and 32 levels, with values that PostgreSQL can store."""

    media_type = "application/json"
    # Top-level keys whose texts may hold what PostgreSQL cannot store, because a serializer makes
    # them storable. None stands for the whole body.
    lenient_keys: frozenset[str] | None = frozenset()

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None
    ) -> Any:
        """Return the parsed body.

        Raises BodyTooLarge, ParseError (not JSON, or nested too deep), or ValidationError with
        the path of a NUL, a lone surrogate, NaN, an infinity or an integer beyond 2^53.
        """
        raw = stream.read(MAX_BODY_BYTES + 1)
        if len(raw) > MAX_BODY_BYTES:
            raise BodyTooLarge
        document = _parse_json(raw)
        if _may_hold_invalid_values(raw, document):
            _check_values(document, self.lenient_keys)
        return document


class InterviewParser(StrictJSONParser):
    """For a save: what models and SDKs wrote never rejects an interview."""

    lenient_keys = frozenset({"conversation", "feedback"})


class FeedbackParser(StrictJSONParser):
    """For feedback as the whole body."""

    lenient_keys = None


def _parse_json(raw: bytes) -> Any:
    with suppress(ValueError):
        return from_json(raw, allow_inf_nan=False)
    # Python's parser is slower. It locates a syntax error, or accepts what pydantic rejects (NaN, a
    # lone surrogate), so that `_check_values` can report the path.
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as exc:
        raise ParseError(f"The body is not UTF-8 (byte {exc.start}).") from None
    except RecursionError:
        raise ParseError(TOO_DEEP) from None
    except json.JSONDecodeError as exc:
        raise ParseError(
            f"The body is not JSON: {exc.msg} (line {exc.lineno}, column {exc.colno})."
        ) from None
    except ValueError:
        # Python does not convert integers of more than 4,300 digits.
        raise ParseError("The body holds a number with too many digits.") from None


def _may_hold_invalid_values(raw: bytes, document: Any) -> bool:
    """Whether `_check_values` is needed, which costs more than this check.

    A NUL or a lone surrogate can only come as an escape. Raises ParseError if nested too deep.
    """
    suspicious = b"\\u" in raw
    level = [[document]]
    for _ in range(MAX_NESTING + 1):
        children = [
            child
            for value in level
            for child in (value.values() if type(value) is dict else value)
            if type(child) is not str
        ]
        suspicious = suspicious or any(
            type(child) in (int, float) and not -MAX_INTEGER <= child <= MAX_INTEGER
            for child in children
        )
        level = [child for child in children if type(child) in (dict, list)]
        if not level:
            return suspicious
    raise ParseError(TOO_DEEP)


def _check_values(document: Any, lenient_keys: frozenset[str] | None) -> None:
    """Check every key and value, without recursion. Raises ValidationError.

    Texts are not checked under `lenient_keys`, or anywhere if that is None.
    """
    pending: list[tuple[tuple[Any, ...], Any]] = [((), document)]
    while pending:
        path, value = pending.pop()
        is_lenient = lenient_keys is None or bool(path and path[0] in lenient_keys)
        if isinstance(value, str):
            if not is_lenient:
                _check_text(path, value)
        elif isinstance(value, dict):
            for key, child in value.items():
                if not is_lenient:
                    _check_text((*path, key), key)
                pending.append(((*path, key), child))
        elif isinstance(value, list):
            pending.extend(((*path, index), child) for index, child in enumerate(value))
        elif isinstance(value, float) and not math.isfinite(value):
            raise _invalid_value(path, "not_finite", "NaN and infinities are not allowed.")
        elif isinstance(value, int) and abs(value) > MAX_INTEGER:
            raise _invalid_value(path, "max_value", "Integers must be between -2^53 and 2^53.")


def _check_text(path: tuple[Any, ...], text: str) -> None:
    if "\x00" in text:
        raise _invalid_value(
            path, "null_character", "The NUL character (\\u0000) cannot be stored."
        )
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _invalid_value(
            path, "lone_surrogate", "Half of a surrogate pair is not a character."
        ) from None


def _invalid_value(path: tuple[Any, ...], code: str, message: str) -> ValidationError:
    field = ".".join(str(step) for step in path) or "body"
    readable = field.encode(errors="replace").decode().replace("\x00", "?")
    return ValidationError({readable[:200]: [ErrorDetail(message, code)]})

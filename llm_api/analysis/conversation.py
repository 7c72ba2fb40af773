"""How the transcript of a speech or language model SDK is read.

A message needs a role that is known. Its text is read wherever the common SDKs put it, and every
change has a sentence in the warnings.
"""

from collections import defaultdict
from typing import Any

from llm_api.analysis.reading import AS_SENT, UNSTORABLE, Reading
from llm_api.analysis.storable import is_storable, storable

ROLES = {
    **dict.fromkeys(("interviewer", "assistant", "model", "ai", "bot"), "interviewer"),
    **dict.fromkeys(("user", "candidate", "human"), "user"),
}
# Where a text is looked for in a message without `content`, in this order.
TEXT_KEYS = ("parts", "text", "message")
# Fields of a part that hold its text, in this order.
PART_KEYS = ("text", "content", "parts", "transcript", "value")
# Types of parts that nobody said.
UNSPOKEN = ("reasoning", "thinking", "redacted", "tool", "function")
MAX_NAMED = 5  # fields, or roles, in one warning


class MessageError(Exception):
    """Messages that cannot be read: their path ("3", "3.role"), an error code and a sentence."""

    def __init__(self, errors: list[tuple[str, str, str]]) -> None:
        super().__init__(errors)
        self.errors = errors


def read_conversation(sent: list[Any]) -> Reading:
    """The messages that are stored: objects with `role`, `content` and their further keys.

    Raises MessageError for an element that is no object, or has no known role.
    """
    return _Reader().conversation(sent)


class _Reader:
    """Reads one conversation, and collects what differs from what was sent."""

    def __init__(self) -> None:
        self._errors: list[tuple[str, str, str]] = []
        self._changed: dict[str, list[str]] = defaultdict(list)
        self._other_roles: dict[str, str] = {}

    def conversation(self, sent: list[Any]) -> Reading:
        messages = [self._message(index, message) for index, message in enumerate(sent)]
        if self._errors:
            raise MessageError(self._errors)
        warnings = [
            f"{_listed([f'conversation.{field}' for field in fields])} {what}."
            for what, fields in self._changed.items()
        ]
        return Reading(messages, self._role_warnings() + warnings)

    def _role_warnings(self) -> list[str]:
        read = [f'"{sent[:20]}" as "{role}"' for sent, role in self._other_roles.items()]
        return [f"conversation: roles were read by other names: {_listed(read)}."] if read else []

    def _message(self, index: int, sent: Any) -> dict[str, Any] | None:
        if not isinstance(sent, dict):
            self._reject(f"{index}", "invalid", 'A message is an object with "role" and "content".')
            return None
        if not is_storable(sent):
            self._note(f"{index}", UNSTORABLE)
            sent = storable(sent)
        return {**sent, "role": self._role(index, sent), **self._content(index, sent)}

    def _role(self, index: int, message: dict[str, Any]) -> str:
        sent: Any = message.get("role")
        role = ROLES.get(sent.strip().lower()) if isinstance(sent, str) else None
        if "role" not in message:
            self._reject(f"{index}.role", "required", "This field is required.")
        elif role is None:
            known = ", ".join(ROLES)
            self._reject(f"{index}.role", "invalid_choice", f"A role is one of: {known}.")
        elif role != sent:
            self._other_roles[sent] = role
        return role or ""

    def _content(self, index: int, message: dict[str, Any]) -> dict[str, Any]:
        """The `content` to store, and what was sent for it where that is not the same text."""
        sent = message.get("content")
        field = f"{index}.content"
        if isinstance(sent, str):
            return {"content": sent}
        if isinstance(sent, bool | int | float):
            self._note(field, "was no text and was stored as one")
            return {"content": str(sent).lower()}
        text, what = _text_of(message)
        self._note(field, what)
        return {"content": text} if sent is None else {"content": text, **_kept(message, sent)}

    def _reject(self, path: str, code: str, message: str) -> None:
        self._errors.append((path, code, message))

    def _note(self, field: str, what: str) -> None:
        self._changed[what].append(field)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return ", ".join(names[:MAX_NAMED]) + more


def _text_of(message: dict[str, Any]) -> tuple[str, str]:
    """The text of a message whose `content` is none, and how it was found."""
    if text := _joined(message.get("content")):
        return text, "was read from its parts, whose texts were joined"
    for key in TEXT_KEYS:
        if text := _joined(message.get(key)):
            return text, f'was missing and was read from "{key}"'
    return "", "had no text: the message was stored as an empty one"


def _kept(message: dict[str, Any], content: Any) -> dict[str, Any]:
    """The parts that were sent as `content`, beside an `asSent` that was itself sent."""
    earlier = {AS_SENT: message[AS_SENT]} if message.get(AS_SENT) is not None else {}
    return {AS_SENT: {"content": content, **earlier}}


def _joined(parts: Any) -> str:
    """The texts of a part, or of a list of them, in order, with an empty line between them."""
    return "\n\n".join(_spoken(parts))


def _spoken(part: Any) -> list[str]:
    if isinstance(part, str):
        return [part] if part.strip() else []
    if isinstance(part, list):
        return [text for item in part for text in _spoken(item)]
    if not isinstance(part, dict) or _is_unspoken(part):
        return []
    return next((texts for key in PART_KEYS if (texts := _spoken(part.get(key)))), [])


def _is_unspoken(part: dict[str, Any]) -> bool:
    """Whether a part is reasoning or a call of a tool; Gemini marks thoughts by a field."""
    return str(part.get("type", "")).lower().startswith(UNSPOKEN) or part.get("thought") is True

"""How the feedback of a language model is read.

Feedback is what a model wrote, so it never rejects an interview. A value whose meaning is plain is
read, any other is kept under `asSent`, and every change has a sentence in the warnings. Nothing is
guessed: 85 may be of 100 or a slip, so it is no score.
"""

from typing import Any

from llm_api.analysis.competencies import SCORES_OBJECT
from llm_api.analysis.flattening import list_of_texts, paragraphs
from llm_api.analysis.json_text import find_json
from llm_api.analysis.reading import AS_SENT, UNSTORABLE, Reading, quoted
from llm_api.analysis.score_notation import folded, is_number, is_score_alone, read_score
from llm_api.analysis.scores import SCORES, round_half_up
from llm_api.analysis.storable import is_storable, storable
from llm_api.schemas import Row

# Keys that hold lists of texts.
ADVICE = ("strengths", "areasForImprovement", "recommendations")
DETAILED = "detailedFeedback"
KEYS = (*SCORES, *ADVICE, DETAILED)
KNOWN = {folded(key): key for key in KEYS}
# Within an object "scores" their names may lack "Score".
KNOWN_SCORES = {folded(key): key for key in SCORES} | {
    folded(key).removesuffix("score"): key for key in SCORES
}

# Objects that models put around the whole document, by their key without case and separators.
WRAPPERS = {
    *("feedback", "interviewfeedback", "result", "results", "response", "output", "data"),
    *("evaluation", "assessment", "analysis", "review"),
}
MAX_WRAPPERS = 4


def read_feedback(sent: Any) -> Reading:
    """The feedback document that is stored for any JSON value.

    Scores become numbers from 1 to 10 or null, the lists of advice hold texts, and
    `detailedFeedback` is a text. Further keys are kept as sent. Without any feedback it is `{}`.
    """
    reader = _Reader()
    document = reader.document(sent)
    return Reading(document, reader.warnings)


def advice_texts(row: Row, key: str) -> list[str]:
    """The trimmed texts under `key` of the row's feedback; values of other types are skipped."""
    feedback = row.get("feedback")
    texts = feedback.get(key) if isinstance(feedback, dict) else None
    if isinstance(texts, str):
        texts = [texts]
    if not isinstance(texts, list):
        return []
    return [text.strip() for text in texts if isinstance(text, str) and text.strip()]


class _Reader:
    """Reads one document, and collects what differs from what was sent."""

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self.as_sent: dict[str, Any] = {}

    def document(self, sent: Any) -> dict[str, Any]:
        document = self._unwrapped(self._whole(self._storable(sent)))
        if document.keys() - {AS_SENT} or sent == {}:
            document = self._with_known_keys(document)
            for key in SCORES:
                self._read_score(document, key)
            for key in ADVICE:
                document[key] = self._advice(key, document.get(key))
            document[DETAILED] = self._detailed(document.get(DETAILED))
        if self.as_sent:
            document[AS_SENT] = self._merged_as_sent(document.get(AS_SENT))
        return document

    def _storable(self, sent: Any) -> Any:
        if is_storable(sent):
            return sent
        self._warn("feedback", f"{UNSTORABLE}.")
        return storable(sent)

    # The whole ------------------------------------------------------------------------

    def _whole(self, sent: Any) -> dict[str, Any]:
        """The object that was sent, perhaps as text."""
        if isinstance(sent, dict):
            return sent
        if isinstance(sent, str) and sent.strip():
            return self._whole_text(sent)
        if sent is None or isinstance(sent, str):
            self._warn("feedback", "was empty: the interview was stored without feedback.")
            return {}
        self.as_sent["feedback"] = sent
        self._warn("feedback", f"was {quoted(sent)}, which is no object: it is kept in {AS_SENT}.")
        return {}

    def _whole_text(self, sent: str) -> dict[str, Any]:
        found = find_json(sent)
        if found is None or not (found.is_whole or _is_feedback(found.document)):
            self._warn("feedback", f"was the text {quoted(sent)}, stored as {DETAILED}.")
            return {DETAILED: sent}
        if found.document is None:
            return self._whole(None)
        if found.is_whole and found.is_complete:
            self._warn("feedback", f"was the text {quoted(sent)}, read as JSON.")
        else:
            self.as_sent["feedback"] = sent
            self._warn(
                "feedback", f"was the text {quoted(sent)}, whose JSON was read: it is in {AS_SENT}."
            )
        return self._storable(found.document)

    def _unwrapped(self, document: dict[str, Any]) -> dict[str, Any]:
        """Without the objects, of one key each, that a model has put around the document."""
        for _ in range(MAX_WRAPPERS):
            match list(document.items()):
                case [(str(key), dict(inner))] if _is_wrapper(key, inner):
                    self._warn(f"feedback.{key}", "held the whole feedback and was read as that.")
                    document = inner
                case _:
                    break
        return document

    def _with_known_keys(self, document: dict[str, Any]) -> dict[str, Any]:
        """The document with the guide's keys in the guide's spelling, moved and not doubled."""
        named: dict[str, Any] = {}
        for key, value in document.items():
            known = key if key in KEYS else KNOWN.get(folded(key), key)
            if known != key and (known in document or known in named):
                known = key  # beside the guide's own key it is a further key
            if known != key:
                self._warn(f"feedback.{key}", f"was read as {known}.")
            named[known] = value
        for key, value in list(named.items()):
            if isinstance(value, dict) and folded(key) == SCORES_OBJECT:
                named[key] = self._without_known_scores(key, value, named)
                if value and not named[key]:
                    del named[key]
        return named

    def _without_known_scores(
        self, scores_key: str, scores: dict[str, Any], named: dict[str, Any]
    ) -> dict[str, Any]:
        """Move the three scores of a `scores` object into `named`, and return the others."""
        others = {}
        for key, value in scores.items():
            known = KNOWN_SCORES.get(folded(key))
            if known is None or known in named:
                others[key] = value
            else:
                named[known] = value
                self._warn(f"feedback.{scores_key}.{key}", f"was read as {known}.")
        return others

    # Single keys ----------------------------------------------------------------------

    def _read_score(self, document: dict[str, Any], key: str) -> None:
        sent = document.get(key)
        if sent is None or sent == "":
            return
        document[key] = score = read_score(sent)
        if score is None:
            self._keep(key, sent, "is no score from 1 to 10, so that none was stored")
            return
        if not is_number(sent):
            if not is_score_alone(sent):
                self.as_sent[key] = sent
            self._warn(f"feedback.{key}", f"was {quoted(sent)} and was read as {score}.")
        rounded = round_half_up(score)
        if score != rounded:
            self._warn(
                f"feedback.{key}",
                f"is {score}; the column {SCORES[key]} holds it rounded, {rounded}.",
            )

    def _advice(self, key: str, sent: Any) -> list[str]:
        if isinstance(sent, list) and all(type(item) is str and item.strip() for item in sent):
            return sent
        if sent is None:
            return []
        if isinstance(sent, str):
            self._warn(f"feedback.{key}", f"was the text {quoted(sent)}, stored as a list.")
        else:
            self._keep(key, sent, "was read as a list of texts")
        return list_of_texts(sent)

    def _detailed(self, sent: Any) -> str:
        if isinstance(sent, str):
            return sent
        if sent is None:
            return ""
        self._keep(DETAILED, sent, "was read as a text")
        return paragraphs(sent)

    def _keep(self, key: str, sent: Any, why: str) -> None:
        self.as_sent[key] = sent
        self._warn(f"feedback.{key}", f"was {quoted(sent)}, which {why}: it is kept in {AS_SENT}.")

    def _merged_as_sent(self, sent: Any) -> dict[str, Any]:
        """What this reading keeps, beside an `asSent` that was itself sent."""
        if sent is None:
            return self.as_sent
        if isinstance(sent, dict) and not sent.keys() & self.as_sent.keys():
            return sent | self.as_sent
        return self.as_sent | {AS_SENT: sent}

    def _warn(self, field: str, text: str) -> None:
        self.warnings.append(f"{field[:100]} {text}")


def _is_wrapper(key: str, inner: dict[str, Any]) -> bool:
    if key == AS_SENT or folded(key) in KNOWN or folded(key) == SCORES_OBJECT:
        return False
    return folded(key) in WRAPPERS or _holds_known_keys(inner)


def _is_feedback(document: dict[str, Any] | None) -> bool:
    """Whether JSON among other text is the feedback, and not an example that the text shows."""
    return document is not None and (
        _holds_known_keys(document)
        or any(isinstance(inner, dict) and _holds_known_keys(inner) for inner in document.values())
    )


def _holds_known_keys(document: dict[str, Any]) -> bool:
    return any(folded(key) in KNOWN for key in document)

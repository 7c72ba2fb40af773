"""JSON for property-based tests: hostile values, and feedback as language models write it."""

import json
import os
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from llm_api.analysis.feedback import KEYS, WRAPPERS

# `make fuzz` sets it. Without it every run has the same examples.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "0"))
FUZZ = settings(
    max_examples=EXAMPLES or 200,
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)

SCORES_OF_MODELS = [
    *("8", "8/10", "8 out of 10", "7,5", "**8**", "8.0", "９", "80%", "4/5", "N/A", "high", "11"),
    *("1,000", "8/100", "~7", "-3", "", " ", "7.25/10", "_6_", "٨", "10", "0"),
]
TEXTS_OF_MODELS = [
    "Clear",
    "Short answers",
    "",
    "a\x00b",
    "nice \ud83d",
    "## Well\n\n* one",
    "null",
]

# Hostile values ---------------------------------------------------------------------

numbers = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(max_size=20) | st.text(st.characters(), max_size=8)  # surrogates too
odd_texts = st.sampled_from([*SCORES_OF_MODELS, *TEXTS_OF_MODELS, "NaN", "```", "{", '"', "[1]"])
scalars = st.none() | st.booleans() | numbers | texts | odd_texts

known_keys = st.sampled_from(
    [
        *(*KEYS, "overall_score", "Overall Score", "areas-for-improvement", "DETAILEDFEEDBACK"),
        *("scores", "Scores", "overall", "score", "rating", "reason", "max", "title", "detail"),
        *("asSent", "1", "2", "", "items", "\x00", "overallScore\x00", "\ud800", "\ufffd"),
        *sorted(WRAPPERS),
    ]
)
keys = known_keys | st.text(st.characters(), max_size=5)


def _within(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return (
        st.lists(inner, max_size=4)
        | st.dictionaries(keys, inner, max_size=6)
        | inner.map(lambda value: json.dumps(value))
        | inner.map(lambda value: f"Here:\n```json\n{json.dumps(value)}\n```\n")
        | inner.map(lambda value: [value])
    )


values = st.recursive(scalars, _within, max_leaves=25)
hostile_feedback = values | st.dictionaries(keys, values, max_size=9)

# As models write it -------------------------------------------------------------------

score = (
    st.integers(1, 10)
    | st.floats(1, 10).map(lambda number: round(number, 1))
    | st.integers(0, 100)
    | st.sampled_from(SCORES_OF_MODELS)
    | st.none()
)
explained = st.fixed_dictionaries(
    {"score": score},
    optional={"reason": st.sampled_from(TEXTS_OF_MODELS), "max": st.sampled_from([5, 10, 100])},
)
point = st.sampled_from(TEXTS_OF_MODELS) | st.fixed_dictionaries(
    {"title": st.sampled_from(TEXTS_OF_MODELS)},
    optional={"detail": st.sampled_from(TEXTS_OF_MODELS), "priority": st.integers(1, 3)},
)
points = (
    st.lists(point, max_size=4)
    | st.sampled_from(TEXTS_OF_MODELS)
    | st.dictionaries(st.sampled_from(["1", "2", "Technical", "Pace"]), point, max_size=3)
    | st.none()
)


def _spelled(name: str) -> st.SearchStrategy[str]:
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    return st.sampled_from([name, name, snake, snake.replace("_", " ").title()])


@st.composite
def model_feedback(draw: Any) -> Any:
    """A document of the guide's keys, in some spelling, wrapped or as text, with further keys."""
    parts = {
        **dict.fromkeys(KEYS[:3], score | explained | st.tuples(score).map(list)),
        **dict.fromkeys(KEYS[3:6], points),
        KEYS[6]: points,
        "problemSolvingScore": score,
        "questions": st.lists(
            st.fixed_dictionaries({"question": point, "score": score}), max_size=2
        ),
    }
    document = {
        draw(_spelled(key)) if key in KEYS else key: draw(part)
        for key, part in parts.items()
        if draw(st.integers(0, 4))
    }
    if draw(st.booleans()) and draw(st.booleans()):
        document = {draw(st.sampled_from(["feedback", "result", "evaluation"])): document}
    text = json.dumps(document, indent=draw(st.sampled_from([None, 2])))
    return draw(
        st.sampled_from([document] * 6 + [text, f"```json\n{text}\n```", f"Hm:\n```\n{text}\n```"])
    )


# Messages -----------------------------------------------------------------------------

roles = st.sampled_from(["interviewer", "user", "assistant", "Model", "AI", "human", "candidate"])
part = st.fixed_dictionaries(
    {}, optional={"type": st.sampled_from(["text", "reasoning", 5]), "text": values}
)
message_keys = st.sampled_from(
    ["id", "content\x00", "parts", "text", "message", "asSent", "\ud800", "role\x00"]
)
messages = st.builds(
    lambda further, own: {**further, **own},
    st.dictionaries(message_keys | keys.filter(lambda key: key != "role"), values, max_size=4),
    st.fixed_dictionaries(
        {"role": roles}, optional={"content": texts | st.lists(part, max_size=3) | values}
    ),
)
conversations = st.lists(messages, min_size=1, max_size=4)

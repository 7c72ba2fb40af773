"""Whatever stands under `feedback` and in messages: nothing is lost, invented or read twice."""

import copy

import pytest

pytest.importorskip("hypothesis", reason="requirements-dev.txt not installed")
from hypothesis import given

from llm_api.analysis.conversation import ROLES, read_conversation
from llm_api.analysis.feedback import ADVICE, DETAILED, read_feedback
from llm_api.analysis.scores import SCORES, score_columns
from llm_api.analysis.storable import is_storable
from tests.support.json_strategies import FUZZ, conversations, hostile_feedback, model_feedback
from tests.support.losses import invented_scores, lost

EMPTY = {**{key: [] for key in ADVICE}, DETAILED: ""}


def check_feedback(sent):
    before = copy.deepcopy(sent)
    document, warnings = read_feedback(sent)

    assert sent == before
    assert is_storable(document)
    assert lost(sent, document) == []
    assert invented_scores(sent, document) == {}
    assert warnings or without_empty(document) == without_empty(sent)
    check_form(document)
    again, further = read_feedback(document)
    assert {**EMPTY, **again} == {**EMPTY, **document}
    assert [warning for warning in further if "holds it rounded" not in warning] == []


def without_empty(document):
    """Only what is empty in the guide's own keys may change without a warning."""
    empty = {**EMPTY, **dict.fromkeys(SCORES)}
    return {
        key: value
        for key, value in document.items()
        if key not in empty or value not in (None, empty[key])
    }


def check_form(document):
    columns = score_columns(document)
    assert all(column is None or 1 <= column <= 10 for column in columns.values())
    for key in SCORES:
        score = document.get(key)
        assert score in (None, "") or (type(score) in (int, float) and 1 <= score <= 10)
    for key in ADVICE:
        assert all(isinstance(text, str) and text.strip() for text in document.get(key, []))
    assert isinstance(document.get(DETAILED, ""), str)


@FUZZ
@given(sent=hostile_feedback)
def test_hostile_feedback_is_kept(sent):
    check_feedback(sent)


@FUZZ
@given(sent=model_feedback())
def test_the_feedback_of_models_is_kept(sent):
    check_feedback(sent)


@FUZZ
@given(sent=conversations)
def test_any_message_of_a_known_role_is_kept(sent):
    before = copy.deepcopy(sent)
    stored, warnings = read_conversation(sent)

    assert sent == before
    assert is_storable(stored)
    assert len(stored) == len(sent)
    for message in stored:
        assert message["role"] in set(ROLES.values())
        assert isinstance(message["content"], str)
    roles = {message["role"] for message in sent}
    assert [leaf for leaf in lost(sent, stored) if leaf not in roles] == []
    assert stored == sent or warnings
    assert read_conversation(stored) == (stored, [])

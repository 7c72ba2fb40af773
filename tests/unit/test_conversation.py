"""What SDKs of models and of speech write for a transcript: what is stored, and what is said."""

import copy
import time

import pytest

from llm_api.analysis.conversation import MessageError, read_conversation


def read(*messages):
    before = copy.deepcopy(messages)
    stored, warnings = read_conversation(list(messages))
    assert messages == before  # the body is compared as it was sent
    again, _ = read_conversation(stored)
    assert again == stored
    return stored, warnings


def read_one(**message):
    [stored], warnings = read({"role": "user", **message})
    return stored, warnings


# Roles --------------------------------------------------------------------------------


@pytest.mark.parametrize("sent", ["assistant", "model", "ai", "bot", "Assistant", "AI", "BOT"])
def test_a_models_names_for_itself_are_the_interviewer(sent):
    [stored], [warning] = read({"role": sent, "content": "Hello"})

    assert stored == {"role": "interviewer", "content": "Hello"}
    assert f'"{sent}" as "interviewer"' in warning


@pytest.mark.parametrize("sent", ["candidate", "human", "Human", "USER", " user "])
def test_other_names_of_the_person_are_the_user(sent):
    [stored], [warning] = read({"role": sent, "content": "Hello"})

    assert stored == {"role": "user", "content": "Hello"}
    assert f'"{sent}" as "user"' in warning


def test_the_guides_own_roles_are_kept_and_nothing_is_said():
    sent = [{"role": "interviewer", "content": "a"}, {"role": "user", "content": "b", "id": 1}]

    assert read(*sent) == (sent, [])


def test_there_is_one_warning_for_all_roles():
    roles = ["assistant", "candidate", "Assistant", "model", "bot", "AI", "human"] * 700

    _, [warning] = read(*({"role": role, "content": "x"} for role in roles))

    assert warning.startswith("conversation: roles ")
    assert "and 2 more" in warning


@pytest.mark.parametrize(
    ("message", "path", "code"),
    [
        ({"role": "system", "content": "x"}, "1.role", "invalid_choice"),
        ({"role": "nobody", "content": "x"}, "1.role", "invalid_choice"),
        ({"role": "", "content": "x"}, "1.role", "invalid_choice"),
        ({"role": None, "content": "x"}, "1.role", "invalid_choice"),
        ({"role": 5, "content": "x"}, "1.role", "invalid_choice"),
        ({"role": ["user"], "content": "x"}, "1.role", "invalid_choice"),
        ({"content": "x"}, "1.role", "required"),
        ("text", "1", "invalid"),
        (None, "1", "invalid"),
        ([], "1", "invalid"),
        (5, "1", "invalid"),
    ],
)
def test_what_is_no_message_of_a_known_role_is_named(message, path, code):
    with pytest.raises(MessageError) as caught:
        read_conversation([{"role": "assistant", "content": "x"}, message])

    assert [(path, code) for path, code, _ in caught.value.errors] == [(path, code)]


# Content ------------------------------------------------------------------------------


@pytest.mark.parametrize("content", ["", " ", "text"])
def test_a_text_is_kept_an_empty_one_too(content):
    assert read_one(content=content) == ({"role": "user", "content": content}, [])


PARTS = [
    ([{"type": "text", "text": "One."}, {"type": "text", "text": "Two."}], "One.\n\nTwo."),
    ([{"text": "One."}], "One."),
    (["One.", "Two."], "One.\n\nTwo."),
    ([{"type": "output_text", "text": "One.", "annotations": []}], "One."),
    ([{"type": "input_audio", "transcript": "One."}], "One."),
    ([{"type": "text", "text": {"value": "One.", "annotations": []}}], "One."),
    ([{"type": "step-start"}, {"type": "text", "text": "One."}], "One."),
    ([{"type": "reasoning", "text": "Hm."}, {"type": "text", "text": "One."}], "One."),
    ([{"type": "tool-call", "text": "f()"}, {"text": "One."}], "One."),
    ([{"text": "Hm.", "thought": True}, {"text": "One."}], "One."),
    ([{"type": "text", "text": " "}, {"type": "text", "text": "One."}], "One."),
    ([{"parts": [{"text": "One."}]}], "One."),
    ({"type": "text", "text": "One."}, "One."),
]


@pytest.mark.parametrize(("parts", "text"), PARTS)
def test_content_in_parts_is_joined_and_the_parts_are_kept(parts, text):
    stored, [warning] = read_one(content=parts, id=1)

    assert stored == {"role": "user", "content": text, "id": 1, "asSent": {"content": parts}}
    assert warning.startswith("conversation.0.content ")


@pytest.mark.parametrize(("parts", "text"), PARTS)
@pytest.mark.parametrize("further", [{}, {"content": None}])
def test_without_content_the_parts_are_read_and_stay(parts, text, further):
    stored, [warning] = read_one(parts=parts, **further)

    assert stored == {"role": "user", "content": text, "parts": parts}
    assert 'conversation.0.content was missing and was read from "parts"' in warning


@pytest.mark.parametrize("key", ["text", "message"])
def test_without_content_a_text_elsewhere_is_read_and_stays(key):
    stored, [warning] = read_one(**{key: "One."})

    assert stored == {"role": "user", "content": "One.", key: "One."}
    assert f'read from "{key}"' in warning


def test_parts_come_before_a_text_and_blank_ones_are_passed_over():
    assert read_one(parts=["One."], text="Two.")[0]["content"] == "One."
    assert read_one(parts=[], text="Two.")[0]["content"] == "Two."
    assert read_one(content=[], text="Two.")[0]["content"] == "Two."


@pytest.mark.parametrize(
    ("sent", "text"), [(5, "5"), (7.5, "7.5"), (True, "true"), (False, "false"), (-0.0, "-0.0")]
)
def test_a_number_or_a_truth_becomes_its_text(sent, text):
    stored, [warning] = read_one(content=sent)

    assert stored == {"role": "user", "content": text}
    assert warning == "conversation.0.content was no text and was stored as one."


@pytest.mark.parametrize(
    "further", [{}, {"content": None}, {"parts": []}, {"text": 5}, {"message": {"id": 1}}]
)
def test_a_message_without_any_text_is_stored_as_an_empty_one(further):
    stored, [warning] = read_one(**further)

    assert stored == {"role": "user", **further, "content": ""}
    assert "had no text" in warning


@pytest.mark.parametrize("content", [[], {}, [{"type": "image", "url": "x"}], [5]])
def test_content_without_text_is_kept_beside_an_empty_text(content):
    stored, [warning] = read_one(content=content)

    assert stored == {"role": "user", "content": "", "asSent": {"content": content}}
    assert "had no text" in warning


@pytest.mark.parametrize("earlier", [{"content": ["Zero."]}, "text", 0, []])
def test_an_as_sent_that_was_sent_is_kept_beside_ours(earlier):
    stored, _ = read_one(content=["One."], asSent=earlier)

    assert stored["asSent"] == {"content": ["One."], "asSent": earlier}


# Characters, and much -----------------------------------------------------------------


def test_nul_is_left_out_and_half_of_a_surrogate_pair_replaced():
    stored, [warning] = read_one(content="nice \ud83d", **{"a\x00b": ["\x00"]})

    assert stored == {"role": "user", "content": "nice \ufffd", "ab": [""]}
    assert warning.startswith("conversation.0 had characters ")


def test_no_value_is_lost_to_keys_that_become_equal():
    stored, _ = read_one(content="a", **{"content\x00": "b", "\x00content": "c"})

    assert stored["content"] == "a"
    assert set(stored.values()) == {"user", "a", "b", "c"}


def test_a_warning_names_some_fields_and_how_many_more():
    _, [warning] = read(*({"role": "user", "text": "x"} for _ in range(5_000)))

    assert "conversation.4.content and 4995 more was missing" in warning
    assert len(warning) < 300


def test_a_long_and_deep_conversation_is_read_in_time():
    deep = "x"
    for _ in range(27):
        deep = {"text": [deep]}
    messages = [{"role": "AI", "content": [deep], "n\x00": 1} for _ in range(5_000)]

    began = time.process_time()
    stored, _ = read_conversation(messages)

    assert stored[-1]["content"] == "x"
    assert time.process_time() - began < 5

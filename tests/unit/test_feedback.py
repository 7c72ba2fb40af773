"""What language models write for feedback: what is stored of it, and what is said about it."""

import copy
import itertools
import json
import time

import pytest

from llm_api.analysis.feedback import ADVICE, DETAILED, read_feedback
from llm_api.analysis.scores import SCORES, score_columns
from tests.support.interviews import MISSING
from tests.unit.feedback_shapes import SHAPES

EMPTY = {"strengths": [], "areasForImprovement": [], "recommendations": [], "detailedFeedback": ""}


def read(sent):
    """What is stored, without the keys that a save always adds, and the warnings."""
    before = copy.deepcopy(sent)
    document, warnings = read_feedback(sent)
    assert sent == before  # the body is compared as it was sent
    return {
        key: document[key] for key in document if EMPTY.get(key, MISSING) != document[key]
    }, warnings


def besides_rounding(warnings):
    return [warning for warning in warnings if "holds it rounded" not in warning]


def nested(levels, value=1):
    for _ in range(levels):
        value = {"a": value}
    return value


# Scores -------------------------------------------------------------------------------


@pytest.mark.parametrize("key", SCORES)
@pytest.mark.parametrize("sent", [1, 10, 8, 8.0])
def test_a_score_is_stored_as_it_is(key, sent):
    assert read({key: sent}) == ({key: sent}, [])


@pytest.mark.parametrize(
    ("sent", "column"), [(7.5, 8), (6.5, 7), (7.49, 7), (9.5, 10), (1.0001, 1), (9.99, 10)]
)
def test_a_decimal_score_is_stored_and_its_column_rounded_half_up(sent, column):
    stored, warnings = read({"overallScore": sent})

    assert stored == {"overallScore": sent}
    assert score_columns(stored)["overall_score"] == column
    [warning] = warnings
    assert warning.startswith("feedback.overallScore ")
    assert f"is {sent};" in warning
    assert f"rounded, {column}." in warning


PLAIN = {
    # as documented
    "8": 8,
    "8/10": 8,
    "8 out of 10": 8,
    "7,5": 7.5,
    "**8**": 8,
    "８": 8,
    "８／１０": 8,
    # their kind
    " 8 ": 8,
    "8.0": 8,
    "7.50": 7.5,
    "08": 8,
    "10/10": 10,
    "8 / 10": 8,
    "8/10.0": 8,
    "7,5/10": 7.5,
    "7.5 OUT OF 10": 7.5,
    "8 of 10": 8,
    "**8**/10": 8,
    "**7.5** / **10": 7.5,
    "`8/10`": 8,
    "_9_": 9,
    "7.333333333333333": 7.333333333333333,
    "７．５": 7.5,
    "７，５": 7.5,
    "٨": 8,
    "٧٫٥": 7.5,
    "८": 8,
    "８\u3000／\u300010": 8,
}


@pytest.mark.parametrize("sent", PLAIN)
def test_a_score_that_is_plainly_written_as_text_is_read(sent):
    stored, warnings = read({"technicalScore": sent})

    assert stored == {"technicalScore": PLAIN[sent]}
    assert json.dumps(sent, ensure_ascii=False) in warnings[0]
    assert f"read as {PLAIN[sent]}." in warnings[0]


@pytest.mark.parametrize(
    ("sent", "score"),
    [
        ({"score": 8}, 8),
        ([8], 8),
        ([[8]], 8),
        ({"Score": "8/10"}, 8),
        ({"value": 7.5}, 7.5),
        ({"rating": {"value": 7}}, 7),
        ([{"score": 8}], 8),
        ({"score": ["8"]}, 8),
    ],
)
def test_a_score_in_an_object_or_a_list_of_its_own_is_read(sent, score):
    stored, warnings = read({"overallScore": sent})

    assert stored == {"overallScore": score}
    assert json.dumps(sent) in warnings[0]


@pytest.mark.parametrize(
    ("sent", "score"),
    [
        ({"score": 8, "reason": "Clear"}, 8),
        ({"score": "8/10", "Justification": "Clear", "label": None}, 8),
        ({"rating": 7, "comments": ["Clear", "Calm"]}, 7),
        ([{"score": 8, "reason": "Clear"}], 8),
        ({"score": {"score": 8, "reason": "Clear"}}, 8),
        ({"score": 8, "max": 10}, 8),
        ({"score": 8, "out_of": "10", "comment": "Clear"}, 8),
    ],
)
def test_what_explains_a_score_is_kept_beside_it(sent, score):
    stored, warnings = read({"overallScore": sent})

    assert stored == {"overallScore": score, "asSent": {"overallScore": sent}}
    assert len(warnings) == 1


NO_SCORES = [
    # as documented
    *(0, 11, 85, -1, True, "80%", "4/5", "80/100", "high", "N/A"),
    # their kind
    *(0.99, 10.01, False, 1e300, "11", "0", "0/10", "11/10", "-1", "−8", "8/100", "8/10,000"),
    *("1,000", "8,500", "1e1", "8 points", "8-9", "7 or 8", "~8", "~~8~~", "1⁰", "8½", "1_0"),
    *(
        "eight",
        "八",
        "B+",
        "8/10/2025",
        "8 out of 10 questions",
        "Score: 8",
        "8.",
        "  ",
        "8" * 5_000,
    ),
    *([], {}, [8, 9], [None], {"score": 8, "max": 100}, {"score": 80, "max": 100}, {"points": 8}),
    *({"score": 8, "value": 9}, {"score": 8, "percentile": 80}, {"score": None}, {"score": 85}),
    *({"score": 8, "details": {"max": 100}}, {"score": 8, "max": True}, {"technical": 8}),
    *({"rating": 5, "notes": "out of 5"}, {"score": 5, "name": "5 of 5 stars"}),
    *("10.00000000000000000001", "0.99999999999999999999"),
]


@pytest.mark.parametrize("sent", NO_SCORES, ids=lambda sent: repr(sent)[:30])
@pytest.mark.parametrize("key", SCORES)
def test_what_is_no_plain_score_of_ten_is_none_and_is_kept(key, sent):
    stored, warnings = read({key: sent})

    assert stored == {key: None, "asSent": {key: sent}}
    assert score_columns(stored)[SCORES[key]] is None
    [warning] = warnings
    assert warning.startswith(f"feedback.{key} was {json.dumps(sent, ensure_ascii=False)[:80]}")
    assert "asSent" in warning


@pytest.mark.parametrize("sent", [{}, {"overallScore": None}, {"overallScore": ""}])
def test_a_score_that_is_missing_is_none_and_nothing_is_said(sent):
    assert read(sent) == (sent, [])
    assert set(score_columns(sent).values()) == {None}


# Advice -------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ADVICE)
@pytest.mark.parametrize(
    ("sent", "kept"), [(None, []), ([], []), (["Clear"], ["Clear"]), ([" a\n", "b"], [" a\n", "b"])]
)
def test_advice_as_the_guide_has_it_is_kept_as_it_is(key, sent, kept):
    document, warnings = read_feedback({key: sent})

    assert (document, warnings) == ({**EMPTY, key: kept}, [])


@pytest.mark.parametrize("sent", ["Clear", "- a\n- b", " "])
def test_one_text_for_advice_becomes_a_list_of_it(sent):
    stored, [warning] = read({"strengths": sent})

    assert stored == ({"strengths": [sent]} if sent.strip() else {})
    assert warning == f"feedback.strengths was the text {json.dumps(sent)}, stored as a list."


ADVICE_SHAPES = [
    # as documented
    ([{"title": "Clear", "detail": "Short answers"}], ["Clear: Short answers"]),
    ({"Clear": "Short answers"}, ["Clear: Short answers"]),
    ([{"Clear": "Short answers"}], ["Clear: Short answers"]),
    ({"1": "Clear", "2": "Calm"}, ["Clear", "Calm"]),
    (["Clear", None, "", ["Calm", ["Kind"]], 5], ["Clear", "Calm", "Kind", "5"]),
    # their kind
    ({"title": "Clear", "detail": "Short answers"}, ["Clear: Short answers"]),
    ({"title": "Clear"}, ["Clear"]),
    ([{"detail": None, "title": "Clear"}], ["Clear"]),
    ([{"area": "Depth", "suggestion": "Read", "priority": 1}], ["Depth: Read; priority: 1"]),
    ([{"Clear": "a", "Calm": "b"}], ["Clear: a; Calm: b"]),
    ({"Technical": ["SQL", "Go"], "Other": "x"}, ["Technical: SQL; Go", "Other: x"]),
    ({"items": ["Clear", "Calm"]}, ["Clear", "Calm"]),
    ({"strengths": [{"point": "Clear"}]}, ["Clear"]),
    ([{"title": {"en": ["Clear"]}, "detail": ["a", "b"]}], ["en: Clear: a; b"]),
    ([[], {}, {"a": None}, "  "], []),
    ({}, []),
    ({"": "Clear"}, [": Clear"]),
    (["a", ""], ["a"]),
    ([True, 1.5, 2], ["true", "1.5", "2"]),
    (5, ["5"]),
    (True, ["true"]),
]


@pytest.mark.parametrize(("sent", "texts"), ADVICE_SHAPES)
def test_other_advice_becomes_a_list_of_texts_and_is_kept(sent, texts):
    stored, [warning] = read({"recommendations": sent})

    expected = {"recommendations": texts} if texts else {}
    assert stored == {**expected, "asSent": {"recommendations": sent}}
    assert warning.startswith(f"feedback.recommendations was {json.dumps(sent)[:80]}")


# Detailed feedback --------------------------------------------------------------------


@pytest.mark.parametrize("sent", ["", " a\n", "# Heading\n\n* one"])
def test_detailed_feedback_is_kept_as_it_is(sent):
    assert read_feedback({DETAILED: sent}) == ({**EMPTY, DETAILED: sent}, [])


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        (["One.", "Two."], "One.\n\nTwo."),
        ({"Opening": "Good", "Depth": "Less so"}, "Opening: Good\nDepth: Less so"),
        ({"1": "Good"}, "1: Good"),
        ({"Opening": ["a", "b"], "None": None}, "Opening: a; b"),
        ({"Technical": {"SQL": "good", "Go": "fair"}}, "Technical: SQL: good; Go: fair"),
        ([{"title": "Opening", "text": "Good"}, "End"], "Opening: Good\n\nEnd"),
        ([], ""),
        ({}, ""),
        (5, "5"),
        (False, "false"),
    ],
)
def test_other_detailed_feedback_becomes_one_text_and_is_kept(sent, text):
    stored, [warning] = read({DETAILED: sent})

    assert stored == {**({DETAILED: text} if text else {}), "asSent": {DETAILED: sent}}
    assert warning.startswith(f"feedback.detailedFeedback was {json.dumps(sent)}")


# Keys ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        ("overall_score", "overallScore"),
        ("Overall Score", "overallScore"),
        ("OVERALL-SCORE", "overallScore"),
        ("overallscore", "overallScore"),
        (" technical_score", "technicalScore"),
    ],
)
def test_a_guides_key_in_another_spelling_is_moved(sent, key):
    assert read({sent: 8}) == ({key: 8}, [f"feedback.{sent} was read as {key}."])


def test_every_key_of_the_guide_is_read_in_snake_case():
    sent = {
        **{"overall_score": 8, "communication_score": 7, "technical_score": 9, "strengths": ["a"]},
        **{"areas_for_improvement": ["b"], "recommendations": ["c"], "detailed_feedback": "d"},
    }

    stored, warnings = read(sent)

    assert stored == {
        **{"overallScore": 8, "communicationScore": 7, "technicalScore": 9, "strengths": ["a"]},
        **{"areasForImprovement": ["b"], "recommendations": ["c"], "detailedFeedback": "d"},
    }
    assert len(warnings) == 5


@pytest.mark.parametrize("own", [7, None, ""])
@pytest.mark.parametrize("turned", [False, True])
def test_beside_the_guides_own_key_another_spelling_is_a_further_key(own, turned):
    sent = {"overallScore": own, "overall_score": 8}

    assert read(dict(reversed(sent.items())) if turned else sent) == (sent, [])


def test_of_two_other_spellings_the_first_is_read():
    stored, [warning] = read({"overall_score": 8, "Overall Score": 7})

    assert stored == {"overallScore": 8, "Overall Score": 7}
    assert "feedback.overall_score" in warning


@pytest.mark.parametrize("scores", ["scores", "Scores", "SCORES"])
def test_the_scores_of_an_object_for_them_are_moved(scores):
    sent = {scores: {"overall": 8, "communication_score": "7/10", "technicalScore": 9, "depth": 6}}

    stored, warnings = read(sent)

    assert stored == {
        **{"overallScore": 8, "communicationScore": 7, "technicalScore": 9},
        scores: {"depth": 6},
    }
    assert warnings[0] == f"feedback.{scores}.overall was read as overallScore."
    assert len(warnings) == 4


def test_an_object_for_scores_that_is_empty_by_then_is_gone():
    assert read({"scores": {"overall": 8}})[0] == {"overallScore": 8}
    assert read({"scores": {}})[0] == {"scores": {}}


@pytest.mark.parametrize("scores", [{"overall": 7}, {"overallScore": 7}, [7], 7, None])
def test_scores_that_are_named_already_stay_where_they_are(scores):
    sent = {"overallScore": 8, "scores": scores}

    assert read(sent) == (sent, [])


def test_further_keys_are_kept_as_they_are():
    sent = {"problemSolvingScore": 85, "questions": [{"score": "8/10"}], "a": {"b": [None, 1.5]}}

    assert read(sent) == (sent, [])


# The whole ----------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["feedback", "result", "Interview_Feedback", "evaluation", "x"])
def test_one_object_around_the_whole_is_taken_off(key):
    stored, [warning] = read({key: {"overallScore": 8, "more": 1}})

    assert stored == {"overallScore": 8, "more": 1}
    assert warning.startswith(f"feedback.{key} ")


def test_objects_around_objects_are_taken_off():
    assert read({"data": {"result": {"feedback": {"overall_score": "8"}}}})[0] == {
        "overallScore": 8
    }


@pytest.mark.parametrize(
    "sent",
    [
        {"feedback": {"overallScore": 8}, "model": "m"},
        {"feedback": "good"},
        {"something": {"else": 1}},
        {"scores": {"depth": 8}},
        {"asSent": {"overallScore": 8}},
    ],
)
def test_what_is_not_around_the_whole_is_kept(sent):
    assert read(sent) == (sent, [])


DOCUMENT = {"overallScore": 8, "strengths": ["Clear"]}
JSON = json.dumps(DOCUMENT)


@pytest.mark.parametrize(
    "sent",
    [
        JSON,
        f"  {json.dumps(DOCUMENT, indent=2)}\n",
        f"\ufeff{JSON}",
        f"```json\n{JSON}\n```",
        f"```\n{JSON}\n```\n",
        f"~~~JSON\n{JSON}\n~~~",
        f"````json\n{JSON}\n````",
        f"```json {JSON} ```",
        f"```json\r\n{JSON}\r\n```",
        json.dumps(JSON),
        json.dumps({"result": DOCUMENT}),
    ],
)
def test_the_whole_as_json_text_is_read(sent):
    stored, warnings = read(sent)

    assert stored.pop("asSent", None) in (None, {"feedback": sent})
    assert stored == DOCUMENT
    assert warnings[0].startswith(
        f"feedback was the text {json.dumps(sent, ensure_ascii=False)[:80]}"
    )


@pytest.mark.parametrize(
    "sent",
    [
        f"Here is the feedback:\n```json\n{JSON}\n```\nGood luck!",
        f"Here it is:\n\n```json\n{JSON}",
        f"```sql\nselect 1\n```\n```json\n{JSON}\n```",
        f'Sure!\n```\n{{"result": {JSON}}}\n```',
        '{"overallScore": 3, "strengths": ["Clear"], "overallScore": 8}',
    ],
)
def test_json_that_is_not_all_of_a_text_is_read_and_the_text_kept(sent):
    stored, warnings = read(sent)

    assert stored == {**DOCUMENT, "asSent": {"feedback": sent}}
    assert "asSent" in warnings[0]


@pytest.mark.parametrize(
    "sent",
    [
        "You did well.",
        "[1, 2]",
        "8",
        '{"overallScore": NaN}',
        '{"overallScore": 1e999}',
        '{"n": 9007199254740993}',
        f'{{"n": {"1" * 5000}}}',
        json.dumps(nested(33)),
        '{"a":' * 100_000,
        "[" * 100_000,
        "{'overallScore': 8}",
        f"```json\n{JSON}\n```\nor\n```json\n{JSON}\n```",
        'Use an index:\n```json\n{"user": 1}\n```\nfor this.',
        "```json\n{\n```",
        "```",
        "``` ``` ```",
    ],
    ids=lambda sent: sent[:20],
)
def test_other_text_is_the_detailed_feedback(sent):
    stored, [warning] = read(sent)

    assert stored == {"detailedFeedback": sent}
    assert warning.startswith("feedback was the text ")


def test_json_text_may_have_32_levels():
    assert read(json.dumps(nested(32)))[0] == nested(32)


@pytest.mark.parametrize("sent", [None, "", " \n", "null", "```json\nnull\n```"])
def test_no_feedback_is_an_empty_document_and_is_said(sent):
    assert read_feedback(sent) == (
        {},
        ["feedback was empty: the interview was stored without feedback."],
    )


@pytest.mark.parametrize("sent", [5, 0, True, [], [{"overallScore": 8}], ["a", 1]])
def test_feedback_of_another_kind_is_kept_and_not_read(sent):
    document, [warning] = read_feedback(sent)

    assert document == {"asSent": {"feedback": sent}}
    assert json.dumps(sent) in warning


# asSent -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"a": 1}, {"a": 1, "overallScore": 85}),
        (None, {"overallScore": 85}),
        ("text", {"asSent": "text", "overallScore": 85}),
        ({"overallScore": 9}, {"asSent": {"overallScore": 9}, "overallScore": 85}),
        ([], {"asSent": [], "overallScore": 85}),
    ],
)
def test_an_as_sent_that_was_sent_is_kept_beside_ours(sent, kept):
    assert read({"overallScore": 85, "asSent": sent})[0] == {"overallScore": None, "asSent": kept}


# Characters ---------------------------------------------------------------------------


def test_nul_is_left_out_and_half_of_a_surrogate_pair_replaced():
    stored, [warning] = read(
        {"strengths": ["a\x00b", "nice \ud83d"], "k\x00ey": {"\ud83d": "\x00"}}
    )

    assert stored == {"strengths": ["ab", "nice \ufffd"], "key": {"\ufffd": ""}}
    assert "U+FFFD" in warning


@pytest.mark.parametrize(
    "keys",
    [
        ["a\x00b", "ab"],
        ["ab", "a\x00b", "\x00ab", "ab\ufffd2"],
        ["\ud800", "\ud801", "\udfff", "\ufffd"],
        ["overallScore\x00", "overallScore"],
    ],
)
def test_no_value_is_lost_to_keys_that_become_equal(keys):
    further = {key: number for number, key in enumerate(keys)}
    document, _ = read_feedback({"further": further, "overallScore": 8})

    assert sorted(document["further"].values()) == list(range(len(keys)))
    assert {key for key in keys if key.isprintable()} <= set(document["further"])


def test_surrogates_that_come_out_of_json_text_are_replaced_too():
    stored, warnings = read('{"overallScore": 8, "note": "nice \\ud83d\\u0000"}')

    assert stored == {"overallScore": 8, "note": "nice \ufffd"}
    assert len(warnings) == 2


# Reading twice, and reading much -----------------------------------------------------


def rows():
    """Something of every kind above."""
    return [
        *({"overallScore": sent} for sent in [*PLAIN, *NO_SCORES, 7.5]),
        *({"strengths": sent} for sent, _ in ADVICE_SHAPES),
        *({DETAILED: sent} for sent in (["a"], {"a": "b"}, 5)),
        *(JSON, f"Hm\n```\n{JSON}\n```", "text", None, [1], {"result": DOCUMENT}),
        *({"scores": {"overall": 8, "x": 1}}, {"a\x00": 1, "a": 2}),
        *(sent for sent, _ in SHAPES.values()),
    ]


@pytest.mark.parametrize("sent", rows(), ids=lambda sent: repr(sent)[:40])
def test_reading_what_was_stored_changes_nothing(sent):
    document, _ = read_feedback(sent)
    again, warnings = read_feedback(document)

    assert {**EMPTY, **again} == {**EMPTY, **document}
    assert besides_rounding(warnings) == []


HALF = 1_000_000
LARGE = {
    "fences that are opened": "```a\n" * (HALF // 5),
    "blanks within a fence": "```\n" + " " * HALF,
    "tildes before a backtick": "~" * HALF + "`",
    "backticks": "`" * HALF,
    "combining marks": {"overallScore": "a" + "\u0301\u0316" * (HALF // 2)},
    "digits": {"overallScore": "8" * HALF},
    "digits as JSON": f'{{"a": {"8" * HALF}}}',
    "blanks in a score": {"overallScore": "8" + " " * HALF + "/10"},
    "a long heading of many": {"strengths": {"K" * HALF: ["a"] * (HALF // 4)}},
    "long headings of headings": {"strengths": nested(25, ["a"] * (HALF // 4))},
    "many keys": {f"overall_{'_' * (n % 50)}{n}": n for n in range(100_000)},
    "many spellings": {"overall" + " " * n + "score": 8 for n in range(1_000)},
    "keys that become equal": {
        "".join(letters): 1
        for letters in itertools.islice(
            itertools.permutations("aaaaaaaa\x00\x00\ud800\ud801"), 50_000
        )
    },
    "many scores": {"overallScore": [8] * (HALF // 2)},
    "wide": {"strengths": [[{"a": {"b": n}}] for n in range(HALF // 20)]},
}


@pytest.mark.parametrize("what", LARGE)
def test_a_large_document_is_read_in_time(what):
    """Each of these took minutes, or gigabytes, in one way to write it."""
    began = time.process_time()
    document, warnings = read_feedback(LARGE[what])

    assert time.process_time() - began < 10
    assert len(json.dumps(document)) < 4 * len(json.dumps(LARGE[what])) + 1_000
    assert len("".join(warnings)) < 10_000


# What applications out there ask models for ------------------------------------------


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_that_applications_ask_models_for(name):
    sent, expected = SHAPES[name]
    stored, warnings = read(sent)

    assert {key: stored.get(key) for key in expected} == expected
    scores = {key: stored[key] for key in SCORES if stored.get(key) is not None}
    assert scores == {key: expected[key] for key in SCORES if expected.get(key) is not None}
    assert bool(besides_rounding(warnings)) is (stored != sent)

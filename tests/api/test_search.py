"""GET /api/interviews/list?search=: what is found, what is not, and where."""

import json
import uuid
from typing import Any

import pytest

from tests.support.interviews import COLUMNS
from tests.support.search_examples import SEARCHES

LIST = "/api/interviews/list"


@pytest.fixture(scope="module")
def user(sign_up):
    return sign_up(f"{uuid.uuid4()}@example.com")


@pytest.fixture
def say(save, interview, user, db):
    """Save an interview whose messages are these; its id. The user has no others."""
    db.execute("delete from interviews where user_id = %s", [user.id])

    def say(*messages: str, **fields: Any) -> str:
        said = [{"role": "user", "content": message} for message in messages]
        body = interview | ({"conversation": said} if said else {}) | fields
        return save(body, user).json()["data"]["id"]

    return say


@pytest.fixture
def found(client, supabase, user):
    """Search for these words: the items, of which each mark is what the search says."""

    def found(words: str, **filters: Any) -> list[dict[str, Any]]:
        response = client.get(LIST, {"search": words, **filters}, headers=user.headers)
        assert response.status_code == 200, response.content
        items = response.json()["data"]
        assert response.json()["pagination"]["total"] == len(items)
        return items

    return found


# Which words are found ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I tuned PostgreSQL daily", "postgresql"),
        ("I tuned PostgreSQL daily", "GRES"),
        ("I tuned PostgreSQL daily", "daily tuned"),
        ("I tuned PostgreSQL daily", "  daily \t tuned\n"),
        ("I tuned PostgreSQL daily", "daily daily"),
        ("面试官说：你好", "你好"),
        ("面试官说：你好", "试官说：你"),
        ("面试官说：你好", "你好　面试"),
        ("كانت مقابلة عمل ناجحة", "عمل"),
        ("كانت مقابلة عمل ناجحة", "قابل"),
        ("Mon résumé", "RÉSUMÉ"),
        ("MON RÉSUMÉ", "résumé"),
        ("Всё хорошо", "ВСЁ"),
        ("ο δρόμος", "ΔΡΌΜΟΣ"),
        ("Ο ΔΡΌΜΟΣ", "δρόμος"),
        ("İstanbul'da", "istanbul"),
        ("ok 👩‍💻 👍", "👩‍💻"),
        ("a\next\tone", "ext a one"),
        (r"a\next", r"\next"),
        ("x" * 20_000, "x" * 200),
    ],
)
def test_every_word_is_found_in_any_case_as_a_part_of_the_text(say, found, text, words):
    say("Nothing here.")
    row_id = say(text)

    assert [item["id"] for item in found(words)] == [row_id]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I tuned PostgreSQL daily", "postgresql mongodb"),
        ("I tuned PostgreSQL daily", "tuneddaily"),
        ("面试官说：你好", "再见"),
        ("面试官说：你好", "你好 再见"),
        ("a\next", "next"),
        ("a\next", r"\next"),
        ("caf\u00e9\ttable", "tt"),
    ],
)
def test_a_word_that_does_not_occur_is_not_found(say, found, text, words):
    say(text)

    assert found(words) == []


MARKS = list("""%_*\\"',.(){}[]<>:;&|!?^$#@~`+-=/""")


@pytest.mark.parametrize(
    "word",
    [
        *(f"a{mark}b" for mark in MARKS),
        *MARKS,
        *("%%", "a%", r"\%", r"\\", "a\\", '"",""', "{a,b}", "{}", "a,b", "(a)", "a.b"),
        *("NULL", "true", r"a\u00e9b", "%E9", "&amp;", "' or 1=1--", "$[*]", "cs.{a}"),
    ],
)
def test_a_mark_stands_for_itself_alone(say, found, word):
    say("aXb aXXb ab a b AxyzB", feedback={})
    row_id = say(f"it is {word} here", feedback={})

    [item] = found(word)

    assert item["id"] == row_id
    [match] = item["matches"]
    assert match["where"] == "conversation.0"
    assert match["snippet"] == f"it is {word} here"
    assert marked(match) == word.split()


@pytest.mark.parametrize(("text", "query", "expected"), SEARCHES)
def test_what_is_found_is_marked_in_the_text_as_it_stands(say, found, text, query, expected):
    row_id = say(text, feedback={}, job_role="Role")
    say("Nothing.", feedback={}, job_role="Role")

    items = found(query)

    assert [item["id"] for item in items] == ([row_id] if expected else [])
    for match in (match for item in items for match in item["matches"]):
        assert match["where"] == "conversation.0"
        assert match["snippet"] == text
        assert marked(match) == expected


def marked(match: dict[str, Any]) -> list[str]:
    assert set(match) == {"where", "snippet", "ranges"}
    return [match["snippet"][start:end] for start, end in match["ranges"]]


@pytest.mark.parametrize(
    "word",
    [
        *("content", "role", "interviewer", "user", "conversation", "feedback", "job_role"),
        *("strengths", "areasForImprovement", "recommendations", "detailedFeedback"),
        *("overallScore", "Mid-level", "Behavioral", "8", "5", "null", "true"),
        *('"', ":", ",", "{", "[", '":', '", "'),
    ],
)
def test_keys_role_names_and_numbers_are_no_text(say, found, word):
    say()

    assert found(word) == []


def test_further_keys_of_feedback_and_messages_are_not_searched(say, found, interview):
    interview["feedback"] |= {
        "summary": "zebra",
        "model": {"name": "zebra", "strengths": ["zebra"], "detailedFeedback": "zebra"},
        "zebra": 1,
    }
    message = {"role": "user", "content": "A horse.", "text": "zebra", "zebra": "zebra"}
    message["original"] = {"content": "zebra"}
    row_id = say(conversation=[message], feedback=interview["feedback"])

    assert found("zebra") == []
    assert found("horse zebra") == []
    [item] = found("horse")
    assert item["id"] == row_id
    assert item["feedback"] == interview["feedback"]


def test_the_words_may_stand_in_different_places_but_each_within_one(say, found):
    feedback = {
        "strengths": ["Calm", "Curious"],
        "areasForImprovement": ["Haste"],
        "detailedFeedback": "Good.",
        "recommendations": ["Rehearse"],
    }
    row_id = say("I led.", "A team.", job_role="Pilot", feedback=feedback)

    words = "rehearse haste curious calm good team led pilot"
    assert [item["id"] for item in found(words)] == [row_id]
    for across in ("PilotI", "led.A", "team.Good", "Good.Calm", "CalmCurious", "HasteRehearse"):
        assert found(across) == []


def test_an_interview_without_feedback_is_searched_too(say, found):
    row_id = say("I tune queries.", feedback={})

    assert [item["id"] for item in found("tune")] == [row_id]


# Where -------------------------------------------------------------------------------


def test_each_place_is_told_and_no_other(say, found, interview):
    say("Not here.")
    stored = say(
        "One needle.",
        "Nothing.",
        *["Nothing."] * 8,
        "Ten NEEDLEs.",
        job_role="Needle maker",
        feedback={
            "strengths": ["Calm", "Sews with a needle"],
            "areasForImprovement": ["Needles", "Calm"],
            "detailedFeedback": "You lost a needle.",
            "recommendations": ["Calm", "Thread", "Find the needle"],
            "questions": [
                {
                    "question": "A needle?",
                    "answer": "The needle.",
                    "feedback": "No needle!",
                    "idealAnswer": "A needle",
                    "needle": "needle",
                    "keyPoints": ["needle"],
                },
                {"question": "Hay?", "score": 5},
                "Why a needle?",
            ],
        },
    )

    [item] = found("needle")

    assert set(item) == COLUMNS - {"conversation"} | {"matches"}
    assert item["id"] == stored
    assert item["matches"] == [
        {"where": "job_role", "snippet": "Needle maker", "ranges": [[0, 6]]},
        {"where": "conversation.0", "snippet": "One needle.", "ranges": [[4, 10]]},
        {"where": "conversation.10", "snippet": "Ten NEEDLEs.", "ranges": [[4, 10]]},
        {
            "where": "feedback.detailedFeedback",
            "snippet": "You lost a needle.",
            "ranges": [[11, 17]],
        },
        {"where": "feedback.strengths.1", "snippet": "Sews with a needle", "ranges": [[12, 18]]},
        {"where": "feedback.areasForImprovement.0", "snippet": "Needles", "ranges": [[0, 6]]},
        {"where": "feedback.recommendations.2", "snippet": "Find the needle", "ranges": [[9, 15]]},
        {"where": "feedback.questions.0.question", "snippet": "A needle?", "ranges": [[2, 8]]},
        {"where": "feedback.questions.0.answer", "snippet": "The needle.", "ranges": [[4, 10]]},
        {"where": "feedback.questions.0.feedback", "snippet": "No needle!", "ranges": [[3, 9]]},
        {"where": "feedback.questions.0.idealAnswer", "snippet": "A needle", "ranges": [[2, 8]]},
        {"where": "feedback.questions.2", "snippet": "Why a needle?", "ranges": [[6, 12]]},
    ]


def test_a_place_that_has_one_of_the_words_is_told(say, found):
    say("A needle.", "Hay.", "Thread and needle.", "Thread.")

    [item] = found("thread needle")

    assert item["matches"] == [
        {"where": "conversation.0", "snippet": "A needle.", "ranges": [[2, 8]]},
        {"where": "conversation.2", "snippet": "Thread and needle.", "ranges": [[0, 6], [11, 17]]},
        {"where": "conversation.3", "snippet": "Thread.", "ranges": [[0, 6]]},
    ]


@pytest.mark.parametrize("words", ["", " ", "\t　\n"])
def test_without_a_word_nothing_is_searched_and_there_are_no_matches(say, found, words):
    say()

    [item] = found(words)

    assert set(item) == COLUMNS - {"conversation"}


# Markdown ----------------------------------------------------------------------------

MARKDOWN = """## Overview

**Crash** recovery was *clear*; `snake_case` and **S**ituation too.

- Name the [trade-offs](https://example.com/secret "Title") aloud
> Quoted
1. First

| Area | Score |
|------|-------|
| Depth | 6 |

```python
total = a * b  # **kwargs
```"""


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"crash recovery"', ["Crash recovery"]),
        ('"was clear;"', ["was clear;"]),
        ("snake_case", ["snake_case"]),
        ("situation", ["Situation"]),
        ('"name the trade-offs aloud"', ["Name the trade-offs aloud"]),
        ('"area score depth 6"', ["Area\tScore\nDepth\t6"]),
        ('"a * b"', ["a * b"]),
        ('"# **kwargs"', ["# **kwargs"]),
        ('"1. first"', ["1. First"]),
        ("secret", []),
        ("python", []),
        ("crash**", []),
        ("##", []),
        ("|", []),
        ("---", []),
    ],
)
def test_the_text_without_its_marks_is_searched_and_shown(say, found, query, expected):
    row_id = say("Nothing.", feedback={"detailedFeedback": MARKDOWN})

    items = found(query)

    assert [item["id"] for item in items] == ([row_id] if expected else [])
    matches = [match for item in items for match in item["matches"]]
    assert [match["where"] for match in matches] == ["feedback.detailedFeedback"] * len(items)
    assert [marked(match) for match in matches] == [expected] * len(items)


@pytest.mark.parametrize(
    "text", ["C#", "a * b", "2 * 3 = 6", "#1", "5*60*60", "*args, **kwargs", "# comment"]
)
def test_characters_that_are_no_marks_stay(say, found, text):
    row_id = say(f"{text} here")

    [item] = found(f'"{text} here"')

    assert item["id"] == row_id
    assert item["matches"][0]["snippet"] == f"{text} here"


# Answers -----------------------------------------------------------------------------


def test_a_search_in_answers_finds_what_the_user_said_and_nothing_else(say, found):
    conversation = [
        {"role": "interviewer", "content": "A needle?"},
        {"role": "user", "content": "The needle."},
    ]
    answered = say(conversation=conversation)
    say(
        conversation=conversation[:1],
        job_role="Needle maker",
        feedback={"detailedFeedback": "A needle.", "questions": [{"answer": "A needle."}]},
    )

    [item] = found("needle", search_in="answers")

    assert item["id"] == answered
    assert item["matches"] == [
        {"where": "conversation.1", "snippet": "The needle.", "ranges": [[4, 10]]}
    ]
    assert len(found("needle", search_in="everything")) == 2


# The snippet -------------------------------------------------------------------------


FILLER = "x 面试 👩‍💻\n é" * 2_000


@pytest.mark.parametrize("word", ["needle", "n" * 150, "面" * 200, "needle " + "t" * 190])
@pytest.mark.parametrize("before", [0, 1, 500, 10_000, 19_000])
def test_the_snippet_shows_what_was_found_however_deep_it_lies(say, found, word, before):
    text = FILLER[:before] + word.upper() + FILLER[: 19_500 - before]
    say(text)

    [item] = found(word)

    [match] = item["matches"]
    assert match["where"] == "conversation.0"
    assert word.split()[0].upper() in marked(match)[0]
    assert match["snippet"].strip("…") in text
    assert match["snippet"].startswith("…") is (before > 100)
    assert match["snippet"].endswith("…")
    assert len(match["snippet"]) < 400


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("The code: " + " " * 120 + "needle and more " * 8, "needle", "needle"),
        ("hello" + "\n" * 200 + "needle", "needle", "needle"),
        ("soft" + "\u00ad" * 200 + " needle", "needle", "needle"),
        ("um… " * 40 + "needle", "needle", "needle"),
        ("ﷺ ½ ß ﬁ " * 60 + "needle " + "ﷺ " * 60, "needle", "needle"),
        ("so " * 90 + "alpha" + " " * 400 + "beta" + " so" * 90, '"alpha beta"', "alpha beta"),
        ("مُحَمَّدٌ " * 60 + "needle", "needle", "needle"),
    ],
)
def test_the_snippet_holds_what_was_found_where_folding_changes_lengths(
    say, found, text, query, expected
):
    say(text)

    [interview] = found(query)

    [match] = interview["matches"]
    assert {" ".join(words.split()) for words in marked(match)} == {expected}


def test_a_snippet_begins_and_ends_between_words(say, found):
    text = "Some words of an ordinary length. " * 20 + "needle" + " and others after it" * 20
    say(text)

    [match] = found("needle")[0]["matches"]

    shown = match["snippet"].strip("…")
    assert f" {shown} " in text
    assert 150 < len(shown) < 250
    assert match["snippet"] == f"…{shown}…"
    assert marked(match) == ["needle"]


@pytest.mark.parametrize(
    "cluster", ["👩🏽\u200d💻", "🇩🇪", "e\u0301\u0323", "\u1112\u1161\u11ab", "क्षि"]
)
@pytest.mark.parametrize("shift", range(4))
def test_a_snippet_cuts_no_character_in_two(say, found, cluster, shift):
    say("x" * shift + cluster * 80 + "needle" + cluster * 80)

    [match] = found("needle")[0]["matches"]

    before, after = match["snippet"].split("needle")
    assert before.startswith("…")
    assert before[1:] == cluster * before.count(cluster)
    assert after.endswith("…")
    assert after[:-1] == cluster * after.count(cluster)


def test_every_occurrence_is_marked_where_it_is_among_emoji(say, found):
    say("👍🏽 Zürich… 👩\u200d💻 zurich ＺＵＲＩＣＨ Zu\u0308rich — Straße", feedback={})

    [match] = found('zurich "- strasse"')[0]["matches"]

    assert marked(match) == ["Zürich", "zurich", "ＺＵＲＩＣＨ", "Zu\u0308rich", "— Straße"]


@pytest.fixture
def search_in_full_case(supabase, db):
    """Store a message and search for a word: the matches.

    In a database that knows Unicode's special cases, as Supabase's do (ICU): there lower()
    makes two characters of İ, and ς or σ of Σ. The local one maps letter by letter.
    """
    import psycopg

    from tests.support.databases import ALICE, MIGRATION, PROJECT

    db.execute(
        "create database full_case template template0 "
        "locale_provider builtin builtin_locale 'PG_UNICODE_FAST'"
    )
    url = supabase.admin_db_url.rpartition("/")[0] + "/full_case"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(PROJECT)
        connection.execute("insert into auth.users (id) values (%s)", [ALICE])
        connection.execute(MIGRATION.read_text(encoding="utf-8"))

        def search(text: str, word: str) -> list[dict[str, str]]:
            connection.execute(
                "insert into interviews (user_id, job_role, experience_level, interview_type, "
                "conversation, feedback) values (%s, 'Role', 'Senior', 'Technical', %s, '{}')",
                [ALICE, json.dumps([{"role": "user", "content": text}])],
            )
            query = "select find_interviews(%s, array[%s])"
            [answer] = connection.execute(query, [ALICE, word]).fetchone()
            return [match for item in answer["interviews"] for match in item["matches"]]

        yield search
    db.execute("drop database full_case")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("İyi günler. " * 200 + "needle" + " x" * 500, "needle"),
        # As JavaScript's toLowerCase() leaves it: i and a combining dot.
        ("i\u0307yi günler. " * 200 + "needle" + " x" * 500, "needle"),
        ("İstanbul'da", "istanbul"),
        ("Istanbul, İSTANBUL", "İstanbul"),
        ("ο δρόμος", "ΔΡΌΜΟΣ"),
    ],
)
def test_words_are_found_and_shown_whatever_lower_case_the_database_has(
    search_in_full_case, text, word
):
    [match] = search_in_full_case(text, word)

    assert match["where"] == "conversation.0"
    assert "needle" in match["snippet"] or match["snippet"] == text


# With all the rest -------------------------------------------------------------------


def test_search_goes_with_filters_ordering_and_pages(client, say, user):
    def feedback(score: int | None) -> dict[str, Any]:
        return {"overallScore": score, "detailedFeedback": "A needle." if score != 9 else "Hay."}

    for score, level in [(5, "Senior"), (8, "Senior"), (9, "Senior"), (7, "Junior"), (2, "Senior")]:
        say(feedback=feedback(score), experience_level=level)
    say(feedback=feedback(None), experience_level="Senior")
    query = {"search": "needle", "experience_level": "Senior", "ordering": "-overall_score"}

    pages = []
    for _ in range(2):
        cursor = pages[-1]["pagination"]["next_cursor"] if pages else ""
        asked = query | {"limit": 2, "cursor": cursor}
        pages.append(client.get(LIST, asked, headers=user.headers).json())

    assert pages[-1]["pagination"]["next_cursor"] is None
    assert [[item["overall_score"] for item in page["data"]] for page in pages] == [
        [8, 5],
        [2, None],
    ]
    assert [page["pagination"]["total"] for page in pages] == [4, 4]
    expected = [{"where": "feedback.detailedFeedback", "snippet": "A needle.", "ranges": [[2, 8]]}]
    assert all(item["matches"] == expected for page in pages for item in page["data"])

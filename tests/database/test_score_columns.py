"""An older table whose scores are not integers: they become integers, and no number is lost."""

import json

import psycopg
import pytest

from tests.support.databases import OLDER_TABLE, VALID, insert

# What the column holds, the feedback beside it, and what the migration makes of both.
SCORES = [
    ("8", {}, 8, {}),
    ("7.5", {}, 8, {"overallScore": 7.5}),
    ("7.4", {"overallScore": None, "pace": 3}, 7, {"overallScore": 7.4, "pace": 3}),
    ("6.5", {"overallScore": 6.5}, 7, {"overallScore": 6.5}),
    # The feedback counts, as everywhere else.
    ("7.5", {"overallScore": 9.1}, 8, {"overallScore": 9.1}),
    ("7.5", {"overallScore": "good"}, 8, {"overallScore": 7.5, "asSent": {"overallScore": "good"}}),
    (
        "7.5",
        {"overallScore": 85, "asSent": {"technicalScore": "A"}},
        8,
        {"overallScore": 7.5, "asSent": {"overallScore": 85, "technicalScore": "A"}},
    ),
    ("10", {}, 10, {}),
    ("1.4", {}, 1, {"overallScore": 1.4}),
    # Rounded they would be scores, which nobody gave.
    ("10.4", {}, None, {"asSent": {"overallScore": 10.4}}),
    ("0.7", {}, None, {"asSent": {"overallScore": 0.7}}),
    ("0", {}, None, {"asSent": {"overallScore": 0}}),
    ("-3", {}, None, {"asSent": {"overallScore": -3}}),
    ("85", {"overallScore": 85}, None, {"overallScore": 85, "asSent": {"overallScore": 85}}),
    (None, {"overallScore": 7.5}, None, {"overallScore": 7.5}),
    ("7", [], 7, []),
]
WHOLE = [row for row in SCORES if "." not in (row[0] or "")]
TEXTS = [
    *SCORES,
    ("", {}, None, {}),
    (" 7.50 ", {}, 8, {"overallScore": 7.5}),
    ("7.", {}, 7, {}),
    ("1e1", {}, 10, {}),
]
TYPES = {
    "numeric(3,1)": SCORES,
    "numeric not null default 0": [row for row in SCORES if row[0] is not None],
    "real": SCORES,
    "double precision": [*SCORES, ("infinity", {}, None, {"asSent": {"overallScore": "Infinity"}})],
    "smallint": WHOLE,
    "bigint": [*WHOLE, ("3000000000", {}, None, {"asSent": {"overallScore": 3000000000}})],
    "text": TEXTS,
    "varchar(9)": TEXTS,
    "char(9)": TEXTS,
}


@pytest.fixture
def older(new_database):
    """A database whose overall_score has this type, with rows of (score, feedback)."""

    def older(type_, rows):
        database = new_database(
            OLDER_TABLE.replace("overall_score integer", f"overall_score {type_}")
        )
        with database.connect() as connection:
            for number, (score, feedback) in enumerate(rows):
                changes = {"overall_score": score, "feedback": json.dumps(feedback)}
                insert(connection, VALID | changes | {"question_count": number})
        return database

    return older


ROWS = "select overall_score, feedback from interviews order by question_count"


@pytest.mark.parametrize("type_", TYPES)
def test_scores_become_integers_and_keep_their_decimals_in_the_feedback(older, type_):
    rows = TYPES[type_]
    database = older(type_, [(score, feedback) for score, feedback, _, _ in rows])

    database.migrate()

    migrated = database.all(ROWS)
    assert migrated == [(column, feedback) for _, _, column, feedback in rows]
    assert database.all(
        "select data_type, is_nullable, column_default from information_schema.columns "
        "where table_name = 'interviews' and column_name = 'overall_score'"
    ) == [("integer", "YES", None)]
    database.migrate(times=2)
    assert database.all(ROWS) == migrated


def test_each_of_the_three_scores_is_read(new_database):
    database = new_database(OLDER_TABLE.replace("score integer", "score numeric(3,1)"))
    exact = {"overall_score": 7.5, "communication_score": 6.4, "technical_score": 9.5}
    with database.connect() as connection:
        insert(connection, VALID | exact)

    database.migrate()

    assert database.all(
        "select overall_score, communication_score, technical_score, feedback from interviews"
    ) == [(8, 6, 10, {"overallScore": 7.5, "communicationScore": 6.4, "technicalScore": 9.5})]
    assert database.all("select average_technical_score::text from interview_statistics") == [
        ("9.50",)
    ]


REFUSED = {
    "a text that is no number": (
        ("text", [("7.5", {}), ("8/10", {})]),
        'The column overall_score holds "8/10", which is not a number. Change it and run this again.',
    ),
    "a type that holds no number": (
        ("boolean", [(True, {})]),
        "The column overall_score cannot be made an integer: it is boolean. Rename it and run this "
        "again.",
    ),
    "feedback that cannot keep the number": (
        ("numeric(3,1)", [("7.5", [])]),
        "The column overall_score holds 7.5 where the feedback is not a JSON object that could keep "
        "the exact number. Change one of them and run this again.",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_would_lose_a_number_is_refused_in_a_sentence_and_changes_nothing(older, what):
    table, sentence = REFUSED[what]
    database = older(*table)
    columns = "select column_name, data_type from information_schema.columns where table_name = 'interviews'"
    before = database.all(ROWS), database.all(columns)

    with pytest.raises(psycopg.errors.RaiseException) as raised:
        database.migrate()

    assert raised.value.diag.message_primary == sentence
    assert (database.all(ROWS), database.all(columns)) == before

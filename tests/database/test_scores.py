"""The SQL functions that read scores and competencies of the feedback, as Python reads them."""

import json
import random

import pytest

from llm_api.analysis.competencies import TAKEN_NAMES, competency_scores
from llm_api.analysis.key_names import key_name
from tests.support.feedback_examples import COMPETENCIES, EXACT_SCORES, KEY_NAMES

CHANCE = random.Random(9)


@pytest.mark.parametrize(("feedback", "rounded", "expected"), EXACT_SCORES)
def test_a_score_is_that_of_the_feedback_before_its_column(connection, feedback, rounded, expected):
    query = "select interview_exact_score(%s::jsonb, 'overallScore', %s)::float8"
    assert connection.execute(query, [json.dumps(feedback), rounded]).fetchone() == (expected,)


def key_names(connection, keys):
    query = "select key, interview_key_name(key) from unnest(%s::text[]) as key"
    return dict(connection.execute(query, [list(keys)]).fetchall())


def test_a_key_has_the_name_that_people_read(connection):
    assert key_names(connection, KEY_NAMES) == KEY_NAMES


def test_any_key_has_the_name_that_python_gives_it(connection):
    keys = {"".join(CHANCE.choices("aAbBzZ19 _-éÉßΣςıİ\t\n.日", k=n % 12)) for n in range(3_000)}

    assert key_names(connection, keys) == {key: key_name(key) for key in keys}


def competencies(connection, *documents):
    """One {name: score} for each document."""
    query = "select document, name, score from interview_competencies(variadic %s::jsonb[])"
    found = [{} for _ in documents]
    for document, name, score in connection.execute(query, [list(map(json.dumps, documents))]):
        assert name not in found[document - 1]
        found[document - 1][name] = float(score)
    return found


@pytest.mark.parametrize(("feedback", "expected"), COMPETENCIES)
def test_the_competencies_of_a_document_are_its_further_scores(connection, feedback, expected):
    assert competencies(connection, feedback) == [expected]


def test_many_documents_are_read_at_once_and_kept_apart(connection):
    assert competencies(connection, *(feedback for feedback, _ in COMPETENCIES)) == [
        expected for _, expected in COMPETENCIES
    ]
    assert competencies(connection) == []
    assert competencies(connection, None, [], "text", 3) == [{}, {}, {}, {}]


def random_feedback():
    words = ["depth", "Depth", "pace", "API", "overall", "communication", "score", "Score", "é"]
    keys = ["".join(CHANCE.choices(words, k=n)) for n in (1, 1, 2, 2, 2, 3)] + ["x_score", "score"]
    values = [None, True, "8", 0.99, 1, 7.4, 7.475, 10, 10.5, [8], {"score": 8}]
    scores = {key: CHANCE.choice(values) for key in CHANCE.sample(keys, 3)}
    objects = {CHANCE.choice(["scores", "Scores", "SCORES_", "score s", "asSent"]): scores}
    return {key: CHANCE.choice(values) for key in CHANCE.sample(keys, 4)} | objects


def test_any_feedback_has_the_competencies_that_python_finds(connection):
    documents = [random_feedback() for _ in range(2_000)]
    # Python reads the keys in the order in which PostgreSQL has them.
    query = "select feedback from unnest(%s::jsonb[]) with ordinality as _ (feedback, n) order by n"
    stored = [row for (row,) in connection.execute(query, [list(map(json.dumps, documents))])]

    found = competencies(connection, *stored)

    assert found == [competency_scores(feedback) for feedback in stored]
    assert {len(names) for names in found} >= {0, 1, 2, 3}


def test_a_document_of_thousands_of_keys_is_read_in_one_go(connection):
    """Looking each key up among all the others, this would take minutes."""
    scores = {f"k{number}Score": 5 for number in range(20_000)}

    assert competencies(connection, scores) == [{f"K{number}": 5 for number in range(20_000)}]


def test_the_names_of_the_guides_scores_are_no_competencies(connection):
    scores = dict.fromkeys(TAKEN_NAMES, 5) | {"pace": 5}

    assert competencies(connection, {"scores": scores}) == [{"Pace": 5}]

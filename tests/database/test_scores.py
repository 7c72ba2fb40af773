"""The SQL function for a score with its decimals."""

import json

import pytest

from tests.support.feedback_examples import EXACT_SCORES


@pytest.mark.parametrize(("feedback", "rounded", "expected"), EXACT_SCORES)
def test_a_score_is_that_of_the_feedback_before_its_column(connection, feedback, rounded, expected):
    query = "select interview_exact_score(%s::jsonb, 'overallScore', %s)::float8"
    assert connection.execute(query, [json.dumps(feedback), rounded]).fetchone() == (expected,)

"""The rules that the table holds its rows to."""

import psycopg
import pytest

from tests.support.databases import BREACHES, VALID, insert


@pytest.mark.parametrize("breach", BREACHES)
def test_a_row_that_breaks_a_rule_is_refused(connection, breach):
    with pytest.raises(psycopg.IntegrityError):
        insert(connection, VALID | BREACHES[breach])


@pytest.mark.parametrize(
    "edge",
    [
        {"overall_score": 1, "communication_score": 10, "technical_score": None},
        {"job_role": "程" * 200},
        {"question_count": 0},
        {"question_count": 1000},
        {"user_id": None},
    ],
)
def test_a_row_at_the_edge_of_the_rules_is_welcome(connection, edge):
    assert insert(connection, VALID | edge).rowcount == 1

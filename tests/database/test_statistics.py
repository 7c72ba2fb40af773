"""The view `interview_statistics`, and the queries of a dashboard in SQL."""

import uuid

from tests.support.databases import (
    ALICE,
    BOB,
    VALID,
    insert,
)


def test_unscored_interviews_count_as_interviews_and_not_as_zero(connection):
    user_id = str(uuid.uuid4())
    connection.execute("grant insert on auth.users to current_user")
    connection.execute("insert into auth.users values (%s)", [user_id])
    unscored = {"overall_score": None, "communication_score": None, "technical_score": None}
    for day, scores in enumerate(
        [
            {"overall_score": 10, "communication_score": 4, "technical_score": None},
            {"overall_score": 7, "communication_score": None, "technical_score": None},
            {"overall_score": 8, "communication_score": 5, "technical_score": None},
            unscored,
        ],
        start=1,
    ):
        moment = f"2026-01-0{day}T12:00:00Z"
        insert(connection, VALID | {"user_id": user_id, "completed_at": moment} | scores)
    insert(connection, VALID | unscored | {"user_id": BOB})

    statistics = connection.execute(
        "select to_jsonb(s) from (select * from interview_statistics where user_id = %s) s",
        [user_id],
    ).fetchall()
    assert statistics == [
        (
            {
                "user_id": user_id,
                "total_interviews": 4,
                "total_questions": 20,
                "average_overall_score": 8.33,
                "average_communication_score": 4.5,
                "average_technical_score": None,
                "best_overall_score": 10,
                "latest_overall_score": 8,
                "first_completed_at": "2026-01-01T12:00:00+00:00",
                "last_completed_at": "2026-01-04T12:00:00+00:00",
            },
        )
    ]


def test_queries_of_a_dashboard_in_sql_run(connection):
    insert(connection, VALID | {"overall_score": 3, "completed_at": "2020-01-01"})
    everything = connection.execute(
        "SELECT\n  job_role,\n  experience_level,\n  overall_score,\n  completed_at\n"
        "FROM interviews\nORDER BY completed_at DESC;"
    ).fetchall()
    statistics = connection.execute(
        f"SELECT * FROM interview_statistics\nWHERE user_id = '{ALICE}';"
    ).fetchall()
    high = connection.execute(
        "SELECT\n  job_role,\n  overall_score,\n  communication_score,\n  technical_score\n"
        "FROM interviews\nWHERE overall_score >= 8\nORDER BY overall_score DESC;"
    ).fetchall()

    assert [row[2] for row in everything] == [8, 8, 8, 3]
    assert len(statistics) == 1
    assert high == [("Engineer", 8, 9, 7)] * 3

"""Feedback that comes after its interview was saved."""

import json
from typing import Any

from llm_api.analysis.scores import score_columns
from llm_api.caller import Caller
from llm_api.exceptions import FeedbackExists, InterviewNotFound
from llm_api.schemas import Row
from llm_api.supabase_client.connection import Session
from llm_api.supabase_client.retries import with_retries
from llm_api.supabase_client.rows import full_row, malformed_response


def set_feedback(
    caller: Caller | None, interview_id: str, feedback: dict[str, Any], *, replace: bool = False
) -> Row:
    """Store the feedback of an interview, with its score columns, and return the row.

    Without a caller the interview must have no owner. The same feedback again changes nothing.
    Raises InterviewNotFound when the interview is absent or somebody else's, FeedbackExists when
    it has other feedback and `replace` is off.
    """
    arguments = {
        "interview": interview_id,
        "owner": caller.user_id if caller else None,
        "feedback": json.dumps(feedback),
        **score_columns(feedback),
        "replace": replace,
    }
    session = Session(caller.token if caller else None)
    response = with_retries(
        lambda _: session.execute(session.rpc("set_interview_feedback", arguments))
    )
    match response:
        case {"outcome": "not_found"}:
            raise InterviewNotFound
        case {"outcome": "stored" | "unchanged", "interview": row}:
            return _of(interview_id, full_row(row))
        case {"outcome": "exists"}:
            raise FeedbackExists
    raise malformed_response("no outcome of the feedback")


def _of(interview_id: str, row: Row) -> Row:
    if row["id"] != interview_id:
        raise malformed_response("another row than the one it was asked for")
    return row

"""A save that was healed within its own request is its own: 201, and no replay."""

from typing import Any

import pytest

from tests.support.interviews import INTERVIEW
from tests.support.scripted_upstream import (
    INSERT,
    Answer,
    Line,
    Received,
    ScriptedUpstream,
    answer,
    close,
    relay,
    reset,
)


def relay_and(then: Answer) -> Any:
    """For the address of a Supabase: an answer that hands the request on, and then does `then`."""

    def for_url(url: str) -> Answer:
        def answered(line: Line, request: Received) -> None:
            relay(url, 0, then)(line, request)

        return answered

    return for_url


BREAKS = {
    "closed": relay_and(close),
    "reset": relay_and(reset),
    # What PostgREST answers when its connection to PostgreSQL breaks after the insert.
    "an empty error": relay_and(answer(400, {"code": "", "message": "", "details": None})),
}


@pytest.mark.parametrize("kept", [True, False], ids=["kept connection", "new connection"])
@pytest.mark.parametrize("what", BREAKS)
def test_a_connection_that_breaks_after_the_insert(save, supabase, settings, db, kept, what):
    """libcurl would send the request again by itself where the connection was kept open."""
    with ScriptedUpstream() as upstream:
        settings.SUPABASE_URL = upstream.url
        pass_on = relay(supabase.url)
        upstream.script(("GET", "/rest/v1/interviews"), pass_on)
        upstream.script(INSERT, *[pass_on] * kept, BREAKS[what](supabase.url), pass_on)
        if kept:
            assert save(INTERVIEW).status_code == 201

        response = save(INTERVIEW, **{"Idempotency-Key": f"healed-{kept}-{what}".replace(" ", "-")})

    assert response.status_code == 201
    assert "Idempotent-Replayed" not in response.headers
    row_id = response.json()["data"]["id"]
    found = db.execute("select count(*) as n from interviews where id = %s", [row_id]).fetchone()
    assert found["n"] == 1

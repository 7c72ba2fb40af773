"""What becomes of a user_id that a client sends."""

import os
import subprocess
import sys
import uuid

import pytest

from tests.support import ROOT
from tests.support.assertions import ERROR
from tests.support.scripted_upstream import (
    INSERT,
)
from tests.support.tokens import (
    EC,
    GOOD,
    STRANGER,
    USER,
    assert_invalid_token,
    save_with,
)

# user_id ------------------------------------------------------------------------------


def test_a_user_id_that_is_not_the_tokens_is_a_403(project):
    response = save_with(f"Bearer {EC.sign()}", user_id=STRANGER)

    assert response.status_code == 403
    assert set(response.json()) == ERROR
    assert response.json()["code"] == "user_id_mismatch"
    assert project.count(INSERT) == 0


@pytest.mark.parametrize("spelling", [USER, USER.upper(), None])
def test_the_tokens_own_user_id_may_be_sent_in_any_case(project, spelling):
    response = save_with(f"Bearer {EC.sign()}", user_id=spelling)

    assert response.status_code == 201
    assert set(response.json()) == {"success", "message", "data"}
    assert response.json()["data"]["user_id"] == USER


@pytest.mark.parametrize("authorization", [None, f"Bearer {GOOD}"], ids=["anonymous", "user"])
@pytest.mark.parametrize("user_id", ["optional-user-uuid", "", 5, [USER], f"{{{USER}}}"])
def test_a_user_id_that_is_no_uuid_is_a_400(project, authorization, user_id):
    response = save_with(authorization, user_id=user_id)

    assert response.status_code == 400
    assert set(response.json()) == {*ERROR, "errors"}
    assert [error["field"] for error in response.json()["errors"]] == ["user_id"]
    assert project.count(INSERT) == 0


def test_an_unproven_user_id_is_not_used_and_the_interview_not_lost(save, interview, alice, db):
    response = save(interview | {"user_id": alice.id})

    assert response.status_code == 201
    body = response.json()
    assert set(body) == {"success", "message", "data", "warnings", "claim_token"}
    assert body["data"]["user_id"] is None
    [warning] = body["warnings"]
    assert "user_id" in warning
    assert "without an owner" in warning
    assert len(body["claim_token"]) > 40
    row = db.execute("select user_id from interviews where id = %s", [body["data"]["id"]])
    assert row.fetchone() == {"user_id": None}


def test_an_anonymous_interview_without_user_id_needs_no_warning(save, interview, db):
    body = save(interview).json()

    assert set(body) == {"success", "message", "data", "claim_token"}
    row = db.execute("select user_id from interviews where id = %s", [body["data"]["id"]])
    assert row.fetchone() == {"user_id": None}


# TRUST_CLIENT_USER_ID -----------------------------------------------------------------


@pytest.fixture
def trusting(settings):
    settings.DEBUG = True
    settings.TRUST_CLIENT_USER_ID = True


@pytest.mark.parametrize("spelling", [str.lower, str.upper])
def test_in_trusting_mode_the_bodys_user_id_is_the_owner(
    save, interview, alice, db, trusting, spelling
):
    response = save(interview | {"user_id": spelling(alice.id)})

    assert response.status_code == 201
    assert set(response.json()) == {"success", "message", "data"}
    stored = response.json()["data"]
    assert stored["user_id"] == alice.id
    row = db.execute("select user_id from interviews where id = %s", [stored["id"]]).fetchone()
    assert str(row["user_id"]) == alice.id


def test_in_trusting_mode_a_save_without_a_user_id_has_no_owner(
    save, interview, supabase, trusting
):
    body = save(interview).json()

    assert set(body) == {"success", "message", "data", "claim_token"}
    assert body["data"]["user_id"] is None


def test_in_trusting_mode_an_unknown_user_is_a_403(save, interview, supabase, trusting):
    response = save(interview | {"user_id": str(uuid.uuid4())})

    assert (response.status_code, response.json()["code"]) == (403, "account_not_found")


def test_in_trusting_mode_a_token_is_still_checked(project, trusting):
    assert_invalid_token(save_with("", user_id=USER))
    assert_invalid_token(save_with(f"Bearer {EC.sign(exp=1)}", user_id=USER))
    mismatch = save_with(f"Bearer {EC.sign()}", user_id=STRANGER)
    assert (mismatch.status_code, mismatch.json()["code"]) == (403, "user_id_mismatch")
    assert project.count(INSERT) == 0


@pytest.mark.parametrize(
    ("debug", "trust", "starts"),
    [("false", "true", False), ("true", "true", True), ("false", "false", True)],
)
def test_the_process_refuses_to_start_in_trusting_mode_without_debug(debug, trust, starts):
    environment = os.environ | {"DEBUG": debug, "TRUST_CLIENT_USER_ID": trust, "SECRET_KEY": "s"}
    process = subprocess.run(
        [sys.executable, "-c", "import backend.settings"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (process.returncode == 0) is starts
    assert ("TRUST_CLIENT_USER_ID" in process.stderr) is not starts

"""django-client.js as a frontend at another origin has it: in a Chromium, against the service."""

from tests.support.dashboard_page import eventually
from tests.support.frontend_page import SAVE, rows_of, waiting
from tests.support.service import free_address, running_service


def test_another_origin_saves_an_interview(frontend, service, finished, db, alice):
    page = frontend(service, alice.token)
    outcome = page.evaluate(SAVE, finished)

    (row,) = rows_of(db, finished)
    assert outcome == {"id": str(row["id"]), "claimToken": None}
    assert str(row["user_id"]) == alice.id
    assert waiting(page) == []


def test_without_a_token_it_is_saved_without_an_owner_and_can_be_claimed(
    frontend, service, finished, db, bob
):
    page = frontend(service)
    outcome = page.evaluate(SAVE, finished)
    (row,) = rows_of(db, finished)
    assert row["user_id"] is None

    page.evaluate(
        "([token, claim]) => { window.token = token; return client.claimInterview(claim); }",
        [bob.token, outcome["claimToken"]],
    )
    (row,) = rows_of(db, finished)
    assert str(row["user_id"]) == bob.id


def test_an_origin_that_is_not_allowed_saves_nothing(
    frontend, service, foreign, finished, db, alice
):
    page = frontend(service, alice.token, origin=foreign)
    outcome = page.evaluate(SAVE, finished)
    assert (outcome["status"], outcome["mayPass"]) == (0, True)
    assert rows_of(db, finished) == []


def test_a_service_that_stops_in_mid_save_has_the_interview_once(
    frontend, local_supabase, allowed, finished, db, alice
):
    address = free_address()
    with running_service(local_supabase, address, CORS_ALLOWED_ORIGINS=allowed) as process:
        page = frontend(f"http://{address}", alice.token)

        def stop_before_the_answer(route):
            route.fetch()
            process.terminate()
            process.wait(20)
            route.abort()

        page.route("**/api/interviews/save", stop_before_the_answer, times=1)
        outcome = page.evaluate(SAVE, finished)
    assert outcome["mayPass"] is True
    assert len(rows_of(db, finished)) == 1
    assert [unsent["owner"] for unsent in waiting(page)] == [alice.id]
    page.close()

    with running_service(local_supabase, address, CORS_ALLOWED_ORIGINS=allowed):
        page = frontend(f"http://{address}", alice.token)
        assert eventually(lambda: waiting(page) == [])
        assert len(page.evaluate("late")) == 1
    assert len(rows_of(db, finished)) == 1


def test_what_never_arrived_is_sent_when_the_page_comes_back(
    frontend, service, finished, db, alice
):
    page = frontend(service, alice.token)
    page.route("**/api/interviews/save", lambda route: route.abort())
    assert page.evaluate(SAVE, finished)["mayPass"] is True
    assert rows_of(db, finished) == []
    page.close()

    page = frontend(service, alice.token)
    assert eventually(lambda: len(rows_of(db, finished)) == 1)
    assert eventually(lambda: waiting(page) == [])


def test_an_unsent_interview_waits_for_its_own_person(frontend, service, finished, db, alice, bob):
    page = frontend(service, alice.token)
    page.route("**/api/interviews/save", lambda route: route.abort())
    page.evaluate(SAVE, finished)
    page.close()

    page = frontend(service, bob.token)
    page.evaluate("client.sendUnsent()")
    assert len(waiting(page)) == 1
    page.evaluate("(token) => { window.token = token; return client.sendUnsent(); }", alice.token)
    (row,) = rows_of(db, finished)
    assert str(row["user_id"]) == alice.id


def test_a_busy_service_is_asked_again_with_the_same_key(frontend, service, finished, db, alice):
    page = frontend(service, alice.token)
    keys = []

    def busy_twice(route):
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) > 2:
            return route.continue_()
        headers = {"Access-Control-Allow-Origin": "*"}
        return route.fulfill(status=503, headers=headers, json={"code": "supabase_unavailable"})

    page.route("**/api/interviews/save", busy_twice)
    outcome = page.evaluate(SAVE, finished)
    (row,) = rows_of(db, finished)
    assert outcome["id"] == str(row["id"])
    assert len(keys) == 3
    assert len(set(keys)) == 1


def test_a_refused_interview_stays_with_the_reason(frontend, service, finished, db, alice):
    page = frontend(service, alice.token)
    outcome = page.evaluate(SAVE, finished | {"questionCount": 5000})
    assert (outcome["status"], outcome["mayPass"], outcome["kept"]) == (400, False, True)
    assert outcome["message"].startswith("question_count: ")
    (entry,) = waiting(page)
    assert (entry["key"], entry["waitingFor"]) == (outcome["key"], "correction")
    assert [error["field"] for error in entry["refused"]["errors"]] == ["question_count"]
    assert rows_of(db, finished) == []


def test_a_clock_that_is_wrong_loses_no_interview(frontend, service, finished, db, alice):
    page = frontend(service, alice.token)
    page.evaluate("Date.prototype.toISOString = () => '2099-01-01T00:00:00.000Z'")
    page.evaluate(SAVE, finished)
    assert len(rows_of(db, finished)) == 1


def test_everything_else_that_the_client_asks(frontend, service, finished, alice):
    page = frontend(service, alice.token)
    first, second = (page.evaluate(SAVE, finished | {"questionCount": n})["id"] for n in (1, 2))
    found = page.evaluate(
        """async ([role, ids]) => {
          const listed = await client.listInterviews({ job_role: role, interview_type: ["Technical", "System Design"] });
          const [one, stats, progress, compared] = await Promise.all([
            client.getInterview(ids[0]), client.getStats(), client.getProgress({ job_role: role }),
            client.compareInterviews(ids)]);
          const files = await Promise.all([...["pdf", "md", "json"].map((kind) => client.exportInterview(ids[0], kind, { time_zone: "Asia/Tokyo" })),
            ...["csv", "json"].map((kind) => client.exportInterviews(kind, { job_role: role, time_zone: "Asia/Tokyo" }))]);
          files.push(await client.exportProgress({ job_role: role }, { time_zone: "Asia/Tokyo", name: "Ada" }),
            await client.exportComparison(ids, { time_zone: "Asia/Tokyo", name: "Ada" }));
          const tokyo = (await files[3].blob.text()).includes("+09:00");
          const deleted = await client.deleteInterview(ids[0]);
          const missing = await client.getInterview(ids[0]).catch((error) => error.status);
          const changed = await client.deleteAllInterviews(987654).catch((error) => error.code);
          return {
            listed: listed.pagination.total, one: one.data.conversation.length, stats: stats.success, n: progress.data.n,
            compared: compared.data.interviews.length, files: files.map(({ name, blob }) => [name.split(".").at(-1), blob.size > 0]),
            tokyo, deleted: deleted.data.id, missing, changed,
          };
        }""",
        [finished["jobRole"], [first, second]],
    )
    assert found == {
        "listed": 2,
        "one": 1,
        "stats": True,
        "n": 2,
        "compared": 2,
        "files": [
            ["pdf", True],
            ["md", True],
            ["json", True],
            ["csv", True],
            ["json", True],
            ["pdf", True],
            ["pdf", True],
        ],
        "tokyo": True,
        "deleted": first,
        "missing": 404,
        "changed": "total_changed",
    }

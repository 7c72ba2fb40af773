"""What people do on the dashboard, in a Chromium, against the service over the local Supabase."""

import json
import re
import uuid
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.support.dashboard_page import PASSWORD, Visitor, at, eventually, last_mail, save
from tests.support.interviews import INTERVIEW

HOSTILE = [
    '<img src=x onerror="window.caught = 1">',
    "</script><script>window.caught = 1</script>",
    "javascript:window.caught=1",
    '"><svg onload=window.caught=1>',
    "{{ 7*7 }} ${7*7} &lt;b&gt;",
]


# Where supabase-js keeps a session with a service at 127.0.0.1.
SESSION_KEY = "sb-127-auth-token"


@pytest.fixture
def session(live_service):
    """A session of Supabase Auth: somebody's who has an account and no interviews."""
    credentials = {"email": f"{uuid.uuid4().hex[:12]}@example.com", "password": PASSWORD}
    return httpx.post(
        f"{live_service}/supabase/auth/v1/signup", json=credentials, timeout=30
    ).json()


@pytest.fixture
def person(session):
    """The person of the session: (email, token)."""
    return session["user"]["email"], session["access_token"]


@pytest.fixture
def open_window(browser, live_service):
    """Opens windows, and complains at the end of what the browser complained of."""
    windows = []

    def open_window(**options):
        windows.append(Visitor(browser.new_context(**options), live_service))
        return windows[-1]

    yield open_window
    for window in windows:
        window.context.close()
    assert [complaint for window in windows for complaint in window.complaints] == []


@pytest.fixture
def visitor(open_window):
    return open_window()


@pytest.fixture
def signed_in(open_window, live_service, session):
    """A visitor who signed in some time ago, on the first page."""
    kept = [{"name": SESSION_KEY, "value": json.dumps(session)}]
    state = {"origins": [{"origin": live_service, "localStorage": kept}]}
    visitor = open_window(storage_state=state)
    visitor.open()
    visitor.page.get_by_text("No interviews yet.").or_(visitor.page.locator("li").first).wait_for()
    visitor.settle()
    return visitor


@pytest.fixture
def keep(live_service, person):
    """Saves an interview of the person's, with these fields changed; its id."""

    def keep(**changes):
        return save(live_service, INTERVIEW | changes, person[1])["data"]["id"]

    return keep


@pytest.fixture
def three(keep):
    """Three interviews over three months, oldest first: their ids."""
    feedback = INTERVIEW["feedback"]
    return [
        keep(
            job_role="Data Engineer",
            interview_type="Technical",
            completed_at="2026-01-10T09:00:00Z",
            feedback=feedback | {"overallScore": 4, "communicationScore": 5, "technicalScore": 3},
        ),
        keep(
            job_role="Platform Engineer",
            completed_at="2026-02-10T09:00:00Z",
            feedback=feedback | {"overallScore": None, "strengths": ["clear communication!"]},
        ),
        keep(
            job_role="Team Lead",
            experience_level="Senior",
            completed_at="2026-03-10T09:00:00Z",
            conversation=[{"role": "interviewer", "content": "Why a pelican and not a queue?"}],
            feedback=feedback | {"areasForImprovement": ["Name a number"]},
        ),
    ]


# Who it is ------------------------------------------------------------------------------


def test_signing_in_survives_a_reload_and_ends_with_signing_out(visitor, person):
    visitor.refusals_expected = True
    visitor.open()
    visitor.page.get_by_label("E-mail").fill(person[0])
    visitor.page.get_by_label("Password").fill("wrong")
    visitor.page.get_by_role("button", name="Sign in", exact=True).click()
    visitor.page.get_by_text("That e-mail and password do not go together.").wait_for()

    visitor.sign_in(person[0])
    assert visitor.heading() == "Your interviews"
    visitor.page.reload()
    visitor.page.get_by_text(person[0]).wait_for()

    visitor.page.get_by_role("button", name="Sign out").click()
    visitor.page.get_by_role("heading", name="Sign in").wait_for()
    visitor.page.reload()
    visitor.page.get_by_role("heading", name="Sign in").wait_for()


def test_signing_up_opens_an_empty_history_that_says_what_to_do(visitor):
    visitor.open()
    visitor.page.get_by_role("button", name="Create an account").click()
    visitor.page.get_by_label("E-mail").fill(f"{uuid.uuid4()}@example.com")
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.page.get_by_role("button", name="Create account").click()

    visitor.page.get_by_text("No interviews yet.").wait_for()
    visitor.page.get_by_text("Finish a practice interview while signed in").wait_for()


def test_a_magic_link_signs_in_and_leads_back_to_the_page(visitor, person, live_service, mail_log):
    visitor.open("/progress?interview_type=Technical")
    visitor.page.get_by_role("button", name="Sign in by e-mail link").click()
    visitor.page.get_by_label("E-mail").fill(person[0])
    visitor.page.get_by_role("button", name="Send me a link").click()
    visitor.page.get_by_text("Look for a mail").wait_for()

    visitor.page.goto(at(live_service, last_mail(mail_log, person[0])))
    visitor.page.get_by_text(person[0]).wait_for()
    assert visitor.address() == "/progress?interview_type=Technical"


def test_a_reset_password_replaces_the_old_one(visitor, person, live_service, mail_log):
    visitor.open()
    visitor.page.get_by_role("button", name="Forgotten your password?").click()
    visitor.page.get_by_label("E-mail").fill(person[0])
    visitor.page.get_by_role("button", name="Send me a link").click()
    visitor.page.get_by_text("Look for a mail").wait_for()

    visitor.page.goto(at(live_service, last_mail(mail_log, person[0])))
    visitor.page.get_by_label("New password").fill("a new battery staple")
    visitor.page.get_by_role("button", name="Save the password").click()
    visitor.page.get_by_role("heading", name="Your interviews").wait_for()
    visitor.page.get_by_role("button", name="Sign out").click()
    visitor.sign_in(person[0], "a new battery staple")


def test_a_used_link_says_that_it_is_not_valid_any_more(visitor, person, live_service, mail_log):
    visitor.open()
    visitor.page.get_by_role("button", name="Sign in by e-mail link").click()
    visitor.page.get_by_label("E-mail").fill(person[0])
    visitor.page.get_by_role("button", name="Send me a link").click()
    visitor.page.get_by_text("Look for a mail").wait_for()
    link = at(live_service, last_mail(mail_log, person[0])).replace("token=", "token=0")

    visitor.page.goto(link)
    visitor.page.get_by_text("That link is not valid any more.").wait_for()


CHANGE_SESSION = """([name, change]) => {
  localStorage.setItem(name, JSON.stringify({ ...JSON.parse(localStorage.getItem(name)), ...change }));
}"""


def test_an_expired_access_token_is_refreshed(signed_in):
    spoilt = {"expires_at": 1, "access_token": "e30.e30.x"}
    signed_in.page.evaluate(CHANGE_SESSION, [SESSION_KEY, spoilt])
    signed_in.page.reload()
    signed_in.page.get_by_text("No interviews yet.").wait_for()


def test_a_session_that_ended_leads_to_signing_in_and_back_to_the_same_page(signed_in, person):
    signed_in.refusals_expected = True
    spoilt = {"access_token": "e30.e30.x", "refresh_token": "gone"}
    signed_in.page.evaluate(CHANGE_SESSION, [SESSION_KEY, spoilt])
    signed_in.open("/progress?experience_level=Senior")
    signed_in.page.get_by_text("Your session has ended.").wait_for()

    signed_in.sign_in(person[0])
    assert signed_in.address() == "/progress?experience_level=Senior"
    assert signed_in.heading() == "Progress"


@pytest.fixture
def mail_log(local_supabase):
    return local_supabase.log


# History --------------------------------------------------------------------------------


def test_searching_as_one_types_shows_matches_in_their_context(signed_in, three):
    signed_in.page.reload()
    signed_in.settle()
    assert signed_in.roles() == ["Team Lead", "Platform Engineer", "Data Engineer"]

    before = len(signed_in.list_requests())
    signed_in.page.get_by_label("Search").press_sequentially("PELICAN", delay=20)
    signed_in.page.get_by_text("1 interview", exact=True).wait_for()

    assert signed_in.roles() == ["Team Lead"]
    assert len(signed_in.list_requests()) == before + 1
    assert signed_in.page.locator(".snippets mark").inner_text() == "pelican"
    assert "Conversation Why a pelican" in signed_in.page.locator(".snippets").inner_text()
    assert signed_in.address() == "?search=PELICAN"


def test_filters_live_in_the_address(signed_in, three, open_window, person):
    page = signed_in.page
    page.reload()
    page.get_by_label("Technical", exact=True).check()
    page.get_by_text("1 interview", exact=True).wait_for()
    page.get_by_label("Technical", exact=True).uncheck()
    page.get_by_text("3 interviews", exact=True).wait_for()
    page.get_by_role("group", name="Overall score").get_by_label("from").select_option("5")
    page.get_by_text("1 interview", exact=True).wait_for()
    assert signed_in.roles() == ["Team Lead"]
    assert signed_in.address() == "?min_overall_score=5"

    page.go_back()
    page.get_by_text("3 interviews", exact=True).wait_for()
    page.go_forward()
    page.get_by_text("1 interview", exact=True).wait_for()
    assert page.get_by_role("group", name="Overall score").get_by_label("from").input_value() == "5"

    elsewhere = open_window()
    elsewhere.open("?first_day=2026-02-01&last_day=2026-03-10&ordering=completed_at&job_role=e")
    elsewhere.sign_in(person[0])
    assert elsewhere.roles() == ["Platform Engineer", "Team Lead"]
    elsewhere.page.reload()
    elsewhere.settle()
    assert elsewhere.roles() == ["Platform Engineer", "Team Lead"]


@pytest.mark.parametrize("page", ["", "/progress"])
def test_a_link_with_the_former_names_of_the_filters_still_works(signed_in, three, page):
    signed_in.requests.clear()
    signed_in.open(
        f"{page}?role=e&type=Technical&type=Behavioral&level=Mid-level&min=2&max=9"
        "&from=2026-01-01&until=2026-01-31&order=completed_at"
    )
    signed_in.settle()

    assert signed_in.address() == (
        f"{page}?job_role=e&interview_type=Technical&interview_type=Behavioral"
        "&experience_level=Mid-level&min_overall_score=2&max_overall_score=9"
        "&first_day=2026-01-01&last_day=2026-01-31&ordering=completed_at"
    )
    assert signed_in.page.get_by_label("Technical", exact=True).first.is_checked()
    asked = [
        url for url in signed_in.requests if re.search(r"/api/interviews/(list|progress)\?", url)
    ]
    assert [parse_qs(urlsplit(url).query)["min_overall_score"] for url in asked] == [["2"]]


def test_clearing_the_filters_brings_everything_back(signed_in, three):
    signed_in.open("?search=nowhere&interview_type=Technical")
    signed_in.page.get_by_text("Nothing matches.").wait_for()
    signed_in.page.get_by_role("link", name="Clear all").last.click()
    signed_in.page.get_by_text("3 interviews", exact=True).wait_for()
    assert signed_in.address() == ""


def test_only_rows_that_are_shown_are_asked_for(signed_in, keep):
    for number in range(23):
        keep(job_role=f"Role {number}")
    signed_in.requests.clear()
    signed_in.page.reload()
    signed_in.page.get_by_text("20 of 23 interviews").wait_for()
    assert len(signed_in.list_requests()) == 1
    assert len(signed_in.roles()) == 20

    signed_in.page.get_by_role("button", name="Show more").click()
    signed_in.page.get_by_text("23 interviews", exact=True).wait_for()
    assert len(set(signed_in.roles())) == 23
    assert len(signed_in.list_requests()) == 2
    asked = {
        url.split("/api/interviews/")[1].split("?")[0]
        for url in signed_in.requests
        if "/api/" in url
    }
    assert asked == {"list", "stats"}

    signed_in.page.get_by_role("link", name="Role 0").click()
    signed_in.page.get_by_role("heading", name="Role 0").wait_for()
    signed_in.page.go_back()
    signed_in.page.get_by_text("23 interviews", exact=True).wait_for()
    assert len(signed_in.list_requests()) == 2


def test_a_failure_says_what_to_do_and_trying_again_helps(signed_in, three):
    signed_in.refusals_expected = True
    body = '{"success": false, "code": "internal_error", "message": "Something broke.", "request_id": "r-1"}'
    signed_in.page.route(
        "**/api/interviews/list**",
        lambda route: route.fulfill(status=500, content_type="application/json", body=body),
    )
    signed_in.page.reload()
    signed_in.page.get_by_text("Something broke. (request r-1)").wait_for()
    signed_in.page.unroute_all()
    signed_in.page.get_by_role("button", name="Try again").click()
    signed_in.page.get_by_text("3 interviews", exact=True).wait_for()


def test_being_offline_is_said_and_passes_by_itself(signed_in, three):
    signed_in.refusals_expected = True
    signed_in.settle()
    signed_in.context.set_offline(True)
    signed_in.page.get_by_text("You are offline. What you see may be out of date.").wait_for()
    signed_in.page.get_by_label("Search").fill("pelican")
    signed_in.page.get_by_text("This goes on by itself when the connection is back.").wait_for()
    signed_in.context.set_offline(False)
    signed_in.page.get_by_text("1 interview", exact=True).wait_for()
    assert signed_in.page.get_by_text("You are offline").count() == 0


def test_the_first_view_of_a_thousand_interviews_asks_for_twenty(signed_in, db, person):
    db.execute(
        "insert into interviews (user_id, job_role, experience_level, interview_type, conversation,"
        " feedback, question_count, overall_score, completed_at)"
        " select (select id from auth.users where email = %s), 'Role ' || n, 'Senior', 'Technical',"
        " jsonb_build_array(jsonb_build_object('role', 'user', 'content', repeat('word ', 400))),"
        ' \'{"strengths": [], "areasForImprovement": [], "recommendations": [], "detailedFeedback": ""}\','
        " 5, 7, now() - make_interval(hours => n) from generate_series(1, 1000) n",
        [person[0]],
    )
    signed_in.requests.clear()
    signed_in.page.reload()
    signed_in.page.get_by_text("20 of 1,000 interviews").wait_for()
    signed_in.settle()

    assert len(signed_in.roles()) == 20
    assert len(signed_in.list_requests()) == 1
    assert not any("chart" in url for url in signed_in.requests)


@pytest.mark.parametrize("kind", ["CSV", "JSON"])
def test_the_whole_selection_is_one_file(signed_in, three, kind):
    signed_in.open("?interview_type=Technical")
    with signed_in.page.expect_download() as download:
        signed_in.page.get_by_role("button", name=f"{kind} file").click()
    text = Path(download.value.path()).read_text()
    assert "Data Engineer" in text
    assert "Team Lead" not in text
    assert download.value.suggested_filename.endswith(f".{kind.lower()}")


# One interview --------------------------------------------------------------------------


def test_an_interview_shows_everything_it_holds(signed_in, three):
    signed_in.page.reload()
    signed_in.page.get_by_role("link", name="Team Lead").click()
    signed_in.page.get_by_role("heading", name="Team Lead").wait_for()
    text = signed_in.page.locator("#main").inner_text()

    assert signed_in.address() == f"/interviews/{three[2]}"
    for expected in [
        "Behavioral · Senior · 5 questions · 10 March 2026",
        "8 / 10",
        "9 / 10",
        "7 / 10",
        "Clear communication",
        "Name a number",
        "Practice STAR method",
        "You performed well...",
        "Interviewer",
        "Why a pelican and not a queue?",
    ]:
        assert expected in text
    assert signed_in.page.title() == "Team Lead · Interview Storage"


def test_code_between_fences_is_shown_as_code(signed_in, keep):
    said = "Skip the locked:\n\n```sql\nselect id\n  from jobs;\n```\nThat is `all`.\n\n```\nnever closed"
    row_id = keep(job_role="Coder", conversation=[{"role": "user", "content": said}])
    signed_in.open(f"/interviews/{row_id}")
    signed_in.page.get_by_role("heading", name="Coder").wait_for()

    turn = signed_in.page.locator(".conversation li")
    assert turn.locator("pre").all_inner_texts() == ["select id\n  from jobs;", "never closed"]
    assert turn.locator("p").all_inner_texts() == ["You", "Skip the locked:", "That is `all`."]


@pytest.mark.parametrize(
    ("button", "ending", "begins"),
    [("PDF", ".pdf", b"%PDF-"), ("Markdown", ".md", b"# Data Engineer"), ("JSON", ".json", b"{")],
)
def test_an_interview_can_be_taken_along(signed_in, three, button, ending, begins):
    signed_in.open(f"/interviews/{three[0]}")
    with signed_in.page.expect_download() as download:
        signed_in.page.get_by_role("button", name=f"Download as {button}").click()
    assert download.value.suggested_filename == f"interview-data-engineer-2026-01-10{ending}"
    assert Path(download.value.path()).read_bytes().startswith(begins)


def test_deleting_names_what_goes_and_asks_first(signed_in, three):
    page = signed_in.page
    signed_in.open(f"/interviews/{three[0]}")
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog", name="Delete this interview?")
    assert "Data Engineer, Technical, 10 Jan 2026" in dialog.inner_text()
    assert "2 messages" in dialog.inner_text()
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert page.get_by_role("button", name="Delete").evaluate("(e) => e === document.activeElement")

    page.get_by_role("button", name="Delete").click()
    dialog.get_by_role("button", name="Delete for good").click()
    page.get_by_text("2 interviews", exact=True).wait_for()
    assert "Data Engineer" not in signed_in.roles()
    signed_in.refusals_expected = True
    signed_in.open(f"/interviews/{three[0]}")
    page.get_by_text("There is no such interview here.").wait_for()


# Progress and comparison ----------------------------------------------------------------


def test_progress_shows_the_course_and_where_advice_comes_from(signed_in, three):
    signed_in.page.get_by_role("link", name="Progress").click()
    signed_in.page.get_by_role("img", name=re.compile("Line chart of 3 interviews")).wait_for()
    text = signed_in.page.locator("#main").inner_text()
    for expected in [
        "3 interviews, 2 of them scored, 10 Jan 2026 to 10 Mar 2026",
        "4 → 8, 2 scored interviews",
        "+4",
        "In 3 of 3 interviews, last on 10 Mar 2026",
        "In 2 of 3 interviews, last on 10 Feb 2026",
        "Behavioral 2 interviews",
    ]:
        assert expected in text.replace("\n", " ")
    signed_in.page.get_by_text("In 2 of 3 interviews").click()
    signed_in.page.get_by_role("link", name="Platform Engineer, 10 Feb 2026").click()
    signed_in.page.get_by_role("heading", name="Platform Engineer").wait_for()
    assert signed_in.address() == f"/interviews/{three[1]}"


def test_progress_says_plainly_when_there_is_not_enough(signed_in, three):
    signed_in.open("/progress")
    signed_in.page.get_by_label("Senior").check()
    signed_in.page.get_by_text("Not enough data yet.").wait_for()
    assert signed_in.address() == "/progress?experience_level=Senior"
    assert signed_in.page.locator("canvas").count() == 0


def test_the_numbers_of_a_chart_stand_beside_it(signed_in, three):
    signed_in.open("/progress")
    signed_in.page.get_by_text("The numbers").click()
    rows = signed_in.page.locator(".chart tbody tr").all_inner_texts()
    assert [row.split("\t") for row in rows] == [
        ["10 Jan 2026", "Data Engineer", "4", "5", "3", "4"],
        ["10 Feb 2026", "Platform Engineer", "–", "9", "7", "–"],
        ["10 Mar 2026", "Team Lead", "8", "9", "7", "6"],
    ]


def test_comparing_two_from_the_list(signed_in, three):
    page = signed_in.page
    page.reload()
    page.get_by_label("Compare Data Engineer").check()
    page.get_by_text("1 chosen; choose one more to compare").wait_for()
    page.get_by_label("Search").fill("pelican")
    page.get_by_text("1 interview", exact=True).wait_for()
    page.get_by_label("Compare Team Lead").check()
    page.get_by_role("link", name="Compare", exact=True).click()
    page.get_by_role("img", name=re.compile("Radar chart")).wait_for()
    page.get_by_role("img", name=re.compile("Bar chart")).wait_for()

    assert signed_in.address() == f"/compare?ids={three[0]},{three[2]}"
    text = signed_in.page.locator("#main").inner_text()
    assert "The interview type is not the same" in text
    assert re.search(r"Data Engineer\s.*10 Jan 2026\s+4\s+5\s+3\s", text)
    assert re.search(r"Team Lead\s.*10 Mar 2026\s+8\s+\+4\s+9\s+\+4\s+7\s+\+4\s", text)
    lists = {
        part.split("\n")[0]: part.split("\n")[-1]
        for part in page.locator(".advice-list").all_inner_texts()
    }
    assert lists == {
        "Resolved": "More technical depth",
        "Persisting": "None.",
        "New": "Name a number",
        "Kept": "Clear communication",
        "Gained": "None.",
        "Not mentioned again": "None.",
    }


def test_no_more_than_five_can_be_chosen(signed_in, keep):
    for number in range(6):
        keep(job_role=f"Role {number}")
    signed_in.page.reload()
    for number in range(5):
        signed_in.page.get_by_label(f"Compare Role {number}").check()
    assert signed_in.page.get_by_label("Compare Role 5").is_disabled()
    signed_in.page.get_by_role("button", name="Clear").click()
    assert signed_in.page.get_by_label("Compare Role 5").is_enabled()


# Claiming -------------------------------------------------------------------------------


def test_an_interview_from_before_signing_up_becomes_mine(visitor, live_service, db):
    saved = save(live_service, INTERVIEW | {"job_role": "Before signing up"})
    visitor.open(f"/claim#{saved['claim_token']}")
    visitor.page.get_by_text("the interview you just did becomes yours").wait_for()
    visitor.page.get_by_role("button", name="Create an account").click()
    email = f"{uuid.uuid4()}@example.com"
    visitor.page.get_by_label("E-mail").fill(email)
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.page.get_by_role("button", name="Create account").click()
    visitor.page.get_by_role("button", name="Add it to my history").click()
    visitor.page.get_by_role("heading", name="It is yours.").wait_for()

    visitor.page.get_by_role("link", name="Open the interview").click()
    visitor.page.get_by_role("heading", name="Before signing up").wait_for()
    owner = db.execute(
        "select email from interviews join auth.users on users.id = user_id where interviews.id = %s",
        [saved["data"]["id"]],
    ).fetchone()
    assert owner["email"] == email
    assert not any(saved["claim_token"] in url for url in visitor.requests if "#" not in url)


def test_a_claim_that_is_not_valid_says_so(signed_in):
    signed_in.refusals_expected = True
    signed_in.open("/claim#forged")
    signed_in.page.get_by_role("button", name="Add it to my history").click()
    signed_in.page.get_by_text("This link is not valid any more.").wait_for()


# Whoever it is for ----------------------------------------------------------------------


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_every_page_passes_axe_and_fits(open_window, person, three, scheme, width):
    window = open_window(color_scheme=scheme, viewport={"width": width, "height": 800})
    window.refusals_expected = True
    faults = {}

    def look(name):
        window.settle()
        faults[name] = window.faults_of_accessibility()
        if window.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults[name].append("wider than the window")

    window.open()
    look("sign in")
    window.page.get_by_role("button", name="Create an account").click()
    look("sign up")
    window.sign_in_instead(person[0])
    look("history")
    for name, address in {
        "search": "?search=pelican",
        "nothing found": "?search=nowhere",
        "interview": f"/interviews/{three[0]}",
        "no interview": f"/interviews/{uuid.uuid4()}",
        "progress": "/progress",
        "not enough": "/progress?experience_level=Senior",
        "compare": f"/compare?ids={','.join(three)}",
        "claim": "/claim#x",
        "data": "/data",
        "password": "/password",
        "nowhere": "/nowhere",
    }.items():
        window.open(address)
        look(name)
    window.open(f"/interviews/{three[0]}")
    window.page.get_by_role("button", name="Delete").click()
    look("delete")
    assert {name: found for name, found in faults.items() if found} == {}


def test_everything_is_taken_along_and_deleted(signed_in, keep):
    ids = [keep(job_role=f"Role {number}") for number in range(3)]
    page = signed_in.page
    signed_in.open("/data")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download JSON").click()
    taken = json.loads(coming.value.path().read_text())
    assert {row["id"] for row in taken} >= set(ids)

    total = str(len(taken))
    number = page.get_by_label("type how many")
    delete = page.get_by_role("button", name="Delete everything")
    number.fill("1")
    delete.click()
    assert number.evaluate("input => input.validity.patternMismatch")
    late = keep(job_role="Saved meanwhile")
    signed_in.refusals_expected = True
    number.fill(total)
    delete.click()
    page.get_by_text(f"There are {len(taken) + 1} interviews now, not {total}").wait_for()

    signed_in.open("/data")
    number.fill(str(len(taken) + 1))
    delete.click()
    page.get_by_text("Nothing is stored here").wait_for()
    signed_in.open()
    page.get_by_text("No interviews yet").wait_for()
    signed_in.open(f"/interviews/{late}")
    page.get_by_text("There is no such interview here").wait_for()


def test_hostile_text_is_text(signed_in, keep):
    shown = "\n".join(HOSTILE)
    interview_id = keep(
        job_role=HOSTILE[0],
        conversation=[{"role": "user", "content": text} for text in HOSTILE],
        feedback={
            "strengths": HOSTILE,
            "areasForImprovement": HOSTILE,
            "recommendations": HOSTILE,
            "detailedFeedback": shown,
        },
    )
    other_id = keep(
        job_role=HOSTILE[1], feedback={"strengths": HOSTILE, "areasForImprovement": HOSTILE}
    )
    for address in [
        "",
        "?search=window",
        f"/interviews/{interview_id}?search=window",
        "/progress",
        f"/compare?ids={interview_id},{other_id}",
        f"/claim#{HOSTILE[2]}",
    ]:
        signed_in.open(address)
        signed_in.settle()
        assert signed_in.page.evaluate("window.caught") is None
        assert signed_in.page.locator("#main :is(img, script, svg, iframe)").count() == 0
        assert signed_in.page.locator("a[href^='javascript:']").count() == 0
    signed_in.open(f"/interviews/{interview_id}")
    signed_in.settle()
    text = signed_in.page.locator("#main").inner_text()
    for hostile in HOSTILE:
        assert text.count(hostile) >= 5


def test_the_keyboard_is_enough(signed_in, three):
    page = signed_in.page
    page.reload()
    signed_in.settle()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "document.activeElement.getAttribute('name') ?? document.activeElement.textContent"
            )
        )
        if reached[-1] == "Team Lead":
            break
    filters = {"search", "ordering", "interview_type", "experience_level", "min_overall_score"}
    assert {*filters, "first_day", "CSV file with all of these"} <= set(reached)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Team Lead").wait_for()
    assert page.evaluate("document.activeElement.id") == "main"


def test_nothing_moves_for_those_who_asked_for_that(open_window):
    window = open_window(reduced_motion="reduce")
    window.open()
    window.settle()
    moving = "[...document.getAnimations()].length"
    assert window.page.evaluate(moving) == 0
    window.page.evaluate(
        "document.body.append(Object.assign(document.createElement('p'), { className: 'bone' }))"
    )
    assert window.page.evaluate(moving) == 0


def test_the_way_to_auth_is_no_part_of_the_documented_api(live_service):
    documented = httpx.get(f"{live_service}/api/schema").json()["paths"]
    assert [path for path in documented if not path.startswith("/api/")] == []


def test_the_documentation_still_works_under_its_policy(visitor):
    visitor.page.goto(f"{visitor.service}/api/docs")
    visitor.page.get_by_text("/api/interviews/save").first.wait_for()


def test_an_unsent_interview_of_this_page_is_sent_when_it_opens(signed_in, person):
    key = str(uuid.uuid4())
    signed_in.page.evaluate(
        """([name, key, interview]) => {
          const owner = JSON.parse(localStorage.getItem(name)).user.id;
          const unsent = { key, owner, body: JSON.stringify(interview) };
          localStorage.setItem(`interview-storage.unsent.${key}`, JSON.stringify(unsent));
        }""",
        [SESSION_KEY, key, INTERVIEW],
    )
    signed_in.page.reload()
    signed_in.page.get_by_text(
        "An interview that could not be sent earlier has been saved."
    ).wait_for()
    assert eventually(lambda: signed_in.roles() == ["Software Engineer"])

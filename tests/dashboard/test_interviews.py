"""Interviews on the dashboard, in a Chromium: the list, one of them, progress and comparison."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

# History ------------------------------------------------------------------------------


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
    signed_in.page.get_by_text("You are offline. This page may be out of date.").wait_for()
    signed_in.page.get_by_label("Search").fill("pelican")
    signed_in.page.get_by_text("The page loads by itself when you are online again.").wait_for()
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


# One interview ------------------------------------------------------------------------


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
    assert turn.locator("p").all_inner_texts() == ["You", "Skip the locked:", "That is all."]


@pytest.mark.parametrize(
    ("button", "ending", "begins"),
    [("PDF", ".pdf", b"%PDF-"), ("Markdown", ".md", b"# Data Engineer"), ("JSON", ".json", b"{")],
)
def test_an_interview_can_be_downloaded(signed_in, three, button, ending, begins):
    signed_in.open(f"/interviews/{three[0]}")
    with signed_in.page.expect_download() as download:
        signed_in.page.get_by_role("button", name=f"Download as {button}").click()
    assert download.value.suggested_filename == f"interview-data-engineer-2026-01-10{ending}"
    assert Path(download.value.path()).read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("zone", "completed_at", "day", "time"),
    [
        ("America/Los_Angeles", "2026-11-02T02:30:00Z", 1, "18:30"),
        ("Pacific/Auckland", "2026-11-01T11:30:00Z", 2, "00:30"),
    ],
)
def test_a_download_has_the_day_that_the_page_shows(
    open_window, keep, person, zone, completed_at, day, time
):
    row_id = keep(completed_at=completed_at)
    visitor = open_window(timezone_id=zone)
    visitor.open(f"/interviews/{row_id}")
    visitor.sign_in(person[0])

    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name="Download as Markdown").click()

    shown = f"{day} November 2026 at {time}"
    assert visitor.page.locator("main time").first.inner_text() == shown
    assert f" · {shown} ({zone}) · " in Path(download.value.path()).read_text()
    assert download.value.suggested_filename.endswith(f"-2026-11-0{day}.md")


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


# Progress and comparison --------------------------------------------------------------


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
    page.get_by_role("heading", name="Areas to improve").wait_for()

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

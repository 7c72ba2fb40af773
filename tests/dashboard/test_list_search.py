"""Search and filters of the list on the dashboard, in a Chromium."""

import re
from datetime import date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.interviews import INTERVIEW

FEEDBACK = INTERVIEW["feedback"]


def snippets(signed_in):
    """The lines under the rows where a search found something."""
    signed_in.settle()
    lines = signed_in.page.locator(".snippets li").all_inner_texts()
    return [" ".join(line.split()) for line in lines]


def marks(signed_in):
    signed_in.settle()
    return signed_in.page.locator(".interviews mark").all_inner_texts()


# Search -------------------------------------------------------------------------------


def test_searching_as_one_types_shows_matches_in_their_context(signed_in, three):
    signed_in.page.reload()
    signed_in.settle()
    assert signed_in.roles() == ["Team Lead", "Platform Engineer", "Data Engineer"]

    before = len(signed_in.list_requests())
    signed_in.page.clock.install()
    signed_in.page.clock.pause_at(datetime.now() + timedelta(minutes=1))
    signed_in.page.get_by_label("Search", exact=True).press_sequentially("PELICAN")
    assert len(signed_in.list_requests()) == before

    signed_in.page.clock.resume()
    signed_in.page.get_by_text("1 interview", exact=True).wait_for()
    assert signed_in.roles() == ["Team Lead"]
    assert len(signed_in.list_requests()) == before + 1
    assert marks(signed_in) == ["pelican"]
    assert snippets(signed_in) == ["Message 1 Why a pelican and not a queue?"]
    assert signed_in.address() == "?search=PELICAN"


def test_words_are_marked_where_the_service_found_them(signed_in, keep):
    keep(
        job_role="Zürich 🦩 Flamingo lead",
        conversation=[
            {"role": "interviewer", "content": "🦩🦩 What’s a flamingo?"},
            {"role": "user", "content": "I didn’t panic: **flamingo** 🦩 flamingos."},
        ],
        feedback=FEEDBACK
        | {
            "strengths": ["No flamingo here"],
            "detailedFeedback": "A flamingo in detail.",
            "questions": [{"question": "Why?", "answer": "A flamingo.", "feedback": "flamingo!"}],
        },
    )
    signed_in.open("?search=flamingo")
    assert marks(signed_in) == ["Flamingo", *["flamingo"] * 4]
    assert snippets(signed_in)[:2] == [
        "Message 1 🦩🦩 What’s a flamingo?",
        "Message 2 I didn’t panic: flamingo 🦩 flamingos.",
    ]
    signed_in.open("?search=zurich")
    assert marks(signed_in) == ["Zürich"]
    signed_in.open("?search=didn't")
    assert marks(signed_in) == ["didn’t"]


def test_a_search_can_be_for_what_the_reader_said(signed_in, keep):
    interviewer = [{"role": "interviewer", "content": "A pelican?"}]
    keep(job_role="Asked", conversation=interviewer)
    keep(job_role="Said", conversation=[*interviewer, {"role": "user", "content": "My pelican."}])
    page = signed_in.page
    signed_in.open("?search=pelican")
    page.get_by_text("2 interviews", exact=True).wait_for()
    page.get_by_label("Only my answers").check()
    page.get_by_text("1 interview", exact=True).wait_for()
    assert signed_in.roles() == ["Said"]
    assert snippets(signed_in) == ["You said, message 2 My pelican."]
    assert signed_in.address() == "?search=pelican&search_in=answers"
    link = page.get_by_role("link", name="Said").get_attribute("href")
    assert link.endswith("?search=pelican&search_in=answers")

    page.get_by_label("Search", exact=True).fill('"A pelican"')
    page.get_by_text("No interview matches.").wait_for()
    page.get_by_role("link", name="Search questions and feedback too").click()
    page.get_by_text("2 interviews", exact=True).wait_for()
    assert signed_in.address() == "?search=%22A+pelican%22"


def test_quotation_marks_keep_words_together(signed_in, keep):
    keep(job_role="Together", conversation=[{"role": "user", "content": "The index lock."}])
    keep(job_role="Apart", conversation=[{"role": "user", "content": "Lock the index."}])
    field = signed_in.page.get_by_label("Search", exact=True)
    hint = signed_in.page.locator(f"#{field.get_attribute('aria-describedby')}")
    assert 'Put a "phrase" in quotation marks' in hint.inner_text()
    field.fill("index lock")
    signed_in.page.get_by_text("2 interviews", exact=True).wait_for()
    field.fill("“index lock”")
    signed_in.page.get_by_text("1 interview", exact=True).wait_for()
    assert signed_in.roles() == ["Together"]
    assert marks(signed_in) == ["index lock"]
    href = signed_in.page.get_by_role("link", name="Together").get_attribute("href")
    assert parse_qs(urlsplit(href).query) == {"search": ["“index lock”"]}


def test_each_place_says_what_it_is(signed_in, keep):
    places = {
        "Strength Alpha pelican": {"strengths": ["Alpha pelican"]},
        "Area to improve Bravo pelican": {"areasForImprovement": ["Bravo pelican"]},
        "Recommendation Charlie pelican": {"recommendations": ["Charlie pelican"]},
        "Detailed feedback Delta pelican": {"detailedFeedback": "Delta pelican"},
    }
    for feedback in places.values():
        keep(feedback=FEEDBACK | feedback)
    signed_in.open("?search=pelican&ordering=completed_at")
    assert snippets(signed_in) == list(places)


def test_further_places_of_a_row_are_counted(signed_in, keep):
    keep(conversation=[{"role": "user", "content": f"{n} pelicans"} for n in range(5)])
    keep(conversation=[{"role": "user", "content": f"{n} pelicans"} for n in range(4)])
    signed_in.open("?search=pelican&ordering=completed_at")
    assert snippets(signed_in)[3::4] == ["2 more places", "1 more place"]


def test_a_slash_leads_to_the_search_field_but_not_out_of_another(signed_in, three):
    page = signed_in.page
    page.reload()
    signed_in.settle()
    focused = "document.activeElement.name ?? document.activeElement.tagName"
    page.keyboard.press("/")
    assert page.evaluate(focused) == "search"
    page.keyboard.type("and/or")
    assert page.get_by_label("Search", exact=True).input_value() == "and/or"

    signed_in.open_filters().get_by_label("Job role contains").focus()
    page.keyboard.press("/")
    assert page.evaluate(focused) == "job_role"
    assert page.get_by_label("Job role contains").input_value() == "/"


def test_two_skip_links_lead_to_the_first_interview(signed_in, three):
    page = signed_in.page
    page.reload()
    signed_in.settle()
    steps = []
    for key in ["Tab", "Enter", "Tab", "Enter"]:
        page.keyboard.press(key)
        steps.append(page.evaluate("document.activeElement.textContent.slice(0, 40)"))
    assert [steps[0], *steps[2:]] == ["Skip to the content", "Skip to the interviews", "Team Lead"]


def test_few_stops_lead_from_the_search_to_the_first_interview(signed_in, three):
    page = signed_in.page
    page.reload()
    signed_in.settle()
    page.get_by_label("Search", exact=True).focus()
    stops = []
    while not stops or (stops[-1] != "Team Lead" and len(stops) < 20):
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate("document.activeElement.innerText || document.activeElement.name")
        )
    assert stops == ["search_in", "Filters", "Overall", "Date", "Team Lead"]


# Filters ------------------------------------------------------------------------------


def test_filters_live_in_the_address(signed_in, three, open_window, person):
    page = signed_in.page
    page.reload()
    filters = signed_in.open_filters()
    filters.get_by_label("Technical", exact=True).check()
    page.get_by_text("1 interview", exact=True).wait_for()
    filters.get_by_label("Technical", exact=True).uncheck()
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


def test_filters_that_are_set_are_counted_named_and_removed(signed_in, three):
    page = signed_in.page
    signed_in.open("?interview_type=Technical&job_role=engineer&first_day=2026-01-01")
    signed_in.settle()
    button = page.get_by_role("button", name="Filters")
    active = page.get_by_role("list", name="Active filters")
    assert button.inner_text() == "Filters (3)"
    assert active.get_by_role("link").evaluate_all("links => links.map((l) => l.textContent)") == [
        "Remove the filter Technical×",
        "Remove the filter Job role: engineer×",
        "Remove the filter From 1 Jan 2026×",
        "Clear all",
    ]
    active.get_by_role("link", name="Technical").click()
    page.get_by_text("2 interviews", exact=True).wait_for()
    assert button.inner_text() == "Filters (2)"
    assert signed_in.address() == "?job_role=engineer&first_day=2026-01-01"
    active.get_by_role("link", name="Clear all").click()
    page.get_by_text("3 interviews", exact=True).wait_for()
    assert (button.inner_text(), active.count(), signed_in.address()) == ("Filters", 0, "")


@pytest.mark.parametrize(("name", "at_least", "at_most"), [("30 days", 30, 30), ("year", 365, 366)])
def test_a_period_up_to_today_takes_one_click(signed_in, three, keep, name, at_least, at_most):
    recently = date.today() - timedelta(days=7)
    keep(job_role="Recent", completed_at=f"{recently}T09:00:00Z")
    signed_in.open("?last_day=2020-01-01")
    filters = signed_in.open_filters()
    filters.get_by_role("button", name=f"Last {name}").click()
    signed_in.settle()
    assert "Recent" in signed_in.roles()
    assert parse_qs(urlsplit(signed_in.address()).query).keys() == {"first_day"}
    first = date.fromisoformat(filters.get_by_label("from").last.input_value())
    assert at_least <= (date.today() - first).days <= at_most + 1


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
    assert signed_in.page.locator("[value=Technical]").is_checked()
    asked = [
        url for url in signed_in.requests if re.search(r"/api/interviews/(list|progress)\?", url)
    ]
    assert asked
    assert {parse_qs(urlsplit(url).query)["min_overall_score"][0] for url in asked} == {"2"}


def test_clearing_the_filters_brings_everything_back(signed_in, three):
    signed_in.open("?search=nowhere&interview_type=Technical")
    signed_in.page.get_by_text("No interview matches.").wait_for()
    signed_in.page.get_by_text("Search for fewer words, or remove a filter.").wait_for()
    signed_in.page.get_by_role("link", name="Clear search and filters").click()
    signed_in.page.get_by_text("3 interviews", exact=True).wait_for()
    assert signed_in.address() == ""


def test_no_advice_is_about_filters_when_none_is_set(signed_in, three):
    signed_in.open("?search=nowhere")
    signed_in.page.get_by_text("Search for fewer words, or check the spelling.").wait_for()
    signed_in.open("?interview_type=System+Design")
    signed_in.page.get_by_text("Remove a filter to see more.").wait_for()

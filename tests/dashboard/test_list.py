"""The list of interviews on the dashboard, in a Chromium: rows, order, totals, pages and faults."""

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest

from tests.support.dashboard_page import SESSION_KEY
from tests.support.interviews import INTERVIEW

FEEDBACK = INTERVIEW["feedback"]
ERROR = {"success": False, "code": "internal_error", "message": "Broken.", "request_id": "r-1"}


def text_of(row):
    """The text of a row, in one line."""
    return " ".join(row.inner_text().split())


# Rows ---------------------------------------------------------------------------------


def test_rows_of_one_job_role_are_told_apart_by_what_they_were_about(signed_in, keep):
    questions = [{"question": "Why a **queue**?", "answer": "It decouples."}]
    abouts = [
        {"summary": "A **solid** answer\non `outages`.", "questions": questions},
        {"summary": " ", "questions": questions},
        {"strengths": ["**Pace:** calm"]},
        {"strengths": [], "detailedFeedback": "## Overview\n\nShort **answers**."},
        {"strengths": [], "detailedFeedback": ""},
    ]
    for month, about in enumerate(abouts, 1):
        keep(completed_at=f"2026-{month:02}-01T09:00:00Z", feedback=FEEDBACK | about)
    signed_in.page.reload()
    signed_in.settle()

    rows = signed_in.rows()
    topics = [
        (row.locator(".topic").inner_text() if row.locator(".topic").count() else None)
        for row in reversed(rows)
    ]
    assert topics == [
        "A solid answer on outages.",
        "First question: Why a queue?",
        "Strength: Pace: calm",
        "Overview Short answers.",
        None,
    ]


def test_scores_are_exact_and_their_size_is_seen(signed_in, keep):
    scores = {"overallScore": 7.4, "communicationScore": None, "technicalScore": 9.25}
    further = {"problemSolvingScore": 6.5, "scores": {"clarity": 8}}
    keep(feedback=FEEDBACK | scores | further)
    signed_in.page.reload()
    signed_in.settle()

    (row,) = signed_in.rows()
    cells = [
        " ".join(row.locator(f"td.{name}").all_inner_texts()[0].split())
        for name in ["overall", "communication", "technical"]
    ]
    assert cells == ["Overall 7.4", "Communication – not scored", "Technical 9.25"]
    assert row.locator(".competencies li").all_inner_texts() == ["Clarity 8", "Problem solving 6.5"]
    shares = row.evaluate(
        """row => [...row.querySelectorAll(".track")].map((track) =>
          track.firstChild.getBoundingClientRect().width / track.getBoundingClientRect().width)"""
    )
    assert shares == [pytest.approx(0.74, abs=0.01), pytest.approx(0.925, abs=0.01)]


def test_texts_run_in_their_own_direction(signed_in, keep):
    summary = "إجابات واضحة، لكن ينقصها الأرقام."
    said = [{"role": "user", "content": "أعمل على قواعد البيانات"}]
    keep(job_role="مهندس برمجيات", conversation=said, feedback=FEEDBACK | {"summary": summary})
    signed_in.open("?search=قواعد")
    signed_in.settle()
    directions = signed_in.page.evaluate(
        """[".interviews h3", ".topic", ".snippets [dir]", "[name=search]"].map((selector) =>
          getComputedStyle(document.querySelector(selector)).direction)"""
    )
    assert directions == ["rtl"] * 4
    assert (
        signed_in.page.locator(".interviews p.soft").evaluate(
            "element => getComputedStyle(element).direction"
        )
        == "ltr"
    )


# Order --------------------------------------------------------------------------------


def test_heads_of_columns_sort_and_the_address_says_so(signed_in, three):
    page = signed_in.page
    page.reload()
    signed_in.settle()

    def sorting():
        """The direction of both heads, the roles and the address."""
        signed_in.settle()
        heads = [
            page.get_by_role("columnheader", name=name).get_attribute("aria-sort")
            for name in ["Overall", "Date"]
        ]
        return heads, signed_in.roles(), signed_in.address()

    newest_first = ["Team Lead", "Platform Engineer", "Data Engineer"]
    assert sorting() == (["none", "descending"], newest_first, "")

    overall = page.get_by_role("button", name="Overall")
    overall.click()
    best_first = ["Team Lead", "Data Engineer", "Platform Engineer"]
    assert sorting() == (["descending", "none"], best_first, "?ordering=-overall_score")
    assert overall.evaluate("button => button === document.activeElement")
    overall.click()
    lowest_first = ["Data Engineer", "Team Lead", "Platform Engineer"]
    assert sorting() == (["ascending", "none"], lowest_first, "?ordering=overall_score")
    page.get_by_role("button", name="Date").click()
    assert sorting() == (["none", "descending"], newest_first, "")
    page.get_by_role("button", name="Date").click()
    assert sorting() == (["none", "ascending"], newest_first[::-1], "?ordering=completed_at")
    page.go_back()
    assert sorting() == (["none", "descending"], newest_first, "")


# Totals -------------------------------------------------------------------------------

SCORES = [7.4, None, 6.5, 9.25, 7.4, 5]


def totals(signed_in):
    """The figures above the list, by their names."""
    signed_in.settle()
    figures = signed_in.page.locator(".figures > div").all_inner_texts()
    return {name: values for name, *values in (figure.split("\n") for figure in figures)}


def average(scores):
    """To two decimals, half up."""
    exact = sum(map(Fraction, map(str, scores))) / len(scores)
    return f"{float(Fraction(int(exact * 100 + Fraction(1, 2)), 100)):g}"


def test_totals_are_those_of_what_the_filters_select(signed_in, keep):
    for month, score in enumerate(SCORES, 1):
        keep(
            interview_type="Technical" if month % 2 else "Behavioral",
            completed_at=f"2026-{month:02}-01T09:00:00Z",
            feedback=FEEDBACK | {"overallScore": score},
        )
    signed_in.page.reload()
    scored = [score for score in SCORES if score is not None]
    assert totals(signed_in) == {
        "Average overall": [average(scored), "5 scored"],
        "Best overall": ["9.25"],
        "Latest overall": ["5"],
        "Questions": ["30"],
    }

    signed_in.open_filters().get_by_label("Technical", exact=True).check()
    signed_in.page.get_by_text("3 interviews", exact=True).wait_for()
    assert totals(signed_in) == {
        "Average overall": [average([7.4, 6.5, 7.4]), "3 scored"],
        "Best overall": ["7.4"],
        "Latest overall": ["7.4"],
    }
    signed_in.open("?first_day=2026-02-01&last_day=2026-02-02")
    assert totals(signed_in) == {
        "Average overall": ["–", "0 scored"],
        "Best overall": ["–"],
        "Latest overall": ["–"],
    }
    # No endpoint has averages of what a search finds, and those of all would be wrong here.
    signed_in.open("?search=engineer")
    signed_in.page.get_by_text("6 interviews", exact=True).wait_for()
    assert totals(signed_in) == {}


@pytest.mark.parametrize(
    "scores", [[], [7], [7.4, 7.55], [7.1, 7.2, 7.15], [6.99, 7], [1, 1, 2], [0.1 + 0.2 + 7] * 3]
)
def test_averages_are_rounded_half_up_to_two_decimals(signed_in, scores):
    found = signed_in.page.evaluate(
        """async (scores) =>
          (await import("/static/dashboard/list-figures.js")).average(scores)""",
        scores,
    )
    assert found == (float(average(scores)) if scores else None)


# Pages --------------------------------------------------------------------------------


def test_only_rows_that_are_shown_are_asked_for(signed_in, keep):
    for number in range(23):
        keep(job_role=f"Role {number}")
    signed_in.requests.clear()
    signed_in.page.reload()
    signed_in.page.get_by_text("20 of 23 interviews").wait_for()
    signed_in.settle()
    assert len(signed_in.list_requests()) == 1
    assert len(signed_in.roles()) == 20

    signed_in.page.get_by_role("button", name="Show more").click()
    signed_in.page.get_by_text("23 interviews", exact=True).wait_for()
    assert len(set(signed_in.roles())) == 23
    assert len(signed_in.list_requests()) == 2
    focused = "document.activeElement.closest('tr').rowIndex"
    assert signed_in.page.evaluate(focused) == 21  # the first new row, under the heads
    asked = {
        url.split("/api/interviews/")[1].split("?")[0]
        for url in signed_in.requests
        if "/api/" in url
    }
    assert asked == {"list", "stats"}


def test_the_way_back_shows_the_list_as_it_was_left(signed_in, keep):
    for number in range(23):
        keep(job_role=f"Role {number}")
    page = signed_in.page
    page.reload()
    page.get_by_role("button", name="Show more").click()
    page.get_by_text("23 interviews", exact=True).wait_for()
    signed_in.settle()
    page.get_by_role("link", name="Role 1", exact=True).scroll_into_view_if_needed()
    before = page.evaluate("scrollY"), totals(signed_in), signed_in.roles()
    assert before[0] > 0

    signed_in.requests.clear()
    page.get_by_role("link", name="Role 1", exact=True).click()
    page.get_by_role("heading", name="Role 1").wait_for()
    page.go_back()
    page.get_by_text("23 interviews", exact=True).wait_for()
    assert (page.evaluate("scrollY"), totals(signed_in), signed_in.roles()) == before
    assert not any("/list" in url or "/stats" in url for url in signed_in.requests)


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
    signed_in.page.get_by_text("Download 1 interview").wait_for()
    with signed_in.page.expect_download() as download:
        signed_in.page.get_by_role("button", name=kind).click()
    text = Path(download.value.path()).read_text()
    assert "Data Engineer" in text
    assert "Team Lead" not in text
    assert download.value.suggested_filename.endswith(f".{kind.lower()}")


# Faults -------------------------------------------------------------------------------


def break_list(page):
    page.route("**/api/interviews/list**", lambda route: route.fulfill(status=500, json=ERROR))


def test_a_failure_says_what_to_do_and_trying_again_helps(signed_in, three):
    signed_in.refusals_expected = True
    break_list(signed_in.page)
    signed_in.page.reload()
    signed_in.page.get_by_text("Broken. (request r-1)").wait_for()
    signed_in.page.unroute_all()
    signed_in.page.get_by_role("button", name="Try again").click()
    signed_in.page.get_by_text("3 interviews", exact=True).wait_for()
    assert totals(signed_in)["Average overall"] == ["6", "2 scored"]


def test_a_page_that_cannot_be_loaded_leaves_the_rows_before_it(signed_in, keep):
    for number in range(23):
        keep(job_role=f"Role {number}")
    page = signed_in.page
    page.reload()
    page.get_by_text("20 of 23 interviews").wait_for()
    signed_in.refusals_expected = True
    break_list(page)
    page.get_by_role("button", name="Show more").click()
    page.get_by_text("Broken. (request r-1)").wait_for()
    assert len(signed_in.roles()) == 20
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    page.get_by_text("23 interviews", exact=True).wait_for()
    assert len(set(signed_in.roles())) == 23


def test_being_offline_is_said_once_and_passes_by_itself(signed_in, three):
    signed_in.refusals_expected = True
    page = signed_in.page
    signed_in.settle()
    signed_in.context.set_offline(True)
    page.get_by_text("You are offline. This page may be out of date.").wait_for()
    for words in ["peli", "pelican"]:
        page.get_by_label("Search", exact=True).fill(words)
        page.get_by_text("The page loads by itself when you are online again.").wait_for()
    signed_in.settle()
    assert page.locator(".state").count() == 1
    signed_in.context.set_offline(False)
    page.get_by_text("1 interview", exact=True).wait_for()
    assert signed_in.roles() == ["Team Lead"]
    assert page.get_by_text("You are offline").count() == 0


def test_what_is_loading_says_so_and_after_a_second_that_it_still_is(
    open_window, live_service, session
):
    kept = [{"name": SESSION_KEY, "value": json.dumps(session)}]
    window = open_window(
        storage_state={"origins": [{"origin": live_service, "localStorage": kept}]}
    )
    held = []
    window.page.route("**/api/interviews/list**", lambda route: held.append(route))
    window.open()
    window.page.get_by_text("Loading…", exact=True).wait_for()
    window.page.get_by_text("Still loading…").wait_for()
    for route in held:
        route.continue_()
    window.page.get_by_text("No interviews yet.").wait_for()


# Paper --------------------------------------------------------------------------------


def test_a_printed_list_has_its_rows_and_no_controls(signed_in, three):
    signed_in.open("?interview_type=Technical&interview_type=Behavioral")
    signed_in.settle()
    signed_in.page.emulate_media(media="print", color_scheme="dark")
    text = " ".join(signed_in.page.locator("body").inner_text().split())
    assert "Your interviews" in text
    assert "Team Lead" in text
    assert "Behavioral · Senior · 5 questions" in text
    assert "Average overall 6 2 scored" in text
    for control in ["Sign out", "Filters", "Clear all", "Compare", "Download"]:
        assert not re.search(rf"\b{control}\b", text), control
    ground = "getComputedStyle(document.body).backgroundColor"
    assert signed_in.page.evaluate(ground) == "rgb(255, 255, 255)"

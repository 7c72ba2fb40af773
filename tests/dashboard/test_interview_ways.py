"""The ways to, through and out of one interview, in a Chromium: addresses, hits, neighbours."""

import json
from urllib.parse import parse_qs, urlencode, urlsplit

import pypdf
import pytest

from tests.support.dashboard_page import SESSION_KEY
from tests.support.interviews import INTERVIEW

FEEDBACK = INTERVIEW["feedback"]
LINKED = {"recommendations": ["Read [a book](https://example.com/book)"]}
LONG = [
    {"role": role, "content": f"{words} {number}. " + "So it went on. " * 60}
    for number in range(1, 9)
    for role, words in (("interviewer", "And what about pelican"), ("user", "Answer"))
]


@pytest.fixture
def long(keep):
    """The id of an interview of many screens, whose questions are the interviewer's messages."""
    return keep(job_role="Long Talker", conversation=LONG)


def opened(visitor, address):
    visitor.open(address)
    visitor.page.locator("article").wait_for()
    visitor.settle()
    return visitor.page


def zone_of(page):
    return page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")


def in_view(locator):
    return locator.evaluate(
        "e => { const b = e.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight }"
    )


# Places in an interview ---------------------------------------------------------------


def test_the_address_of_a_question_leads_to_it(signed_in, long):
    page = opened(signed_in, f"/interviews/{long}#q4")
    assert page.evaluate("document.activeElement.id") == "q4"
    assert in_view(page.locator("#q4 h3"))


def test_the_address_of_a_question_leads_to_it_through_sign_in(open_window, person, long):
    window = open_window()
    window.open(f"/interviews/{long}#q6")
    window.sign_in(person[0])
    assert window.address() == f"/interviews/{long}#q6"
    assert in_view(window.page.locator("#q6 h3"))
    assert window.page.evaluate("document.activeElement.id") == "q6"


def test_the_outline_leads_to_each_question_and_back(signed_in, long):
    page = opened(signed_in, f"/interviews/{long}")
    page.evaluate("scrollTo(0, 40)")
    contents = page.get_by_role("navigation", name="Contents")
    assert contents.get_by_role("link").all_inner_texts()[-8:] == [
        f"{number}.\nAnd what about pelican {number}. " + "So it went on. " * 59 + "So it went on."
        for number in range(1, 9)
    ]
    contents.get_by_role("link", name="5.").click()
    assert signed_in.address() == f"/interviews/{long}#q5"
    assert in_view(page.locator("#q5 h3"))
    requests = len(signed_in.requests)
    page.go_back()
    page.wait_for_function("scrollY === 40")
    page.go_forward()
    page.wait_for_function("document.activeElement.id === 'q5'")
    assert in_view(page.locator("#q5 h3"))
    assert len(signed_in.requests) == requests


def test_the_outline_is_closed_on_a_phone(signed_in, long):
    signed_in.page.set_viewport_size({"width": 390, "height": 844})
    page = opened(signed_in, f"/interviews/{long}")
    assert not page.get_by_role("navigation", name="Contents").is_visible()
    page.get_by_text("Contents").click()
    page.get_by_role("link", name="7.").click()
    assert in_view(page.locator("#q7 h3"))


def test_the_link_to_a_question_can_be_copied(signed_in, long):
    signed_in.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = opened(signed_in, f"/interviews/{long}?search=pelican")
    page.get_by_role("button", name="Copy the link to question 3").click()
    page.get_by_text("The link to question 3 is copied.").wait_for(state="attached")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{signed_in.service}/dashboard/interviews/{long}#q3"


# What was searched for ----------------------------------------------------------------


def test_a_search_leads_to_the_first_hit_and_on_to_the_next(signed_in, long):
    page = opened_list(signed_in, "")
    page.get_by_label("Search").fill("PELICAN")
    page.locator(".snippets mark").first.wait_for()
    page.get_by_role("link", name="Long Talker").click()
    hits = page.get_by_role("group", name="Places found")
    hits.get_by_text("1 of 8").wait_for()
    current = page.locator("mark[aria-current]")
    assert current.inner_text() == "pelican"
    assert in_view(current)

    hits.get_by_role("button", name="Next place").click()
    page.keyboard.press("Enter")
    hits.get_by_text("3 of 8").wait_for()
    assert in_view(current)
    assert page.locator("#q3").locator("mark[aria-current]").count() == 1
    for _ in range(3):
        hits.get_by_role("button", name="Previous place").click()
    hits.get_by_text("8 of 8").wait_for()
    assert in_view(current)


def test_a_search_of_the_answers_leads_to_answers_alone(signed_in, long):
    page = opened(signed_in, f"/interviews/{long}?search=answer&search_in=answers")
    current = page.locator("mark[aria-current]")
    current.wait_for()
    assert page.locator(".turn.own mark").count() == page.locator("article mark").count() > 0
    assert in_view(current)


def test_the_hit_and_the_scroll_are_as_they_were_when_one_comes_back(signed_in, long):
    page = opened(signed_in, f"/interviews/{long}?search=pelican")
    for _ in range(3):
        page.get_by_role("button", name="Next place").click()
    page.get_by_text("4 of 8").wait_for()
    page.evaluate("scrollBy(0, 100)")
    left = page.evaluate("scrollY")
    # A click of Playwright's would scroll up to the link first.
    page.get_by_role("link", name="Progress", exact=True).first.dispatch_event("click")
    page.get_by_role("heading", name="Progress").wait_for()
    page.go_back()
    page.get_by_text("4 of 8").wait_for()
    assert page.evaluate("scrollY") == left


@pytest.mark.parametrize(
    ("search", "said", "marked"),
    [
        ("didn't", "It didn’t fit.", ["didn’t"]),
        ('"two words"', "A phrase of two words, and words.", ["two words"]),
        ("zurich cafe", "In Zürich: one café.", ["Zürich", "café"]),
        ("b", "<b> & b", ["b", "b"]),
    ],
)
def test_words_are_marked_as_the_search_finds_them(signed_in, keep, search, said, marked):
    row_id = keep(
        conversation=[{"role": "user", "content": said}],
        feedback={"detailedFeedback": ""},
        job_role="Xyz",
    )
    page = signed_in.page
    page.goto(f"{signed_in.service}/dashboard/interviews/{row_id}?{urlencode({'search': search})}")
    page.get_by_text(f"1 of {len(marked)}").wait_for()
    assert page.locator("mark").all_inner_texts() == marked


def test_a_phrase_is_marked_across_elements_and_not_across_blocks(signed_in, keep):
    page = opened(signed_in, f"/interviews/{keep()}")
    marks = page.evaluate(
        """async () => {
          const { markText } = await import(document.querySelector("script[type=module]").src
            .replace("main.js", "text-marks.js"));
          const root = document.createElement("div");
          const block = document.createElement("p");
          const bold = document.createElement("strong");
          bold.append("two");
          block.append("one ", bold, " words");
          const other = document.createElement("p");
          other.append("of two");
          const last = document.createElement("p");
          last.append("words");
          root.append(block, other, last);
          return markText(root, ["two words"]).map(hit => hit.map(mark => mark.outerHTML));
        }"""
    )
    assert marks == [["<mark>two</mark>", "<mark> words</mark>"]]


def test_it_is_said_when_the_words_are_not_in_the_text(signed_in, keep):
    page = opened(signed_in, f"/interviews/{keep()}?search=nowhere")
    page.get_by_text("What was searched for is not in this interview's text.").wait_for()


# Other interviews ---------------------------------------------------------------------


def test_neighbours_are_those_of_the_list_that_one_comes_from(signed_in, keep):
    for number, score in enumerate([3, 9, 5, 7]):
        keep(
            job_role=f"Role {number}",
            completed_at=f"2026-01-0{number + 1}T09:00:00Z",
            feedback=FEEDBACK | {"overallScore": score},
        )
    page = opened_list(signed_in, "?ordering=-overall_score&job_role=Role")
    page.get_by_role("link", name="Role 3").click()
    pager = page.get_by_role("navigation", name="Other interviews")
    pager.get_by_role("link", name="After it in the list Role 2 3 Jan 2026").wait_for()
    assert pager.get_by_role("link").count() == 2
    requests = len(signed_in.list_requests())
    pager.get_by_role("link", name="Before it in the list Role 1").click()
    page.get_by_role("heading", name="Role 1").wait_for()
    pager.get_by_role("link", name="After it in the list Role 3").wait_for()
    assert pager.get_by_role("link").count() == 1
    assert len(signed_in.list_requests()) == requests
    page.get_by_role("link", name="All interviews").click()
    page.get_by_role("heading", name="Your interviews").wait_for()
    assert signed_in.address() == "?ordering=-overall_score&job_role=Role"


def test_the_neighbour_behind_the_loaded_rows_is_known_too(signed_in, keep):
    for number in range(21):
        keep(job_role=f"Role {number:02}", completed_at=f"2026-01-{number + 1:02}T09:00:00Z")
    page = opened_list(signed_in, "")
    page.get_by_role("link", name="Role 01").click()
    page.get_by_role("link", name="Older Role 00").wait_for()


def test_neighbours_of_an_address_are_those_by_date(signed_in, three):
    page = opened(signed_in, f"/interviews/{three[1]}")
    page.get_by_role("link", name="Newer Team Lead 10 Mar 2026").wait_for()
    page.get_by_role("link", name="Older Data Engineer 10 Jan 2026").click()
    page.get_by_role("heading", name="Data Engineer").wait_for()
    page.get_by_role("link", name="Newer Platform Engineer").wait_for()


def opened_list(visitor, address):
    visitor.open(address)
    visitor.page.locator("h3 a").first.wait_for()
    visitor.settle()
    return visitor.page


def test_advice_that_keeps_coming_up_has_its_latest_words_and_links(signed_in, keep):
    def with_areas(month, *areas, kind="Technical"):
        return keep(
            job_role=f"Role {month}",
            interview_type=kind,
            completed_at=f"2026-0{month}-10T09:00:00Z",
            feedback=FEEDBACK | {"areasForImprovement": list(areas)},
        )

    with_areas(1, "State the trade-offs!")
    with_areas(2, "State trade-offs", kind="Behavioral")
    second = with_areas(3, "Please state the trade-offs.", "Speak slower")
    third = with_areas(4, "State your trade-offs", "Draw a diagram")
    page = opened(signed_in, f"/interviews/{with_areas(5, 'State trade-offs', 'Name a number')}")
    section = page.locator(".coming-up")
    section.get_by_role("heading", name="Keeps coming up").wait_for()
    text = section.inner_text()
    assert "In 4 of 4 Technical interviews. The latest 2 of the others:" in text
    assert [link.get_attribute("href") for link in section.get_by_role("link").all()] == [
        f"/dashboard/interviews/{third}",
        f"/dashboard/interviews/{second}",
        "/dashboard/progress?interview_type=Technical",
    ]
    assert section.locator("q").all_inner_texts() == [
        "State your trade-offs",
        "Please state the trade-offs.",
    ]
    assert "Name a number" not in text


def test_where_nothing_recurs_nothing_is_said(signed_in, keep):
    keep(feedback=FEEDBACK | {"areasForImprovement": ["One"]})
    page = opened(
        signed_in, f"/interviews/{keep(feedback=FEEDBACK | {'areasForImprovement': ['Two']})}"
    )
    page.get_by_role("navigation", name="Other interviews").get_by_role("link").wait_for()
    assert not page.locator(".coming-up").is_visible()


# Files --------------------------------------------------------------------------------


def test_the_pdf_says_what_it_holds_and_remembers_the_name(signed_in, three):
    page = opened(signed_in, f"/interviews/{three[0]}")
    page.get_by_role("button", name="Download as PDF").click()
    dialog = page.get_by_role("dialog", name="Download as PDF")
    assert "the whole conversation (2 messages)" in dialog.inner_text()
    dialog.get_by_label("Your name on it").fill("Ada Łovelace")
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Download PDF").click()
    assert download.value.suggested_filename == "interview-data-engineer-2026-01-10.pdf"
    dialog.wait_for(state="detached")
    asked = parse_qs(urlsplit(signed_in.requests[-1]).query)
    assert asked == {"time_zone": [zone_of(page)], "name": ["Ada Łovelace"]}
    assert "Ada Łovelace" in pypdf.PdfReader(download.value.path()).pages[0].extract_text()

    # It is remembered in this browser, for this person.
    page.reload()
    page.get_by_role("button", name="Download as PDF").click()
    assert dialog.get_by_label("Your name on it").input_value() == "Ada Łovelace"
    dialog.get_by_label("Your name on it").fill("")
    with page.expect_download():
        page.keyboard.press("Enter")
    assert "name=" not in signed_in.requests[-1]
    dialog.wait_for(state="detached")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('pdf'))") == []


# Paper --------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_there_is_the_interview_and_nothing_to_press(
    open_window, live_service, session, keep, scheme
):
    stored = [{"name": SESSION_KEY, "value": json.dumps(session)}]
    window = open_window(
        color_scheme=scheme,
        storage_state={"origins": [{"origin": live_service, "localStorage": stored}]},
    )
    page = opened(window, f"/interviews/{keep(feedback=FEEDBACK | LINKED)}?search=software")
    page.emulate_media(media="print")
    assert page.locator("button:visible, nav:visible, header.top:visible").count() == 0
    text = " ".join(page.locator("body").inner_text().split())
    assert text.startswith("Software Engineer Behavioral · Mid-level · 5 questions")
    assert f"({zone_of(page)})" in text
    assert "a book (https://example.com/book)" in text
    # The canvas of the page, a text and a bar, whatever the screen is like.
    assert page.evaluate(
        """() => [["body", "backgroundColor"], ["h1", "color"], [".fill", "backgroundColor"],
          [".fill", "printColorAdjust"], [".track", "borderTopStyle"]]
          .map(([place, name]) => getComputedStyle(document.querySelector(place))[name])"""
    ) == ["rgb(255, 255, 255)", "rgb(24, 32, 29)", "rgb(70, 82, 92)", "exact", "solid"]

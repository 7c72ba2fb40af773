"""One interview on the dashboard, in a Chromium, and choosing some for a comparison."""

from pathlib import Path

import pytest

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


# Choosing for a comparison ------------------------------------------------------------


def test_no_more_than_five_can_be_chosen(signed_in, keep):
    for number in range(6):
        keep(job_role=f"Role {number}")
    signed_in.page.reload()
    for number in range(5):
        signed_in.page.get_by_label(f"Compare Role {number}").check()
    assert signed_in.page.get_by_label("Compare Role 5").is_disabled()
    signed_in.page.get_by_role("button", name="Clear").click()
    assert signed_in.page.get_by_label("Compare Role 5").is_enabled()

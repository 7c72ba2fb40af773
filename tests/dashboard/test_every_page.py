"""What holds on every page: accessibility, the keyboard, hostile text, and all of a user's data."""

import json
import uuid

import httpx
import pytest

from tests.support.dashboard_page import (
    SESSION_KEY,
    eventually,
)
from tests.support.interviews import INTERVIEW

HOSTILE = [
    '<img src=x onerror="window.caught = 1">',
    "</script><script>window.caught = 1</script>",
    "javascript:window.caught=1",
    '"><svg onload=window.caught=1>',
    "{{ 7*7 }} ${7*7} &lt;b&gt;",
]


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
        "filters": "?interview_type=Technical&first_day=2026-01-01",
        "nothing found": "?search=nowhere",
        "interview": f"/interviews/{three[0]}",
        "no interview": f"/interviews/{uuid.uuid4()}",
        "progress": "/progress",
        "not enough": "/progress?experience_level=Senior",
        "compare": f"/compare?ids={','.join(three)}",
        "claim": "/claim#x",
        "data": "/data",
        "unsent": "/unsent",
        "password": "/password",
        "nowhere": "/nowhere",
    }.items():
        window.open(address)
        look(name)
    window.open("?interview_type=Technical")
    window.open_filters()
    look("open filters")
    window.open(f"/interviews/{three[0]}")
    window.page.get_by_role("button", name="Delete").click()
    look("delete")
    assert {name: found for name, found in faults.items() if found} == {}


def test_all_data_is_downloaded_and_deleted(signed_in, keep):
    ids = [keep(job_role=f"Role {number}") for number in range(3)]
    page = signed_in.page
    signed_in.open("/data")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download JSON").click()
    taken = json.loads(coming.value.path().read_text())
    assert {row["id"] for row in taken} >= set(ids)

    total = str(len(taken))
    number = page.get_by_label("type the number of interviews")
    delete = page.get_by_role("button", name="Delete all interviews")
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
    page.get_by_text("No interviews are stored").wait_for()
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
    signed_in.refusals_expected = True  # the last link is not a claim
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
    page.get_by_role("button", name="Filters").focus()
    page.keyboard.press("Enter")
    reached = []
    while not reached or (reached[-1] != "Team Lead" and len(reached) < 40):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "document.activeElement.getAttribute('name') ?? document.activeElement.textContent"
            )
        )
    filters = {"interview_type", "experience_level", "job_role", "min_overall_score", "first_day"}
    assert {*filters, "Last 30 days"} <= set(reached)
    assert reached[-3:] == ["Overall", "Date", "Team Lead"]
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

"""The page that compares interviews, in a Chromium."""

from decimal import Decimal
from itertools import combinations

import httpx
import pypdf
import pytest

SAID = {
    "Quantify your results": "Quantify results.",
    "Name the costs": "name costs",
    "**Be brief:** stop early": "Be brief: stop early",
}


def feedback(scores=(None, None, None), *, areas=(), strengths=(), **further):
    overall, communication, technical = scores
    return {
        "overallScore": overall,
        "communicationScore": communication,
        "technicalScore": technical,
        "strengths": list(strengths),
        "areasForImprovement": list(areas),
        "recommendations": [],
        "detailedFeedback": "",
    } | further


@pytest.fixture
def interviews(keep):
    """Saves interviews with these changes, on successive days, all of one type and level."""

    def interviews(*changes):
        return [
            keep(
                **{
                    "job_role": f"Role {day}",
                    "interview_type": "Technical",
                    "completed_at": f"2026-03-0{day}T09:00:00Z",
                    **change,
                }
            )
            for day, change in enumerate(changes, 1)
        ]

    return interviews


@pytest.fixture
def compare(signed_in):
    def compare(ids):
        signed_in.open(f"/compare?ids={','.join(ids)}")
        signed_in.settle()
        return signed_in.page

    return compare


def words(locator):
    return [" ".join(text.split()) for text in locator.all_inner_texts()]


def table(page, corner):
    """The rows of the table with this first head; a heading of a group is a row of one cell."""
    found = page.locator("table", has=page.get_by_role("columnheader", name=corner, exact=True))
    return [words(row.locator("th, td")) for row in found.locator("tbody tr").all()]


def marks(*mentioned):
    return ["● mentioned" if each else "– not mentioned" for each in mentioned]


def test_two_are_compared_from_the_list_and_stay_chosen(signed_in, three):
    page = signed_in.page
    page.reload()
    page.get_by_label("Compare Data Engineer").check()
    page.get_by_text("1 chosen; choose one more to compare").wait_for()
    page.get_by_label("Search").fill("pelican")
    page.get_by_text("1 interview", exact=True).wait_for()
    page.get_by_label("Compare Team Lead").check()
    page.get_by_role("link", name="Compare", exact=True).click()
    page.get_by_role("heading", name="Scores").wait_for()
    assert signed_in.address() == f"/compare?ids={three[0]},{three[2]}"
    assert words(page.locator(".compared li")) == [
        "Data Engineer Technical, Mid-level, 10 Jan 2026",
        "Team Lead Behavioral, Senior, 10 Mar 2026",
    ]
    assert "The interview type is not the same" in page.locator(".notice").first.inner_text()

    page.get_by_role("link", name="All interviews").click()
    page.get_by_text("1 interview", exact=True).wait_for()
    assert signed_in.address() == "?search=pelican"
    assert page.get_by_label("Compare Team Lead").is_checked()
    page.get_by_text("2 chosen").wait_for()


def test_scores_and_changes_are_exact(compare, interviews):
    scores = [(4, 6.9, None), (7.4, 7.4, 5), (None, 7.25, 5.1)]
    depths = [6.5, None, 7]
    changes = [
        {"feedback": feedback(each, **({"depthScore": depth} if depth else {}))}
        for each, depth in zip(scores, depths, strict=True)
    ]
    page = compare(interviews(*changes))

    def cells(*column):
        """Of the scores of one kind, oldest first."""
        found = []
        for before, score in zip([None, *column[:-1]], column, strict=True):
            change = ""
            if before is not None and score is not None:
                difference = Decimal(str(score)) - Decimal(str(before))
                sign = "−" if difference < 0 else "+"
                change = f" {sign}{abs(difference)}" if difference else " No change"
            found.append("– not scored" if score is None else f"{score}{change}")
        return found

    overall, communication, technical = zip(*scores, strict=True)
    assert table(page, "Score") == [
        ["Overall score", *cells(*overall)],
        ["Communication score", *cells(*communication)],
        ["Technical score", *cells(*technical)],
        ["Depth", *cells(*depths)],
    ]
    assert cells(*communication) == ["6.9", "7.4 +0.5", "7.25 −0.15"]
    bars = page.locator("table .fill").evaluate_all(
        "fills => fills.map((fill) => fill.style.getPropertyValue('--share'))"
    )
    assert bars[:2] == ["40%", "74%"]
    assert page.locator("canvas").count() == 0


def test_an_equal_score_is_no_change(compare, interviews):
    page = compare(interviews(*[{"feedback": feedback((7.4, None, None))}] * 2))
    assert table(page, "Score")[0] == ["Overall score", "7.4", "7.4 No change"]


def test_advice_of_those_in_the_middle_is_there(compare, interviews, live_service, person):
    quantify, costs, brief = SAID
    ids = interviews(
        {"feedback": feedback(areas=[quantify, costs], strengths=["Calm"])},
        {"feedback": feedback(areas=[SAID[costs], brief])},
        {"feedback": feedback(areas=["Ask first", SAID[brief], "Only here"], strengths=["calm!"])},
        {"feedback": feedback(areas=[SAID[quantify], "Ask first"], strengths=["Calm", "Warm"])},
    )
    page = compare(ids)

    assert table(page, "To improve") == [
        ["Still mentioned"],
        [SAID[quantify], *marks(1, 0, 0, 1)],
        ["New"],
        ["Ask first", *marks(0, 0, 1, 1)],
        ["Not mentioned again"],
        [SAID[costs], *marks(1, 1, 0, 0)],
        ["Only in between"],
        [SAID[brief], *marks(0, 1, 1, 0)],
        ["Only here", *marks(0, 0, 1, 0)],
    ]
    assert table(page, "Strengths") == [
        ["Still mentioned"],
        ["Calm", *marks(1, 0, 1, 1)],
        ["New"],
        ["Warm", *marks(0, 0, 0, 1)],
    ]
    assert "Resolved" not in page.locator("#main").inner_text()
    # The API holds the first against the last, and says the same.
    answer = httpx.get(
        f"{live_service}/api/interviews/compare?ids={ids[0]},{ids[3]}",
        headers={"Authorization": f"Bearer {person[1]}"},
    ).json()["data"]
    assert answer["areas_for_improvement"] == {
        "persisting": [SAID[quantify]],
        "new": ["Ask first"],
        "resolved": [costs],
    }


def test_five_are_asked_for_in_pairs_and_no_more(compare, interviews, signed_in):
    ids = interviews(*[{"feedback": feedback(areas=["Be brief"])}] * 5)
    signed_in.requests.clear()
    page = compare(ids)
    assert table(page, "To improve") == [["Still mentioned"], ["Be brief", *marks(1, 1, 1, 1, 1)]]
    asked = [url for url in signed_in.requests if "/api/interviews/" in url]
    assert len(asked) == len(
        list(combinations(ids, 2))
    )  # the first with the last is in that of all


DIFFERENT = {
    "type": (
        {"interview_type": "Behavioral"},
        "the first interview is Technical and the last Behavioral.",
    ),
    "language": (
        {"feedback": feedback(areas=["حدد المقايضات قبل الاختيار"], strengths=["تواصل واضح"])},
        "the advice of the first interview and that of the last are in different languages.",
    ),
    "no advice": ({"feedback": {}}, "the first or the last interview has no advice."),
}


@pytest.mark.parametrize(("change", "reason"), DIFFERENT.values(), ids=DIFFERENT)
def test_nothing_is_called_new_where_that_says_nothing(compare, interviews, change, reason):
    english = {"feedback": feedback(areas=["Be brief"], strengths=["Calm"])}
    page = compare(interviews(english, english | {"feedback": feedback()}, english | change))
    text = page.locator(".advice-matrix").inner_text()
    assert f"What is new and what was not mentioned again is not said: {reason}" in text
    assert page.locator(".group").count() == 0
    assert ["Be brief", *marks(1, 0, change == DIFFERENT["type"][0])] in table(page, "To improve")


def spoken(*pairs):
    return [
        {"role": role, "content": content}
        for question, answer in pairs
        for role, content in (("interviewer", question), ("user", answer))
    ]


def test_answers_to_like_questions_stand_side_by_side(compare, interviews, signed_in):
    ids = interviews(
        {
            "conversation": spoken(
                ("Welcome! How would you design a rate limiter?", "A **token** bucket."),
                ("What is an index?", "A tree."),
            )
        },
        {"conversation": spoken(("How would you design a chat service?", "With queues."))},
        {
            "conversation": spoken(("Anything else?", "No.")),
            "feedback": feedback(
                questions=[
                    {
                        "question": "How would you design a distributed rate limiter?",
                        "answer": "Counters in Redis.",
                        "score": 7.5,
                    }
                ]
            ),
        },
    )
    signed_in.requests.clear()
    page = compare(ids)
    assert not [url for url in signed_in.requests if "/compare" not in url and "/api/" in url]

    page.get_by_text("Answers to similar questions").click()
    page.locator(".like-question").wait_for()
    assert page.locator(".like-question h3").all_inner_texts() == [
        "How would you design a rate limiter?"
    ]
    assert words(page.locator(".answer")) == [
        "1 1 Mar 2026 A token bucket.",
        "3 3 Mar 2026 7.5 / 10 How would you design a distributed rate limiter? Counters in Redis.",
    ]
    assert page.locator(".answer strong").inner_text() == "token"


def test_without_like_questions_it_says_so(compare, three):
    page = compare(three[1:])
    page.get_by_text("Answers to similar questions").click()
    page.get_by_text("None of the questions was asked in two of these interviews.").wait_for()


@pytest.mark.parametrize("ids", [[], ["a"], ["a"] * 6])
def test_too_few_or_too_many_lead_back_to_the_list(compare, signed_in, ids):
    page = compare(ids)
    page.get_by_text("Choose two to five interviews.").wait_for()
    page.get_by_role("link", name="To the list").click()
    page.get_by_role("heading", name="Your interviews").wait_for()
    assert signed_in.address() == ""


def test_a_comparison_prints_dark_on_white(open_window, signed_in, interviews):
    ids = interviews(*[{"feedback": feedback((5, 6, 7), areas=["Be brief"])}] * 2)
    window = open_window(storage_state=signed_in.context.storage_state(), color_scheme="dark")
    window.open(f"/compare?ids={','.join(ids)}")
    window.settle()
    window.page.emulate_media(media="print", color_scheme="dark")
    assert window.page.locator("#top, .back").evaluate_all(
        "found => found.every((each) => getComputedStyle(each).display === 'none')"
    )
    ink = "getComputedStyle(document.querySelector('table strong')).color"
    assert window.page.evaluate(ink) == "rgb(24, 32, 29)"
    fill = "getComputedStyle(document.querySelector('.fill')).printColorAdjust"
    assert window.page.evaluate(fill) == "exact"


def test_a_comparison_is_a_pdf_too(compare, three, signed_in):
    page = compare(three)
    page.get_by_role("button", name="Download PDF").click()
    with page.expect_download() as download:
        page.get_by_role("dialog").get_by_role("button", name="Download PDF").click()
    text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(download.value.path()).pages)
    for role in ("Data Engineer", "Platform Engineer", "Team Lead"):
        assert role in text


def test_what_each_recommends_stands_side_by_side(signed_in, keep):
    ids = [
        keep(completed_at="2026-01-10T09:00:00Z", feedback={"recommendations": ["Read *SICP*"]}),
        keep(completed_at="2026-02-10T09:00:00Z", feedback={"recommendations": []}),
        keep(completed_at="2026-03-10T09:00:00Z", feedback={"recommendations": ["Rest", "Run"]}),
    ]
    signed_in.open(f"/compare?ids={','.join(ids)}")
    signed_in.page.get_by_role("heading", name="Recommendations").wait_for()
    columns = signed_in.page.locator(".recommended > div").all_inner_texts()
    assert [text.split("\n") for text in columns] == [
        ["1 10 Jan 2026", "", "Read SICP"],
        ["2 10 Feb 2026", "", "None noted."],
        ["3 10 Mar 2026", "", "Rest", "Run"],
    ]

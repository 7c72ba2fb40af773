"""The page of progress, in a Chromium. What it shows is computed here, in fractions."""

import re
from datetime import datetime
from fractions import Fraction
from urllib.parse import parse_qsl, urlsplit

import httpx
import pypdf
import pytest

from tests.support.dashboard_page import eventually
from tests.support.expected_scores import hundredths

TYPES = ["Behavioral", "Technical", "System Design"]
CHART = "globalThis.Chart?.getChart(document.querySelector('canvas') ?? '')"


def feedback(overall=None, *, areas=(), strengths=(), **further):
    return {
        "overallScore": overall,
        "communicationScore": None,
        "technicalScore": None,
        "strengths": list(strengths),
        "areasForImprovement": list(areas),
        "recommendations": [],
        "detailedFeedback": "",
    } | further


@pytest.fixture
def history(keep):
    """Saves an interview for each (type, overall score, further keys), on successive days."""

    def history(*interviews):
        return [
            keep(
                job_role=f"Role {day}",
                interview_type=interview_type,
                completed_at=f"2026-03-{day:02}T09:00:00Z",
                feedback=feedback(overall, **further),
            )
            for day, (interview_type, overall, further) in enumerate(interviews, 1)
        ]

    return history


def figures(page):
    """The name, the number and the note of each of the figures at the top."""
    return [
        [" ".join(text.split()) for text in figure.locator("dt, dd").all_inner_texts()]
        for figure in page.locator(".trend .figures > div").all()
    ]


def rows_of(table):
    return [
        [" ".join(cell.split()) for cell in row.locator("th, td").all_inner_texts()]
        for row in table.locator("tbody tr").all()
    ]


def number(value):
    return f"{value:.2f}".rstrip("0").rstrip(".")


def then_and_now(*scores):
    """What the page says of scores from 1 to 10, oldest first."""
    exact = [Fraction(str(score)) for score in scores]
    early, late = sum(exact[:3]) / 3, sum(exact[-3:]) / 3
    difference = hundredths(late - early)
    sign = "−" if difference < 0 else "+"
    change = f"{sign}{number(abs(difference))}" if difference else "No change"
    return f"{number(hundredths(early))} → then, now {number(hundredths(late))}", change


def mean(*scores):
    return number(hundredths(sum(Fraction(str(score)) for score in scores) / len(scores)))


TECHNICAL = [4.4, 5, 6.1, 7, 6.95, 7.7, 9]
BEHAVIORAL = [8, 7, 7.5, 8, 7, 7.5]
DESIGN = [3, 9]
# One type after the other, as somebody may practise; the third has no score once.
MIXED = [
    *[("Technical", score, {"technicalScore": 5}) for score in TECHNICAL],
    *[("Behavioral", score, {"problemSolvingScore": score}) for score in BEHAVIORAL],
    ("System Design", 3, {"scores": {"clarity": 6.5}}),
    ("System Design", None, {"scores": {"clarity": 7}}),
    ("System Design", 9, {}),
]


def test_the_headline_is_a_trend_of_each_type(signed_in, history, live_service, person):
    history(*MIXED)
    signed_in.open("/progress")
    signed_in.settle()

    technical, up = then_and_now(*TECHNICAL)
    behavioral, same = then_and_now(*BEHAVIORAL)
    together, change = then_and_now(*TECHNICAL, *BEHAVIORAL, *DESIGN)
    assert figures(signed_in.page) == [
        ["Behavioral interviews", behavioral, f"{same}, 6 scored"],
        ["Technical interviews", technical, f"{up}, 7 scored"],
        ["System Design interviews", "–", "Needs six scored interviews; you have 2."],
        ["All types together", together, f"{change}, 15 scored"],
    ]
    assert same == "No change"
    headers = {"Authorization": f"Bearer {person[1]}"}
    answer = httpx.get(f"{live_service}/api/interviews/progress", headers=headers).json()["data"]
    trend = answer["trend"]["overall_score"]
    assert together == f"{number(trend['early'])} → then, now {number(trend['late'])}"
    assert change == f"+{number(trend['difference'])}"


def test_a_number_leads_to_the_interviews_that_it_is_of(signed_in, history):
    history(*MIXED)
    signed_in.open("/progress?experience_level=Mid-level")
    signed_in.page.get_by_role("link", name="2", exact=True).click()
    signed_in.settle()
    assert signed_in.roles() == ["Role 16", "Role 14"]
    query = parse_qsl(urlsplit(signed_in.page.url).query)
    assert query == [
        ("experience_level", "Mid-level"),
        ("interview_type", "System Design"),
        ("min_overall_score", "1"),
    ]


def test_every_score_has_its_average_and_its_count(signed_in, history):
    history(*MIXED)
    signed_in.open("/progress")
    signed_in.settle()

    overall, change = then_and_now(*TECHNICAL, *BEHAVIORAL, *DESIGN)
    solving, no_change = then_and_now(*BEHAVIORAL)
    everything = [*TECHNICAL, *BEHAVIORAL, *DESIGN]
    table = signed_in.page.get_by_role("region", name="Every score")
    assert rows_of(table) == [
        ["Overall score 15 scored", mean(*everything), overall, change],
        ["Communication score 0 scored", "–", "–", "–"],
        ["Technical score 7 scored", "5", "5 → then, now 5", "No change"],
        ["Clarity 2 scored", mean(6.5, 7), "–", "–"],
        ["Problem solving 6 scored", mean(*BEHAVIORAL), solving, no_change],
    ]


def test_the_filter_selects_what_every_number_is_of(signed_in, history):
    history(*MIXED)
    signed_in.open("/progress")
    signed_in.settle()
    averages = signed_in.page.locator(".groups .bar")
    assert [" ".join(bar.split()) for bar in averages.all_inner_texts()] == [
        f"Behavioral interviews 6 scored of 6 {mean(*BEHAVIORAL)} / 10",
        f"Technical interviews 7 scored of 7 {mean(*TECHNICAL)} / 10",
        f"System Design interviews 2 scored of 3 {mean(*DESIGN)} / 10",
        f"Mid-level 15 scored of 16 {mean(*TECHNICAL, *BEHAVIORAL, *DESIGN)} / 10",
    ]

    signed_in.page.get_by_label("System Design", exact=True).check()
    signed_in.page.get_by_text("3 interviews, 2 of them scored, 14 Mar 2026 to 16 Mar").wait_for()
    assert [" ".join(bar.split()) for bar in averages.all_inner_texts()] == [
        f"System Design interviews 2 scored of 3 {mean(*DESIGN)} / 10",
        f"Mid-level 2 scored of 3 {mean(*DESIGN)} / 10",
    ]
    assert figures(signed_in.page) == [
        ["System Design interviews", "–", "Needs six scored interviews; you have 2."]
    ]
    assert len(signed_in.page.evaluate(f"{CHART}.data.datasets[1].data")) == 2


# The chart ---------------------------------------------------------------------------


def drawn(page):
    """Until the chart is there. The page's policy forbids wait_for_function()."""
    assert eventually(lambda: page.evaluate(f"Boolean({CHART})"))


def marks(page):
    """The marks that are drawn: pixels, the role, and how its type is drawn."""
    drawn(page)
    return page.evaluate(
        f"""() => {{
          const chart = {CHART};
          return chart.data.datasets.flatMap((dataset, i) => dataset.data
            .map(({{ y, point }}, j) => ({{
              x: chart.getDatasetMeta(i).data[j].x,
              y,
              role: point?.job_role,
              look: [dataset.label, dataset.pointStyle, dataset.borderColor],
            }}))
            .filter(({{ role }}) => role))
            .sort((one, other) => one.x - other.x);
        }}"""
    )


def tick_texts(page):
    drawn(page)
    return page.evaluate(f"{CHART}.scales.x.ticks.map(({{ label }}) => [label].flat().join(' '))")


def moments(keep, *moments):
    return [
        keep(job_role=f"Role {i}", completed_at=moment, feedback=feedback(5))
        for i, moment in enumerate(moments)
    ]


def test_the_axis_of_time_is_time(signed_in, keep):
    times = ["2026-01-01T09:00:00Z", "2026-01-02T09:00:00Z", "2026-04-11T09:00:00Z"]
    moments(keep, *times)
    signed_in.open("/progress")
    first, second, third = [mark["x"] for mark in marks(signed_in.page)]

    start, middle, end = [datetime.fromisoformat(time) for time in times]
    share = (middle - start) / (end - start)
    assert (second - first) / (third - first) == pytest.approx(share, abs=0.005)
    assert share < 0.011


@pytest.mark.parametrize(
    ("times", "ticks"),
    [
        (
            ["2026-01-05T09:00:00Z", "2026-11-05T09:00:00Z"],
            ["5 Jan 2026", "Mar 2026", "Apr 2026", "May 2026", "Jun 2026", "Jul 2026", "Aug 2026",
             "Sept 2026", "5 Nov 2026"],
        ),
        (
            ["2026-01-05T09:00:00Z", "2026-01-05T10:00:00Z"],
            ["5 Jan 2026 10:00", *[f"10:{minute}" for minute in range(10, 55, 5)],
             "5 Jan 2026 11:00"],
        ),
        (
            ["2026-01-05T21:00:00Z", "2026-01-06T12:00:00Z"],
            ["5 Jan 2026 22:00", "6 Jan", *[f"{hour:02}:00" for hour in range(1, 12)],
             "6 Jan 2026 13:00"],
        ),
        (["2026-01-05T09:00:00Z"] * 2, ["5 Jan 2026 10:00"]),
    ],
    ids=["ten months", "an hour", "a night", "a moment"],
)  # fmt: skip
def test_the_ticks_are_steps_of_the_readers_calendar(open_window, signed_in, keep, times, ticks):
    moments(keep, *times)
    window = open_window(
        storage_state=signed_in.context.storage_state(),
        timezone_id="Europe/Berlin",
        viewport={"width": 1280, "height": 800},
    )
    window.open("/progress")
    assert tick_texts(window.page) == ticks


def test_interviews_are_told_apart_by_type(signed_in, history):
    history(*MIXED)
    signed_in.open("/progress")
    found = marks(signed_in.page)
    looks = {mark["look"][0]: tuple(mark["look"][1:]) for mark in found}
    assert set(looks) == {f"{each} interviews" for each in TYPES}
    shapes, colours = zip(*looks.values(), strict=True)
    assert len(set(shapes)) == len(set(colours)) == 3
    # Those without a score are not there, and not at 0.
    assert [mark["role"] for mark in found] == [f"Role {n}" for n in range(1, 17) if n != 15]
    assert [mark["y"] for mark in found] == [*TECHNICAL, *BEHAVIORAL, *DESIGN]


def test_the_average_is_a_straight_line_with_a_name(signed_in, history):
    history(*MIXED)
    signed_in.open("/progress")
    marks(signed_in.page)
    line = signed_in.page.evaluate(
        f"(({{ label, data, tension, stepped, cubicInterpolationMode }}) => ({{ label, tension, stepped,"
        f" cubicInterpolationMode, values: data.map(({{ y }}) => y) }}))({CHART}.data.datasets[0])"
    )
    scores = [Fraction(str(score)) for score in [*TECHNICAL, *BEHAVIORAL, *DESIGN]]
    windows = [scores[max(0, i - 2) : i + 1] for i in range(len(scores))]
    assert line == {
        "label": "Average of the last three",
        "tension": None,
        "stepped": None,
        "cubicInterpolationMode": None,
        "values": [hundredths(sum(window) / len(window)) for window in windows],
    }


def test_another_score_can_be_drawn(signed_in, history):
    history(*MIXED)
    signed_in.open("/progress")
    marks(signed_in.page)
    options = signed_in.page.get_by_role("combobox", name="Score").locator("option")
    assert options.all_text_contents() == [
        "Overall score (15)",
        "Communication score (0)",
        "Technical score (7)",
        "Clarity (2)",
        "Problem solving (6)",
    ]
    signed_in.page.get_by_role("combobox", name="Score").select_option("Clarity (2)")
    found = [(mark["role"], mark["y"]) for mark in marks(signed_in.page)]
    assert found == [("Role 14", 6.5), ("Role 15", 7)]
    signed_in.page.get_by_role("combobox", name="Score").select_option("Communication score (0)")
    assert marks(signed_in.page) == []


def test_a_mark_opens_its_interview(signed_in, history):
    ids = history(*MIXED)
    signed_in.open("/progress")
    x = marks(signed_in.page)[3]["x"]
    y = signed_in.page.evaluate(f"{CHART}.scales.y.getPixelForValue({TECHNICAL[3]})")
    signed_in.page.locator("canvas").click(position={"x": x, "y": y})
    signed_in.page.get_by_role("heading", name="Role 4").wait_for()
    assert signed_in.address() == f"/interviews/{ids[3]}"


def test_the_numbers_of_the_chart_stand_under_it(signed_in, three):
    signed_in.open("/progress")
    signed_in.page.get_by_text("The numbers").click()
    table = signed_in.page.locator(".chart table")
    table.wait_for()
    assert table.locator("thead th").all_inner_texts() == [
        "Date", "Role", "Type", "Overall score", "Communication score", "Technical score",
        "Average of the last three, overall",
    ]  # fmt: skip
    assert rows_of(table) == [
        ["10 Jan 2026", "Data Engineer", "Technical", "4", "5", "3", "4"],
        ["10 Feb 2026", "Platform Engineer", "Behavioral", "–", "9", "7", "–"],
        ["10 Mar 2026", "Team Lead", "Behavioral", "8", "9", "7", "6"],
    ]
    signed_in.page.locator(".chart").get_by_role("link", name="10 Feb 2026").click()
    signed_in.page.get_by_role("heading", name="Platform Engineer").wait_for()
    assert signed_in.address() == f"/interviews/{three[1]}"


def test_the_chart_follows_the_colour_scheme(signed_in, three):
    signed_in.open("/progress")
    marks(signed_in.page)
    light = [mark["look"][2] for mark in marks(signed_in.page)]
    signed_in.page.emulate_media(color_scheme="dark")
    assert eventually(lambda: marks(signed_in.page)[0]["look"][2] not in light)
    assert not set(light) & {mark["look"][2] for mark in marks(signed_in.page)}


# Advice, and little of it -----------------------------------------------------------


def test_advice_that_keeps_coming_up_leads_to_its_interviews(signed_in, three):
    signed_in.page.get_by_role("link", name="Progress").click()
    signed_in.page.get_by_role("heading", name="Keeps coming up").wait_for()
    signed_in.page.get_by_text("3 interviews, 2 of them scored, 10 Jan 2026 to 10 Mar").wait_for()
    cards = signed_in.page.locator(".card:has(.recurrences)").all_inner_texts()
    assert "In 2 of 3 interviews, last on 10 Feb 2026" in cards[0]
    assert "In 3 of 3 interviews, last on 10 Mar 2026" in cards[1]

    signed_in.page.get_by_text("In 3 of 3 interviews").click()
    signed_in.page.locator(".recurrences a").first.wait_for()
    links = signed_in.page.locator(".recurrences a").all_inner_texts()
    assert links == [
        "Team Lead, 10 Mar 2026",
        "Platform Engineer, 10 Feb 2026",
        "Data Engineer, 10 Jan 2026",
    ]
    signed_in.page.get_by_role("link", name="Platform Engineer, 10 Feb 2026").click()
    signed_in.page.get_by_role("heading", name="Platform Engineer").wait_for()
    assert signed_in.address() == f"/interviews/{three[1]}"


def test_what_to_practise_next_is_what_was_said_last(signed_in, history):
    often = {"areas": ["Estimate first", "**Clear structure:**"]}
    ids = history(
        ("Technical", 5, often | {"recommendations": ["An old one"]}),
        ("Technical", 6, often),
        ("Technical", 6, {"areas": ["estimate first."]}),
        ("Technical", 7, {"areas": ["Clear structure"]}),
        (
            "Technical",
            7,
            {"recommendations": ["Sort *five* lists", " ", "Read one paper", "c", "d"]},
        ),
        ("Behavioral", 7, {"recommendations": ["Of another type"]}),
    )
    signed_in.open("/progress?interview_type=Technical")
    signed_in.page.get_by_role("heading", name="Practise next").wait_for()
    latest, again = signed_in.page.locator(".practise-next .card").all()

    assert latest.get_by_role("heading").inner_text() == (
        "From your latest interview, Role 5, 5 Mar 2026"
    )
    assert latest.locator("li").all_inner_texts() == ["Sort five lists", "Read one paper", "c"]
    # The other came up as often, and longer ago.
    assert [" ".join(text.split()) for text in again.locator("li").all_inner_texts()] == [
        "Clear structure In 3 of 5 interviews, last on 4 Mar 2026",
        "Estimate first In 3 of 5 interviews, last on 3 Mar 2026",
    ]
    again.get_by_role("link", name="4 Mar 2026").click()
    signed_in.page.get_by_role("heading", name="Role 4").wait_for()
    assert signed_in.address() == f"/interviews/{ids[3]}"


def test_interviews_without_a_score_are_said_to_have_none(signed_in, history):
    history(("Technical", None, {}), ("Technical", None, {}))
    signed_in.open("/progress")
    signed_in.settle()
    assert figures(signed_in.page) == [["Technical interviews", "–", "None of them is scored."]]
    assert not signed_in.page.get_by_role("heading", name="Practise next").count()


def test_much_advice_is_not_a_wall(signed_in, history):
    areas = [
        f"Advice number {word}"
        for word in ["one", "two", "three", "four", "five", "six", "seven", "ten"]
    ]
    further = {"areas": [*areas, "Be brief", "Name costs"]}
    history(("Technical", 5, further), ("Technical", 6, further))
    signed_in.open("/progress")
    signed_in.settle()
    shown = signed_in.page.locator(".recurrences:visible > li")
    assert shown.count() == 8
    signed_in.page.get_by_text("2 more").click()
    shown.nth(9).wait_for()
    assert shown.count() == 10


def test_text_from_right_to_left_runs_so(signed_in, keep):
    advice = "حدد المقايضات قبل الاختيار"
    for day in (1, 2):
        keep(
            job_role="مهندس برمجيات",
            completed_at=f"2026-03-0{day}T09:00:00Z",
            feedback=feedback(5, areas=[advice]),
        )
    signed_in.open("/progress")
    signed_in.settle()
    directions = "element => getComputedStyle(element).direction"
    assert signed_in.page.locator(".recurrences p").first.evaluate(directions) == "rtl"
    signed_in.page.get_by_text("The numbers").click()
    role = signed_in.page.locator(".chart tbody td > span").first
    assert role.evaluate(directions) == "rtl"


@pytest.mark.parametrize(
    ("address", "count", "said"),
    [
        ("/progress", 0, "No interviews yet."),
        ("/progress", 1, "One interview so far."),
        ("/progress?interview_type=Technical", 1, "No interview has these filters."),
    ],
)
def test_it_says_plainly_when_there_is_not_enough(signed_in, keep, address, count, said):
    for _ in range(count):
        keep(interview_type="Behavioral")
    signed_in.open(address)
    signed_in.page.get_by_text(said).wait_for()
    signed_in.settle()
    assert signed_in.page.locator("canvas, .figures").count() == 0


# Paper -------------------------------------------------------------------------------


def test_it_prints_dark_on_white_with_its_numbers(open_window, signed_in, history):
    history(*MIXED)
    window = open_window(storage_state=signed_in.context.storage_state(), color_scheme="dark")
    window.open("/progress?experience_level=Mid-level")
    window.settle()
    marks(window.page)
    dark = window.page.evaluate(f"{CHART}.data.datasets[0].borderColor")
    window.page.emulate_media(media="print", color_scheme="dark")
    window.page.evaluate("dispatchEvent(new Event('beforeprint'))")

    assert window.page.locator("#top").is_hidden()
    assert window.page.locator(".filter-row").inner_text().split() == ["Level", "Mid-level"]
    assert window.page.locator(".chart tbody tr:visible").count() == len(MIXED)
    ink = "getComputedStyle(document.body)"
    assert window.page.evaluate(f"[{ink}.color, {ink}.backgroundColor]") == [
        "rgb(24, 32, 29)",
        "rgb(255, 255, 255)",
    ]
    printed = window.page.evaluate(f"{CHART}.data.datasets[0].borderColor")
    assert printed != dark
    window.page.emulate_media(media="screen", color_scheme="dark")
    window.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert window.page.evaluate(f"{CHART}.data.datasets[0].borderColor") == dark


def test_a_thousand_interviews_are_one_chart(signed_in, db, person):
    db.execute(
        "insert into interviews (user_id, job_role, experience_level, interview_type, conversation,"
        " feedback, question_count, overall_score, completed_at)"
        " select (select id from auth.users where email = %s), 'Role ' || n, 'Senior', 'Technical',"
        " '[]', jsonb_build_object('overallScore', 1 + n %% 10, 'strengths', '[]'::jsonb,"
        " 'areasForImprovement', '[]'::jsonb, 'recommendations', '[]'::jsonb, 'detailedFeedback', ''),"
        " 5, 1 + n %% 10, now() - make_interval(hours => n) from generate_series(1, 1000) n",
        [person[0]],
    )
    signed_in.open("/progress")
    signed_in.page.get_by_text(re.compile("^1,000 interviews, ")).wait_for()
    assert len(marks(signed_in.page)) == 1000
    # The table is made when somebody opens it.
    assert signed_in.page.locator(".chart tr").count() == 0
    signed_in.page.get_by_text("The numbers").click()
    signed_in.page.locator(".chart tbody tr").nth(999).wait_for()
    assert signed_in.page.locator(".chart tbody tr").count() == 1000


def test_it_is_a_pdf_of_what_the_filters_select(signed_in, three):
    signed_in.open("/progress?interview_type=Behavioral")
    signed_in.page.get_by_role("button", name="Download PDF").click()
    dialog = signed_in.page.get_by_role("dialog")
    dialog.get_by_label("Your name on it").fill("Ada")
    with signed_in.page.expect_download() as download:
        dialog.get_by_role("button", name="Download PDF").click()
    text = "".join(page.extract_text() for page in pypdf.PdfReader(download.value.path()).pages)
    assert "Ada" in text
    assert "2 mock interviews" in text
    asked = [url for url in signed_in.requests if "progress.pdf" in url]
    assert [dict(parse_qsl(urlsplit(url).query)) for url in asked] == [
        {
            "interview_type": "Behavioral",
            "time_zone": signed_in.page.evaluate(
                "Intl.DateTimeFormat().resolvedOptions().timeZone"
            ),
            "name": "Ada",
        }
    ]

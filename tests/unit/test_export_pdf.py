"""An interview as a PDF. Pure: no Django, no Supabase. What is read back is read by pypdf, a
requirement of development; without it those tests say that they were skipped."""

import io
import json
import re
import threading
import time
import unicodedata
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import typst

from llm_api.analysis.markdown import MAX_LENGTH, plain_text
from llm_api.exports import fonts as font_module
from llm_api.exports.fonts import fonts, missing_scripts
from llm_api.exports.pdf import MAX_LINES, interview_pdf
from llm_api.exports.transcript import Transcript
from tests.support import ROOT
from tests.support.feedback_examples import RICH_CONVERSATION, RICH_FEEDBACK
from tests.support.markdown_examples import EXAMPLES, hostile_texts

DEMOS = json.loads((ROOT / "llm_api/management/demo_interviews.json").read_text("utf-8"))
DEMO = DEMOS[0]
ROW: dict[str, Any] = {
    "id": "0192a1b2-c3d4-4e5f-8000-000000000001",
    "user_id": None,
    **{key: DEMO[key] for key in ("job_role", "experience_level", "interview_type")},
    **{key: DEMO[key] for key in ("conversation", "feedback", "question_count")},
    "overall_score": 4,
    "communication_score": 4,
    "technical_score": 5,
    "completed_at": "2026-01-31T09:30:00.123456Z",
    "created_at": "2026-01-31T09:30:00.123456Z",
}
LONG = {**ROW, **max(DEMOS, key=lambda demo: demo["question_count"])}
DEVELOPMENT = "requirements-dev.txt is not installed"
HOSTILE = (
    '#import "@preview/cetz:0.2.0": * $ x^2 $ \\ #panic("x") <script>alert(1)</script> *_b_* `r` '
    '@ref <label> // c /* c */ -- ... ~ #{ read("/etc/passwd") } #set page(fill: red) ]] }} )) #[ \\u{41}'
)


def pdf_of(row: dict[str, Any]) -> bytes:
    return interview_pdf(Transcript.from_row(row))


def saying(*texts: str, **columns: Any) -> dict[str, Any]:
    return {**ROW, "conversation": [{"role": "user", "content": text} for text in texts], **columns}


@pytest.fixture(scope="module")
def read():
    pypdf = pytest.importorskip("pypdf", reason=DEVELOPMENT)
    return lambda document: pypdf.PdfReader(io.BytesIO(document))


@pytest.fixture(scope="module")
def words(read):
    """The text of a PDF without blanks, as lines break anywhere."""

    def extract(document: bytes) -> str:
        return squeezed("".join(page.extract_text() for page in read(document).pages))

    return extract


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_an_interview_is_told_from_the_title_to_the_last_answer(words):
    text = words(pdf_of(ROW))
    feedback = DEMO["feedback"]
    told = [
        "Backend Engineer",
        "Junior · Behavioral · 31 January 2026 at 09:30 (UTC) · 5 questions",
        "Overall4 / 10",
        "Communication4 / 10",
        "Technical5 / 10",
        *feedback["strengths"],
        *feedback["areasForImprovement"],
        *feedback["recommendations"],
        feedback["detailedFeedback"],
    ]
    for piece in told:
        assert squeezed(piece) in text, piece
    for message in DEMO["conversation"]:
        assert squeezed(message["content"])[:40] in text
    assert text.count("Interviewer") == text.count("Candidate") == 5


def test_the_day_is_that_of_the_zone_wherever_it_is_written(read, words):
    row = {**saying(*["x"] * 40), "completed_at": "2026-11-02T02:30:00Z"}
    document = interview_pdf(Transcript.from_row(row, ZoneInfo("America/Los_Angeles")))
    text = words(document)
    assert squeezed("1 November 2026 at 18:30 (America/Los_Angeles)") in text
    assert squeezed("Backend Engineer 1 November 2026") in text  # the running head
    assert "2November" not in text
    assert read(document).metadata.title == "Backend Engineer: mock interview of 2026-11-01"


def test_it_is_a_tagged_a4_document_with_a_title_and_a_language(read):
    document = read(pdf_of(ROW))
    assert document.metadata.title == "Backend Engineer: mock interview of 2026-01-31"
    root = document.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert {(round(p.mediabox.width), round(p.mediabox.height)) for p in document.pages} == {
        (595, 842)
    }
    assert [item.title for item in document.outline[0:1]] == ["Backend Engineer"]


def test_pages_are_numbered(read):
    pages = read(pdf_of(saying(*["A sentence of some words. " * 20] * 12))).pages
    assert len(pages) >= 3
    for number, page in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in page.extract_text()


def test_the_same_row_gives_the_same_bytes():
    assert pdf_of(ROW) == pdf_of(ROW)


def test_a_half_score_is_shown_and_a_missing_one_is_not_a_zero(words):
    feedback = {"overallScore": 7.5, "communicationScore": None}
    row = saying("x", feedback=feedback, overall_score=8, communication_score=None)
    text = words(pdf_of({**row, "technical_score": None}))
    assert "Overall7.5/10Communicationnotscored" in text
    assert text.count("notscored") == 2
    assert "0/10" not in text.replace("10/10", "")


def test_it_says_whose_it_is_if_that_is_wished(words):
    document = interview_pdf(Transcript.from_row(ROW), " Ada\x07\n\u202eLovelace #[x] ")
    assert "BackendEngineerAdaLovelace#[x]Junior" in words(document)
    assert "BackendEngineerJunior" in words(interview_pdf(Transcript.from_row(ROW), "\x07"))


def test_all_that_the_feedback_says_is_shown_in_its_order(words):
    row = {**ROW, "feedback": RICH_FEEDBACK, "conversation": RICH_CONVERSATION}
    text = words(pdf_of(row))
    told = """
        A calm start. Scores From 1 (lowest) to 10 (highest). Overall 7.4 / 10 Communication 4 / 10
        Technical 5 / 10 API design 6 / 10 Problem solving 7.5 / 10 Strengths • Calm
        Detailed feedback Good. Questions Question 1 Why did you leave your job? 6.5 / 10
        Question 2 What comes next? More feedback Tone friendly Recommended Yes Rubric Structure
        • clear • 4 Transcript Interviewer Question 1 Welcome. Why did you leave your job?
        Candidate I wanted to build things that last. Feedback 6.5 / 10 Name the outcome first.
        Ideal answer Because of what came of it. Difficulty hard"""
    assert squeezed(told) in text
    assert squeezed("Interviewer Thank you.") in text
    assert "eleven" not in text


def test_what_is_said_of_a_question_that_nobody_asked_stands_below_it(words):
    asked = {"question": "Why?", "score": 4, "feedback": "Say why.", "idealAnswer": "Because."}
    text = words(pdf_of({**ROW, "feedback": {"questions": [asked]}}))
    assert squeezed("Questions Question 1 Why? 4 / 10 Feedback Say why. Ideal answer") in text


def test_the_list_of_questions_leads_to_where_they_were_asked(read):
    asked = LONG["feedback"]["questions"]
    links = [
        annotation.get_object()
        for page in read(pdf_of(LONG)).pages
        for annotation in page.get("/Annots", [])
    ]
    places = {str(link["/Dest"].get_object()) for link in links}
    assert len(places) == len(asked) == 25


def test_the_list_of_questions_leaves_out_their_code(words):
    code = LONG["feedback"]["questions"][0]["question"].split("```")[1].splitlines()[1]
    assert words(pdf_of(LONG)).count(squeezed(code)) == 1


def test_no_question_is_parted_from_its_answer_by_the_end_of_a_page(read):
    labels = re.compile("^(Interviewer|Candidate|Feedback)( |$)", re.MULTILINE)
    texts = [page.extract_text() for page in read(pdf_of(LONG)).pages]
    pages = [[match[1] for match in labels.finditer(text)] for text in texts]
    pages = [found for found in pages if found]
    assert sum(found.count("Feedback") for found in pages) == 25
    assert "Interviewer" not in {found[-1] for found in pages}
    assert "Feedback" not in {found[0] for found in pages}


def test_names_in_a_document_from_right_to_left_stand_at_the_right(read):
    places: dict[str, list[float]] = {}

    def note(run: str, matrix: Any, *_rest: Any) -> None:
        places.setdefault(run.strip(), []).append(matrix[4])

    asked = {"question": "لماذا؟", "idealAnswer": "لأن"}
    row = saying("لأنني أردت ذلك", feedback={"questions": [asked]})
    page = read(pdf_of(row)).pages[0]
    page.extract_text(visitor_text=note)
    middle = float(page.mediabox.width) / 2
    assert all(x > middle for name in ("Ideal answer", "Question 1") for x in places[name])


def test_feedback_of_any_depth_and_length_makes_a_document(words):
    deep: Any = "the end"
    for _ in range(30):
        deep = {"x" * 200: [deep]}
    feedback = {"deep": deep, "many": list(range(300)), "scores": {f"c{n}": 5 for n in range(90)}}
    text = words(pdf_of({**ROW, "feedback": feedback}))
    assert "theend" in text
    assert "299" in text
    assert "C895/10" in text


def test_feedback_of_very_many_lines_is_run_together(words, monkeypatch):
    monkeypatch.setattr("llm_api.exports.pdf.MAX_LINES", 100)
    asked = [{"question": f"q{n}", "feedback": "f"} for n in range(100)]
    text = words(pdf_of({**ROW, "feedback": {"questions": asked, "more": [*range(100)]}}))
    assert "¶100.q99¶Feedback:f" in text
    assert "-98¶-99" in text


def test_what_was_never_stored_is_said(words):
    text = words(pdf_of({**ROW, "feedback": {}, "conversation": []}))
    assert "Nowrittenfeedbackwasstored." in text
    assert "Notranscriptwasstored." in text


READABLE = [
    "我最近负责公司的订单系统重构。",
    "直近では決済基盤の移行を担当しました。",
    "결제 시스템을 이전하면서",
    "Xin chào, żółć, ελληνικά, кириллица",
    "O(n²) ≈ √2, ∀x ∈ ℝ, a → b, ✓ ✗",
]
# pypdf reads these with the letters of a cluster twice or in the order of the page.
SHAPED = [
    "مرحباً، هل يمكنك؟",
    "שלום, ספר לי",
    "नमस्ते क्षत्रिय ज्ञान",
    "สวัสดีครับ",
    "Nguyễn Thị Hạnh",
    "😀 🎉 👍🏽 👩‍💻 🇩🇪 ❤️ 1️⃣",
]


@pytest.mark.parametrize("text", READABLE)
def test_every_script_can_be_read_back(words, text):
    assert squeezed(text) in words(pdf_of(saying(text)))


@pytest.mark.parametrize("text", SHAPED)
def test_no_glyph_is_missing_in_shaped_scripts_and_emoji(words, text):
    assert "shownasboxes" not in words(pdf_of(saying(text)))


@pytest.mark.parametrize("text", [text for text in [*READABLE, *SHAPED] if "😀" not in text])
def test_what_is_copied_out_of_the_pdf_is_what_was_said(text):
    """As pdfium reads it, which knows ligatures and writing from right to left."""
    pypdfium2 = pytest.importorskip("pypdfium2", reason=DEVELOPMENT)
    pages = pypdfium2.PdfDocument(pdf_of(saying(text)))
    copied = "".join(page.get_textpage().get_text_range() for page in pages)
    assert letters(text) <= letters(copied)
    assert longest_word(text) in copied or longest_word(text) in READING_FLAWS


# pdfium splits a letter with a vowel sign from its word.
READING_FLAWS = {"مرحباً"}

# Lam-alef in each of its forms, alef maqsura, and Persian letters. A zero-width non-joiner is not
# among them: pdfium moves it by a letter.
ARABIC_AND_PERSIAN = [
    "لا أعرف الإجابة لأن السؤال صعب",
    "الإدارة لإنجاز العمل الآن لآخر مرة",
    "على مستوى الفريق",
    "کتاب و گزارش فارسی",
    "سلام بالا اطلاعات",
    "يجب تقليل زمن الاستجابة من خلال التخزين المؤقت وفهرسة الجداول الكبيرة",
]


@pytest.mark.parametrize("text", ARABIC_AND_PERSIAN)
def test_arabic_and_persian_words_are_copied_and_found_as_they_were_written(text):
    """As pdfium reads and searches it, in Chrome."""
    pypdfium2 = pytest.importorskip("pypdfium2", reason=DEVELOPMENT)
    page = pypdfium2.PdfDocument(pdf_of(saying(text, feedback={})))[0].get_textpage()
    assert text in page.get_text_range()
    assert [word for word in text.split() if page.search(word).get_next() is None] == []


def letters(text: str) -> set[str]:
    return {sign for sign in unicodedata.normalize("NFC", text) if sign.isalpha()}


def longest_word(text: str) -> str:
    return max((word.strip(",،؟.") for word in text.split()), key=len)


def left_edges(read, text: str) -> list[float]:
    """Where on the page the pieces of `text`, the only turn of an interview, begin."""
    edges: list[float] = []
    page = read(pdf_of(saying(text, feedback={}, job_role="x"))).pages[-1]

    def visit(run, matrix, *_rest):
        if set(run) & set(text) - {" "}:
            edges.append(matrix[4])

    page.extract_text(visitor_text=visit)
    return edges


def test_each_paragraph_has_the_direction_of_its_first_strong_letter(read):
    assert max(left_edges(read, "qqqq")) < 200
    assert min(left_edges(read, "שלום")) > 400
    assert min(left_edges(read, "[שלום]")) > 400


def test_code_keeps_its_lines_and_is_monospaced(read):
    code = "def f(x):\n    return {\n        'a': x\n    }"
    document = read(pdf_of(saying(f"So:\n```python\n{code}\n```\nEnd `x`.")))
    text = "".join(page.extract_text() for page in document.pages)
    assert re.search(r"def f\(x\):\n +return \{\n +'a': x\n +\}", text)
    assert "```" not in text
    assert "python" not in text
    used = {str(font) for page in document.pages for font in base_fonts(page)}
    assert any("DejaVuSansMono" in font for font in used)


def base_fonts(page: Any) -> list[Any]:
    return [font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()]


@pytest.mark.parametrize("word", ["a" * 5000, "é" * 5000, "字" * 5000, "W" * 5000])
def test_a_word_of_5000_characters_stays_on_the_page(read, words, word):
    document = pdf_of(saying(f"x {word} y", f"```\n{word}\n```", job_role=word[:200]))
    assert words(document).count(word[0]) >= 2 * 5000 + 200
    for page in read(document).pages:
        assert max(len(line) for line in page.extract_text().splitlines()) < 110


def test_text_is_never_markup(words):
    row = {
        **saying(HOSTILE, job_role=HOSTILE, experience_level=HOSTILE, interview_type=HOSTILE),
        "feedback": {"strengths": [HOSTILE], "detailedFeedback": HOSTILE},
    }
    text = words(pdf_of(row))
    assert text.count(squeezed(HOSTILE)) == 3
    assert text.count(squeezed(plain_text(HOSTILE))) == 3


def test_control_characters_are_left_out(words):
    text = words(pdf_of(saying("a\x00\x07\x1b[31mb\ud800\ufeff\u202ec\uffffd\r\ne")))
    assert "a[31mbcde" in text


def test_a_script_without_a_font_is_named(words, monkeypatch):
    """A machine of which the fonts are Latin alone; the system's are kept out."""
    bare = typst.Fonts(include_system_fonts=False)
    monkeypatch.setattr("llm_api.exports.typesetting.fonts", lambda with_system: bare)
    text = words(pdf_of(saying("བོད and 字 and \u0378")))
    assert "becausenofontontheserverhasthem:CJK,Tibetan,U+0378.TheMarkdown" in text


def test_no_promised_script_is_missing():
    assert missing_scripts() == []


def test_missing_packages_are_named_by_script(monkeypatch):
    bare = typst.Fonts(include_system_fonts=False)
    monkeypatch.setattr(font_module, "fonts", lambda **_: bare)
    assert missing_scripts() == ["Chinese", "Japanese", "Korean", "Thai", "emoji"]


def test_threads_share_one_set_of_fonts():
    seen = set()
    threads = [threading.Thread(target=lambda: seen.add(id(fonts()))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 1


def test_a_million_lines_are_run_together(words):
    text = words(pdf_of(saying("ab\n" * MAX_LINES, "cd\nef")))
    assert "ab¶ab¶ab" in text
    assert "cd¶ef" in text


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"conversation": None, "feedback": None, "question_count": None, "completed_at": None},
        {"conversation": "text", "feedback": "text", "job_role": 7, "completed_at": "yesterday"},
        {"conversation": [None, 1, "x", [], {}, {"role": 5, "content": {"a": 1}}], "feedback": []},
        {"feedback": {"strengths": "one", "overallScore": "high", "technicalScore": 400}},
        {"feedback": {"strengths": [None, 1, {"a": []}, ""], "overallScore": True}},
        {"completed_at": "0001-01-01T00:00:00+14:00", "created_at": "9999-12-31T23:59:59Z"},
    ],
)
def test_odd_rows_of_other_hands_still_make_a_document(row):
    assert pdf_of(row).startswith(b"%PDF-")


MARKDOWN = """## Overview

You were **strong** on *indexes*, ~~weak~~ `EXPLAIN`. See [the docs](https://example.com/docs).
Next line.

- one
  1. deep
- two

> Quoted.

| Area | Score |
|---|---:|
| Clarity | 8 |

### Below

```sql
select 1;
```

---

Last: <https://example.org>."""


def test_markdown_is_set(read, words):
    document = pdf_of(saying("x", feedback={"detailedFeedback": MARKDOWN, "strengths": [MARKDOWN]}))
    text = words(document)
    told = squeezed(
        "Overview You were strong on indexes, weak EXPLAIN. See the docs (https://example.com/docs)."
        "Next line. • one 1. deep • two Quoted. Area Score Clarity 8 Below select 1;"
        "Last: https://example.org."
    )
    assert text.count(told) == 2
    assert tags(read(document)) >= {"H1", "H2", "H3", "H4", "L", "LI", "Table", "TH", "TD", "Link"}


def tags(document: Any) -> set[str]:
    """The structure types of a tagged PDF, without what they stand for in other namespaces."""
    found, waiting = set(), [document.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop()
        found.add(str(element.get("/S", "")).removeprefix("/"))
        children = element.get("/K", [])
        for child in children if isinstance(children, list) else [children]:
            node = child.get_object()
            if hasattr(node, "get"):
                waiting.append(node)
    return found


def test_links_lead_to_http_and_https_alone(read, words):
    text = "".join(f"{example.text}\n\n" for example in EXAMPLES if "://" in example.text)
    document = pdf_of(saying(text, "**x** [a](javascript:alert(1)) <mailto:a@b.c>", feedback={}))
    annotations = [
        annotation.get_object()
        for page in read(document).pages
        for annotation in page.get("/Annots", [])
    ]
    addresses = {annotation["/A"]["/URI"] for annotation in annotations}
    assert {
        "https://example.com/a?b=1&c=2",
        "https://xn--r8jz45g.jp/%E3%83%91%E3%82%B9",
    } < addresses
    assert [address for address in addresses if not re.match("https?://", address, re.I)] == []
    assert "[a](javascript:alert(1))<mailto:a@b.c>" in words(document)


def test_an_address_that_typst_refuses_is_text(words):
    text = words(pdf_of(saying(f"[words](https://example.com/{'a' * 9000})")))
    assert "words(https://example.com/aaaa" in text
    assert text.count("a") > 9000


def test_a_table_too_wide_for_a_page_is_set_as_lines(words):
    wide = "|" + "word|" * 12 + "\n|" + "-|" * 12 + "\n|" + "cell|" * 12
    assert "cell|" * 11 + "cell" in words(pdf_of(saying(wide)))
    narrow = "| a | b |\n|---|---|\n| c | d |"
    assert "abcd" in words(pdf_of(saying(narrow)))


@pytest.mark.parametrize("name", ["a table of 10,000 cells", "> ", "*a ", "[a](http://b", "- a\n"])
def test_hostile_markdown_makes_a_document_of_bounded_size(name):
    text = hostile_texts(MAX_LENGTH)[name]
    began = time.process_time()
    document = pdf_of(saying(text, feedback={"detailedFeedback": text}))
    assert time.process_time() - began < 30
    assert len(document) < 20_000_000


def test_competencies_without_number_are_bars_and_then_text(read, words):
    scores = {f"skill{number:05}": 5 + number % 5 for number in range(10_000)}
    document = pdf_of(saying("Yes.", feedback={"scores": scores}))
    text = words(document)
    assert "Furthercompetencies" in text
    assert "Skill099995" not in text.partition("Furthercompetencies")[0]
    assert "Skill09999:9/10" in text
    assert len(read(document).pages) < 80


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_the_first_and_the_last_year_have_a_document(words, year):
    document = pdf_of(saying("Yes.", completed_at=f"{year}-12-31T23:59:59.999999Z"))
    assert "Yes." in words(document)

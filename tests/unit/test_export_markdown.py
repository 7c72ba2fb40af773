"""An interview as Markdown. Pure: no Django, no Supabase."""

import html
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from markdown_it import MarkdownIt

from llm_api.exports.markdown import interview_markdown
from llm_api.exports.transcript import Transcript
from tests.support.feedback_examples import RICH_CONVERSATION, RICH_FEEDBACK
from tests.support.markdown_examples import EXAMPLES, hostile_texts

ROW: dict[str, Any] = {
    "id": "0192a1b2-c3d4-4e5f-8000-000000000001",
    "job_role": "Backend Engineer",
    "experience_level": "Junior",
    "interview_type": "Behavioral",
    "conversation": [
        {"role": "interviewer", "content": "What is O(n)?"},
        {
            "role": "user",
            "content": "Linear:\n\n```python\nfor x in xs:\n    # not a heading\n```\nDone.",
        },
    ],
    "feedback": {
        "overallScore": 7.5,
        "technicalScore": None,
        "strengths": ["Calm", "Two\nlines"],
        "areasForImprovement": [],
        "recommendations": ["Practise"],
        "detailedFeedback": "First.\n\nSecond.",
    },
    "overall_score": 8,
    "communication_score": 6,
    "technical_score": None,
    "question_count": 1,
    "completed_at": "2026-01-31T09:30:00.123456Z",
}
DOCUMENT = """# Backend Engineer

Junior · Behavioral · 31 January 2026 at 09:30 (UTC) · 1 question

## Scores

- Overall: 7.5 / 10
- Communication: 6 / 10
- Technical: not scored

## Strengths

- Calm
- Two  
  lines

## Recommendations

- Practise

## Detailed feedback

First.

Second.

## Transcript

### Interviewer

What is O(n)?

### Candidate

Linear:

```python
for x in xs:
    # not a heading
```

Done.
"""  # noqa: W291 (two blanks are Markdown's line end)


def markdown_of(row: dict[str, Any]) -> str:
    return interview_markdown(Transcript.from_row(row))


def candidate_says(text: str) -> str:
    """The Markdown of one answer."""
    document = markdown_of({**ROW, "conversation": [{"role": "user", "content": text}]})
    return document.partition("### Candidate\n\n")[2].removesuffix("\n")


def test_an_interview_is_one_readable_document():
    assert markdown_of(ROW) == DOCUMENT


def test_the_time_is_that_of_the_zone_and_the_zone_is_named():
    document = interview_markdown(Transcript.from_row(ROW, ZoneInfo("Pacific/Auckland")))
    assert "\nJunior · Behavioral · 31 January 2026 at 22:30 (Pacific/Auckland) · 1 " in document


RICH_DOCUMENT = """# Backend Engineer

Junior · Behavioral · 31 January 2026 at 09:30 (UTC) · 1 question

A calm start.

## Scores

- Overall: 7.4 / 10
- Communication: 6 / 10
- Technical: not scored
- API design: 6 / 10
- Problem solving: 7.5 / 10

## Strengths

- Calm

## Detailed feedback

Good.

## Questions

### Question 1: 6.5 / 10

Why did you leave your job?

- **Feedback:** Name the outcome first.
- **Ideal answer:** Because of what came of it.
- **Difficulty:** hard

### Question 2

What comes next?

## More feedback

- **Tone:** friendly
- **Recommended:** Yes
- **Rubric:**
  - **Structure:**
    - clear
    - 4

## Transcript

### Interviewer

Welcome. Why did you leave your job?

### Candidate

I wanted to build  
things that last.

### Interviewer

Thank you.
"""  # noqa: W291


def test_all_that_the_feedback_says_is_there():
    row = {**ROW, "feedback": RICH_FEEDBACK, "conversation": RICH_CONVERSATION}
    assert markdown_of(row) == RICH_DOCUMENT


def test_an_answer_that_the_transcript_lacks_stands_with_its_question():
    feedback = {"questions": [{"answer": "Yes."}, {"answer": "I think so, in\nmost of the cases."}]}
    row = {
        **ROW,
        "feedback": feedback,
        "conversation": [{"role": "user", "content": "Yes. Or no."}],
    }
    document = markdown_of(row)
    assert (
        "### Question 1\n\n- **Answer:** Yes.\n\n### Question 2\n\n- **Answer:** I think"
        in document
    )


def test_names_do_not_become_structure():
    markdown_it = pytest.importorskip("markdown_it", reason="requirements-dev.txt is not installed")
    names = ["# *a* <b>", "[x](http://e.com)\n# y", "`"]
    row = {"feedback": {"scores": dict.fromkeys(names, 5), "x": dict.fromkeys(names, "z")}}
    document = markdown_of(row)
    tokens = markdown_it.MarkdownIt("commonmark").parse(document)
    headings = [t.map[0] for t in tokens if t.type == "heading_open"]
    assert [document.splitlines()[line] for line in headings] == [
        "# Interview",
        "## Scores",
        "## More feedback",
        "## Transcript",
    ]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("# Heading", "\\# Heading"),
        ("***", "\\*\\*\\*"),
        ("*", "\\*"),
        ("-", "\\-"),
        ("2 * 3 * 4 or 5*60*60", "2 * 3 * 4 or 5\\*60\\*60"),
        ("~~~", "\\~\\~\\~"),
        ("| a | b |", "\\| a | b |"),
        ("[x]: http://e.com", "[x\\]: http://e.com"),
        ("<script>alert(1)</script>", "\\<script>alert(1)\\</script>"),
        ("<!-- gone", "\\<!-- gone"),
        ("![x](http://tracker)", "!\\[x\\](http://tracker)"),
        ("&lt;b&gt;", "\\&lt;b\\&gt;"),
        ("one ` backtick", "one \\` backtick"),
        ("a \\* b \\n", "a \\\\\\* b \\n"),
        ("    four blanks", "\u00a0\u00a0\u00a0\u00a0four blanks"),
        ("\tone tab", "\u00a0\u00a0\u00a0\u00a0one tab"),
    ],
)
def test_text_does_not_become_structure(text, escaped):
    assert candidate_says(text) == escaped


@pytest.mark.parametrize(
    "text",
    [
        "**bold** and *so* on",
        "`List<String>` is code",
        "[a](https://e.com)",
        "a < b && c",
        "Tom & Co",
    ],
)
def test_ordinary_marks_stay_as_they_are(text):
    assert candidate_says(text) == text


def test_a_fence_that_never_closes_is_closed():
    assert candidate_says("Sure:\n```js\nlet a") == "Sure:\n\n```js\nlet a\n```"


def test_a_fence_in_code_does_not_end_it():
    assert candidate_says("````\n```\nx\n````") == "````\n```\nx\n````"


HOSTILE = """# x
</details><script>alert(1)</script>
<!--
`\n- <img src=x onerror=y> `
``` `
  ## y
&#60;b>
\\<i>x
[a]: javascript:x
```<b>
"""


def test_a_commonmark_reader_sees_our_headings_and_no_html_of_theirs():
    row = {
        **ROW,
        "job_role": HOSTILE,
        "experience_level": "# x",
        "feedback": {"strengths": [HOSTILE, HOSTILE], "detailedFeedback": HOSTILE},
        "conversation": [{"role": "user", "content": HOSTILE}, {"role": "# z", "content": HOSTILE}],
    }
    tokens = MarkdownIt("commonmark").parse(markdown_of(row))
    headings = [
        (token.tag, tokens[index + 1].content)
        for index, token in enumerate(tokens)
        if token.type == "heading_open"
    ]
    sections = ["Scores", "Strengths", "Detailed feedback", "Transcript"]
    assert [text for tag, text in headings if tag == "h2"] == sections
    after = headings[headings.index(("h2", "Transcript")) + 1 :]
    assert [text for tag, text in after if tag == "h3"] == ["Candidate", "\\# z"]
    assert ("h4", "x") in after
    kinds = {token.type for token in tokens}
    kinds |= {child.type for token in tokens for child in token.children or []}
    assert not kinds & {"html_block", "html_inline", "image", "code_block", "hr"}


def test_a_reader_of_markdown_sees_what_was_meant():
    """As markdown-it renders it, whose HTML is brought into the examples' form."""
    reader = MarkdownIt("js-default")
    found = {e.text: as_example(reader.render(candidate_says(e.text))) for e in EXAMPLES}
    assert found == {e.text: with_lower_headings(e.html) for e in EXAMPLES}


def as_example(rendered: str) -> str:
    changes = [
        (r"</?(thead|tbody)>", ""),
        (r"<(/?)th\b", r"<\1td"),
        (r' style="text-align:(\w+)"', r' align="\1"'),
        (r'<pre><code class="language-([^"]*)">', r'<pre class="\1">'),
        (r"<pre><code>", "<pre>"),
        (r"\n</code></pre>", "</pre>"),
        (r"<ol>", '<ol start="1">'),
        (r"<br>\n", "<br>"),
        (r"\n+(?=</?(?:p|h\d|ul|ol|li|blockquote|table|tr|td|pre|hr)\b|$)", ""),
        (r"(</?(?:ul|ol|li|blockquote|table|tr|hr|pre)[^>]*>)\n", r"\1"),
    ]
    for pattern, replacement in changes:
        rendered = re.sub(pattern, replacement, rendered)
    return unindented(html.unescape(rendered))


def with_lower_headings(example: str) -> str:
    levels = sorted(set(re.findall(r"<h(\d)>", example)))
    return unindented(
        re.sub(r"(</?h)(\d)>", lambda tag: f"{tag[1]}{4 + levels.index(tag[2])}>", example)
    )


def unindented(rendered: str) -> str:
    """The parser in the test removes no-break spaces at the beginning of a paragraph."""
    return re.sub(r"<p>[ \xa0]+", "<p>", rendered.replace("\xa0", " "))


def test_a_markdown_feedback_passes_through_below_our_headings():
    written = (
        "## Summary\n\n**Strong** on indexes.\n\n| Area | Score |\n|---|---|\n| Clarity | 8 |\n\n"
        "- one\n  1. deep\n- [two](https://example.com)\n\n> quoted\n\n### Next\n\nDone."
    )
    document = markdown_of({**ROW, "feedback": {"detailedFeedback": written}})
    text = document.partition("## Detailed feedback\n\n")[2].partition("\n\n## Transcript")[0]
    assert text == written.replace("### Next", "#### Next").replace("## Summary", "### Summary")


def test_blocks_behind_a_name_are_blocks():
    feedback = {"tone": "- calm\n- clear", "pace": "**Slow**\n\nnext", "plan": "# x\n\n**y**"}
    document = markdown_of({**ROW, "feedback": feedback})
    assert (
        "## More feedback\n\n- **Tone:**\n\n  - calm\n  - clear\n"
        "- **Pace:** **Slow**\n\n  next\n- **Plan:**\n\n  #### x\n\n  **y**\n"
    ) in document


def test_a_hostile_text_ends_with_itself():
    """What follows a text is read as if the text were not there."""
    for name, text in hostile_texts(2000).items():
        row = {**ROW, "conversation": [{"role": "user", "content": text}, ROW["conversation"][0]]}
        rendered = MarkdownIt("js-default").render(markdown_of(row))
        assert rendered.endswith("\n<h3>Interviewer</h3>\n<p>What is O(n)?</p>\n"), name


def test_what_is_not_there_is_said_or_left_out():
    assert markdown_of({}) == (
        "# Interview\n\n## Scores\n\n- Overall: not scored\n- Communication: not scored\n"
        "- Technical: not scored\n\n## Transcript\n\nNo transcript was stored.\n"
    )


def test_odd_rows_of_other_hands_are_printed_as_text():
    document = markdown_of(
        {
            "feedback": {"strengths": "alone", "recommendations": {"a": 1}, "overallScore": "high"},
            "conversation": ["bare", {"role": "system", "content": ["x"]}, {"role": "user"}],
        }
    )
    assert "- alone\n" in document
    assert '- {"a": 1}\n' in document
    assert "- Overall: not scored\n" in document
    assert document.endswith('### Note\n\nbare\n\n### System\n\n["x"]\n')


@pytest.mark.parametrize(
    ("score", "shown"), [(1.005, "1.01"), (7.475, "7.48"), (7.4, "7.4"), (9, "9")]
)
def test_a_score_is_rounded_half_up_in_decimals(score, shown):
    row = {"job_role": "Engineer", "feedback": {"overallScore": score}}
    assert f"- Overall: {shown} / 10\n" in interview_markdown(Transcript.from_row(row))

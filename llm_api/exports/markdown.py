"""An interview as one Markdown document (CommonMark).

User text cannot change the document's structure: block markers at the start of a line, tags, images
and unmatched backticks are escaped. Emphasis, links, code spans and fenced code are kept.
"""

import re
from collections.abc import Iterable

from llm_api.analysis.further_feedback import Entry, Question
from llm_api.exports.outline import question_entries
from llm_api.exports.transcript import Part, Transcript, parts, score_text

CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)")
SPECIAL = re.compile(r"\\(?=[!-/:-@\[-`{-~])|`|<(?=[A-Za-z/!?])|&(?=[#A-Za-z])|(?<=!)\[")
BLOCK_START = re.compile(r"[#>|=~:+-]|\[(?=[^\]]*\]:)|[*_](?=[\s*_]*$)|\*(?=\s)")
NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
NBSP = "\u00a0"
INDENT = "  "


def interview_markdown(interview: Transcript) -> str:
    sections = [f"# {_inline(interview.title).replace('#', chr(92) + '#')}"]
    sections += [_line(" · ".join(interview.facts)), _prose(interview.summary)]
    sections += ["## Scores", _scores(interview), *_feedback(interview), "## Transcript"]
    turns = [
        f"### {_inline(turn.speaker or 'Note')}\n\n{_prose(turn.text)}" for turn in interview.turns
    ]
    sections += turns or ["No transcript was stored."]
    return "\n\n".join(section for section in sections if section) + "\n"


def _scores(interview: Transcript) -> str:
    scores = [*interview.scores, *interview.competencies]
    return "\n".join(f"- {_line(score.label)}: {score.text}" for score in scores)


def _feedback(interview: Transcript) -> list[str]:
    sections = []
    for advice in interview.advice:
        if advice.texts:
            sections += [f"## {advice.label}", "\n".join(map(_item, advice.texts))]
    if interview.detailed_feedback.strip():
        sections += ["## Detailed feedback", _prose(interview.detailed_feedback)]
    if interview.questions:
        sections += ["## Questions", *map(_question, interview.questions)]
    if interview.further:
        sections += ["## More feedback", _entries(interview.further)]
    return sections


def _question(question: Question) -> str:
    score = "" if question.score is None else f": {score_text(question.score)}"
    sections = [f"### Question {question.number}{score}", _prose(question.question)]
    return "\n\n".join(filter(None, [*sections, _entries(question_entries(question))]))


def _entries(entries: Iterable[Entry]) -> str:
    return "\n".join(map(_entry, entries))


def _entry(entry: Entry) -> str:
    """A list item; the entries within it are a list of their own."""
    name = f"**{_inline(entry.name).replace('*', chr(92) + '*')}:**" if entry.name else ""
    if entry.entries:
        return f"- {name}".rstrip() + "\n" + _indented(_entries(entry.entries))
    text = _indented(_prose(entry.text)).removeprefix(INDENT)
    return f"- {name} {text}" if name else f"- {text}"


def _indented(text: str) -> str:
    return re.sub(r"^(?=[^\n])", INDENT, text, flags=re.MULTILINE)


def _item(text: str) -> str:
    return "- " + re.sub(r"\n(?=[^\n])", "\n  ", _prose(text))


def _prose(text: str) -> str:
    return "\n\n".join(map(_part, parts(text)))


def _part(part: Part) -> str:
    if part.is_code:
        longest = max((len(run) for run in re.findall(r"`{3,}", part.text)), default=2)
        fence = "`" * (longest + 1)
        language = re.sub(r"[^\w+#.-]", "", part.language)
        return f"{fence}{language}\n{part.text}\n{fence}"
    paragraphs = re.split(r"\n\s*\n", part.text.strip("\n"))
    return "\n\n".join(
        "  \n".join(_line(line) for line in paragraph.split("\n") if line.strip())
        for paragraph in paragraphs
    )


def _line(line: str) -> str:
    """A line of prose. Indentation uses no-break spaces: four spaces would start a code block."""
    text = line.strip()
    indent = NBSP * len(line[: len(line) - len(line.lstrip())].expandtabs(4))
    escaped = NUMBER.sub(r"\1\\\2", _inline(text), count=1) if NUMBER.match(text) else _inline(text)
    return indent + ("\\" + escaped if BLOCK_START.match(text) else escaped)


def _inline(text: str) -> str:
    """Escaped text, except for code spans. An unmatched backtick is escaped, so that no code span
    continues in the next line."""
    escaped, end = [], 0
    for span in CODE_SPAN.finditer(text):
        escaped += [SPECIAL.sub(r"\\\g<0>", text[end : span.start()]), span[0]]
        end = span.end()
    return "".join([*escaped, SPECIAL.sub(r"\\\g<0>", text[end:])])

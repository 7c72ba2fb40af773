"""An interview as one Markdown document (CommonMark, with tables and strikethrough).

Texts that are written in Markdown stay so; they cannot change the document's structure.
"""

from collections.abc import Iterable

from llm_api.analysis.further_feedback import Entry, Question
from llm_api.analysis.markdown import Block, Reader
from llm_api.exports.markdown_prose import heading, indented, line, prose
from llm_api.exports.outline import question_entries
from llm_api.exports.transcript import Transcript, one_line, score_text

INDENT = "  "


def interview_markdown(interview: Transcript, person: str = "") -> str:
    """The interview as Markdown; `person` is whose it is."""
    read = Reader()
    name = line(one_line(person))
    sections = [heading(line(interview.title), 1), f"**{name}**" if name else ""]
    sections += [line(" · ".join(interview.facts)), prose(read.parse(interview.summary), 3)]
    sections += ["## Scores", _scores(interview), *_feedback(interview, read), "## Transcript"]
    turns = [
        f"{heading(line(turn.speaker or 'Note'), 3)}\n\n{prose(read.parse(turn.text), 4)}"
        for turn in interview.turns
    ]
    sections += turns or ["No transcript was stored."]
    return "\n\n".join(section for section in sections if section) + "\n"


def _scores(interview: Transcript) -> str:
    scores = [*interview.scores, *interview.competencies]
    return "\n".join(f"- {line(score.label)}: {score.text}" for score in scores)


def _feedback(interview: Transcript, read: Reader) -> list[str]:
    sections = []
    for advice in interview.advice:
        if advice.texts:
            items = [_item("", read.parse(text)) for text in advice.texts]
            sections += [f"## {advice.label}", "\n".join(items)]
    if interview.detailed_feedback.strip():
        sections += ["## Detailed feedback", prose(read.parse(interview.detailed_feedback), 3)]
    if interview.questions:
        sections += ["## Questions"]
        sections += [_question(question, read) for question in interview.questions]
    if interview.further:
        sections += ["## More feedback", _entries(interview.further, read)]
    return sections


def _question(question: Question, read: Reader) -> str:
    score = "" if question.score is None else f": {score_text(question.score)}"
    sections = [
        f"### Question {question.number}{score}",
        prose(read.parse(question.question), 4),
        _entries(question_entries(question), read),
    ]
    return "\n\n".join(filter(None, sections))


def _entries(entries: Iterable[Entry], read: Reader) -> str:
    return "\n".join(_entry(entry, read) for entry in entries)


def _entry(entry: Entry, read: Reader) -> str:
    """A list item; the entries within it are a list of their own."""
    name = f"**{line(f'{entry.name}:')}**" if entry.name else ""
    if entry.entries:
        nested = indented(_entries(entry.entries, read), INDENT)
        return f"- {name}".rstrip() + f"\n{nested}"
    return _item(name, read.parse(entry.text))


def _item(name: str, blocks: tuple[Block, ...]) -> str:
    """A list item. Behind a name on its line, only a paragraph would be read as it is."""
    text = indented(prose(blocks, 4), INDENT)
    if name and blocks and blocks[0].kind != "paragraph":
        return f"- {name}\n\n{text}"
    return " ".join(filter(None, ["-", name, text.removeprefix(INDENT)]))

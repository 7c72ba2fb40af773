"""An interview as a PDF, from interview.typ."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from llm_api.analysis.further_feedback import Entry, Question
from llm_api.exports.dates import day
from llm_api.exports.outline import entries_text, question_entries, questions_text
from llm_api.exports.paragraphs import han_language, is_mostly_rtl, paragraph
from llm_api.exports.prose import Prose
from llm_api.exports.transcript import Score, Transcript, one_line, score_text
from llm_api.exports.typesetting import typeset

# A body of 2 MB can contain a million lines, which would take 8 GB of memory and give a PDF of 135
# MB; above MAX_LINES, lines are joined. The mark is in the text's font, since a font change costs
# time and memory too.
MAX_LINES = 20_000
# Rows of further feedback and bars of scores take a hundred times as long as a line of text.
MAX_ROWS, MAX_BARS = 1_000, 100
MAX_DEPTH = 5  # to which nested feedback is indented
LINE_BREAK_MARK = " ¶ "
# A shorter text is not broken over two pages: characters and lines.
MAX_SHORT_TEXT, MAX_SHORT_LINES = 600, 15


def interview_pdf(interview: Transcript, person: str = "") -> bytes:
    """The interview as a PDF; `person` is whose it is.

    A note on the first page names the scripts for which there is no font, and where the text can be
    read.
    """
    interview = _with_scores_as_text(interview)
    is_huge = _count_lines(interview) > MAX_LINES or _count_rows(interview.further) > MAX_ROWS
    document = _document(
        _join_lines(interview) if is_huge else interview,
        one_line(person),
        reads_markdown=not is_huge,
    )
    return typeset("interview.typ", document, interview.completed_at)


def _count_lines(interview: Transcript) -> int:
    return sum(1 + text.count("\n") for text in interview.texts())


def _count_rows(entries: Iterable[Entry]) -> int:
    return sum(1 + _count_rows(entry.entries) for entry in entries)


def _with_scores_as_text(interview: Transcript) -> Transcript:
    """The same, with the competencies beyond MAX_BARS as one text of the further feedback."""
    bars, others = interview.competencies[:MAX_BARS], interview.competencies[MAX_BARS:]
    if not others:
        return interview
    text = LINE_BREAK_MARK.join(f"{score.label}: {score.text}" for score in others)
    further = [Entry("Further competencies", text), *interview.further]
    return replace(interview, competencies=bars, further=further)


def _join_lines(interview: Transcript) -> Transcript:
    """The same text with LINE_BREAK_MARK in place of line breaks and between list items."""
    further = [
        Entry(e.name, _one_paragraph(entries_text(e.entries) or e.text)) for e in interview.further
    ]
    if interview.questions:
        further.insert(0, Entry("Questions", _one_paragraph(questions_text(interview.questions))))
    return replace(
        interview,
        summary=_one_paragraph(interview.summary),
        questions=[],
        further=further,
        advice=[
            advice._replace(texts=[_one_paragraph("\n".join(advice.texts))] if advice.texts else [])
            for advice in interview.advice
        ],
        detailed_feedback=_one_paragraph(interview.detailed_feedback),
        turns=[turn._replace(text=_one_paragraph(turn.text)) for turn in interview.turns],
    )


def _one_paragraph(text: str) -> str:
    return re.sub(r"\s*\n\s*", LINE_BREAK_MARK, text)


def _document(interview: Transcript, person: str, *, reads_markdown: bool) -> dict[str, Any]:
    """The data that interview.typ reads."""
    title, completed_on = interview.title, interview.completed_on
    han = han_language([title, *interview.texts()])
    prose = Prose(han, reads_markdown=reads_markdown)
    places = interview.places_of_feedback()
    remarks = {
        places[question.number]: _remark(question, prose, han)
        for question in interview.questions
        if question.number in places
    }
    return {
        "title": paragraph(title, han),
        "person": paragraph(person, han) if person else None,
        "rtl": is_mostly_rtl([turn.text for turn in interview.turns] or [title]),
        "name": f"{title}: mock interview" + (f" of {completed_on}" if completed_on else ""),
        "running": title if len(title) <= 50 else f"{title[:49].rstrip()}…",
        "day": day(interview.completed_at) if interview.completed_at else "",
        "han": han,
        "facts": interview.facts,
        "summary": prose.blocks(interview.summary),
        "scores": [_score(score, han) for score in [*interview.scores, *interview.competencies]],
        "advice": [
            {"label": advice.label, "items": prose.items(advice.texts)}
            for advice in interview.advice
        ],
        "detailed": prose.blocks(interview.detailed_feedback),
        "questions": [
            _question(question, prose, han, is_asked=question.number in places)
            for question in interview.questions
        ],
        "further": list(_rows(interview.further, prose, han)),
        "turns": [
            {
                "role": turn.role,
                "speaker": turn.speaker,
                "question": turn.question,
                "blocks": prose.blocks(turn.text),
                "is-short": _is_short(turn.text),
                "remark": remarks.get(index),
            }
            for index, turn in enumerate(interview.turns)
        ],
    }


def _score(score: Score, han: str) -> dict[str, Any]:
    return {"label": paragraph(score.label, han), "value": score.value, "text": score.text}


def _question(question: Question, prose: Prose, han: str, *, is_asked: bool) -> dict[str, Any]:
    """A question that the transcript has is listed without its code, and what is said of it stands
    there."""
    blocks = prose.blocks(question.question)
    return {
        "number": question.number,
        "is-asked": is_asked,
        "score": _question_score(question),
        "blocks": _before_code(blocks) if is_asked else blocks,
        "is-short": _is_short(question.question),
        "rows": [] if is_asked else list(_rows(question_entries(question), prose, han)),
    }


def _before_code(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks that precede the first one of code, if there are any."""
    kinds = [block["kind"] for block in blocks]
    return blocks[: kinds.index("code")] or blocks if "code" in kinds else blocks


def _remark(question: Question, prose: Prose, han: str) -> dict[str, Any]:
    others = question_entries(question._replace(feedback=""))
    return {
        "score": _question_score(question),
        "blocks": prose.blocks(question.feedback),
        "is-short": _is_short(question.feedback + entries_text(others)),
        "rows": list(_rows(others, prose, han)),
    }


def _is_short(text: str) -> bool:
    return len(text) <= MAX_SHORT_TEXT and text.count("\n") < MAX_SHORT_LINES


def _question_score(question: Question) -> str:
    return "" if question.score is None else score_text(question.score)


def _rows(
    entries: Iterable[Entry], prose: Prose, han: str, depth: int = 0
) -> Iterator[dict[str, Any]]:
    """A row for each entry, with its depth: those within another one follow it, and are indented
    if that has a name."""
    for entry in entries:
        name = paragraph(entry.name, han) if entry.name else None
        yield {"depth": min(depth, MAX_DEPTH), "name": name, "blocks": prose.blocks(entry.text)}
        yield from _rows(entry.entries, prose, han, depth + bool(entry.name))

"""Questions and further feedback as plain text: an indented outline."""

from collections.abc import Iterable

from llm_api.analysis.further_feedback import Entry, Question
from llm_api.exports.transcript import score_text

INDENT = "  "


def questions_text(questions: Iterable[Question]) -> str:
    """The questions with their numbers and all that was said of them."""
    return "\n\n".join(map(_question_text, questions))


def entries_text(entries: Iterable[Entry]) -> str:
    """A line for each entry, "Tone: calm"; those within another one are indented below it."""
    return "\n".join(map(_entry_text, entries))


def question_entries(question: Question) -> list[Entry]:
    """What was said of a question, beside its score."""
    texts = {
        "Answer": question.answer,
        "Feedback": question.feedback,
        "Ideal answer": question.ideal_answer,
    }
    named = [Entry(name, text) for name, text in texts.items() if text.strip()]
    return [*named, *question.further]


def _question_text(question: Question) -> str:
    lines = [f"{question.number}. {question.question}".rstrip()]
    if question.score is not None:
        lines.append(f"Score: {score_text(question.score)}")
    return "\n".join([*lines, *map(_entry_text, question_entries(question))])


def _entry_text(entry: Entry) -> str:
    start = f"{entry.name}:" if entry.name else "-"
    if entry.entries:
        nested = entries_text(entry.entries).replace("\n", f"\n{INDENT}")
        return f"{start}\n{INDENT}{nested}"
    return f"{start} {entry.text}"

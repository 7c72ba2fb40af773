"""An interview as a row of the API, and as the context of its admin page."""

from datetime import UTC, datetime
from typing import Any

from llm_api.admin_site.markdown_html import entries_html, item_html, markdown_html
from llm_api.admin_site.models import Interview
from llm_api.analysis.further_feedback import Question
from llm_api.exports.transcript import Transcript, score_text
from llm_api.schemas import COLUMNS, Row


def to_row(interview: Interview) -> Row:
    """A row as the API returns it: ids as text, times in UTC with Z."""
    row = {column: getattr(interview, column) for column in COLUMNS}
    row["id"] = str(interview.id)
    row["user_id"] = str(interview.user_id) if interview.user_id else None
    row["completed_at"] = _in_utc(interview.completed_at)
    row["created_at"] = _in_utc(interview.created_at)
    return row


def _in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def page_context(interview: Interview) -> dict[str, Any]:
    """The template's context. Texts are plain, or HTML of which all texts are escaped."""
    transcript = Transcript.from_row(to_row(interview))
    return {
        "title": transcript.title,
        "summary": markdown_html(transcript.summary),
        "scores": [
            (score.label, score.text) for score in transcript.scores + transcript.competencies
        ],
        "advice": [
            (advice.label, list(map(item_html, advice.texts))) for advice in transcript.advice
        ],
        "detailed": markdown_html(transcript.detailed_feedback),
        "questions": list(map(_question, transcript.questions)),
        "further": entries_html(transcript.further),
        "turns": [
            (turn.role, turn.speaker or "Note", turn.question, markdown_html(turn.text))
            for turn in transcript.turns
        ],
    }


def _question(question: Question) -> dict[str, Any]:
    """Its number, score and question, and the other texts by their labels."""
    texts = {
        "Answer": question.answer,
        "Feedback": question.feedback,
        "A better answer": question.ideal_answer,
    }
    return {
        "number": question.number,
        "question": markdown_html(question.question),
        "score": "" if question.score is None else score_text(question.score),
        "texts": [(label, markdown_html(text)) for label, text in texts.items() if text],
        "further": entries_html(question.further),
    }

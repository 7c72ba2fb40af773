"""A few interviews side by side as a PDF of one or two pages, from comparison.typ."""

from typing import Any
from zoneinfo import ZoneInfo

from llm_api.analysis.comparison import compare, comparison_warnings
from llm_api.analysis.feedback import advice_texts
from llm_api.analysis.markdown import plain_text
from llm_api.analysis.recurring_advice import advice_keys
from llm_api.analysis.scores import SCORES
from llm_api.exports.dates import day, local_time
from llm_api.exports.numbers import decimal, signed
from llm_api.exports.paragraphs import han_language, is_mostly_rtl, paragraph
from llm_api.exports.transcript import ADVICE_LABELS, SCORE_LABELS, one_line
from llm_api.exports.typesetting import typeset
from llm_api.schemas import Row

# Far more than models write, and few enough for some pages.
MAX_COMPETENCIES = 60
MAX_ADVICE = 100  # of each kind


def comparison_pdf(rows: list[Row], zone: ZoneInfo, person: str = "") -> bytes:
    """The PDF of two or more interviews, in any order."""
    person = one_line(person)
    comparison = compare(rows)
    interviews = comparison["interviews"]
    moments = [local_time(row["completed_at"], zone) for row in interviews]
    matrices = {kind: advice_matrix(interviews, kind) for kind in ADVICE_LABELS}
    texts = [text for matrix in matrices.values() for text, _ in matrix]
    han = han_language([person, *texts, *(row["job_role"] for row in interviews)])
    document = {
        "title": paragraph("Comparison", han),
        "person": paragraph(person, han) if person else None,
        "rtl": is_mostly_rtl(texts) if texts else False,
        "name": "Comparison of mock interviews",
        "running": "Comparison of mock interviews",
        "day": day(moments[-1]) if moments[-1] else "",
        "han": han,
        "facts": [f"{len(rows)} mock interviews, oldest first", f"Times are in {zone.key}"],
        "warnings": [one_line(warning) for warning in comparison_warnings(rows)],
        "interviews": [
            {
                "day": f"{moment.day} {moment:%b %Y}" if moment else "",
                "role": paragraph(one_line(row["job_role"]), han),
                "facts": [
                    one_line(row["interview_type"]),
                    one_line(row["experience_level"]),
                    day(moment) if moment else one_line(row["completed_at"]),
                    f"{moment:%H:%M}" if moment else "",
                ],
            }
            for row, moment in zip(interviews, moments, strict=True)
        ],
        "scores": _scores(comparison["scores"], han),
        "omitted": max(0, len(comparison["scores"]["competencies"]) - MAX_COMPETENCIES),
        "advice": [
            {
                "label": label,
                "omitted": max(0, len(matrices[kind]) - MAX_ADVICE),
                "rows": [
                    {"text": paragraph(one_line(plain_text(text)), han), "given": given}
                    for text, given in matrices[kind][:MAX_ADVICE]
                ],
            }
            for kind, label in ADVICE_LABELS.items()
        ],
    }
    return typeset("comparison.typ", document, moments[-1])


def advice_matrix(rows: list[Row], kind: str) -> list[tuple[str, list[bool]]]:
    """Each advice of `rows` (oldest first) in its latest wording, and which of them give it.

    What most of them give comes first, then what was given first.
    """
    texts = [advice_texts(row, kind) for row in rows]
    keys = advice_keys(text for row_texts in texts for text in row_texts)
    wordings = {keys[text]: text for row_texts in texts for text in row_texts}
    given = [{keys[text] for text in row_texts} for row_texts in texts]
    matrix = [(text, [key in found for found in given]) for key, text in wordings.items()]
    return sorted(matrix, key=lambda advice: -sum(advice[1]))


def _scores(scores: dict[str, Any], han: str) -> list[dict[str, Any]]:
    """A row for each score, with a cell for each interview."""
    competencies = list(scores["competencies"].items())[:MAX_COMPETENCIES]
    named = [(f"{label} score", scores[SCORES[key]]) for key, label in SCORE_LABELS.items()]
    return [
        {"name": paragraph(one_line(name), han), "cells": [_cell(step) for step in steps]}
        for name, steps in [*named, *competencies]
    ]


def _cell(step: dict[str, Any]) -> dict[str, str]:
    score, change = step["score"], step["change"]
    return {
        "score": "–" if score is None else decimal(score),
        "change": "" if change is None else signed(change),
    }

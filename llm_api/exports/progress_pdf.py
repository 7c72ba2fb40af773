"""One person's progress as a PDF of one or two pages, from progress.typ."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from llm_api.analysis.markdown import plain_text
from llm_api.analysis.progress import TREND_INTERVIEWS
from llm_api.analysis.scores import SCORES
from llm_api.exports.dates import day, local_time
from llm_api.exports.numbers import decimal, signed
from llm_api.exports.paragraphs import han_language, is_mostly_rtl, paragraph
from llm_api.exports.transcript import SCORE_LABELS, one_line
from llm_api.exports.typesetting import typeset

MAX_COMPETENCIES = 30
MAX_ADVICE = 12  # of each kind
ADVICE_LABELS = {
    "areas_for_improvement": "What keeps coming up: to improve",
    "strengths": "What keeps coming up: strengths",
}


def progress_pdf(
    progress: dict[str, Any], zone: ZoneInfo, person: str = "", filters: Iterable[str] = ()
) -> bytes:
    """The PDF of `analysis.progress.progress()`; `filters` say which interviews it is about."""
    person = one_line(person)
    moments = [local_time(point["completed_at"], zone) for point in progress["points"]]
    advice = {kind: progress["recurring"][kind] for kind in ADVICE_LABELS}
    texts = [entry["text"] for entries in advice.values() for entry in entries]
    han = han_language([person, *texts])
    document = {
        "title": paragraph("Progress", han),
        "person": paragraph(person, han) if person else None,
        "rtl": is_mostly_rtl(texts) if texts else False,
        "name": "Progress in mock interviews",
        "running": "Progress in mock interviews",
        "day": day(moments[-1]) if moments and moments[-1] else "",
        "han": han,
        "facts": [_count(len(moments)), *_period(moments, zone), *map(one_line, filters)],
        "k": TREND_INTERVIEWS,
        "trend": _trend(progress, han),
        "omitted": max(0, len(progress["trend"]["competencies"]) - MAX_COMPETENCIES),
        "chart": _chart(progress["points"], moments),
        "advice": [
            {
                "label": label,
                "omitted": max(0, len(advice[kind]) - MAX_ADVICE),
                "entries": [_advice(e, zone, han) for e in advice[kind][:MAX_ADVICE]],
            }
            for kind, label in ADVICE_LABELS.items()
        ],
    }
    return typeset("progress.typ", document, moments[-1] if moments else None)


def _count(n: int) -> str:
    return f"{n:,} mock interview{'' if n == 1 else 's'}"


def _period(moments: list[datetime | None], zone: ZoneInfo) -> list[str]:
    days = [day(moment) for moment in (moments[:1] + moments[-1:]) if moment]
    return [" to ".join(dict.fromkeys(days)), f"Times are in {zone.key}"] if days else []


def _trend(progress: dict[str, Any], han: str) -> list[dict[str, Any]]:
    """A row for each score, and for the competencies of the most interviews, by name."""
    trend, points = progress["trend"], progress["points"]
    counts = dict.fromkeys(trend["competencies"], 0)
    for point in points:
        for name in point["competencies"]:
            counts[name] += 1
    common = sorted(counts, key=lambda name: (-counts[name], name))[:MAX_COMPETENCIES]
    labels = {SCORES[key]: f"{label} score" for key, label in SCORE_LABELS.items()}
    scored = {c: sum(point[c] is not None for point in points) for c in labels}
    return [
        *(_trend_row(label, scored[c], trend[c], han) for c, label in labels.items()),
        *(
            _trend_row(name, counts[name], trend["competencies"][name], han)
            for name in sorted(common)
        ),
    ]


def _trend_row(name: str, n: int, trend: dict[str, Any] | None, han: str) -> dict[str, Any]:
    numbers = trend and {
        "early": decimal(trend["early"]),
        "late": decimal(trend["late"]),
        "difference": signed(trend["difference"]),
    }
    return {"name": paragraph(one_line(name), han), "n": n, "trend": numbers}


def _chart(points: list[dict[str, Any]], moments: list[datetime | None]) -> dict[str, Any] | None:
    """The scored interviews on linear time: x is 0 at the first of them and 1 at the last."""
    scored = [
        (moment, point)
        for moment, point in zip(moments, points, strict=True)
        if moment and point["overall_score"] is not None
    ]
    if not scored:
        return None
    first, last = scored[0][0], scored[-1][0]
    span = (last - first).total_seconds()
    return {
        "first": day(first),
        "last": day(last) if span else "",
        "unscored": len(points) - len(scored),
        "points": [
            {
                "x": (moment - first).total_seconds() / span if span else 0.5,
                "score": point["overall_score"],
                "average": point["moving_average"],
                "type": one_line(point["interview_type"]),
            }
            for moment, point in scored
        ],
    }


def _advice(entry: dict[str, Any], zone: ZoneInfo, han: str) -> dict[str, Any]:
    seen = [local_time(entry[key], zone) for key in ("first_seen", "last_seen")]
    return {
        "text": paragraph(one_line(plain_text(entry["text"])), han),
        "count": entry["count"],
        "seen": " to ".join(dict.fromkeys(day(moment) for moment in seen if moment)),
    }

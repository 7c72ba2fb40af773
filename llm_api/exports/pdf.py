"""An interview as a PDF, rendered by typst from interview.typ.

User text reaches the template as data (a JSON string in sys.inputs) and is never interpreted as
markup. Each paragraph has its own direction and language.
"""

import json
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import typst

from llm_api.analysis.further_feedback import Entry, Question
from llm_api.exports.dates import day
from llm_api.exports.fonts import PDF_UA, fonts
from llm_api.exports.outline import entries_text, question_entries, questions_text
from llm_api.exports.transcript import Score, Transcript, parts, score_text

TEMPLATE = Path(__file__).with_name("interview.typ")

MISSING_GLYPHS = re.compile(r'the text `"((?:\\u\{[0-9a-f]+\}|[^"])+)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")

KANA = re.compile(r"[\u3040-\u30ff\uff66-\uff9d]")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
LANGUAGES = {
    "CJK": "zh",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "ARABIC": "ar",
    "HEBREW": "he",
    "DEVANAGARI": "hi",
    "THAI": "th",
}
# A Japanese sentence with this many Han characters also has kana; without kana it is Chinese.
MIN_CHINESE_LENGTH = 12

# A run of this length may not fit on a line, so U+200B marks where it may break. Chinese, Japanese,
# Korean, Thai and related scripts, and emoji, are excluded: they have their own rules.
LONG_RUN = re.compile(
    r"[^\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff"
    r"\ufe30-\ufe4f\uff00-\uffef\U0001f000-\U0001faff\U00020000-\U0003ffff]{30,}"
)
BREAK_INTERVAL = 8  # characters between two breaks, or more to stay within MAX_BREAKS
MAX_BREAKS = 400
BREAK = "\u200b"
JOINER = "\u200d"
VIRAMA = 9  # combining class

# A body of 2 MB can contain a million lines, which would take 8 GB of memory and give a PDF of 135
# MB; above MAX_LINES, lines are joined. The mark is in the text's font, since a font change costs
# time and memory too.
MAX_LINES = 20_000
MAX_DEPTH = 5  # to which nested feedback is indented
LINE_BREAK_MARK = " ¶ "

# typst caches its work on the process's last ten documents, which for bodies of 2 MB is 4 GB. Ten
# empty documents evict a large one; as they take 5 ms each, this is done after large ones only.
LARGE = 50_000  # characters of JSON; a typical interview has 5,000
CACHED_DOCUMENTS = 10
_large_document_lock = threading.Lock()


def interview_pdf(interview: Transcript) -> bytes:
    """The interview as a PDF (A4, tagged, PDF/UA-1).

    If no font has a script of the text, typst draws boxes instead, and a note on the first page
    names the script and where the text can be read.
    """
    document = _document(
        _join_lines(interview) if _count_lines(interview) > MAX_LINES else interview
    )
    error = ""
    for with_system in (False, True):
        try:
            return _compile(document, PDF_UA, with_system=with_system)
        except typst.TypstError as exc:
            error = exc.diagnostic
    return _compile({**document, "missing": _missing_scripts(error)}, [], with_system=True)


def _count_lines(interview: Transcript) -> int:
    return sum(1 + text.count("\n") for text in interview.texts())


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


def _compile(document: dict[str, Any], standard: Any, *, with_system: bool) -> bytes:
    interview = json.dumps(document)
    options: dict[str, Any] = {
        "root": TEMPLATE.parent,
        "font_paths": fonts(with_system=with_system),
        "sys_inputs": {"interview": interview},
        "pdf_standards": standard,
        "timestamp": document["timestamp"],
    }
    if len(interview) <= LARGE:
        return typst.compile(TEMPLATE, **options)
    with _large_document_lock:
        try:
            return typst.compile(TEMPLATE, **options)
        finally:
            _clear_cache()


def _clear_cache() -> None:
    for _ in range(CACHED_DOCUMENTS):
        typst.compile(b"", font_paths=fonts())


def _missing_scripts(error: str) -> list[str]:
    """Names of the scripts in a typst error: "Tibetan", or "U+0378" for an unnamed character."""
    characters = {
        character
        for text in MISSING_GLYPHS.findall(error)
        for character in ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
    }
    names = {
        unicodedata.name(character, f"U+{ord(character):04X}").split()[0]
        for character in characters
    }
    shown = (name if name == "CJK" or "+" in name else name.capitalize() for name in names)
    return sorted(shown) or ["unknown"]


def _document(interview: Transcript) -> dict[str, Any]:
    """The data that interview.typ reads."""
    title, completed_on = interview.title, interview.completed_on
    han = "ja" if any(map(KANA.search, [title, *interview.texts()])) else "zh"
    return {
        "title": _line(title, han),
        "rtl": _is_mostly_rtl(interview),
        "name": f"{title}: mock interview" + (f" of {completed_on}" if completed_on else ""),
        "running": title if len(title) <= 50 else f"{title[:49].rstrip()}…",
        "day": day(interview.completed_at) if interview.completed_at else "",
        "date": completed_on and [completed_on.year, completed_on.month, completed_on.day],
        "timestamp": int(interview.completed_at.timestamp()) if interview.completed_at else 0,
        "han": han,
        "facts": interview.facts,
        "summary": _blocks(interview.summary, han),
        "scores": [_score(score, han) for score in [*interview.scores, *interview.competencies]],
        "advice": [
            {"label": advice.label, "items": [_blocks(text, han) for text in advice.texts]}
            for advice in interview.advice
        ],
        "detailed": _blocks(interview.detailed_feedback, han),
        "questions": [_question(question, han) for question in interview.questions],
        "further": list(_rows(interview.further, han)),
        "turns": [
            {
                "role": turn.role,
                "speaker": turn.speaker,
                "question": turn.question,
                "blocks": _blocks(turn.text, han),
            }
            for turn in interview.turns
        ],
        "missing": [],
    }


def _is_mostly_rtl(interview: Transcript) -> bool:
    """Whether most messages are right-to-left; without messages, whether the title is."""
    texts = [turn.text for turn in interview.turns] or [interview.title]
    return 2 * sum(map(_is_rtl, texts)) > len(texts)


def _score(score: Score, han: str) -> dict[str, Any]:
    return {"label": _line(score.label, han), "value": score.value, "text": score.text}


def _question(question: Question, han: str) -> dict[str, Any]:
    return {
        "number": question.number,
        "score": "" if question.score is None else score_text(question.score),
        "blocks": _blocks(question.question, han),
        "rows": list(_rows(question_entries(question), han)),
    }


def _rows(entries: Iterable[Entry], han: str, depth: int = 0) -> Iterator[dict[str, Any]]:
    """A row for each entry, with its depth: those within another one follow it, and are indented
    if that has a name."""
    for entry in entries:
        name = _line(entry.name, han) if entry.name else None
        yield {"depth": min(depth, MAX_DEPTH), "name": name, "blocks": _blocks(entry.text, han)}
        yield from _rows(entry.entries, han, depth + bool(entry.name))


def _blocks(text: str, han: str) -> list[dict[str, Any]]:
    """Lines of prose, each with its direction and language, and blocks of code."""
    blocks: list[dict[str, Any]] = []
    for part in parts(text):
        if part.is_code:
            blocks.append({"code": _breakable(part.text)})
        else:
            blocks += _prose(part.text, han)
    return blocks


def _prose(text: str, han: str) -> list[dict[str, Any]]:
    """A block per line; `opens` marks the first line of a paragraph."""
    lines, opens = [], True
    for line in text.split("\n"):
        if line.strip():
            lines.append({**_line(line.rstrip(), han), "opens": opens})
        opens = not line.strip()
    return lines


def _line(text: str, han: str) -> dict[str, Any]:
    return {
        "text": _breakable(text),
        "rtl": _is_rtl(text),
        "lang": _language(text, han),
    }


def _is_rtl(text: str) -> bool:
    return next((character for character in map(_direction, text) if character), "L") != "L"


def _direction(character: str) -> str:
    """L, R or AL of a strong character, otherwise an empty string."""
    direction = unicodedata.bidirectional(character)
    return direction if direction in ("L", "R", "AL") else ""


def _language(text: str, han: str) -> str:
    """The language of the first letter's script; for Han without kana also by length and `han`."""
    first = next(filter(str.isalpha, text), " ")
    language = LANGUAGES.get(unicodedata.name(first, " ").partition(" ")[0], "en")
    if language != "zh":
        return language
    if KANA.search(text):
        return "ja"
    return "zh" if len(HAN.findall(text)) >= MIN_CHINESE_LENGTH else han


def _breakable(text: str) -> str:
    return LONG_RUN.sub(lambda run: _insert_breaks(run[0]), text.replace(BREAK, ""))


def _insert_breaks(run: str) -> str:
    """`run` with U+200B after every few characters, but never inside a grapheme cluster."""
    segments, start, size = [], 0, max(BREAK_INTERVAL, len(run) // MAX_BREAKS)
    for end in range(1, len(run)):
        if end - start >= size and _starts_character(run[end - 1], run[end]):
            segments.append(run[start:end])
            start = end
    return BREAK.join([*segments, run[start:]])


def _starts_character(before: str, character: str) -> bool:
    """Whether `character` starts a new grapheme cluster."""
    joined = before == JOINER or unicodedata.combining(before) == VIRAMA
    return not joined and unicodedata.category(character)[0] not in "MC"

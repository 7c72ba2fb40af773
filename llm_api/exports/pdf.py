"""An interview as a PDF, set by typst from interview.typ.

What people wrote reaches the template as data (one JSON string among sys.inputs) and is never
read as markup. Each paragraph brings its own direction and language.
"""

import json
import re
import threading
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst

from llm_api.exports.fonts import STRICT, fonts
from llm_api.exports.transcript import Score, Transcript, parts

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
# A Japanese sentence of this many Han characters has a kana among them; a Chinese one has none.
SURELY_CHINESE = 12

# A run this long may not fit on a line; U+200B says where it may break. Chinese, Japanese, Korean,
# Thai and their neighbours, and emoji, are left alone: they have rules of their own.
LONG_RUN = re.compile(
    r"[^\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff"
    r"\ufe30-\ufe4f\uff00-\uffef\U0001f000-\U0001faff\U00020000-\U0003ffff]{30,}"
)
PIECE = 8  # characters between two breaks, more where there would be more than MAX_BREAKS
MAX_BREAKS = 400
BREAK = "\u200b"
JOINER = "\u200d"
VIRAMA = 9  # its combining class

# A body of 2 MB may hold a million lines, which would be 135 MB of PDF and 8 GB of memory. 20,000
# ordinary lines are a long book. The sign is one of the text's own font, as a change costs too.
MAX_LINES = 20_000
RETURN = " ¶ "

# typst remembers what it made of the last ten documents of the process, which for bodies of 2 MB
# is 4 GB. Ten empty documents push a large one out; they take 5 ms each, so not for every one.
LARGE = 50_000  # characters of JSON; an ordinary interview has 5,000
REMEMBERED = 10
_one_large_at_a_time = threading.Lock()


def interview_pdf(interview: Transcript) -> bytes:
    """The interview as a PDF (A4, tagged, PDF/UA-1).

    Where no font has a script of the text, typst draws boxes; a note on the first page then names
    the script and says where the text can be read.
    """
    document = _document(_run_together(interview) if _lines(interview) > MAX_LINES else interview)
    complaint = ""
    for with_system in (False, True):
        try:
            return _compile(document, STRICT, with_system=with_system)
        except typst.TypstError as exc:
            complaint = exc.diagnostic
    return _compile({**document, "missing": _scripts(complaint)}, [], with_system=True)


def _lines(interview: Transcript) -> int:
    return sum(1 + text.count("\n") for text in interview.texts())


def _run_together(interview: Transcript) -> Transcript:
    """The same words with a sign in place of each line's end and each item's."""
    return replace(
        interview,
        advice=[
            advice._replace(texts=[_one_paragraph("\n".join(advice.texts))] if advice.texts else [])
            for advice in interview.advice
        ],
        detailed_feedback=_one_paragraph(interview.detailed_feedback),
        turns=[turn._replace(text=_one_paragraph(turn.text)) for turn in interview.turns],
    )


def _one_paragraph(text: str) -> str:
    return re.sub(r"\s*\n\s*", RETURN, text)


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
    with _one_large_at_a_time:
        try:
            return typst.compile(TEMPLATE, **options)
        finally:
            _forget()


def _forget() -> None:
    for _ in range(REMEMBERED):
        typst.compile(b"", font_paths=fonts())


def _scripts(complaint: str) -> list[str]:
    """Names of the scripts that typst complains about: "Tibetan", or "U+0378" for the nameless."""
    signs = {
        sign
        for text in MISSING_GLYPHS.findall(complaint)
        for sign in ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
    }
    names = {unicodedata.name(sign, f"U+{ord(sign):04X}").split()[0] for sign in signs}
    shown = (name if name == "CJK" or "+" in name else name.capitalize() for name in names)
    return sorted(shown) or ["unknown"]


def _document(interview: Transcript) -> dict[str, Any]:
    """The data of interview.typ."""
    title, day = interview.title, interview.completed_on
    han = "ja" if any(map(KANA.search, [title, *interview.texts()])) else "zh"
    return {
        "title": _line(title, han),
        "rtl": _is_mostly_rtl(interview),
        "name": f"{title}: mock interview" + (f" of {day.isoformat()}" if day else ""),
        "running": title if len(title) <= 50 else f"{title[:49].rstrip()}…",
        "day": f"{day.day} {day:%B %Y}" if day else "",
        "date": [day.year, day.month, day.day] if day else None,
        "timestamp": int(datetime.combine(day, time(), UTC).timestamp()) if day else 0,
        "han": han,
        "facts": interview.summary,
        "scores": [_score(score) for score in interview.scores],
        "advice": [
            {"label": advice.label, "items": [_blocks(text, han) for text in advice.texts]}
            for advice in interview.advice
        ],
        "detailed": _blocks(interview.detailed_feedback, han),
        "turns": [
            {"role": turn.role, "speaker": turn.speaker, "blocks": _blocks(turn.text, han)}
            for turn in interview.turns
        ],
        "missing": [],
    }


def _is_mostly_rtl(interview: Transcript) -> bool:
    """Whether most messages, or without a message the title, are written from right to left."""
    texts = [turn.text for turn in interview.turns] or [interview.title]
    return 2 * sum(map(_is_rtl, texts)) > len(texts)


def _score(score: Score) -> dict[str, Any]:
    return {"label": score.label, "value": score.value, "text": score.text}


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
    return next((sign for sign in map(_side, text) if sign), "L") != "L"


def _side(sign: str) -> str:
    """L, R or AL of a strong character, else nothing."""
    side = unicodedata.bidirectional(sign)
    return side if side in ("L", "R", "AL") else ""


def _language(text: str, han: str) -> str:
    """Of the first letter's script. Han alone is Chinese, or in a Japanese document Japanese."""
    first = next(filter(str.isalpha, text), " ")
    language = LANGUAGES.get(unicodedata.name(first, " ").partition(" ")[0], "en")
    if language != "zh":
        return language
    if KANA.search(text):
        return "ja"
    return "zh" if len(HAN.findall(text)) >= SURELY_CHINESE else han


def _breakable(text: str) -> str:
    return LONG_RUN.sub(lambda run: _pieces(run[0]), text.replace(BREAK, ""))


def _pieces(run: str) -> str:
    """`run` with U+200B after every few characters, but never inside one of several code points."""
    pieces, start, size = [], 0, max(PIECE, len(run) // MAX_BREAKS)
    for end in range(1, len(run)):
        if end - start >= size and _begins(run[end - 1], run[end]):
            pieces.append(run[start:end])
            start = end
    return BREAK.join([*pieces, run[start:]])


def _begins(before: str, sign: str) -> bool:
    """Whether `sign` begins a new character on the page."""
    joined = before == JOINER or unicodedata.combining(before) == VIRAMA
    return not joined and unicodedata.category(sign)[0] not in "MC"

"""Documents as PDF (A4, tagged, PDF/UA-1), rendered by typst from the templates beside this file.

User text reaches a template as data (a JSON string in sys.inputs) and is never interpreted as
markup.
"""

import json
import re
import threading
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from llm_api.exports.fonts import PDF_UA, fonts

TEMPLATES = Path(__file__).parent

MISSING_GLYPHS = re.compile(r'the text `"((?:\\u\{[0-9a-f]+\}|[^"])+)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")

# typst caches its work on the process's last ten documents, which for bodies of 2 MB is 4 GB. Ten
# empty documents evict a large one; as they take 5 ms each, this is done after large ones only.
MAX_YEAR = 9999  # of typst's time stamps, exclusive
LARGE = 50_000  # characters of JSON; a typical interview has 5,000
CACHED_DOCUMENTS = 10
_large_document_lock = threading.Lock()


def typeset(template: str, document: dict[str, Any], moment: datetime | None) -> bytes:
    """The PDF of a template for `document`, dated `moment`.

    If no font has a script of the text, typst draws boxes instead, and the document's "missing"
    names the scripts, for the template to say so.
    """
    date = moment and [moment.year, moment.month, moment.day]
    document = {**document, "date": date, "missing": []}
    created = int(moment.timestamp()) if moment and moment.year < MAX_YEAR else 0
    error = ""
    for with_system in (False, True):
        try:
            return _compile(template, document, created, PDF_UA, with_system=with_system)
        except typst.TypstError as exc:
            error = exc.diagnostic
    document = {**document, "missing": _missing_scripts(error)}
    return _compile(template, document, created, [], with_system=True)


def _compile(
    template: str, document: dict[str, Any], created: int, standard: Any, *, with_system: bool
) -> bytes:
    inputs = json.dumps(document)
    options: dict[str, Any] = {
        "root": TEMPLATES,
        "font_paths": fonts(with_system=with_system),
        "sys_inputs": {"document": inputs},
        "pdf_standards": standard,
        "timestamp": created,
    }
    if len(inputs) <= LARGE:
        return typst.compile(TEMPLATES / template, **options)
    with _large_document_lock:
        try:
            return typst.compile(TEMPLATES / template, **options)
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

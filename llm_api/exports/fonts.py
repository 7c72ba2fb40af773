"""The fonts of the PDF: those of the packages in requirements.txt, then the machine's own.

manimgx-fonts (Latin, Greek, Cyrillic, Hebrew, Indic, Thai, emoji and more) and manimgx-fonts-cjk
(Chinese, Japanese, Korean) are nothing but Noto's files; the font for code is built into typst.
Arabic is IBM Plex: Noto draws its dots apart from its letters, which doubles letters in text that
is copied out of a PDF. So a PDF looks the same on every machine and needs no font of the system.
Only a document with a script that the packages lack (Tibetan, say) is set with the system's too.
"""

import threading
from functools import cache
from importlib.util import find_spec
from typing import Final

import typst

PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk", "fontpkg_ibm_plex_sans_arabic")

# One word of each script that the PDF promises.
SAMPLES = {
    "Latin": "Việt",
    "Greek": "λόγος",
    "Cyrillic": "слово",
    "Chinese": "汉字漢字",
    "Japanese": "ひらがなカタカナ",
    "Korean": "한글",
    "Arabic": "العربية",
    "Hebrew": "עברית",
    "Devanagari (Hindi)": "हिन्दी",
    "Thai": "ภาษาไทย",
    "emoji": "😀👍🏽",
}
# typst refuses PDF/UA when a glyph is missing: the one way to ask it.
STRICT: Final = "ua-1"
PROBE = b'#set document(title: "probe")\n#text(sys.inputs.sample)'

_lock = threading.Lock()


def fonts(*, with_system: bool = False) -> typst.Fonts:
    """The process's one set of fonts (safe to share among threads), made at the first call."""
    with _lock:
        return _load(with_system)


@cache
def _load(with_system: bool) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=with_system, font_paths=package_folders())


def package_folders() -> list[str]:
    specs = (find_spec(package) for package in PACKAGES)
    return [
        folder
        for spec in specs
        if spec is not None
        for folder in spec.submodule_search_locations or []
    ]


def missing_scripts() -> list[str]:
    """The scripts of SAMPLES that neither the packages' nor the system's fonts can draw."""
    missing = [script for script in SAMPLES if not _draws(script, fonts())]
    return [script for script in missing if not _draws(script, fonts(with_system=True))]


def _draws(script: str, available: typst.Fonts) -> bool:
    sample = {"sample": SAMPLES[script]}
    try:
        typst.compile(PROBE, font_paths=available, sys_inputs=sample, pdf_standards=STRICT)
    except typst.TypstError:
        return False
    return True

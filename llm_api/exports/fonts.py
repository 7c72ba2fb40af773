"""The fonts of the PDF: those of the packages in requirements.txt, then the system's.

manimgx-fonts (Latin, Greek, Cyrillic, Hebrew, Indic, Thai, emoji and more) and manimgx-fonts-cjk
(Chinese, Japanese, Korean) only contain Noto's font files; the font for code is built into typst.
Arabic uses Amiri, which draws lam-alef as two glyphs: readers of PDFs turn round the letters of a
glyph that stands for two, so that words with lam-alef are not found. Noto draws dots as glyphs of
their own, which doubles letters in text that is copied. So a PDF looks the same on every machine
and needs no system fonts. They are added only for a script that the packages lack, such as Tibetan.
"""

import threading
from functools import cache
from importlib.util import find_spec
from typing import Final

import typst

PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk", "fontpkg_amiri")

# A word in each supported script.
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
# The only way to detect a missing glyph: typst reports it as an error in PDF/UA.
PDF_UA: Final = "ua-1"
PROBE = b'#set document(title: "probe")\n#text(sys.inputs.sample)'

_lock = threading.Lock()


def fonts(*, with_system: bool = False) -> typst.Fonts:
    """The fonts of the process, loaded at the first call. They are thread-safe."""
    with _lock:
        return _load_fonts(with_system)


@cache
def _load_fonts(with_system: bool) -> typst.Fonts:
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
    """The scripts of SAMPLES that neither the packages' nor the system's fonts can render."""
    missing = [script for script in SAMPLES if not _can_render(script, fonts())]
    return [script for script in missing if not _can_render(script, fonts(with_system=True))]


def _can_render(script: str, available: typst.Fonts) -> bool:
    sample = {"sample": SAMPLES[script]}
    try:
        typst.compile(PROBE, font_paths=available, sys_inputs=sample, pdf_standards=PDF_UA)
    except typst.TypstError:
        return False
    return True

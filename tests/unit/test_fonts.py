"""The fonts of the PDF are the files that were once compared with those of their authors.

The packages that carry them are little known. On 26 November 2026 their files were held against
other sources (fontTools 4; "drawn alike": the outlines of every character that both have):

- NotoSansCJK-VF.otf.ttc is the file of github.com/notofonts/noto-cjk, byte for byte.
- Amiri is drawn like the release 1.002 of github.com/aliftype/amiri, in all 6,489 characters of its
  four files; those of the package are hinted anew by Google Fonts.
- Noto Sans, in its 19 files of one version in both, is drawn like Google's own files as
  @expo-google-fonts carries them, at its regular weight. Noto Emoji, Arabic and Devanagari differ in
  version there and in 5 of 3,020 characters, and Sinhala, a version younger, in 64 of 218.

A version that brings other files fails here, and is to be compared anew.
"""

import hashlib
from pathlib import Path

from llm_api.exports.fonts import package_folders
from tests.support import ROOT

KNOWN = ROOT / "tests/support/fonts.sha256"  # as sha256sum writes and checks it


def test_every_font_is_the_file_that_was_compared():
    known = {
        name: checksum
        for checksum, name in (line.split() for line in KNOWN.read_text().splitlines())
    }
    found = {
        f"{folder.name}/{file.relative_to(folder)}": hashlib.sha256(file.read_bytes()).hexdigest()
        for folder in map(Path, package_folders())
        for file in folder.rglob("*")
        if file.suffix in (".ttf", ".ttc", ".otf")
    }

    assert found == known

"""What a search finds in a text, and what of the text is marked then.

Python, SQL and JavaScript fold alike: each is tested with these examples.
"""

import sys
import unicodedata


def decomposed(text: str) -> str:
    """As macOS and iOS write it."""
    return unicodedata.normalize("NFD", text)


# (text, search, what is marked; nothing where it is not found)
SEARCHES: list[tuple[str, str, list[str]]] = [
    # Quotation marks and dashes
    ("I didn’t panic in Zürich.", "didn't", ["didn’t"]),
    ("I didn't panic.", "didn’t", ["didn't"]),
    ("I didn´t panic.", "didn't", ["didn´t"]),
    ("I didnt panic.", "didn't", []),
    ("He said “why not” twice", '"why not"', ["why not"]),
    ("He said “why not” twice", '"why', ["“why"]),
    ("Er sagte „warum nicht“ und ging", 'nicht"', ["nicht“"]),
    ("Il a dit « pourquoi » et", "«", ["«", "»"]),
    ("a state—of—the—art system", "state-of-the-art", ["state—of—the—art"]),
    ("a state-of-the-art system", "state‑of–the—art", ["state-of-the-art"]),
    ("from 5−3 on", "5-3", ["5−3"]),
    ("and so on…", "on...", ["on…"]),
    ("צה״ל", 'צה"ל', ["צה״ל"]),
    # Case
    ("PostgreSQL and POSTGRES", "postgres", ["PostgreS", "POSTGRES"]),
    ("ο δρόμος", "ΔΡΌΜΟΣ", ["δρόμος"]),
    ("Ο ΔΡΌΜΟΣ", "δρόμος", ["ΔΡΌΜΟΣ"]),
    ("Всё ХОРОШО", "хорошо", ["ХОРОШО"]),
    ("İstanbul'da ISTANBUL", "istanbul", ["İstanbul", "ISTANBUL"]),
    ("Istanbul", "İSTANBUL", ["Istanbul"]),
    ("ısı", "isi", []),
    ("Straße STRASSE", "strasse", ["Straße", "STRASSE"]),
    ("GROẞE Straße", "große", ["GROẞE"]),
    ("Strasse", "straße", ["Strasse"]),
    # Accents of Latin, Greek and Cyrillic
    ("Mon résumé", "resume", ["résumé"]),
    ("My resume", "RÉSUMÉ", ["resume"]),
    ("Ein Büro in Zürich", "Zurich", ["Zürich"]),
    ("Zürich", "zuerich", []),
    ("Łódź and Tromsø", "lodz tromso", ["Łódź", "Tromsø"]),
    ("my œuvre", "oeuvre", ["œuvre"]),
    ("Καλημέρα", "καλημερα", ["Καλημέρα"]),
    ("Всё ёлка", "елка", ["ёлка"]),
    ("tôi đã phỏng vấn ở Huế", "phong van", ["phỏng", "vấn"]),
    # Decomposed
    (decomposed("Mon résumé"), "résumé", [decomposed("résumé")]),
    ("Mon résumé", decomposed("résumé"), ["résumé"]),
    (decomposed("면접을 준비했다"), "준비", [decomposed("준비")]),
    ("면접을 준비했다", decomposed("면접"), ["면접"]),
    ("각 가", "가", ["가"]),
    (decomposed("각 가"), "가", [decomposed("가")]),
    (decomposed("phỏng vấn"), "phỏng", [decomposed("phỏng")]),
    (decomposed("がんばる"), "が", [decomposed("が")]),
    # Width and compatibility
    ("die ＡＰＩ und ４２", "api 42", ["ＡＰＩ", "４２"]),
    ("an API", "ＡＰＩ", ["API"]),
    ("ﾃﾞｰﾀﾍﾞｰｽ", "データベース", ["ﾃﾞｰﾀﾍﾞｰｽ"]),
    ("a ﬁne oﬃce", "fine office", ["ﬁne", "oﬃce"]),
    ("a ﬁne day", "ine", ["ﬁne"]),
    ("10 m² and H₂O", "m2 h2o", ["m²", "H₂O"]),
    ("a ½ day", "1/2", ["½"]),
    ("㎏", "kg", ["㎏"]),
    # Soft hyphens and zero-width characters
    ("inter\u00adview prep\u00ad", "interview prep", ["inter\u00adview", "prep"]),
    ("inter\u200bview", "interview", ["inter\u200bview"]),
    ("interview", "inter\u00adview", ["interview"]),
    ("\ufeffinterview\u200d", "interview", ["interview"]),
    # Arabic and Hebrew vowel signs
    ("كَتَبَ الدَّرْسَ", "كتب", ["كَتَبَ"]),
    ("كتب", "كَتَبَ", ["كتب"]),
    ("مقـــابلة", "مقابلة", ["مقـــابلة"]),
    ("أمل", "امل", []),
    ("ﻻ أعرف", "لا", ["ﻻ"]),
    ("שָׁלוֹם", "שלום", ["שָׁלוֹם"]),
    # Letters of their own
    ("がっこう", "かっこう", []),
    ("ばす", "はす", []),
    ("バス", "ハス", []),
    ("बड़ा", "बडा", []),
    ("क़लम", "क\u093cलम", ["क़लम"]),
    ("हिन्दी", "हिन्दी", ["हिन्दी"]),
    ("हिन्दी", "हन्द", []),
    ("สวัสดี", "สวสด", []),
    ("น้ำ", "น้ำ", ["น้ำ"]),
    # Without spaces
    ("面试官说：你好，世界", "你好", ["你好"]),
    ("面试官说：你好，世界", "说:你好,世", ["说：你好，世"]),
    ("面试官说", "面官", []),
    # Emoji
    ("ok 👩‍💻 👍 end", "👩‍💻 end", ["👩‍💻", "end"]),
    ("ok 👩‍💻 👍 end", "👍", ["👍"]),
    ("👍🏽 end", "👍", ["👍🏽"]),
    ("👩‍💻 end", "👩", ["👩‍💻"]),
    ("👩🏽‍❤️‍👩 end", "👩", ["👩🏽‍❤️‍👩"]),
    ("I ❤️ SQL", "❤", ["❤️"]),
    ("😀😀 needle", "needle", ["needle"]),
    # Characters that mean something elsewhere
    ("50% done", "%", ["%"]),
    ("snake_case", "e_c", ["e_c"]),
    ("snakeXcase", "snake_case", []),
    ("C:\\temp", "\\t", ["\\t"]),
    ("C# and F#", "c#", ["C#"]),
    ("2 * 3", "*", ["*"]),
    ('a 5" disk', '5"', ['5"']),
    # Words and phrases
    ("the database index", '"database index"', ["database index"]),
    ("the index database", '"database index"', []),
    ("the database\n  index", "„database index“", ["database\n  index"]),
    ("one two three", 'three "one two"', ["one two", "three"]),
    ("aaa", "aa", ["aaa"]),
    ("abcd", "abc bcd", ["abcd"]),
    ("a next one", "ext a one", ["a", "ext", "one"]),
]

# (search, its words)
PARSED: list[tuple[str, list[str]]] = [
    ("", []),
    (" \t\n\u3000 ", []),
    ("one  two\u3000three", ["one", "two", "three"]),
    ('"one two" three', ["one two", "three"]),
    ("“one two” „three four“ «five six»", ["one two", "three four", "five six"]),
    ('" one \n two "', ["one two"]),
    ('"one"', ["one"]),
    ('""', []),
    ('"" one', ["one"]),
    ('"', ['"']),
    ('"one two', ['"one', "two"]),
    ('one" two', ['one"', "two"]),
    ('"one two"three', ['"one', 'two"three']),
    ('x"one two"', ['x"one', 'two"']),
    ('5" 6"', ['5"', '6"']),
    ('"",""', ['"",""']),
    ("'one two'", ["'one", "two'"]),
    ("\u00ad \u200b\u0301 one", ["one"]),
    ("One ONE", ["One", "ONE"]),
]


def every_character() -> list[str]:
    """Texts with all characters in them, apart from most of CJK and Korean, which are alike."""
    assigned = [
        chr(code)
        for code in range(1, sys.maxunicode + 1)
        if unicodedata.category(chr(code)) not in ("Cn", "Co", "Cs")
        and not 0x3400 < code < 0xA000
        and not 0xAC80 < code < 0xD7A0
        and not 0x17000 < code < 0x19000
        and not 0x20000 < code < 0x40000
    ]
    return ["|".join(assigned[first : first + 3000]) for first in range(0, len(assigned), 3000)]

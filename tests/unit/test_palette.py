"""The colours of the dashboard: one meaning for each, and enough contrast in light and dark."""

import re
from itertools import combinations

import pytest

from tests.support import ROOT

STATIC = ROOT / "llm_api" / "static" / "dashboard"
SHEETS = {sheet.name: sheet.read_text() for sheet in STATIC.glob("*.css")}
DEFINED = re.compile(r"(--[\w-]+):\s*(#[0-9a-f]{6});")
LIGHT, DARK = (
    dict(DEFINED.findall(block))
    for block in re.findall(r":root\S* \{(.*?)\}", SHEETS["dashboard.css"], re.DOTALL)[:2]
)
SCHEMES = pytest.mark.parametrize("palette", [LIGHT, LIGHT | DARK], ids=["light", "dark"])

BACKGROUNDS = ["--ground", "--surface", "--sunken"]
TEXTS = ["--ink", "--ink-soft", "--accent", "--danger", "--score"]
MARKS = ["--line-strong", "--type-behavioral", "--type-technical", "--type-system-design"]
# Texts that stand on a background of their own.
PAIRS = [
    ("--on-accent", "--accent"),
    ("--score", "--score-tint"),
    ("--ink", "--score-tint"),
    ("--ink", "--mark"),
    ("--ink", "--own-tint"),
    ("--ink-soft", "--own-tint"),
    ("--accent", "--own-tint"),
]

# What a colour looks like to somebody without one of the three kinds of cones, in linear RGB:
# Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of color vision
# deficiency" (2009), severity 1.
DEFICIENCIES = {
    "none": [(1, 0, 0), (0, 1, 0), (0, 0, 1)],
    "protan": [
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ],
    "deutan": [
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ],
    "tritan": [
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ],
}


def linear(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def contrast(one, other):
    """As WCAG defines it."""
    dark, light = sorted(
        sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))
        for colour in (one, other)
    )
    return (light + 0.05) / (dark + 0.05)


def oklab(channels):
    r, g, b = (max(c, 0) for c in channels)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def distance(one, other, deficiency):
    """In hundredths of Oklab's unit; 2 is just noticeable."""
    seen = [
        oklab([sum(m * c for m, c in zip(row, linear(colour), strict=True)) for row in deficiency])
        for colour in (one, other)
    ]
    return 100 * sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5


def test_both_schemes_define_the_same_colours():
    assert set(DARK) == set(LIGHT)


@SCHEMES
def test_no_two_meanings_have_one_colour(palette):
    alike = [pair for pair in combinations(palette, 2) if palette[pair[0]] == palette[pair[1]]]
    assert [pair for pair in alike if pair != ("--surface", "--on-accent")] == []


def test_every_colour_is_a_variable_that_is_defined_and_used():
    used = set(re.findall(r"var\((--[\w-]+)\)", "".join(SHEETS.values())))
    scripts = "".join(script.read_text() for script in STATIC.glob("*.js"))
    named = used | set(re.findall(r'"(--[\w-]+)"', scripts))
    assert set(LIGHT) - named == set()
    defined = set(re.findall(r"(--[\w-]+):", "".join(SHEETS.values())))
    assert named - defined - {"--share", "--type"} == set()  # these two are set by scripts
    for name, sheet in SHEETS.items():
        rules = re.sub(r":root\S* \{.*?\}", "", sheet, flags=re.DOTALL)
        assert re.findall(r"#[0-9a-f]{3,8}\b", rules, re.IGNORECASE) == [], name


@SCHEMES
def test_texts_and_marks_have_enough_contrast(palette):
    pairs = [(text, ground, 4.5) for text in TEXTS for ground in BACKGROUNDS]
    pairs += [(text, ground, 4.5) for text, ground in PAIRS]
    pairs += [(mark, ground, 3) for mark in MARKS for ground in ("--ground", "--surface")]
    found = {(a, b): contrast(palette[a], palette[b]) for a, b, _ in pairs}
    assert {(a, b): found[a, b] for a, b, least in pairs if found[a, b] < least} == {}


@SCHEMES
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_colour_blind_readers_tell_the_types_apart(palette, deficiency):
    types = [colour for name, colour in palette.items() if name.startswith("--type-")]
    assert len(types) == 3
    for one, other in combinations(types, 2):
        assert distance(one, other, DEFICIENCIES[deficiency]) > 8

"""Which texts are the same advice. The pairs are the specification."""

import random
import string
from typing import Any

import pytest

pytest.importorskip("hypothesis", reason="no local Supabase: requirements-dev.txt not installed")
from hypothesis import given
from hypothesis import strategies as st

from llm_api.analysis.feedback import advice_texts
from llm_api.analysis.recurring_advice import advice_keys

SAME = [
    # Case, punctuation, filler.
    ("Use the STAR method", "use the STAR method.", "Use STAR method", "USE THE STAR METHOD!"),
    ("Discuss trade-offs", "Discuss tradeoffs", "discuss trade offs", "Discuss trade‑offs…"),
    ("1. Clear communication", "**Clear communication**", "✅ clear  communication", "- Clear communication"),
    ("Don't interrupt", "Don’t interrupt", "do not interrupt"),
    ("Clear communication", "Clear communication skills", "very clear communication"),
    ("Time management", "Improve time management", "Improve your time-management skills.", "Work on time management", "Time management needs improvement"),
    ("Give concrete examples", "Provide more concrete examples", "Use some concrete examples"),
    # Worded a little differently.
    ("Use the STAR method", "Use STAR method to structure answers", "Structure your answers using the STAR method", "Use the STAR framework to structure responses"),
    ("Asks clarifying questions", "Ask clarifying questions", "Asking clarifying questions"),
    ("Discuss trade-offs explicitly", "Explicitly discuss trade-offs", "Discuss trade-offs more explicitly"),
    ("Prioritise the backlog", "Prioritize the backlog", "prioritizing the backlog"),
    ("Prepare behavioural stories", "prepare behavioral stories", "Prepare a behavioral story"),
    ("Clear communication", "Clear communcation", "Clear comunication"),
    # Markdown.
    ("Crash recovery: explain the log", "**Crash recovery:** explain the log", "- **Crash recovery**: explain the *log*", "## Crash recovery\n\nExplain the log", "> Crash recovery: explain the log", "**1.** Crash recovery: explain the log"),
    ("Read the planner documentation", "Read the [planner documentation](https://www.postgresql.org/docs/)", "Read the [planner documentation](<https://a.example> \"PostgreSQL\")"),
    ("Learn C#", "**Learn** C\\#", "Learn **C#**", "Learn `C#`"),
    ("Set lock_timeout", "Set `lock_timeout`", "Set **lock_timeout**"),
    ("Run explain analyze", "```sql\nRun explain analyze\n```"),
    ("Use snapshots", "Use snap*shots*", "Use ~~snap~~shots"),
    # Other scripts; é in one code point and in two; wide letters.
    ("使用 STAR 法则", "使用STAR法则。", "请使用ＳＴＡＲ法则"),
    ("优化你的回答结构", "优化您的回答结构", "优化回答结构"),
    ("تواصل واضح ومنظّم", "تواصل واضح ومنظم.", "تواصــل واضح ومنظم"),
    ("Réponses claires", "RE\u0301PONSES CLAIRES"),
    ("Klare Struktur", "Die klare Struktur"),
]  # fmt: skip

DIFFERENT = [
    # Opposites.
    ("More technical depth", "Less technical depth"),
    ("Technical depth", "Little technical depth"),
    ("Clear communication", "Unclear communication"),
    ("Clear communication", "Un-clear communication"),
    ("Do interrupt", "Don't interrupt"),
    ("Answer with notes", "Answer without notes"),
    ("Limit examples", "Limited examples"),
    ("Use stateful services", "Use stateless services"),
    ("Talk more, listen less", "Talk less, listen more"),
    ("Answer quickly, think slowly", "Answer slowly, think quickly"),
    ("Mitigate first, diagnose later", "Diagnose first, mitigate later"),
    ("Measure before optimising", "Optimise before measuring"),
    ("Able to explain", "Not able to explain", "Notable to explain"),
    ("Add more examples", "Add no more examples", "Add no examples"),
    ("Keep answers < 2 minutes", "Keep answers > 2 minutes"),
    ("**Keep answers** < 2 minutes", "**Keep answers** > 2 minutes"),
    ("Learn **C#**", "Learn **C**"),
    ("表达清晰", "表达不清晰"),
    ("واضح", "غير واضح"),
    # One word of many.
    ("Improve time complexity analysis", "Improve space complexity analysis"),
    ("Good use of examples", "Use more examples"),
    ("Improve frontend performance", "Improve backend performance"),
    ("Give more context", "Give more content"),
    ("Explain the contract", "Explain the contrast"),
    ("Engage the interviewer", "Engage the interviewee"),
    ("Handle constraint", "Handle constrain"),
    ("提高时间复杂度分析", "提高空间复杂度分析"),
    ("かぎ", "かき"),
    ("कि बात", "की बात", "का बात"),
    # Numbers and names.
    ("Prepare 2 stories", "Prepare 3 stories"),
    ("1.5 minutes", "15 minutes", "1 5 minutes"),
    ("O(n) search", "O(n²) search", "O(log n) search"),
    ("C knowledge", "C++ knowledge", "C# knowledge"),
    ("Network on call", "Net call"),
    # Nothing but filler, or not even that.
    ("Improve", "Be more", "👍", "👎", "..."),
]  # fmt: skip


@pytest.mark.parametrize("texts", SAME, ids=lambda texts: texts[0])
def test_the_same_advice_has_one_key(texts):
    assert len(set(advice_keys(texts).values())) == 1


@pytest.mark.parametrize("texts", DIFFERENT, ids=lambda texts: texts[0])
def test_different_advice_has_different_keys(texts):
    assert len(set(advice_keys(texts).values())) == len(texts)


def test_nothing_has_no_keys():
    assert advice_keys([]) == {}


def test_a_misspelling_of_a_misspelling_does_not_chain():
    """Each is one letter from the next; only what is one letter from the commonest joins it."""
    texts = ["communication", "clear communication", "comunication", "comuniction"]

    keys = advice_keys(texts)

    assert keys["comunication"] == keys["communication"]
    assert keys["comuniction"] != keys["communication"]


def test_a_text_of_a_page_is_compared_as_it_stands():
    page = "Say what you would do. " * 100

    keys = advice_keys([page, page.upper(), page + "Not!"])

    assert keys[page] == keys[page.upper()] != keys[page + "Not!"]


EVERY_TEXT = [text for texts in SAME + DIFFERENT for text in texts]


@given(st.lists(st.sampled_from(EVERY_TEXT) | st.text(), max_size=30), st.randoms())
def test_neither_order_nor_surroundings_of_the_same_texts_matter(texts, chance):
    shuffled = texts.copy()
    chance.shuffle(shuffled)

    assert advice_keys(shuffled) == advice_keys(texts)
    assert advice_keys(texts).keys() == set(texts)


@given(st.text(min_size=1))
def test_a_full_stop_and_spaces_never_matter(text):
    keys = advice_keys([text, f"{text}.", f"  {text}  "])

    if any(character.isalpha() for character in text):
        assert len(set(keys.values())) == 1


@pytest.mark.parametrize(
    ("feedback", "texts"),
    [
        ({"strengths": ["One", " Two "]}, ["One", "Two"]),
        ({"strengths": "One"}, ["One"]),
        ({"strengths": ["One", 2, None, ["Three"], {"four": 4}, "", "  "]}, ["One"]),
        ({"strengths": None}, []),
        ({"strengths": 5}, []),
        ({"strengths": {"One": 1}}, []),
        ({"strengths": " "}, []),
        ({}, []),
        ([], []),
        ("strengths", []),
        (None, []),
    ],
)
def test_texts_are_found_in_sloppy_feedback(feedback: Any, texts: list[str]):
    assert advice_texts({"feedback": feedback}, "strengths") == texts


def test_a_row_without_feedback_has_no_texts():
    assert advice_texts({}, "strengths") == []


def random_texts(vocabulary: int, alphabet: str = string.ascii_lowercase) -> list[str]:
    chance = random.Random(1)
    words = ["".join(chance.choices(alphabet, k=chance.randint(3, 14))) for _ in range(vocabulary)]
    return [" ".join(chance.choices(words, k=7)) for _ in range(30_000)]


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(random_texts(3_000), id="a rich vocabulary"),
        pytest.param(random_texts(20_000, "ab"), id="words all alike"),
        pytest.param([f"Item {n} of topic {n % 77}" for n in range(30_000)], id="numbers"),
    ],
)
def test_the_texts_of_5000_interviews_are_told_apart(texts):
    keys = advice_keys(texts)

    assert len(keys) == len(set(texts)) > 29_000

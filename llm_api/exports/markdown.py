"""An interview as one Markdown document (CommonMark).

What people wrote stays readable and cannot become our headings, lists or HTML: block marks at
the start of a line, tags, images and stray backticks are escaped. Emphasis, links, code in
backticks and fenced code are left as they are.
"""

import re

from llm_api.exports.transcript import Part, Transcript, parts

CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)")
SPECIAL = re.compile(r"\\(?=[!-/:-@\[-`{-~])|`|<(?=[A-Za-z/!?])|&(?=[#A-Za-z])|(?<=!)\[")
BLOCK_START = re.compile(r"[#>|=~:+-]|\[(?=[^\]]*\]:)|[*_](?=[\s*_]*$)|\*(?=\s)")
NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
NBSP = "\u00a0"


def interview_markdown(interview: Transcript) -> str:
    sections = [f"# {_inline(interview.title).replace('#', chr(92) + '#')}"]
    sections += [_line(" · ".join(interview.summary))]
    sections += ["## Scores", _scores(interview), *_feedback(interview), "## Transcript"]
    spoken = [
        f"### {_inline(turn.speaker or 'Note')}\n\n{_prose(turn.text)}" for turn in interview.turns
    ]
    sections += spoken or ["No transcript was stored."]
    return "\n\n".join(section for section in sections if section) + "\n"


def _scores(interview: Transcript) -> str:
    return "\n".join(f"- {score.label}: {score.text}" for score in interview.scores)


def _feedback(interview: Transcript) -> list[str]:
    sections = []
    for advice in interview.advice:
        if advice.texts:
            sections += [f"## {advice.label}", "\n".join(map(_item, advice.texts))]
    if interview.detailed_feedback.strip():
        sections += ["## Detailed feedback", _prose(interview.detailed_feedback)]
    return sections


def _item(text: str) -> str:
    return "- " + re.sub(r"\n(?=[^\n])", "\n  ", _prose(text))


def _prose(text: str) -> str:
    return "\n\n".join(map(_part, parts(text)))


def _part(part: Part) -> str:
    if part.is_code:
        longest = max((len(run) for run in re.findall(r"`{3,}", part.text)), default=2)
        fence = "`" * (longest + 1)
        language = re.sub(r"[^\w+#.-]", "", part.language)
        return f"{fence}{language}\n{part.text}\n{fence}"
    paragraphs = re.split(r"\n\s*\n", part.text.strip("\n"))
    return "\n\n".join(
        "  \n".join(_line(line) for line in paragraph.split("\n") if line.strip())
        for paragraph in paragraphs
    )


def _line(line: str) -> str:
    """One line of prose: indented with hard spaces, as four plain ones would start a code block."""
    text = line.strip()
    indent = NBSP * len(line[: len(line) - len(line.lstrip())].expandtabs(4))
    escaped = NUMBER.sub(r"\1\\\2", _inline(text), count=1) if NUMBER.match(text) else _inline(text)
    return indent + ("\\" + escaped if BLOCK_START.match(text) else escaped)


def _inline(text: str) -> str:
    """Escaped, but for what stands in backticks. A backtick without its partner is escaped, so
    that no code reaches into the next line."""
    pieces, end = [], 0
    for span in CODE_SPAN.finditer(text):
        pieces += [SPECIAL.sub(r"\\\g<0>", text[end : span.start()]), span[0]]
        end = span.end()
    return "".join([*pieces, SPECIAL.sub(r"\\\g<0>", text[end:])])

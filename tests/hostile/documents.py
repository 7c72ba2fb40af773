"""Bodies that are not, or not quite, what the service accepts."""

import copy
import gzip
import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.hostile.drafts import Draft

# JSON values, and what looks like one, as bytes: no library would write all of them.
FRAGMENTS = [
    *(b"null", b"true", b"0", b"-1", b"1", b"2", b"1.5", b"8.0", b"-0", b"1e2", b"1E+2"),
    *(b"0.1e-400", b"1e999", b"-1e999", b"NaN", b"Infinity", b"-Infinity", b"1e308", b"9" * 400),
    *(b"9" * 5000, b"9007199254740992", b"9007199254740993", b"-9007199254740993"),
    *(b"18446744073709551616", b'""', b'" "', b'"x"', b'"8/10"', b'"Senior"', b'"user"'),
    *(b'"\xc2\xa0"', b'"\xe2\x80\xae"', rb'"\u0000"', rb'"a\u0000b"', rb'"\ud800"'),
    *(rb'"\udc00\ud800"', rb'"\ud83d\ude00"', rb'"\uFFFF"', b'"\xff\xfe"', b'"\xed\xa0\x80"'),
    *(b'"\xc0\xaf"', b'"\xf4\x90\x80\x80"', b'"\x01"', b'"\x7f"', rb'"\x"', rb'"\u12"', b'"\t"'),
    *(b'"\n"', b"'x'", b"1.", b".5", b"+1", b"01", b"0x10", b"1_0", b"tru", b"None", b"undefined"),
    *(b"", b"\x00", b"//x", b"/*x*/1", b"[]", b"{}", b"[[]]", b"[null]", b'{"a":1,"a":2}'),
    *(b'{"":""}', b'{"__proto__":{"a":1}}', rb'{"\u0000":1}', rb'{"\ud800":1}'),
    *(b"[" * 31 + b"]" * 31, b"[" * 33 + b"]" * 33, b'{"a":' * 40 + b"1" + b"}" * 40, b"[1,]"),
    *(b'{"a":1,}', b"[" * 5000 + b"]" * 5000, b"[" * 100_000, b'{"a":' * 5000),
    *(b'"' + b"x" * 201 + b'"', b'"' + b"y" * 40_000 + b'"', b"[" + b"1," * 6000 + b"1]"),
    *(b'"2026-01-31"', b'"2026-13-45T99:99:99Z"', b'"0001-01-01T00:00:00Z"'),
    *(b'"0001-01-01T00:00:00+14:00"', b'"9999-12-31T23:59:59-23:59"', b'"0000-00-00"'),
    *(b'"10000-01-01T00:00:00Z"', b'"2026-01-31T09:30:00.1234567891Z"', b'"now"'),
    *(b'"2024-02-30T00:00:00Z"', b'"2026-01-31T24:00:00Z"', b'"2016-12-31T23:59:60Z"'),
    *(b'"infinity"', b'"00000000-0000-0000-0000-000000000000"'),
    *(b'"urn:uuid:00000000-0000-0000-0000-000000000000"', b'"optional-user-uuid"'),
    *(b'"\'; drop table interviews; --"', b'"<script>alert(1)</script>"'),
    *(b'"{\\"overallScore\\": 8}"', b'"```json\\n{\\"overallScore\\": NaN}\\n```"'),
    *(b'{"score":{"score":8}}', b'[{"role":"user","content":"x"}]'),
    b'{"role":"assistant","parts":[{"text":"x"},{"type":"reasoning","text":[]}]}',
]
HOLE = "the hole in the document"


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from places(value[key], (*path, key))


def odd_value(draft: Draft) -> None:
    """Something else in one place, perhaps in that of the whole."""
    if draft.document is None:
        return
    path = draft.random.choice(list(places(draft.document)))
    fragment = draft.random.choice(FRAGMENTS)
    holed = _with_hole(draft.document, path)
    draft.body = json.dumps(holed).encode().replace(b'"%s"' % HOLE.encode(), fragment, 1)


def _with_hole(document: Any, path: tuple[Any, ...]) -> Any:
    if not path:
        return HOLE
    document = copy.deepcopy(document)
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = HOLE
    return document


def odd_key(draft: Draft) -> None:
    """A further key somewhere, also one that is there already."""
    written = json.dumps(draft.document).encode()
    keys = [
        *(b"user_id", b"id", b"job_role", b"feedback", b"content", b"role", b"created_at"),
        *(b"asSent", b"scores", b"", rb"\u0000", rb"\ud800", b"overall_score", b"x" * 300),
        b"__class__",
    ]
    further = b'"%s":%s,' % (draft.random.choice(keys), draft.random.choice(FRAGMENTS))
    openings = [n for n, byte in enumerate(written) if byte == ord("{")]
    if openings:
        at = draft.random.choice(openings) + 1
        draft.body = written[:at] + further + written[at:]


def missing_key(draft: Draft) -> None:
    if isinstance(draft.document, dict) and draft.document:
        del draft.document[draft.random.choice(list(draft.document))]


def odd_owner(draft: Draft) -> None:
    """The id of somebody else, or one that is none."""
    if isinstance(draft.document, dict):
        ids = [person.id for person in draft.world.people]
        draft.document["user_id"] = draft.random.choice([*ids, ids[0].upper(), "x", None, 5])


def odd_encoding(draft: Draft) -> None:
    draft.body = draft.random.choice(ENCODINGS)(json.dumps(draft.document, ensure_ascii=False))
    if draft.random.random() < 0.3:
        encodings = [b"gzip", b"br", b"identity", b"deflate", b"gzip, gzip", b"x"]
        draft.headers.append((b"Content-Encoding", draft.random.choice(encodings)))


ENCODINGS: list[Callable[[str], bytes]] = [
    lambda text: text.encode("utf-8-sig"),
    lambda text: b"\xef\xbb\xbf" * 2 + text.encode(),
    lambda text: text.encode("utf-16"),
    lambda text: text.encode("utf-16-le"),
    lambda text: text.encode("utf-32"),
    lambda text: text.encode("utf-7"),
    lambda text: gzip.compress(text.encode(), 1),
    lambda text: text.encode() + b"\x00",
    lambda text: text.encode() + text.encode(),
    lambda text: b" \r\n\t" * 500 + text.encode(),
    lambda text: b")]}'\n" + text.encode(),
    lambda text: text.encode() + b"\xff",
    lambda text: text.encode()[:-1],
    lambda text: text.encode()[1:],
    lambda text: b"",
    lambda text: b"job_role=x&feedback=y",
]


def flipped(draft: Draft) -> None:
    """A few bytes are others."""
    body = bytearray(json.dumps(draft.document).encode())
    for _ in range(draft.random.choice([1, 1, 2, 8])):
        body[draft.random.randrange(len(body))] = draft.random.randrange(256)
    draft.body = bytes(body)


def unasked(draft: Draft) -> None:
    """A body where none belongs, also with GET."""
    if draft.document is None:
        draft.body = draft.random.choice([b"", b"{}", b"x" * 3000, b"\xff" * 70_000])


def too_large(draft: Draft) -> None:
    size = draft.random.choice([2**21 - 2, 2**21 - 1, 2**21, 2**21 + 60_000])
    draft.body = b'"' + b"z" * size + b'"'


BODIES = [odd_value] * 8 + [odd_key] * 3 + [missing_key, odd_owner, odd_owner, odd_encoding]
BODIES += [odd_encoding, flipped, flipped]


def odd_body(draft: Draft) -> None:
    if draft.document is None:
        unasked(draft)
    elif draft.random.random() < 0.003:
        too_large(draft)
    else:
        draft.random.choice(BODIES)(draft)


def odd_content_type(draft: Draft) -> None:
    types = [
        *(b"", b"text/plain", b"application/x-www-form-urlencoded"),
        *(b"application/json; charset=utf-16", b"APPLICATION/JSON", b"application/json;"),
        *(b"application/json, text/html", b"a/b/c", b"json", b"multipart/form-data; boundary=x"),
        *(b"multipart/form-data", b"application/vnd.api+json", b"application/json; charset=\xff"),
        *(b"*/*", b"x" * 5000, b"application/json\xc2\xa0"),
    ]
    draft.set_header(b"Content-Type", draft.random.choice(types))

"""Request lines that are not, or not quite, what the service accepts."""

import uuid
from urllib.parse import quote_from_bytes

from tests.hostile.drafts import FILTERS, SEARCHES, Draft
from tests.hostile.world import FORGED, SPOKEN

# Queries ------------------------------------------------------------------------------

VALUES = [
    *(b"", b"%", b"%zz", b"%00", b"a%00b", b"%ff", b"%ed%a0%80", b"%c0%af", b"%u0041", b"+"),
    *(b"%20", b"%0d%0aX-Injected:%20yes", b"%0a" + quote_from_bytes(FORGED).encode(), b"%25"),
    *(b"%26", b"%3D", b"-1", b"0", b"1e3", b"1.5", b"%D9%A3", b"0x10", b"1_0", b"9" * 400, b"NaN"),
    *(b"Infinity", b"null", b"true", b"[]", b"{}", b"*", b"%25%25", b"%5C", b"'", b'"', b"%22"),
    *(b"%22%22%22", b"``", b"eq.1", b"id.gt.0),or=(id.gt.0", b"'%20or%201=1--"),
    *(b"%F0%9F%99%82" * 60, b"%E2%80%8B", b"%CC%81", b"a%CC%81" * 30, b"%EF%BC%A1", b"(" * 90),
    *(b"%5B%5B%3Aalpha%3A%5D%5D", b"(.*)*%24", b"x" * 201, b"x" * 7000, b"Senior", b"2026-01-31"),
    *(b"2026-13-45", b"0001-01-01", b"9999-12-31T23:59:59-23:59", b"2026-01-31T00:00:00+00:00"),
    *(b"infinity", b"now", b"10000-01-01", b"Europe/Berlin", b"Factory", b"localtime"),
    *(b"posixrules", b"../../etc/passwd", b"%2e%2e/x", b"UTC%00", b"utc", b"GMT%2B5", b"EST5EDT"),
    *(b"-completed_at", b"completed_at.asc", b"a,b", b",", b",,,", SPOKEN.encode()),
]
NAMES = [
    *(name for name, _ in [*FILTERS, *SEARCHES]),
    *(b"limit", b"cursor", b"user_id", b"ids", b"time_zone", b"name", b"replace"),
    b"expected_total",
    *(b"select", b"order", b"format", b"id", b"", b"%00", b"%ff", b"max_overall_score", b"or"),
    b"x" * 300,
]
QUERIES = [
    *(b"", b"?", b"&", b"&&&", b"=", b"==", b"%", b"a;b=c", b"=x", b"limit", b"limit=1;limit=2"),
    *(b"#x", b"limit[]=1", b"limit=101", b"search=%f0%28%8c%28", b"&".join([b"a=1"] * 1500)),
    *(b"search=" + b"%00" * 2000, b"a" * 8150),
]


def odd_query(draft: Draft) -> None:
    random = draft.random
    kind = random.random()
    if kind < 0.5 and draft.query:
        at = random.randrange(len(draft.query))
        draft.query[at] = draft.query[at][0], _value(draft)
    elif kind < 0.85:
        draft.query = [*draft.query, (random.choice(NAMES), _value(draft))]
    elif kind < 0.93 and draft.query:
        draft.query = [*draft.query, random.choice(draft.query)]
    else:
        draft.query_string = random.choice(QUERIES)


def _value(draft: Draft) -> bytes:
    people = draft.world.people
    if draft.random.random() < 0.85:
        return draft.random.choice(VALUES)
    cursor = people[0].cursor.encode()
    ids = [person.id.encode() for person in people] + [person.kept[0].encode() for person in people]
    listed = b",".join(draft.random.sample(ids, draft.random.choice([2, 3, 5, 6])))
    return draft.random.choice([*ids, listed, cursor, cursor[:-2], cursor[::-1], listed.upper()])


def raw_query(draft: Draft) -> None:
    draft.may_be_no_http = True
    raw = [
        *(b"a b", b"\xff\xfe", b"\xc3\xa9", b"\x00", b"\t", b"a=\r\nX-Injected: yes", b"\x7f"),
        b"b" * 9000,
    ]
    draft.query_string = draft.random.choice(raw)


# Paths --------------------------------------------------------------------------------

ENDINGS = [
    *(b"/", b"//", b"/.", b"/..", b"%20", b"%00", b"%0d%0aX-Injected:%20yes"),
    *(b"%0a" + quote_from_bytes(FORGED).encode(), b".json", b";a=b", b"%2f", b"%c3%a9", b"%ff"),
    *(b"%e2%80%ae", b"%ed%a0%80", b"%", b"%zz", b"%u2028", b"~", b"'", b"\\", b"%5c"),
    *(b"/" + b"y" * 4000, b"/%2e%2e" * 300, b"%F0%9F%99%82" * 40, b"*", b"%3f", b"@x"),
]
TARGETS = [
    *(b"*", b"", b"api/health", b"//", b"///api/health", b"/api//health", b"/api/./health"),
    *(b"/api/../api/health", b"/%61pi/health", b"/API/health", b"/api/%2e%2e/metrics"),
    *(b"/api%2fhealth", b"/static/../manage.py", b"/static/%2e%2e/%2e%2e/etc/passwd"),
    *(b"/static/..%5c..%5cmanage.py", b"/static//etc/passwd", b"/.env"),
    *(b"/dashboard/" + b"a/" * 2000, b"/dashboard/%00", b"/dashboard/%0d%0aSet-Cookie:%20a=b"),
    *(b"/static/%00", b"/wp-login.php", b"/favicon.ico", b"/robots.txt"),
    *(b"http://localhost/api/health", b"https://x.example/api/health"),
    *(b"http://localhost:99999/api/health", b"http://[::1/api/health", b"http:///api/health"),
    *(b"file:///etc/passwd", b"localhost:80", b"//x.example/api/health", b"/api/interviews/"),
    *(b"/api/interviews/save/", b"/api/interviews/null", b"/api/interviews/%s"),
    b"/api/interviews/..%2flist",
]
STRANGE_IDS = [
    *(b"0", b"null", b"undefined", b"%00", b"x" * 36, b"00000000-0000-0000-0000-000000000000"),
]


def odd_path(draft: Draft) -> None:
    random = draft.random
    kind = random.random()
    if kind < 0.4:
        draft.path += random.choice(ENDINGS)
    elif kind < 0.6:
        draft.path = random.choice(TARGETS)
        draft.may_be_no_http |= not draft.path.startswith(b"/")
    elif kind < 0.8:
        at = random.randrange(len(draft.path) + 1)
        draft.path = draft.path[:at] + random.choice(ENDINGS) + draft.path[at:]
    else:
        draft.path = quote_from_bytes(draft.path, safe="/-").encode().replace(b"a", b"%61", 1)


def strange_id(draft: Draft) -> None:
    """The id of somebody else's interview in place of their own, or one of nobody's."""
    ids = [one.encode() for person in draft.world.people for one in person.kept]
    spelled = [ids[0].upper(), ids[1].replace(b"-", b""), b"{%s}" % ids[2], b"urn:uuid:" + ids[3]]
    new = uuid.UUID(int=draft.random.getrandbits(128)).bytes.hex().encode()
    another = draft.random.choice(ids * 3 + spelled + [*STRANGE_IDS, new])
    for one in [*draft.person.kept, *draft.person.doomed]:
        draft.path = draft.path.replace(one.encode(), another)
        draft.query = [(name, value.replace(one.encode(), another)) for name, value in draft.query]


def raw_path(draft: Draft) -> None:
    draft.may_be_no_http = True
    raw = [
        *(b" ", b"\xff", b"\xc3\xa9", b"\x00", b"\t", b"\r\nX-Injected: yes", b"\x7f", b"\n"),
        b"/" + b"c" * 9000,
    ]
    draft.path += draft.random.choice(raw)


# Methods and versions -----------------------------------------------------------------

METHODS = [b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"PATCH", b"OPTIONS", b"TRACE", b"CONNECT"]
ODD_METHODS = [
    *(b"get", b"Post", b"PROPFIND", b"QUERY", b"A", b"A" * 21, b"M" * 300, b"GET#", b"G\xc3\x89T"),
    *(b"{}", b"", b"\x00", b"GET\t", b'"GET"', b"DEBUG", b"__init__", b"DISPATCH", b"OPTIONS,GET"),
    b"0",
]


def odd_method(draft: Draft) -> None:
    draft.method = draft.random.choice(METHODS)


def no_method(draft: Draft) -> None:
    draft.may_be_no_http = True
    draft.method = draft.random.choice(ODD_METHODS)


def odd_version(draft: Draft) -> None:
    draft.may_be_no_http = True
    versions = [
        *(b"HTTP/1.0", b"HTTP/1.0", b"HTTP/0.9", b"HTTP/1.2", b"HTTP/2.0", b"HTTP/3", b"http/1.1"),
        *(b"HTTP/11", b"HTTP/1.1 x", b"", b"HTTP/1.", b"HTTP/-1.1", b"HTTP/1.1\x00", b"HTTPS/1.1"),
        *(b"HTTP/9.9", b"x"),
    ]
    draft.version = draft.random.choice(versions)

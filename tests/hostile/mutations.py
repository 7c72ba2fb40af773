"""What makes a valid request hostile."""

import uuid
from collections.abc import Callable
from urllib.parse import quote_from_bytes

from tests.hostile import documents, tokens
from tests.hostile.drafts import CRLF, FILTERS, SEARCHES, Draft
from tests.hostile.world import SPOKEN

LONG = b"a" * 9000
FORGED = b'{"forged": true}'  # a line of the log, if one can be made
INJECTED = b"x\r\nX-Injected: yes\r\n\r\n" + FORGED

# Queries -------------------------------------------------------------------------------

VALUES = [
    *(
        b"",
        b"%",
        b"%zz",
        b"%00",
        b"a%00b",
        b"%ff",
        b"%ed%a0%80",
        b"%c0%af",
        b"%u0041",
        b"+",
        b"%20",
    ),
    *(
        b"%0d%0aX-Injected:%20yes",
        b"%0a" + quote_from_bytes(FORGED).encode(),
        b"%25",
        b"%26",
        b"%3D",
    ),
    *(b"-1", b"0", b"1e3", b"1.5", b"%D9%A3", b"0x10", b"1_0", b"9" * 400, b"NaN", b"Infinity"),
    *(
        b"null",
        b"true",
        b"[]",
        b"{}",
        b"*",
        b"%25%25",
        b"%5C",
        b"'",
        b'"',
        b"%22",
        b"%22%22%22",
        b"``",
    ),
    *(
        b"eq.1",
        b"id.gt.0),or=(id.gt.0",
        b"'%20or%201=1--",
        b"%F0%9F%99%82" * 60,
        b"%E2%80%8B",
        b"%CC%81",
    ),
    *(
        b"a%CC%81" * 30,
        b"%EF%BC%A1",
        b"(" * 90,
        b"%5B%5B%3Aalpha%3A%5D%5D",
        b"(.*)*%24",
        b"x" * 201,
    ),
    *(
        b"x" * 7000,
        b"Senior",
        b"2026-01-31",
        b"2026-13-45",
        b"0001-01-01",
        b"9999-12-31T23:59:59-23:59",
    ),
    *(
        b"2026-01-31T00:00:00+00:00",
        b"infinity",
        b"now",
        b"10000-01-01",
        b"Europe/Berlin",
        b"Factory",
    ),
    *(
        b"localtime",
        b"posixrules",
        b"../../etc/passwd",
        b"%2e%2e/x",
        b"UTC%00",
        b"utc",
        b"GMT%2B5",
        b"EST5EDT",
    ),
    *(b"-completed_at", b"completed_at.asc", b"a,b", b",", b",,,", SPOKEN.encode()),
]
NAMES = [name for name, _ in [*FILTERS, *SEARCHES]]
NAMES += [
    b"limit",
    b"cursor",
    b"user_id",
    b"ids",
    b"time_zone",
    b"name",
    b"replace",
    b"expected_total",
]
NAMES += [
    b"select",
    b"order",
    b"format",
    b"id",
    b"",
    b"%00",
    b"%ff",
    b"max_overall_score",
    b"or",
    b"x" * 300,
]
QUERIES = [
    *(
        b"",
        b"?",
        b"&",
        b"&&&",
        b"=",
        b"==",
        b"%",
        b"a;b=c",
        b"=x",
        b"limit",
        b"limit=1;limit=2",
        b"#x",
    ),
    *(
        b"limit[]=1",
        b"limit=101",
        b"search=%f0%28%8c%28",
        b"&".join([b"a=1"] * 1500),
        b"search=" + b"%00" * 2000,
        b"a" * 8150,
    ),
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
        b"a b",
        b"\xff\xfe",
        b"\xc3\xa9",
        b"\x00",
        b"\t",
        b"a=\r\nX-Injected: yes",
        b"\x7f",
        b"b" * 9000,
    ]
    draft.query_string = draft.random.choice(raw)


# Paths ---------------------------------------------------------------------------------

ENDINGS = [
    *(
        b"/",
        b"//",
        b"/.",
        b"/..",
        b"%20",
        b"%00",
        b"%0d%0aX-Injected:%20yes",
        b"%0a" + quote_from_bytes(FORGED).encode(),
    ),
    *(
        b".json",
        b";a=b",
        b"%2f",
        b"%c3%a9",
        b"%ff",
        b"%e2%80%ae",
        b"%ed%a0%80",
        b"%",
        b"%zz",
        b"%u2028",
        b"~",
    ),
    *(
        b"'",
        b"\\",
        b"%5c",
        b"/" + b"y" * 4000,
        b"/%2e%2e" * 300,
        b"%F0%9F%99%82" * 40,
        b"*",
        b"%3f",
        b"@x",
    ),
]
TARGETS = [
    *(
        b"*",
        b"",
        b"api/health",
        b"//",
        b"///api/health",
        b"/api//health",
        b"/api/./health",
        b"/api/../api/health",
    ),
    *(
        b"/%61pi/health",
        b"/API/health",
        b"/api/%2e%2e/metrics",
        b"/api%2fhealth",
        b"/static/../manage.py",
    ),
    *(
        b"/static/%2e%2e/%2e%2e/etc/passwd",
        b"/static/..%5c..%5cmanage.py",
        b"/static//etc/passwd",
        b"/.env",
    ),
    *(
        b"/dashboard/" + b"a/" * 2000,
        b"/dashboard/%00",
        b"/dashboard/%0d%0aSet-Cookie:%20a=b",
        b"/static/%00",
    ),
    *(b"/wp-login.php", b"/favicon.ico", b"/robots.txt"),
    *(
        b"http://localhost/api/health",
        b"https://x.example/api/health",
        b"http://localhost:99999/api/health",
    ),
    *(
        b"http://[::1/api/health",
        b"http:///api/health",
        b"file:///etc/passwd",
        b"localhost:80",
        b"//x.example/api/health",
    ),
    *(
        b"/api/interviews/",
        b"/api/interviews/save/",
        b"/api/interviews/null",
        b"/api/interviews/%s",
        b"/api/interviews/..%2flist",
    ),
]
STRANGE_IDS = [
    b"0",
    b"null",
    b"undefined",
    b"%00",
    b"x" * 36,
    b"00000000-0000-0000-0000-000000000000",
]


def odd_path(draft: Draft) -> None:
    random = draft.random
    kind = random.random()
    if kind < 0.4:
        draft.path += random.choice(ENDINGS)
    elif kind < 0.6:
        draft.path = random.choice(TARGETS)
        draft.may_be_no_http = not draft.path.startswith(b"/")
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
        b" ",
        b"\xff",
        b"\xc3\xa9",
        b"\x00",
        b"\t",
        b"\r\nX-Injected: yes",
        b"\x7f",
        b"\n",
        b"/" + b"c" * 9000,
    ]
    draft.path += draft.random.choice(raw)


# Methods and versions ------------------------------------------------------------------

METHODS = [b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"PATCH", b"OPTIONS", b"TRACE", b"CONNECT"]
ODD_METHODS = [
    b"get",
    b"Post",
    b"PROPFIND",
    b"QUERY",
    b"A",
    b"A" * 21,
    b"M" * 300,
    b"GET#",
    b"G\xc3\x89T",
    b"{}",
]
ODD_METHODS += [
    b"",
    b"\x00",
    b"GET\t",
    b'"GET"',
    b"DEBUG",
    b"__init__",
    b"DISPATCH",
    b"OPTIONS,GET",
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
        b"HTTP/1.0",
        b"HTTP/1.0",
        b"HTTP/0.9",
        b"HTTP/1.2",
        b"HTTP/2.0",
        b"HTTP/3",
        b"http/1.1",
        b"HTTP/11",
    ]
    versions += [
        b"HTTP/1.1 x",
        b"",
        b"HTTP/1.",
        b"HTTP/-1.1",
        b"HTTP/1.1\x00",
        b"HTTPS/1.1",
        b"HTTP/9.9",
        b"x",
    ]
    draft.version = draft.random.choice(versions)


# Headers -------------------------------------------------------------------------------

HOSTS = [
    *(
        b"",
        b"x.example",
        b"localhost:99999999",
        b"localhost:",
        b"[::1",
        b"[::1]",
        b"localhost/x",
        b"a b",
        b"*",
    ),
    *(
        b"localhost,localhost",
        b"\xc3\xa9.example",
        b"127.0.0.1:80@x.example",
        b"-",
        b"." * 200,
        b"LOCALHOST",
        b"%00",
    ),
]
ODD_HEADERS: dict[bytes, list[bytes]] = {
    b"Accept": [
        b"text/html",
        b"",
        b"*/*;q=x",
        b"application/xml",
        b"a" * 5000,
        b"\xff",
        b"application/json;indent=9",
    ],
    b"Accept-Encoding": [b"gzip", b"identity;q=0", b"*", b"br;q=nan", b"\xff", b"gzip," * 900],
    b"Accept-Language": [b"xx", b"de;q=9999", b"\xff", b"../../etc"],
    b"Idempotency-Key": [
        b"",
        b" ",
        b"a b",
        b"k" * 255,
        b"k" * 256,
        b"\xc3\xa9",
        b"\x7f",
        b"!~",
        b"'; --",
        b"%00",
    ],
    b"If-None-Match": [b"*", b'"x"', b"W/", b"\xff"],
    b"If-Match": [b"*", b'"x"'],
    b"If-Modified-Since": [
        b"Thu, 01 Jan 1970 00:00:00 GMT",
        b"x",
        b"Thu, 99 Foo 9999 99:99:99 GMT",
    ],
    b"If-Unmodified-Since": [b"Thu, 01 Jan 1970 00:00:00 GMT"],
    b"Range": [b"bytes=0-1", b"bytes=-1", b"bytes=5-1", b"bytes=" + b"0-," * 900, b"x"],
    b"X-Forwarded-For": [
        b"1.2.3.4",
        b"::1, x, '",
        b"\xff",
        b"1," * 3000,
        b"",
        b"999.1.1.1",
        b"[::1]:5",
        b"fe80::1%eth0",
    ],
    b"X-Forwarded-Proto": [b"https", b"x", b"https,http"],
    b"X-Forwarded-Host": [b"x.example"],
    b"Forwarded": [b"for=_x;proto=https", b"for="],
    b"X-Real-IP": [b"x"],
    b"X-HTTP-Method-Override": [b"DELETE"],
    b"X-Original-URL": [b"/metrics"],
    b"Origin": [
        b"null",
        b"http://localhost:3000",
        b"http://localhost:3000.x.example",
        b"x",
        b"\xff",
        b"http://[",
    ],
    b"Access-Control-Request-Method": [b"DELETE", b"x", b""],
    b"Access-Control-Request-Headers": [b"authorization", b"\xff", b"x" * 4000],
    b"Cookie": [b"a" * 8000, b"sessionid=x; csrftoken=y", b"=;=;;", b"\xff=\xff", b'a="\\'],
    b"Referer": [b"\xff", b"http://["],
    b"User-Agent": [b"", b"() { :; }; echo", b"\xf0\x9f\x99\x82", b"%s%n"],
    b"Expect": [b"100-continue", b"100-Continue", b"the-best", b""],
    b"Upgrade": [b"h2c", b"websocket", b"TLS/1.0"],
    b"Connection": [
        b"close",
        b"keep-alive",
        b"upgrade, http2-settings",
        b"authorization",
        b"x",
        b"close, keep-alive",
    ],
    b"HTTP2-Settings": [b"AAMAAABkAAQAAP__"],
    b"TE": [b"trailers", b"x;q=2"],
    b"X-Request-ID": [
        b"",
        b"a b",
        b"\xff",
        b"x" * 129,
        b"x" * 128,
        b"a\tb",
        FORGED,
        b"%0d%0a",
        b"../x",
    ],
    b"Content-Encoding": [b"gzip", b"x"],
    b"X-Long": [b"x" * 8170, b"\xe2\x98\x83" * 100, b""],
    b"Proxy": [b"http://x.example"],
    b"Sec-WebSocket-Key": [b"x"],
    b"Max-Forwards": [b"0"],
}


def odd_header(draft: Draft) -> None:
    name = draft.random.choice(list(ODD_HEADERS))
    values = ODD_HEADERS[name]
    draft.set_header(name, draft.random.choice(values))
    if draft.random.random() < 0.1:
        draft.headers.append((name.lower(), draft.random.choice(values)))
    draft.may_be_no_http = draft.may_be_no_http or name == b"Expect"


def odd_host(draft: Draft) -> None:
    draft.set_header(b"Host", draft.random.choice(HOSTS))
    if draft.random.random() < 0.2:
        draft.headers.append((b"Host", b"localhost"))
        draft.may_be_no_http = True
    if draft.random.random() < 0.2:
        draft.drop_header(b"Host")


LINES = [
    *(
        b"X-A : b",
        b" X-A: b",
        b"X-A",
        b": b",
        b"",
        b"X A: b",
        b"X\x00A: b",
        b"X-A: b\x00c",
        b"X-A: b\rX-B: c",
    ),
    *(
        b"X-A: b\nX-Injected: yes",
        b"X-A: b\r\n c",
        b"X-A: b\r\n\tc",
        b"X-A: \x0b\x0c",
        b"\xc3\xa9: b",
        b"X_A: b",
    ),
    *(
        b"Content_Length: 5",
        b"X-Long: " + LONG,
        LONG + b": x",
        b"SCRIPT_NAME: /x",
        b"Script-Name: /x",
        b"REMOTE_USER: x",
    ),
    *(
        b"Authorization:",
        b"Authorization: Bearer x\r\n y",
        b"X-A: " + INJECTED,
        b"X-A: \x7f",
        b"(): x",
        b"X-A:b",
    ),
    *(
        b"\r\n".join(b"X-%d: y" % n for n in range(120)),
        b"\r\n".join([b"X-A: y"] * 80),
        b"HTTP/1.1 200 OK",
    ),
]


def odd_line(draft: Draft) -> None:
    """A line among the headers that may be no header."""
    draft.may_be_no_http = True
    line = draft.random.choice(LINES)
    draft.ending.append(lambda raw: raw.replace(CRLF, CRLF + line + CRLF, 1))


# Framing -------------------------------------------------------------------------------


def odd_length(draft: Draft) -> None:
    draft.may_be_no_http = True
    size = len(_body(draft))
    lengths = [size + 1, size + 5000, max(0, size - 1), 0, -1, 2**21 + 1, 50_000_000, 2**63, 10**30]
    values = [b"%d" % length for length in lengths]
    values += [
        b"+%d" % size,
        b"%d " % size,
        b"0%d" % size,
        b"%d,%d" % (size, size),
        b"0x10",
        b"",
        b"x",
        b"1e3",
    ]
    values += [b"\xb2", b"%d.0" % size, b"1_0", b"-0", b"\xd9\xa3", b"9" * 5000]
    draft.framing = [b"Content-Length: " + draft.random.choice(values)]
    if draft.random.random() < 0.15:
        draft.framing *= 2
    if draft.random.random() < 0.15:
        draft.framing.append(b"Content-Length: %d" % size)
    if draft.random.random() < 0.1:
        draft.framing = []


def chunked(draft: Draft) -> None:
    """Chunks as they should be."""
    draft.body = _chunks(draft, _body(draft))
    draft.framing = [b"Transfer-Encoding: chunked"]


def odd_chunks(draft: Draft) -> None:
    draft.may_be_no_http = True
    chunked(draft)
    random, body = draft.random, draft.body or b""
    draft.body = random.choice(
        [
            *(
                body[:-2],
                body[:-5],
                body + b"more",
                body.replace(CRLF, b"\n"),
                b"-5\r\n" + body,
                b"0x" + body,
            ),
            *(
                b"\r\n" + body,
                b"g\r\n" + body,
                b"ffffffffffffffff\r\n" + body,
                b"f" * 9000 + body,
                b"00000" + body,
            ),
            *(
                body.replace(CRLF, b";a=b\r\n", 1),
                body.replace(CRLF, b';a="\r\n', 1),
                body.replace(CRLF, b"\r\r\n", 1),
            ),
            *(
                body[:-2] + b"X-Trailer: y\r\n\r\n",
                body[:-2] + b"Authorization: x\r\n\r\n",
                body[:-2] + b"bad\r\n\r\n",
            ),
            *(
                body[:-2] + b"X: " + LONG * 40,
                b"0\r\n\r\n" + body,
                b" 5 \r\n" + body,
                body.replace(CRLF, b"", 1),
            ),
        ]
    )
    codings = [
        b"chunked",
        b"Chunked",
        b"gzip, chunked",
        b"chunked, chunked",
        b"chunked, identity",
        b"identity",
    ]
    codings += [
        b"xchunked",
        b" chunked",
        b"chunked\x0b",
        b"",
        b"gzip",
        b'"chunked"',
        b"chunked;q=1",
    ]
    if random.random() < 0.5:
        draft.framing = [b"Transfer-Encoding: " + random.choice(codings)]
    if random.random() < 0.2:
        draft.framing.append(random.choice([b"Content-Length: 5", b"Transfer-Encoding: chunked"]))


def _chunks(draft: Draft, body: bytes) -> bytes:
    sizes = draft.random.choice([[1], [7, 1000], [len(body) or 1], [3, 1, 4, 15, 9, 2600]])
    written, number = b"", 0
    while body and number < 60:
        size = sizes[number % len(sizes)] if number < 59 else len(body)
        chunk, body = body[:size], body[size:]
        written += b"%x\r\n%b\r\n" % (len(chunk), chunk)
        number += 1
    return written + b"0\r\n\r\n"


def second_request(draft: Draft) -> None:
    """Another request right behind, which a wrong length would make a part of the body."""
    draft.may_be_no_http = True
    second = b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    draft.ending.append(
        lambda raw: raw + draft.random.choice([second, second * 3, second[:-2], b"\r\n" + second])
    )


def odd_bytes(draft: Draft) -> None:
    """Bytes of the whole that are others, or are missing."""
    draft.may_be_no_http = True
    draft.ending.append(lambda raw: _corrupted(draft, raw))


def _corrupted(draft: Draft, raw: bytes) -> bytes:
    corrupted, random = bytearray(raw), draft.random
    for _ in range(random.choice([1, 1, 2, 5])):
        at = random.randrange(min(len(corrupted), 600))
        corrupted[at : at + random.choice([0, 1, 1, 3])] = random.choice(
            [bytes([random.randrange(256)]), b"", b"\r\n", b"\n", b"\x00", b" ", b"\xff\xfe"]
        )
    return bytes(corrupted)


def no_http(draft: Draft) -> None:
    draft.may_be_no_http = True
    random = draft.random
    others = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + random.randbytes(200),
        random.randbytes(300),
    ]
    others += [
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00",
        b"\r\n" * 50,
        b"\n",
    ]
    others += [
        b"GET / HTTP/1.1",
        b"GET /\r\n",
        b"\x00" * 50,
        b"PROXY TCP4 1.1.1.1 2.2.2.2 1 2\r\n",
        b"a" * 70_000,
    ]
    chosen = random.choice(others)
    draft.ending.append(lambda raw: random.choice([chosen, chosen + raw]))


# Delivery ------------------------------------------------------------------------------


def in_pieces(draft: Draft) -> None:
    draft.pieces = draft.random.choice([2, 3, 9])


def half(draft: Draft) -> None:
    """The client closes its side in the middle."""
    draft.may_be_no_http = True
    draft.ending.append(lambda raw: raw[: draft.random.randrange(1, len(raw))])


def _body(draft: Draft) -> bytes:
    if draft.body is None:
        draft.serialized()
    return draft.body or b""


MUTATIONS: dict[Callable[[Draft], None], float] = {
    documents.odd_body: 24,
    documents.odd_content_type: 2,
    tokens.odd_authorization: 12,
    tokens.twice: 0.7,
    odd_query: 12,
    raw_query: 1,
    odd_path: 7,
    strange_id: 10,
    raw_path: 1,
    odd_method: 4,
    no_method: 2,
    odd_version: 2,
    odd_header: 10,
    odd_host: 2,
    odd_line: 3,
    in_pieces: 2,
}
# One of these at most, and after all others: they change the bytes.
LAST: dict[Callable[[Draft], None], float] = {
    chunked: 2,
    odd_length: 3,
    odd_chunks: 3,
    second_request: 2,
    odd_bytes: 3,
    no_http: 1,
    half: 3,
}
HOW_MANY = [0, 0, 1, 1, 1, 1, 2, 2, 3]
SHARE_LAST, SHARE_HUNG_UP = 0.15, 0.01


def mutate(draft: Draft) -> None:
    """None to four mutations; or a valid request whose client leaves."""
    random = draft.random
    if random.random() < SHARE_HUNG_UP:
        draft.hangs_up = draft.may_be_no_http = True
        return
    count = random.choice(HOW_MANY)
    for mutation in random.choices(list(MUTATIONS), weights=list(MUTATIONS.values()), k=count):
        mutation(draft)
    if random.random() < SHARE_LAST:
        random.choices(list(LAST), weights=list(LAST.values()))[0](draft)

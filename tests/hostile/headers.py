"""Headers that are not, or not quite, what the service accepts."""

from tests.hostile.drafts import CRLF, Draft
from tests.hostile.world import FORGED

LONG = b"a" * 9000
INJECTED = b"x\r\nX-Injected: yes\r\n\r\n" + FORGED

HOSTS = [
    *(b"", b"x.example", b"localhost:99999999", b"localhost:", b"[::1", b"[::1]", b"localhost/x"),
    *(b"a b", b"*", b"localhost,localhost", b"\xc3\xa9.example", b"127.0.0.1:80@x.example", b"-"),
    *(b"." * 200, b"LOCALHOST", b"%00"),
]
ODD_HEADERS: dict[bytes, list[bytes]] = {
    b"Accept": [
        *(b"text/html", b"", b"*/*;q=x", b"application/xml", b"a" * 5000, b"\xff"),
        b"application/json;indent=9",
    ],
    b"Accept-Encoding": [b"gzip", b"identity;q=0", b"*", b"br;q=nan", b"\xff", b"gzip," * 900],
    b"Accept-Language": [b"xx", b"de;q=9999", b"\xff", b"../../etc"],
    b"Idempotency-Key": [
        *(b"", b" ", b"a b", b"k" * 255, b"k" * 256, b"\xc3\xa9", b"\x7f", b"!~", b"'; --", b"%00"),
    ],
    b"If-None-Match": [b"*", b'"x"', b"W/", b"\xff"],
    b"If-Match": [b"*", b'"x"'],
    b"If-Modified-Since": [
        *(b"Thu, 01 Jan 1970 00:00:00 GMT", b"x", b"Thu, 99 Foo 9999 99:99:99 GMT"),
    ],
    b"If-Unmodified-Since": [b"Thu, 01 Jan 1970 00:00:00 GMT"],
    b"Range": [b"bytes=0-1", b"bytes=-1", b"bytes=5-1", b"bytes=" + b"0-," * 900, b"x"],
    b"X-Forwarded-For": [
        *(b"1.2.3.4", b"::1, x, '", b"\xff", b"1," * 3000, b"", b"999.1.1.1", b"[::1]:5"),
        b"fe80::1%eth0",
    ],
    b"X-Forwarded-Proto": [b"https", b"x", b"https,http"],
    b"X-Forwarded-Host": [b"x.example"],
    b"Forwarded": [b"for=_x;proto=https", b"for="],
    b"X-Real-IP": [b"x"],
    b"X-HTTP-Method-Override": [b"DELETE"],
    b"X-Original-URL": [b"/metrics"],
    b"Origin": [
        *(b"null", b"http://localhost:3000", b"http://localhost:3000.x.example", b"x", b"\xff"),
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
        *(b"close", b"keep-alive", b"upgrade, http2-settings", b"authorization", b"x"),
        b"close, keep-alive",
    ],
    b"HTTP2-Settings": [b"AAMAAABkAAQAAP__"],
    b"TE": [b"trailers", b"x;q=2"],
    b"X-Request-ID": [
        *(b"", b"a b", b"\xff", b"x" * 129, b"x" * 128, b"a\tb", FORGED, b"%0d%0a", b"../x"),
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
    *(b"X-A : b", b" X-A: b", b"X-A", b": b", b"", b"X A: b", b"X\x00A: b", b"X-A: b\x00c"),
    *(b"X-A: b\rX-B: c", b"X-A: b\nX-Injected: yes", b"X-A: b\r\n c", b"X-A: b\r\n\tc"),
    *(b"X-A: \x0b\x0c", b"\xc3\xa9: b", b"X_A: b", b"Content_Length: 5", b"X-Long: " + LONG),
    *(LONG + b": x", b"SCRIPT_NAME: /x", b"Script-Name: /x", b"REMOTE_USER: x", b"Authorization:"),
    *(b"Authorization: Bearer x\r\n y", b"X-A: " + INJECTED, b"X-A: \x7f", b"(): x", b"X-A:b"),
    *(b"\r\n".join(b"X-%d: y" % n for n in range(120)), b"\r\n".join([b"X-A: y"] * 80)),
    b"HTTP/1.1 200 OK",
]


def odd_line(draft: Draft) -> None:
    """A line among the headers that may be no header."""
    draft.may_be_no_http = True
    line = draft.random.choice(LINES)
    draft.ending.append(lambda raw: raw.replace(CRLF, CRLF + line + CRLF, 1))

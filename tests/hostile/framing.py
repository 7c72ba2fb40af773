"""Where a body ends, and how the bytes of a request arrive."""

from tests.hostile.drafts import CRLF, Draft
from tests.hostile.headers import LONG

# Framing ------------------------------------------------------------------------------


def odd_length(draft: Draft) -> None:
    draft.may_be_no_http = True
    size = len(_body(draft))
    lengths = [size + 1, size + 5000, max(0, size - 1), 0, -1, 2**21 + 1, 50_000_000, 2**63, 10**30]
    values = [b"%d" % length for length in lengths]
    values += [
        *(b"+%d" % size, b"%d " % size, b"0%d" % size, b"%d,%d" % (size, size), b"0x10", b"", b"x"),
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
            *(body[:-2], body[:-5], body + b"more", body.replace(CRLF, b"\n"), b"-5\r\n" + body),
            *(b"0x" + body, b"\r\n" + body, b"g\r\n" + body, b"ffffffffffffffff\r\n" + body),
            *(b"f" * 9000 + body, b"00000" + body, body.replace(CRLF, b";a=b\r\n", 1)),
            *(body.replace(CRLF, b';a="\r\n', 1), body.replace(CRLF, b"\r\r\n", 1)),
            *(body[:-2] + b"X-Trailer: y\r\n\r\n", body[:-2] + b"Authorization: x\r\n\r\n"),
            *(body[:-2] + b"bad\r\n\r\n", body[:-2] + b"X: " + LONG * 40, b"0\r\n\r\n" + body),
            *(b" 5 \r\n" + body, body.replace(CRLF, b"", 1)),
        ]
    )
    codings = [
        *(b"chunked", b"Chunked", b"gzip, chunked", b"chunked, chunked", b"chunked, identity"),
        *(b"identity", b"xchunked", b" chunked", b"chunked\x0b", b"", b"gzip", b'"chunked"'),
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
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00",
        *(b"\r\n" * 50, b"\n", b"GET / HTTP/1.1", b"GET /\r\n", b"\x00" * 50),
        *(b"PROXY TCP4 1.1.1.1 2.2.2.2 1 2\r\n", b"a" * 70_000),
    ]
    chosen = random.choice(others)
    draft.ending.append(lambda raw: random.choice([chosen, chosen + raw]))


def _body(draft: Draft) -> bytes:
    if draft.body is None:
        draft.serialized()
    return draft.body or b""


# Delivery -----------------------------------------------------------------------------


def in_pieces(draft: Draft) -> None:
    draft.pieces = draft.random.choice([2, 3, 9])


def half(draft: Draft) -> None:
    """The client closes its side in the middle."""
    draft.may_be_no_http = True
    draft.ending.append(lambda raw: raw[: draft.random.randrange(1, len(raw))])

"""What makes a valid request hostile, and how often."""

from collections.abc import Callable

from tests.hostile import addresses, documents, framing, headers, tokens
from tests.hostile.drafts import Draft

MUTATIONS: dict[Callable[[Draft], None], float] = {
    documents.odd_body: 24,
    documents.odd_content_type: 2,
    tokens.odd_authorization: 12,
    tokens.twice: 0.7,
    addresses.odd_query: 12,
    addresses.raw_query: 1,
    addresses.odd_path: 7,
    addresses.strange_id: 10,
    addresses.raw_path: 1,
    addresses.odd_method: 4,
    addresses.no_method: 2,
    addresses.odd_version: 2,
    headers.odd_header: 10,
    headers.odd_host: 2,
    headers.odd_line: 3,
    framing.in_pieces: 2,
}
# One of these at most, and after all others: they change the bytes.
LAST: dict[Callable[[Draft], None], float] = {
    framing.chunked: 2,
    framing.odd_length: 3,
    framing.odd_chunks: 3,
    framing.second_request: 2,
    framing.odd_bytes: 3,
    framing.no_http: 1,
    framing.half: 3,
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

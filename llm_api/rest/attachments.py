"""Responses that a browser saves as a file."""

from collections.abc import Iterable
from itertools import chain

from django.http import HttpResponse, StreamingHttpResponse

PDF = "application/pdf"
MARKDOWN = "text/markdown"
JSON = "application/json"
CSV = "text/csv"


def attachment(content: bytes | str, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(content, headers=_headers(content_type, name))


def streamed_attachment(
    chunks: Iterable[bytes | str], content_type: str, name: str
) -> StreamingHttpResponse:
    """A streamed response. The first chunk is produced now, so that its failure is still an error
    response."""
    iterator = iter(chunks)
    first = next(iterator)
    return StreamingHttpResponse(chain([first], iterator), headers=_headers(content_type, name))


def _headers(content_type: str, name: str) -> dict[str, str]:
    charset = "; charset=utf-8" if content_type.startswith("text/") else ""
    return {
        "Content-Type": content_type + charset,
        "Content-Disposition": f'attachment; filename="{name}"',
    }

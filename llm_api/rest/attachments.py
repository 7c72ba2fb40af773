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
    begun = iter(chunks)
    first = next(begun)  # what fails at once fails before the answer has begun
    return StreamingHttpResponse(chain([first], begun), headers=_headers(content_type, name))


def _headers(content_type: str, name: str) -> dict[str, str]:
    charset = "; charset=utf-8" if content_type.startswith("text/") else ""
    return {
        "Content-Type": content_type + charset,
        "Content-Disposition": f'attachment; filename="{name}"',
    }

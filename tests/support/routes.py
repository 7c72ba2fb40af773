"""The URLs of the service."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

# The names of the routes that need no token.
PUBLIC = {"interview-save", "interview-feedback", "health", "health-ready", "schema", "docs"}


def routes(
    resolver: URLResolver | None = None, before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Each route with its path, as it is written in the URL configuration."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, path)
        else:
            yield path, entry

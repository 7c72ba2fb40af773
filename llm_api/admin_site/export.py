"""The selected interviews, as rows for the API's own files."""

from collections.abc import Iterator
from itertools import chain
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from llm_api.admin_site.audit import Action, record_access
from llm_api.admin_site.models import Interview
from llm_api.admin_site.presentation import row_of
from llm_api.schemas import Row

# So many transcripts at a time are held in memory, and recorded before they are sent.
BATCH = 50


def exported_rows(
    request: HttpRequest, interviews: QuerySet[Interview], file_format: str
) -> Iterator[Row]:
    """Rows in the list's order. Which they are is asked once; then they are read batch by batch,
    the first one now, so that its failure has a page of its own. Raises AccessNotRecorded."""
    ids = list(interviews.values_list("id", flat=True))
    batches = _batches(request, ids, file_format)
    first = next(batches, [])
    return chain(first, chain.from_iterable(batches))


def _batches(request: HttpRequest, ids: list[UUID], file_format: str) -> Iterator[list[Row]]:
    for start in range(0, len(ids), BATCH):
        wanted = ids[start : start + BATCH]
        found = Interview.objects.in_bulk(wanted)
        batch = [found[one] for one in wanted if one in found]
        record_access(request, Action.EXPORTED, batch, file_format)
        yield [row_of(interview) for interview in batch]

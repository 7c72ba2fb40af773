"""The selected interviews as rows, for the API's own export formats."""

from collections.abc import Iterator
from itertools import chain
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from llm_api.admin_site.audit import Action, record_access
from llm_api.admin_site.models import Interview
from llm_api.admin_site.presentation import to_row
from llm_api.schemas import Row

# Transcripts held in memory at once; each batch is recorded before it is sent.
BATCH_SIZE = 50


def exported_rows(
    request: HttpRequest, interviews: QuerySet[Interview], file_format: str
) -> Iterator[Row]:
    """Rows in the list's order.

    The ids are queried once, and the rows in batches. The first batch is read before this returns,
    so that its failure still gets an error page. Raises AccessNotRecorded.
    """
    ids = list(interviews.values_list("id", flat=True))
    batches = _batches(request, ids, file_format)
    first = next(batches, [])
    return chain(first, chain.from_iterable(batches))


def _batches(request: HttpRequest, ids: list[UUID], file_format: str) -> Iterator[list[Row]]:
    for start in range(0, len(ids), BATCH_SIZE):
        batch_ids = ids[start : start + BATCH_SIZE]
        by_id = Interview.objects.in_bulk(batch_ids)
        batch = [by_id[row_id] for row_id in batch_ids if row_id in by_id]
        record_access(request, Action.EXPORTED, batch, file_format)
        yield [to_row(interview) for interview in batch]

"""Pagination with a bounded count."""

from functools import cached_property

from django.core.paginator import Paginator
from django.db.models import QuerySet

MAX_COUNT = 10_000


class BoundedPaginator(Paginator):
    """Stops counting at MAX_COUNT, so that neither the count nor the last page scans the table.

    Rows beyond it are reached by narrowing the selection; an export includes all of them.
    """

    object_list: QuerySet

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[:MAX_COUNT].count()

    @property
    def is_capped(self) -> bool:
        return self.count == MAX_COUNT

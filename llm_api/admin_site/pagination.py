from functools import cached_property

from django.core.paginator import Paginator
from django.db.models import QuerySet

MOST = 10_000


class BoundedPaginator(Paginator):
    """Counts to MOST and no further, so that neither the count nor the last page reads a whole
    table. Whoever wants to see more narrows the selection; an export takes all of it."""

    object_list: QuerySet

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[:MOST].count()

    @property
    def is_cut(self) -> bool:
        return self.count == MOST

"""The admin at /admin/: interviews, and the audit records of who read them; both read-only.

`filters`, `search` and `pagination` build the list; `audit` records an access before a transcript
is shown or exported. Only staff accounts can be added, changed or deleted.
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import F, FloatField, Func, Model, Q, QuerySet, TextField, Value
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from llm_api.admin_site.accounts import emails_of, owner_with_email
from llm_api.admin_site.audit import Action, record_access, record_search
from llm_api.admin_site.export import exported_rows
from llm_api.admin_site.filters import (
    CompletedFilter,
    LevelFilter,
    OwnerFilter,
    ScoreFilter,
    TypeFilter,
)
from llm_api.admin_site.models import Interview, InterviewAccess
from llm_api.admin_site.pagination import BoundedPaginator
from llm_api.admin_site.presentation import page_context
from llm_api.admin_site.search import parse_uuid, search_interviews, search_words, snippet
from llm_api.analysis.scores import SCORES
from llm_api.exports.numbers import decimal
from llm_api.exports.spreadsheet import csv_rows
from llm_api.rest.attachments import CSV, JSON, streamed_attachment
from llm_api.serializers.responses import json_array

# The exact score: 7.4, where the column has 7.
EXACT_SCORES: dict[str, Any] = {
    f"exact_{column}": Func(
        F("feedback"),
        Value(key, output_field=TextField()),
        F(column),
        function="public.interview_exact_score",
        output_field=FloatField(),
    )
    for key, column in SCORES.items()
}


class InterviewChangeList(ChangeList):
    """The list with the e-mail address of each owner on the page."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        interviews = list(self.result_list)
        emails = emails_of(i.user_id for i in interviews if i.user_id)
        for interview in interviews:
            interview.owner_email = emails.get(interview.user_id)
        self.result_list = interviews


class ReadOnlyAdmin(admin.ModelAdmin):
    """A read-only list that stays fast at any size."""

    paginator = BoundedPaginator
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields: ClassVar = ["id"]  # shows the search box; see get_search_results
    title: str

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Allow the filters' own query parameters only: with others, such as
        conversation__icontains, transcripts could be searched without a record."""
        return "__" not in lookup and lookup not in {f.name for f in self.opts.get_fields()}

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        view = require_http_methods(["GET", "HEAD", "POST"])(super().changelist_view)
        return view(request, {"title": self.title, **(extra_context or {})})


@admin.register(Interview)
class InterviewAdmin(ReadOnlyAdmin):
    title = "Interviews"
    list_display = (
        "completed",
        "job_role",
        "interview_type",
        "experience_level",
        "overall",
        "communication",
        "technical",
        "question_count",
        "owner",
    )
    list_display_links = ("completed", "job_role")
    ordering = ("-completed_at", "-id")
    sortable_by = ("completed", "overall")
    empty_value_display = "–"
    list_filter = (CompletedFilter, TypeFilter, LevelFilter, ScoreFilter, OwnerFilter)
    search_help_text = (
        "The id of an interview, or the id or e-mail address of its owner; or words and "
        '"quoted phrases", all of which must occur in the job role, the transcript or the '
        "feedback. A search for words is recorded."
    )
    actions = ("export_csv", "export_json")

    @admin.display(description="completed (UTC)", ordering="completed_at")
    def completed(self, interview: Interview) -> str:
        return f"{interview.completed_at:%Y-%m-%d %H:%M}"

    # Ordered by the column: by the exact score, the feedback of all rows would be read.
    @admin.display(ordering="overall_score")
    def overall(self, interview: Interview) -> str | None:
        return _shown(interview.exact_overall_score)  # type: ignore[attr-defined]

    @admin.display
    def communication(self, interview: Interview) -> str | None:
        return _shown(interview.exact_communication_score)  # type: ignore[attr-defined]

    @admin.display
    def technical(self, interview: Interview) -> str | None:
        return _shown(interview.exact_technical_score)  # type: ignore[attr-defined]

    @admin.display(description="owner")
    def owner(self, interview: Interview) -> str:
        """The owner's e-mail address, else the id, as a link to all interviews of that owner."""
        if interview.user_id is None:
            return "anonymous"
        address = reverse("admin:llm_api_interview_changelist")
        name = interview.owner_email or interview.user_id  # type: ignore[attr-defined]
        return format_html('<a href="{}?q={}">{}</a>', address, interview.user_id, name)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return InterviewChangeList

    @admin.display(description="found")
    def found(self, interview: Interview) -> str:
        return snippet(interview)

    def get_list_display(self, request: HttpRequest) -> Any:
        """The snippet of a search stands beside the job role."""
        if not search_words(request):
            return self.list_display
        completed, job_role, *others = self.list_display
        return (completed, job_role, "found", *others)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Interview]:
        return Interview.objects.defer("conversation", "feedback").annotate(**EXACT_SCORES)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Interview], search_term: str
    ) -> tuple[QuerySet[Interview], bool]:
        if owner_id := owner_with_email(search_term):
            return queryset.filter(user_id=owner_id), False
        return search_interviews(queryset, search_term), False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        words = search_words(request)
        if words and self.has_view_permission(request):
            # For every method: the length of a HEAD response reveals matches, too.
            record_search(request, words)
        return super().changelist_view(request, extra_context)

    # One interview ---------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return require_safe(self._interview_page)(request, object_id)

    def _interview_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        interview_id = parse_uuid(object_id)
        interview = Interview.objects.filter(id=interview_id).first() if interview_id else None
        if interview is None:
            raise Http404
        record_access(request, Action.OPENED, [interview])
        context = {
            **self.admin_site.each_context(request),
            **page_context(interview),
            "opts": self.opts,
            "interview": interview,
            "owner_email": emails_of([interview.user_id]).get(interview.user_id)
            if interview.user_id
            else None,
        }
        return render(request, "admin/llm_api/interview/interview.html", context)

    # Exports ---------------------------------------------------------------------------

    def has_export_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("llm_api.export_interview")  # type: ignore[union-attr]

    @admin.action(description="Export as CSV", permissions=["export"])
    def export_csv(
        self, request: HttpRequest, interviews: QuerySet[Interview]
    ) -> StreamingHttpResponse:
        rows = exported_rows(request, interviews, "CSV")
        return streamed_attachment(csv_rows(rows), CSV, "interviews.csv")

    @admin.action(description="Export as JSON", permissions=["export"])
    def export_json(
        self, request: HttpRequest, interviews: QuerySet[Interview]
    ) -> StreamingHttpResponse:
        rows = exported_rows(request, interviews, "JSON")
        return streamed_attachment(json_array(rows), JSON, "interviews.json")


def _shown(score: float | None) -> str | None:
    return None if score is None else decimal(score)


@admin.register(InterviewAccess)
class InterviewAccessAdmin(ReadOnlyAdmin):
    title = "Access records"
    list_display = ("moment", "staff", "action", "interview", "owner_id", "detail", "request_id")
    empty_value_display = "–"
    list_display_links = None
    ordering = ("-at", "-id")
    sortable_by = ()
    list_filter = (("action", admin.ChoicesFieldListFilter),)
    search_help_text = "Who it was, or the id of an interview or of its owner."
    actions = None

    @admin.display(description="at (UTC)")
    def moment(self, record: InterviewAccess) -> str:
        return f"{record.at:%Y-%m-%d %H:%M:%S}"

    @admin.display(description="interview")
    def interview(self, record: InterviewAccess) -> str:
        if record.interview_id is None:
            return "–"
        address = reverse("admin:llm_api_interview_change", args=[record.interview_id])
        return format_html('<a href="{}">{}</a>', address, record.interview_id)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "action__exact"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[InterviewAccess], search_term: str
    ) -> tuple[QuerySet[InterviewAccess], bool]:
        if not search_term.strip():
            return queryset, False
        if searched_id := parse_uuid(search_term):
            return queryset.filter(Q(interview_id=searched_id) | Q(owner_id=searched_id)), False
        return queryset.filter(staff__iexact=search_term.strip()), False

"""The admin site: its titles, and the numbers on its first page."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.template.response import TemplateResponse


class InterviewAdminSite(AdminSite):
    site_title = "Interview Storage"
    site_header = "Interview Storage admin"
    index_title = "Overview"
    site_url = "/dashboard"
    enable_nav_sidebar = False

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        from llm_api.admin_site.overview import overview  # Models can be imported only now.

        may_see = request.user.has_perm("llm_api.view_interview")  # type: ignore[union-attr]
        numbers = overview() if may_see else []
        return super().index(request, {"numbers": numbers, **(extra_context or {})})


class InterviewAdminConfig(AdminConfig):
    default_site = "llm_api.admin_site.site.InterviewAdminSite"

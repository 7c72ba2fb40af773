from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from llm_api.admin_site.configuration import admin_faults
from llm_api.admin_site.notices import AdminOffView
from llm_api.views.dashboard_views import AuthProxyView, DashboardView
from llm_api.views.metrics_views import MetricsView

urlpatterns = [
    path("api/", include("llm_api.urls")),
    path("", RedirectView.as_view(pattern_name="dashboard")),
    path("dashboard", DashboardView.as_view(), name="dashboard"),
    path("dashboard/<path:page>", DashboardView.as_view(), name="dashboard-page"),
    path("metrics", MetricsView.as_view(), name="metrics"),
]
if admin_faults():
    urlpatterns += [
        path("admin", AdminOffView.as_view()),
        path("admin/", AdminOffView.as_view()),
        path("admin/<path:page>", AdminOffView.as_view()),
    ]
else:
    urlpatterns += [
        path("admin", RedirectView.as_view(pattern_name="admin:index")),
        path("admin/", admin.site.urls),
    ]
if settings.SUPABASE_AUTH_PROXY:
    # Links in the emails of the local Supabase lead to the second path.
    urlpatterns += [
        path("supabase/auth/v1/<path:path>", AuthProxyView.as_view()),
        path("auth/v1/<path:path>", AuthProxyView.as_view()),
    ]

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView

from llm_api.views.dashboard_views import AuthProxyView, DashboardView
from llm_api.views.metrics_views import MetricsView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="dashboard")),
    path("dashboard", DashboardView.as_view(), name="dashboard"),
    path("dashboard/<path:page>", DashboardView.as_view(), name="dashboard-page"),
    path("api/", include("llm_api.urls")),
    path("metrics", MetricsView.as_view(), name="metrics"),
]
if settings.SUPABASE_AUTH_PROXY:
    # The second is where the links in the local stack's mails lead.
    urlpatterns += [
        path("supabase/auth/v1/<path:path>", AuthProxyView.as_view()),
        path("auth/v1/<path:path>", AuthProxyView.as_view()),
    ]

"""The metrics endpoint."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views import View
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from llm_api import metrics


class MetricsView(View):
    """Metrics for Prometheus, protected by METRICS_TOKEN; a 404 if that is not set."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        if not settings.METRICS_TOKEN:
            raise Http404
        sent = request.headers.get("Authorization", "")
        if not constant_time_compare(sent, f"Bearer {settings.METRICS_TOKEN}"):
            unauthorized = HttpResponse(
                "Send METRICS_TOKEN as the Bearer token.\n", "text/plain", 401
            )
            unauthorized["WWW-Authenticate"] = "Bearer"
            return unauthorized
        content = metrics.exposition(settings.PROMETHEUS_MULTIPROC_DIR)
        headers = {"Cache-Control": "no-store"}
        return HttpResponse(content, CONTENT_TYPE_PLAIN_0_0_4, headers=headers)

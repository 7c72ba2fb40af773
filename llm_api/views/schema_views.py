from csp.constants import NONE, SELF
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny

from llm_api.views.base import PublicView
from llm_api.views.policy import policy


class SchemaView(PublicView, SpectacularJSONAPIView):
    """The OpenAPI document."""

    authentication_classes = []


# Swagger UI brings a style element and images as data.
DOCS_POLICY = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:"],
    "connect-src": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [NONE],
}


@method_decorator(policy(DOCS_POLICY), name="dispatch")
class DocsView(SpectacularSwaggerSplitView):
    """The document as a page, from files that are served here: it works without internet."""

    url_name = "schema"
    authentication_classes = []
    permission_classes = [AllowAny]

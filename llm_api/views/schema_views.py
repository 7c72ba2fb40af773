"""The OpenAPI document and its documentation page."""

from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny

from llm_api.rest import csp
from llm_api.views.base import PublicView


class SchemaView(PublicView, SpectacularJSONAPIView):
    """The OpenAPI document."""

    authentication_classes = []


@method_decorator(csp.with_policy(csp.API_DOCS), name="dispatch")
class DocsView(SpectacularSwaggerSplitView):
    """The document as a Swagger UI page. Its files are served here, so it works offline."""

    template_name = "api_docs.html"
    url_name = "schema"
    authentication_classes = []
    permission_classes = [AllowAny]

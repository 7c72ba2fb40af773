from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny


class SchemaView(SpectacularJSONAPIView):
    """The OpenAPI document."""

    authentication_classes = []
    permission_classes = [AllowAny]


class DocsView(SpectacularSwaggerSplitView):
    """The document as a page, from files that are served here: it works without internet."""

    url_name = "schema"
    authentication_classes = []
    permission_classes = [AllowAny]

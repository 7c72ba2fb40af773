"""What every view of the API shares."""

from typing import Any

from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from llm_api.exceptions import LengthRequired


class ApiView(APIView):
    """A view whose query parameters are those of `query_names` and no others."""

    # OPTIONS is for browsers' preflights, which django-cors-headers answers.
    http_method_names = ["get", "post", "delete", "head"]
    query_names: frozenset[str] = frozenset()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
            raise LengthRequired
        unknown = sorted(set(request.query_params) - self.query_names)
        if unknown:
            detail = ErrorDetail("There is no such query parameter here.", "unknown_parameter")
            raise ValidationError({_printable(name): [detail] for name in unknown})


def _printable(name: str) -> str:
    return name[:100].encode(errors="replace").decode()

"""Base classes of the API's views."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from llm_api.auth.ownership import check_user_id
from llm_api.caller import Caller
from llm_api.exceptions import BodyTooLarge
from llm_api.rest.parsers import MAX_BODY_BYTES
from llm_api.serializers.query_params import NoQuery, OwnerQuery, read_query


class ApiView(APIView):
    """A view with a validated query string: `self.query` has the values of `query_serializer`."""

    # OPTIONS is left out: django-cors-headers responds to browsers' preflight requests.
    http_method_names = ["get", "post", "put", "delete", "head"]
    # One instance for all requests: serializers keep no state between validations.
    query_serializer: ClassVar[serializers.Serializer] = NoQuery()
    query: dict[str, Any]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if str(request.method) not in self.allowed_methods:
            raise MethodNotAllowed(str(request.method))
        # Before anything reads the body: a client may declare 50 MB and send one byte.
        if _content_length(request) > MAX_BODY_BYTES:
            raise BodyTooLarge
        super().initial(request, *args, **kwargs)
        self.query = read_query(self.query_serializer, request.query_params)


def _content_length(request: Request) -> int:
    declared = request.META.get("CONTENT_LENGTH") or ""
    return int(declared) if declared.isdecimal() else 0


class PublicView(ApiView):
    """A view that needs no token. An invalid token is still a 401."""

    permission_classes = [AllowAny]


class OwnerView(ApiView):
    """A view for a signed-in person, `self.caller`, about their own interviews.

    DEFAULT_PERMISSION_CLASSES require a token.
    """

    query_serializer = OwnerQuery()
    throttle_scope = "read"
    caller: Caller

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.caller = request.user  # type: ignore[assignment]  # a Caller, not Django's User
        check_user_id(self.caller, self.query.get("user_id"))

"""What every view of the API shares."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from llm_api.exceptions import LengthRequired
from llm_api.ownership import check_user_id
from llm_api.queries import NoQuery, OwnerQuery, read_query


class ApiView(APIView):
    """A view with its query string checked: `self.query` holds what `query_form` knows."""

    # OPTIONS is for browsers' preflights, which django-cors-headers answers.
    http_method_names = ["get", "post", "delete", "head"]
    # One instance for all requests: forms keep nothing of what they check.
    query_form: ClassVar[serializers.Serializer] = NoQuery()
    query: dict[str, Any]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if str(request.method) not in self.allowed_methods:
            raise MethodNotAllowed(str(request.method))
        super().initial(request, *args, **kwargs)
        if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
            raise LengthRequired
        self.query = read_query(self.query_form, request.query_params)


class PublicView(ApiView):
    """For anyone. A token that is there and not valid is a 401 all the same."""

    permission_classes = [AllowAny]


class OwnerView(ApiView):
    """For a signed-in user, about what is theirs: `self.owner` is whose, and with which token.

    A view of people's interviews is one of these; permissions are closed by default.
    """

    query_form = OwnerQuery()
    throttle_scope = "read"
    owner: tuple[str, str | None]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        user: Any = request.user
        check_user_id(user, self.query.get("user_id"))
        self.owner = user.id, user.token

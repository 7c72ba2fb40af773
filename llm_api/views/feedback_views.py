from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ErrorDetail, NotAuthenticated, ValidationError
from rest_framework.request import Request

from llm_api import supabase_client
from llm_api.analysis.feedback import read_feedback
from llm_api.analysis.reading import Reading
from llm_api.auth.claim_tokens import read_claim_token
from llm_api.auth.ownership import check_user_id
from llm_api.caller import Caller
from llm_api.exceptions import InterviewNotFound
from llm_api.rest.parsers import FeedbackParser
from llm_api.rest.responses import ApiResponse
from llm_api.serializers.bodies import read_late_feedback
from llm_api.serializers.openapi import INTERVIEW_ID, RESPONSE_HEADERS, error_responses
from llm_api.serializers.query_params import FeedbackQuery, parse_interview_id
from llm_api.serializers.responses import FeedbackAnswer, interview_response
from llm_api.views.base import PublicView

CLAIM_IGNORED = (
    "claim_token was not used and not stored, because the request carries an access token."
)


class InterviewFeedbackView(PublicView):
    throttle_scope = "save"
    parser_classes = [FeedbackParser]
    query_serializer = FeedbackQuery()

    @extend_schema(
        operation_id="addFeedback",
        tags=["Save"],
        summary="Add the feedback to an interview that was saved without",
        description=(
            "The body is the feedback, which is read as in a save. An interview that has feedback "
            "already keeps it: the response is a 409, unless `replace=true`.\n\n"
            "For an interview without an owner, send no token and the body "
            '`{"claim_token": …, "feedback": …}`.'
        ),
        parameters=[INTERVIEW_ID, FeedbackQuery, *RESPONSE_HEADERS],
        request={"application/json": {"$ref": "#/components/schemas/Feedback"}},
        responses={
            200: FeedbackAnswer,
            **error_responses(400, 401, 403, 404, 409, 413, 415, 429, 502, 503),
        },
    )
    def put(self, request: Request, interview_id: str) -> ApiResponse:
        caller: Caller | None = request.user  # type: ignore[assignment]  # ours, not Django's
        feedback, warnings = self._feedback(caller, interview_id, _body(request))
        row = supabase_client.set_feedback(
            caller,
            parse_interview_id(interview_id),
            feedback,
            replace=caller is not None and self.query["replace"] == "true",
        )
        body = {"success": True, "data": interview_response(row)}
        return ApiResponse(body | {"warnings": warnings} if warnings else body)

    def _feedback(self, caller: Caller | None, interview_id: str, body: Any) -> Reading:
        if caller is not None:
            check_user_id(caller, self.query.get("user_id"))
            return _read_claimed(body) if _has_claim_token(body) else read_feedback(body)
        if not isinstance(body, dict) or "claim_token" not in body:
            raise NotAuthenticated
        late = read_late_feedback(body)
        if read_claim_token(late.claim_token) != parse_interview_id(interview_id):
            raise InterviewNotFound
        return Reading(late.feedback, late.warnings)


def _has_claim_token(body: Any) -> bool:
    return isinstance(body, dict) and body.keys() == {"claim_token", "feedback"}


def _read_claimed(body: dict[str, Any]) -> Reading:
    """The body of a client whose user has signed in, and claimed the interview, meanwhile."""
    feedback, warnings = read_feedback(body["feedback"])
    return Reading(feedback, [CLAIM_IGNORED, *warnings])


def _body(request: Request) -> Any:
    if request.stream is None:
        raise ValidationError([ErrorDetail("Send the feedback as the body.", "required")])
    return request.data

"""Saving, listing, reading, claiming and deleting interviews."""

import re

from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
)
from rest_framework import status
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

from llm_api import supabase_client
from llm_api.auth.claim_tokens import make_claim_token, read_claim_token
from llm_api.auth.ownership import check_user_id, ownership_warnings
from llm_api.caller import Caller
from llm_api.pagination import make_cursor, read_cursor
from llm_api.rest.parsers import InterviewParser
from llm_api.rest.responses import ApiResponse
from llm_api.serializers.bodies import ClaimSerializer, SaveInterviewSerializer, read_interview
from llm_api.serializers.openapi import (
    INTERVIEW_ID,
    RESPONSE_HEADERS,
    error_responses,
    response_header,
)
from llm_api.serializers.query_params import (
    DeleteAllQuery,
    ListQuery,
    OwnerQuery,
    parse_interview_id,
    selection,
)
from llm_api.serializers.responses import (
    ClaimPreviewAnswer,
    DeletedInterviewAnswer,
    DeletedInterviewsAnswer,
    InterviewListAnswer,
    OneInterviewAnswer,
    SavedInterviewAnswer,
    claim_preview,
    interview_response,
    summary_response,
)
from llm_api.supabase_client import SavedInterview
from llm_api.views.base import OwnerView, PublicView

VISIBLE_ASCII = re.compile(r"[!-~]{1,255}")

CLAIM_SERIALIZER = ClaimSerializer()

EXAMPLE_INTERVIEW = {
    "job_role": "Software Engineer",
    "experience_level": "Mid-level",
    "interview_type": "Behavioral",
    "conversation": [
        {"role": "interviewer", "content": "Tell me about yourself"},
        {"role": "user", "content": "I'm a software engineer with five years in payments."},
    ],
    "feedback": {
        "overallScore": 8,
        "communicationScore": 9,
        "technicalScore": 7,
        "strengths": ["Clear communication"],
        "areasForImprovement": ["More technical depth"],
        "detailedFeedback": "You performed well.",
        "recommendations": ["Practice the STAR method"],
    },
    "question_count": 1,
}


class InterviewSaveView(PublicView):
    throttle_scope = "save"
    parser_classes = [InterviewParser]

    @extend_schema(
        operation_id="saveInterview",
        tags=["Save"],
        summary="Save a finished interview",
        description=(
            "With an access token the interview belongs to the token's user. Without one it is "
            "stored without an owner, and the response has a `claim_token`.\n\n"
            "Send an `Idempotency-Key`, and the same one with every retry: however often the "
            "request arrives, one interview is stored."
        ),
        parameters=[
            OpenApiParameter(
                "Idempotency-Key",
                {"type": "string", "pattern": "^[!-~]{1,255}$"},
                OpenApiParameter.HEADER,
                description="1 to 255 visible ASCII characters, new for each interview.",
            ),
            response_header("Idempotent-Replayed", "`true` if an earlier request saved it.", 200),
            *RESPONSE_HEADERS,
        ],
        request=SaveInterviewSerializer,
        responses={
            201: OpenApiResponse(SavedInterviewAnswer, "The interview is stored."),
            200: OpenApiResponse(SavedInterviewAnswer, "An earlier request had stored it."),
            **error_responses(400, 401, 403, 409, 413, 415, 429, 502, 503),
        },
        examples=[
            OpenApiExample("interview", EXAMPLE_INTERVIEW, request_only=True),
            OpenApiExample(
                "saved",
                {
                    "success": True,
                    "message": "Interview saved successfully",
                    "data": {
                        "id": "6f1c7c1e-3b6f-4f0e-9a39-0d1f6f2f6b7a",
                        "user_id": "01a202ed-093c-76ef-98fd-6535c50ec3d2",
                        **EXAMPLE_INTERVIEW,
                        "overall_score": 8,
                        "communication_score": 9,
                        "technical_score": 7,
                        "completed_at": "2026-01-31T09:30:00.123456Z",
                        "created_at": "2026-01-31T09:30:00.234567Z",
                    },
                },
                response_only=True,
                status_codes=["201", "200"],
            ),
        ],
    )
    def post(self, request: Request) -> ApiResponse:
        key = _idempotency_key(request)
        sent = read_interview(request.data)
        caller: Caller | None = request.user  # type: ignore[assignment]  # not Django's User
        warnings = ownership_warnings(caller, sent.user_id) + sent.warnings
        saved = supabase_client.save_complete_interview(
            caller.user_id if caller else None,
            **sent.columns,
            token=caller.token if caller else None,
            idempotency_key=key,
            body=request.data,
        )
        return _saved_response(saved, caller, warnings)


class AllInterviewsView(OwnerView):
    query_serializer = DeleteAllQuery()

    @extend_schema(
        operation_id="deleteAllInterviews",
        tags=["Delete"],
        summary="Delete all of my interviews permanently",
        description=(
            "Deletes all or none. If their number differs from `expected_total`, for example "
            "because another one was saved meanwhile, nothing is deleted and the response is a 409 "
            "with the current number. To keep a copy, request `export.json` without filters first."
        ),
        parameters=[DeleteAllQuery, *RESPONSE_HEADERS],
        responses={
            200: DeletedInterviewsAnswer,
            **error_responses(400, 401, 403, 409, 429, 502, 503),
        },
    )
    def delete(self, request: Request) -> ApiResponse:
        expected = self.query["expected_total"]
        deleted = supabase_client.delete_all_interviews(self.caller, expected)
        message = "All interviews deleted"
        return ApiResponse({"success": True, "message": message, "data": {"deleted": deleted}})


class InterviewListView(OwnerView):
    query_serializer = ListQuery()

    @extend_schema(
        operation_id="listInterviews",
        tags=["Read"],
        summary="List my interviews",
        description=(
            "Newest first by default, without the conversations, in pages. Interviews that are "
            "saved between two pages neither repeat nor hide others."
        ),
        parameters=[ListQuery, *RESPONSE_HEADERS],
        responses={200: InterviewListAnswer, **error_responses(400, 401, 403, 429, 502, 503)},
    )
    def get(self, request: Request) -> ApiResponse:
        user_id, limit = self.caller.user_id, self.query["limit"]
        selected = selection(self.query)
        after = read_cursor(user_id, selected, self.query.get("cursor"))
        page = supabase_client.find_interviews(self.caller, selected, after=after, page_size=limit)
        return ApiResponse(
            {
                "success": True,
                "data": [summary_response(row) for row in page.rows],
                "pagination": {
                    "total": page.total,
                    "limit": limit,
                    "next_cursor": page.next_position
                    and make_cursor(user_id, selected, page.next_position),
                },
            }
        )


class InterviewDetailView(OwnerView):
    @extend_schema(
        operation_id="getInterview",
        tags=["Read"],
        summary="Read one of my interviews",
        parameters=[INTERVIEW_ID, OwnerQuery, *RESPONSE_HEADERS],
        responses={
            200: OneInterviewAnswer,
            **error_responses(400, 401, 403, 404, 429, 502, 503),
        },
    )
    def get(self, request: Request, interview_id: str) -> ApiResponse:
        row = supabase_client.get_interview(self.caller, parse_interview_id(interview_id))
        return ApiResponse({"success": True, "data": interview_response(row)})

    @extend_schema(
        operation_id="deleteInterview",
        tags=["Delete"],
        summary="Delete one of my interviews permanently",
        parameters=[INTERVIEW_ID, OwnerQuery, *RESPONSE_HEADERS],
        responses={
            200: DeletedInterviewAnswer,
            **error_responses(400, 401, 403, 404, 429, 502, 503),
        },
    )
    def delete(self, request: Request, interview_id: str) -> ApiResponse:
        row_id = parse_interview_id(interview_id)
        supabase_client.delete_interview(self.caller, row_id)
        return ApiResponse(
            {"success": True, "message": "Interview deleted", "data": {"id": row_id}}
        )


class ClaimTokenView(OwnerView):
    """A view about the interview of a claim token."""

    def claimed_id(self, request: Request) -> str:
        claim = CLAIM_SERIALIZER.run_validation(request.data)
        check_user_id(self.caller, claim.get("user_id"))
        return read_claim_token(claim["claim_token"])


class ClaimPreviewView(ClaimTokenView):
    @extend_schema(
        operation_id="previewClaim",
        tags=["Claim"],
        summary="See which interview a claim token is for",
        description="What a person needs to decide about a claim. Nothing changes.",
        parameters=[OwnerQuery, *RESPONSE_HEADERS],
        request=ClaimSerializer,
        responses={
            200: ClaimPreviewAnswer,
            **error_responses(400, 401, 403, 404, 413, 415, 429, 502, 503),
        },
    )
    def post(self, request: Request) -> ApiResponse:
        row = supabase_client.get_claimable_interview(self.caller, self.claimed_id(request))
        return ApiResponse({"success": True, "data": claim_preview(row)})


class InterviewClaimView(ClaimTokenView):
    @extend_schema(
        operation_id="claimInterview",
        tags=["Claim"],
        summary="Claim an interview that I saved before signing in",
        parameters=[OwnerQuery, *RESPONSE_HEADERS],
        request=ClaimSerializer,
        responses={
            200: OneInterviewAnswer,
            **error_responses(400, 401, 403, 404, 413, 415, 429, 502, 503),
        },
    )
    def post(self, request: Request) -> ApiResponse:
        row = supabase_client.claim_interview(self.caller, self.claimed_id(request))
        return ApiResponse({"success": True, "data": interview_response(row)})


def _idempotency_key(request: Request) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not VISIBLE_ASCII.fullmatch(key):
        detail = ErrorDetail("Give 1 to 255 visible ASCII characters.", "invalid")
        raise ValidationError({"Idempotency-Key": [detail]})
    return key


def _saved_response(
    saved: SavedInterview, caller: Caller | None, warnings: list[str]
) -> ApiResponse:
    body = {
        "success": True,
        "message": "Interview saved successfully",
        "data": interview_response(saved.row),
    }
    if warnings:
        body["warnings"] = warnings
    if caller is None:
        body["claim_token"] = make_claim_token(saved.row["id"])
    if saved.replayed:
        return ApiResponse(body, headers={"Idempotent-Replayed": "true"})
    return ApiResponse(body, status=status.HTTP_201_CREATED)

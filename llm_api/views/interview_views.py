import re

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from llm_api import supabase_client
from llm_api.answers import (
    DELETED_INTERVIEW,
    DELETED_INTERVIEWS,
    INTERVIEW_LIST,
    ONE_INTERVIEW,
    SAVED_INTERVIEW,
    interview_answer,
    summary_answer,
)
from llm_api.claim_tokens import make_claim_token, read_claim_token
from llm_api.cursors import make_cursor, read_cursor
from llm_api.openapi import (
    INTERVIEW_ID,
    RESPONSE_HEADERS,
    error_responses,
    response_header,
)
from llm_api.ownership import Owner, check_user_id, owner_of_new_interview
from llm_api.queries import DeleteAllQuery, ListQuery, OwnerQuery, existing_id, selection
from llm_api.serializers import ClaimSerializer, SaveInterviewSerializer, read_interview
from llm_api.supabase_client import SavedInterview
from llm_api.views.base import OwnerView, PublicView

VISIBLE_ASCII = re.compile(r"[!-~]{1,255}")

CLAIM_FORM = ClaimSerializer()

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

    @extend_schema(
        operation_id="saveInterview",
        summary="Save a finished interview",
        description=(
            "With an access token the interview belongs to the token's user. Without one it is "
            "stored without an owner and the answer carries a `claim_token`.\n\n"
            "Send an `Idempotency-Key` and repeat it with every retry: however often the request "
            "arrives, one interview is stored."
        ),
        parameters=[
            OpenApiParameter(
                "Idempotency-Key",
                {"type": "string", "pattern": "^[!-~]{1,255}$"},
                OpenApiParameter.HEADER,
                description="1 to 255 visible ASCII characters, new for each interview.",
            ),
            response_header("Idempotent-Replayed", "`true`: saved by an earlier request.", 200),
            *RESPONSE_HEADERS,
        ],
        request=SaveInterviewSerializer,
        responses={
            201: SAVED_INTERVIEW,
            200: SAVED_INTERVIEW,
            **error_responses(400, 401, 403, 409, 411, 413, 415, 429, 502, 503),
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
    def post(self, request: Request) -> Response:
        key = _idempotency_key(request)
        interview, warnings = read_interview(request.data)
        owner = owner_of_new_interview(request.user, interview.pop("user_id", None))
        saved = supabase_client.save_complete_interview(
            owner.user_id,
            **interview,
            token=owner.token,
            idempotency_key=key,
            body=request.data,
        )
        return _saved_response(saved, owner, [*owner.warnings, *warnings])


class AllInterviewsView(OwnerView):
    query_form = DeleteAllQuery()

    @extend_schema(
        operation_id="deleteAllInterviews",
        summary="Delete all of my interviews, for good",
        description=(
            "All at once or none. When they are not `expected_total` any more, because one was "
            "saved meanwhile, say, nothing is deleted and the answer is a 409 with the number. "
            "To take them along first: `export.json` without filters is all of them."
        ),
        parameters=[DeleteAllQuery, *RESPONSE_HEADERS],
        responses={
            200: DELETED_INTERVIEWS,
            **error_responses(400, 401, 403, 409, 429, 502, 503),
        },
    )
    def delete(self, request: Request) -> Response:
        expected = self.query["expected_total"]
        deleted = supabase_client.delete_all_interviews(*self.owner, expected)
        message = "All interviews deleted"
        return Response({"success": True, "message": message, "data": {"deleted": deleted}})


class InterviewListView(OwnerView):
    query_form = ListQuery()

    @extend_schema(
        operation_id="listInterviews",
        summary="List my interviews",
        description=(
            "Newest first, without the conversations, a page at a time. Interviews that are "
            "saved between two pages neither repeat nor hide others."
        ),
        parameters=[ListQuery, *RESPONSE_HEADERS],
        responses={200: INTERVIEW_LIST, **error_responses(400, 401, 403, 429, 502, 503)},
    )
    def get(self, request: Request) -> Response:
        user_id, token = self.owner
        chosen, limit = selection(self.query), self.query["limit"]
        after = read_cursor(user_id, chosen, self.query.get("cursor"))
        page = supabase_client.find_interviews(user_id, token, chosen, after=after, page_size=limit)
        return Response(
            {
                "success": True,
                "data": [summary_answer(row) for row in page.rows],
                "pagination": {
                    "total": page.total,
                    "limit": limit,
                    "next_cursor": page.next_position
                    and make_cursor(user_id, chosen, page.next_position),
                },
            }
        )


class InterviewDetailView(OwnerView):
    @extend_schema(
        operation_id="getInterview",
        summary="Read one of my interviews",
        parameters=[INTERVIEW_ID, OwnerQuery, *RESPONSE_HEADERS],
        responses={
            200: ONE_INTERVIEW,
            **error_responses(400, 401, 403, 404, 429, 502, 503),
        },
    )
    def get(self, request: Request, interview_id: str) -> Response:
        row = supabase_client.get_interview(*self.owner, existing_id(interview_id))
        return Response({"success": True, "data": interview_answer(row)})

    @extend_schema(
        operation_id="deleteInterview",
        summary="Delete one of my interviews, for good",
        parameters=[INTERVIEW_ID, OwnerQuery, *RESPONSE_HEADERS],
        responses={200: DELETED_INTERVIEW, **error_responses(400, 401, 403, 404, 429, 502, 503)},
    )
    def delete(self, request: Request, interview_id: str) -> Response:
        row_id = existing_id(interview_id)
        supabase_client.delete_interview(*self.owner, row_id)
        return Response({"success": True, "message": "Interview deleted", "data": {"id": row_id}})


class InterviewClaimView(OwnerView):
    @extend_schema(
        operation_id="claimInterview",
        summary="Make an interview mine that I saved before I signed in",
        parameters=[OwnerQuery, *RESPONSE_HEADERS],
        request=ClaimSerializer,
        responses={
            200: ONE_INTERVIEW,
            **error_responses(400, 401, 403, 404, 411, 413, 415, 429, 502, 503),
        },
    )
    def post(self, request: Request) -> Response:
        claim = CLAIM_FORM.run_validation(request.data)
        check_user_id(request.user, claim.get("user_id"))
        row_id = read_claim_token(claim["claim_token"])
        row = supabase_client.claim_interview(*self.owner, row_id)
        return Response({"success": True, "data": interview_answer(row)})


def _idempotency_key(request: Request) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not VISIBLE_ASCII.fullmatch(key):
        detail = ErrorDetail("Give 1 to 255 visible ASCII characters.", "invalid")
        raise ValidationError({"Idempotency-Key": [detail]})
    return key


def _saved_response(saved: SavedInterview, owner: Owner, warnings: list[str]) -> Response:
    body = {
        "success": True,
        "message": "Interview saved successfully",
        "data": interview_answer(saved.row),
    }
    if warnings:
        body["warnings"] = warnings
    if owner.user_id is None:
        body["claim_token"] = make_claim_token(saved.row["id"])
    if saved.replayed:
        return Response(body, headers={"Idempotent-Replayed": "true"})
    return Response(body, status=status.HTTP_201_CREATED)

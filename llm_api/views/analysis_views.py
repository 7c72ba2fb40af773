"""Statistics, progress and comparison of the caller's interviews."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from llm_api import supabase_client
from llm_api.analysis.comparison import compare, comparison_warnings
from llm_api.analysis.progress import progress
from llm_api.rest.responses import ApiResponse
from llm_api.serializers.openapi import RESPONSE_HEADERS, error_responses
from llm_api.serializers.query_params import CompareQuery, FilterQuery, OwnerQuery, selection
from llm_api.serializers.responses import (
    ComparisonAnswer,
    ProgressAnswer,
    StatsAnswer,
    summary_response,
)
from llm_api.views.base import OwnerView


class StatsView(OwnerView):
    @extend_schema(
        operation_id="interviewStats",
        tags=["Analyse"],
        summary="My totals and averages",
        parameters=[OwnerQuery, *RESPONSE_HEADERS],
        responses={200: StatsAnswer, **error_responses(400, 401, 403, 429, 502, 503)},
    )
    def get(self, request: Request) -> ApiResponse:
        return ApiResponse({"success": True, "data": supabase_client.get_stats(self.caller)})


class ProgressView(OwnerView):
    query_serializer = FilterQuery()

    @extend_schema(
        operation_id="interviewProgress",
        tags=["Analyse"],
        summary="My scores over time, and recurring advice",
        description=(
            "Over all interviews that match the filters, oldest first. Advice that differs only in "
            "case, punctuation or filler words counts as the same advice."
        ),
        parameters=[FilterQuery, *RESPONSE_HEADERS],
        responses={200: ProgressAnswer, **error_responses(400, 401, 403, 429, 502, 503)},
    )
    def get(self, request: Request) -> ApiResponse:
        page = supabase_client.find_interviews(self.caller, selection(self.query))
        return ApiResponse({"success": True, "data": progress(page.rows)})


class CompareView(OwnerView):
    query_serializer = CompareQuery()

    @extend_schema(
        operation_id="compareInterviews",
        tags=["Analyse"],
        summary="2 to 5 of my interviews side by side",
        parameters=[CompareQuery, *RESPONSE_HEADERS],
        responses={200: ComparisonAnswer, **error_responses(400, 401, 403, 404, 429, 502, 503)},
    )
    def get(self, request: Request) -> ApiResponse:
        rows = supabase_client.get_summaries(self.caller, self.query["ids"])
        body = {"success": True, "data": compare([summary_response(row) for row in rows])}
        if warnings := comparison_warnings(rows):
            body["warnings"] = warnings
        return ApiResponse(body)

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from llm_api import supabase_client
from llm_api.answers import COMPARISON, PROGRESS, STATS, summary_answer
from llm_api.comparison import compare, comparison_warnings
from llm_api.openapi import RESPONSE_HEADERS, error_responses
from llm_api.progress import progress
from llm_api.queries import CompareQuery, FilterQuery, OwnerQuery, selection
from llm_api.views.base import OwnerView


class StatsView(OwnerView):
    @extend_schema(
        operation_id="interviewStats",
        summary="My totals and averages",
        parameters=[OwnerQuery, *RESPONSE_HEADERS],
        responses={200: STATS, **error_responses(400, 401, 403, 429, 502, 503)},
    )
    def get(self, request: Request) -> Response:
        return Response({"success": True, "data": supabase_client.get_stats(*self.owner)})


class ProgressView(OwnerView):
    query_form = FilterQuery()

    @extend_schema(
        operation_id="interviewProgress",
        summary="My scores over time, and the advice that recurs",
        description=(
            "Of all interviews that the filters select, oldest first. Advice that differs in "
            "case, punctuation or a filler word is the same advice."
        ),
        parameters=[FilterQuery, *RESPONSE_HEADERS],
        responses={200: PROGRESS, **error_responses(400, 401, 403, 429, 502, 503)},
    )
    def get(self, request: Request) -> Response:
        page = supabase_client.find_interviews(*self.owner, selection(self.query))
        return Response({"success": True, "data": progress(page.rows)})


class CompareView(OwnerView):
    query_form = CompareQuery()

    @extend_schema(
        operation_id="compareInterviews",
        summary="2 to 5 of my interviews side by side",
        parameters=[CompareQuery, *RESPONSE_HEADERS],
        responses={200: COMPARISON, **error_responses(400, 401, 403, 404, 429, 502, 503)},
    )
    def get(self, request: Request) -> Response:
        rows = supabase_client.get_summaries(*self.owner, self.query["ids"])
        body = {"success": True, "data": compare([summary_answer(row) for row in rows])}
        if warnings := comparison_warnings(rows):
            body["warnings"] = warnings
        return Response(body)

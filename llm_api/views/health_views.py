"""Health of the process, and readiness to save."""

from typing import Annotated, Any

from django.conf import settings
from drf_spectacular.utils import OpenApiResponse, extend_schema
from pydantic import BaseModel, Field
from rest_framework.request import Request

from llm_api import supabase_client
from llm_api.rest.responses import ApiResponse
from llm_api.schemas import documented
from llm_api.serializers.openapi import REQUEST_ID_HEADER, RESPONSE_HEADERS, error_responses
from llm_api.supabase_client import SCHEMA_VERSION, SupabaseStatus
from llm_api.views.base import PublicView


class SupabaseHealth(BaseModel):
    """The two versions are there with the status not_migrated only."""

    status: Annotated[str, documented(enum=[status.value for status in SupabaseStatus])]
    schema_version: int | None = Field(
        default=None, description="Null if the table or one of its columns is missing."
    )
    schema_version_needed: int = SCHEMA_VERSION


class Health(BaseModel):
    status: Annotated[str, documented(enum=["ok", "degraded"])]
    version: str
    supabase: SupabaseHealth


class HealthView(PublicView):
    authentication_classes = []

    @extend_schema(
        operation_id="health",
        tags=["Health"],
        summary="Is the process serving?",
        description="200 as long as it is. The status of Supabase may be a few seconds old.",
        parameters=[REQUEST_ID_HEADER],
        responses={200: Health, **error_responses(400)},
    )
    def get(self, request: Request) -> ApiResponse:
        return ApiResponse(_health())


class ReadyView(PublicView):
    authentication_classes = []

    @extend_schema(
        operation_id="ready",
        tags=["Health"],
        summary="Would a save work?",
        description="200 if Supabase is reachable, accepts the key and has the schema; else 503.",
        parameters=[*RESPONSE_HEADERS],
        responses={
            200: Health,
            503: OpenApiResponse(Health, "A save would currently fail."),
            **error_responses(400),
        },
    )
    def get(self, request: Request) -> ApiResponse:
        health = _health()
        if health["status"] == "ok":
            return ApiResponse(health)
        return ApiResponse(health, status=503, headers={"Retry-After": "5"})


def _health() -> dict[str, Any]:
    status, schema_version = supabase_client.supabase_health()
    supabase: dict[str, Any] = {"status": status}
    if status == SupabaseStatus.NOT_MIGRATED:
        supabase["schema_version"] = schema_version
        supabase["schema_version_needed"] = SCHEMA_VERSION
    return {
        "status": "ok" if status == SupabaseStatus.OK else "degraded",
        "version": settings.VERSION,
        "supabase": supabase,
    }

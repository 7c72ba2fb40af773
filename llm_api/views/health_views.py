from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend import __version__
from llm_api import supabase_client
from llm_api.openapi import REQUEST_ID_HEADER, RESPONSE_HEADERS, error_responses
from llm_api.supabase_client import SupabaseStatus
from llm_api.views.base import PublicView


class SupabaseHealthSerializer(serializers.Serializer):
    status = serializers.ChoiceField([status.value for status in SupabaseStatus])


class HealthSerializer(serializers.Serializer):
    status = serializers.ChoiceField(["ok", "degraded"])
    version = serializers.CharField()
    supabase = SupabaseHealthSerializer()


class HealthView(PublicView):
    authentication_classes = []

    @extend_schema(
        operation_id="health",
        summary="Is the process serving?",
        description="200 as long as it is. What it knows of Supabase is at most some seconds old.",
        parameters=[REQUEST_ID_HEADER],
        responses={200: HealthSerializer, **error_responses(400)},
    )
    def get(self, request: Request) -> Response:
        return Response(_health())


class ReadyView(PublicView):
    authentication_classes = []

    @extend_schema(
        operation_id="ready",
        summary="Would a save work?",
        description="200 if Supabase is reachable, accepts the key and has the table; else 503.",
        parameters=[*RESPONSE_HEADERS],
        responses={
            200: HealthSerializer,
            503: OpenApiResponse(HealthSerializer, "A save would not work just now."),
            **error_responses(400),
        },
    )
    def get(self, request: Request) -> Response:
        health = _health()
        if health["status"] == "ok":
            return Response(health)
        return Response(health, status=503, headers={"Retry-After": "5"})


def _health() -> dict[str, Any]:
    status = supabase_client.supabase_status()
    return {
        "status": "ok" if status == SupabaseStatus.OK else "degraded",
        "version": __version__,
        "supabase": {"status": status},
    }

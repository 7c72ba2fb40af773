"""The service as it is usually written with Django REST framework, for comparison.

It has nested serializers, one supabase-py client per process, as supabase-py's documentation shows,
and the insert of the owner's guide. It accepts the same body and writes the same columns as ours,
without ownership or idempotency.
"""

import os
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import path

settings.configure(
    SECRET_KEY="benchmark",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["rest_framework"],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
    ],
    REST_FRAMEWORK={"DEFAULT_AUTHENTICATION_CLASSES": [], "UNAUTHENTICATED_USER": None},
    USE_TZ=True,
)
application = get_wsgi_application()

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from supabase import create_client

supabase = create_client(os.environ["SUPABASE_URL"], os.environ["SUPABASE_SERVICE_ROLE_KEY"])


class MessageSerializer(serializers.Serializer):
    role = serializers.ChoiceField(["interviewer", "user"])
    content = serializers.CharField(max_length=20_000)


class FeedbackSerializer(serializers.Serializer):
    overallScore = serializers.IntegerField(min_value=1, max_value=10)
    communicationScore = serializers.IntegerField(min_value=1, max_value=10)
    technicalScore = serializers.IntegerField(min_value=1, max_value=10)
    strengths = serializers.ListField(child=serializers.CharField())
    areasForImprovement = serializers.ListField(child=serializers.CharField())
    detailedFeedback = serializers.CharField()
    recommendations = serializers.ListField(child=serializers.CharField())


class InterviewSerializer(serializers.Serializer):
    user_id = serializers.UUIDField(required=False, allow_null=True)
    job_role = serializers.CharField(max_length=200)
    experience_level = serializers.ChoiceField(["Junior", "Mid-level", "Senior"])
    interview_type = serializers.ChoiceField(["Behavioral", "Technical", "System Design"])
    conversation = MessageSerializer(many=True)
    feedback = FeedbackSerializer()
    question_count = serializers.IntegerField(min_value=0)


class SaveView(APIView):
    def post(self, request: Request) -> Response:
        serializer = InterviewSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        interview: dict[str, Any] = serializer.validated_data
        feedback = interview["feedback"]
        row = {
            **interview,
            "overall_score": feedback.get("overallScore"),
            "communication_score": feedback.get("communicationScore"),
            "technical_score": feedback.get("technicalScore"),
            "completed_at": datetime.now(UTC).isoformat(),
        }
        stored = supabase.table("interviews").insert(row).execute().data[0]
        return Response({"success": True, "data": stored}, status=status.HTTP_201_CREATED)


urlpatterns = [path("api/interviews/save", SaveView.as_view())]

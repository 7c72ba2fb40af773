"""The service as it is usually written with Django REST framework, for comparison.

It has nested serializers, PyJWT for tokens, one supabase-py client per process, as supabase-py's
documentation shows, and the insert of the owner's guide. It accepts the same body and writes the
same columns as ours, without ownership or idempotency.
"""

import os
from datetime import UTC, datetime
from typing import Any

import jwt
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
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from supabase import create_client

supabase = create_client(os.environ["SUPABASE_URL"], os.environ["SUPABASE_SERVICE_ROLE_KEY"])


SUMMARY = (
    "id,user_id,job_role,experience_level,interview_type,feedback,overall_score,"
    "communication_score,technical_score,question_count,completed_at,created_at"
)


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


class User:
    is_authenticated = True

    def __init__(self, user_id: str) -> None:
        self.id = user_id


class TokenAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[User, str]:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            claims = jwt.decode(
                token,
                os.environ["SUPABASE_JWT_SECRET"],
                algorithms=["HS256"],
                audience="authenticated",
                issuer=os.environ["SUPABASE_JWT_ISSUER"],
            )
        except jwt.PyJWTError as exc:
            raise AuthenticationFailed from exc
        return User(claims["sub"]), token


class ReadView(APIView):
    authentication_classes = [TokenAuthentication]
    permission_classes = [IsAuthenticated]


class ListView(ReadView):
    def get(self, request: Request) -> Response:
        found = (
            supabase.table("interviews")
            .select(SUMMARY, count="exact")
            .eq("user_id", request.user.id)
            .order("completed_at", desc=True)
            .limit(20)
            .execute()
        )
        return Response({"success": True, "data": found.data, "total": found.count})


class StatsView(ReadView):
    def get(self, request: Request) -> Response:
        found = supabase.rpc("interview_exact_stats", {"owner": request.user.id}).execute()
        return Response({"success": True, "data": found.data})


class InterviewView(ReadView):
    def get(self, request: Request, interview_id: Any) -> Response:
        found = (
            supabase.table("interviews")
            .select("*")
            .eq("id", str(interview_id))
            .eq("user_id", request.user.id)
            .execute()
        )
        if not found.data:
            raise NotFound
        return Response({"success": True, "data": found.data[0]})


urlpatterns = [
    path("api/interviews/save", SaveView.as_view()),
    path("api/interviews/list", ListView.as_view()),
    path("api/interviews/stats", StatsView.as_view()),
    path("api/interviews/<uuid:interview_id>", InterviewView.as_view()),
]

from django.urls import path

from llm_api.views.health_views import HealthView, ReadyView
from llm_api.views.interview_views import InterviewSaveView
from llm_api.views.schema_views import DocsView, SchemaView

urlpatterns = [
    path("interviews/save", InterviewSaveView.as_view(), name="interview-save"),
    path("health", HealthView.as_view(), name="health"),
    path("health/ready", ReadyView.as_view(), name="health-ready"),
    path("schema", SchemaView.as_view(), name="schema"),
    path("docs", DocsView.as_view(), name="docs"),
]

"""The URLs under /api/."""

from django.urls import path

from llm_api.views.analysis_views import CompareView, ProgressView, StatsView
from llm_api.views.export_views import (
    ComparisonPdfView,
    InterviewJsonView,
    InterviewMarkdownView,
    InterviewPdfView,
    InterviewsCsvView,
    InterviewsJsonView,
    ProgressPdfView,
)
from llm_api.views.feedback_views import InterviewFeedbackView
from llm_api.views.health_views import HealthView, ReadyView
from llm_api.views.interview_views import (
    AllInterviewsView,
    ClaimPreviewView,
    InterviewClaimView,
    InterviewDetailView,
    InterviewListView,
    InterviewSaveView,
)
from llm_api.views.schema_views import DocsView, SchemaView

INTERVIEW = "interviews/<str:interview_id>"

# In the order of use, which is that of the OpenAPI document.
urlpatterns = [
    path("interviews/save", InterviewSaveView.as_view(), name="interview-save"),
    path(f"{INTERVIEW}/feedback", InterviewFeedbackView.as_view(), name="interview-feedback"),
    path("interviews/list", InterviewListView.as_view(), name="interview-list"),
    path("interviews/stats", StatsView.as_view(), name="interview-stats"),
    path("interviews/progress", ProgressView.as_view(), name="interview-progress"),
    path("interviews/compare", CompareView.as_view(), name="interview-compare"),
    path("interviews/claim/preview", ClaimPreviewView.as_view(), name="claim-preview"),
    path("interviews/claim", InterviewClaimView.as_view(), name="interview-claim"),
    path(f"{INTERVIEW}/export.pdf", InterviewPdfView.as_view(), name="interview-pdf"),
    path(f"{INTERVIEW}/export.md", InterviewMarkdownView.as_view(), name="interview-markdown"),
    path(f"{INTERVIEW}/export.json", InterviewJsonView.as_view(), name="interview-json"),
    path("interviews/export.csv", InterviewsCsvView.as_view(), name="interviews-csv"),
    path("interviews/export.json", InterviewsJsonView.as_view(), name="interviews-json"),
    path("interviews/progress.pdf", ProgressPdfView.as_view(), name="interview-progress-pdf"),
    path("interviews/compare.pdf", ComparisonPdfView.as_view(), name="interview-compare-pdf"),
    path(INTERVIEW, InterviewDetailView.as_view(), name="interview-detail"),  # after the words
    path("interviews", AllInterviewsView.as_view(), name="interviews"),
    path("health", HealthView.as_view(), name="health"),
    path("health/ready", ReadyView.as_view(), name="health-ready"),
    path("schema", SchemaView.as_view(), name="schema"),
    path("docs", DocsView.as_view(), name="docs"),
]

"""Exports as files.

The modules that make PDFs are imported at the first PDF: typst takes 7 MB.
"""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from pydantic_core import to_json
from rest_framework.request import Request

from llm_api import supabase_client
from llm_api.analysis.progress import progress
from llm_api.exports.file_names import dated_file_name, file_name
from llm_api.exports.markdown import interview_markdown
from llm_api.exports.selections import describe
from llm_api.exports.spreadsheet import csv_rows, further_columns
from llm_api.exports.transcript import Transcript
from llm_api.rest.attachments import CSV, JSON, MARKDOWN, PDF, attachment, streamed_attachment
from llm_api.schemas import Interview, Row
from llm_api.serializers.export_params import (
    ComparisonPdfQuery,
    InterviewDocumentQuery,
    InterviewExportQuery,
    InterviewsExportQuery,
    ProgressPdfQuery,
)
from llm_api.serializers.openapi import (
    INTERVIEW_ID,
    RESPONSE_HEADERS,
    error_responses,
    response_header,
)
from llm_api.serializers.query_params import parse_interview_id, selection
from llm_api.serializers.responses import interview_response, json_array
from llm_api.views.base import OwnerView

HEADERS = [
    *RESPONSE_HEADERS,
    response_header("Content-Disposition", "`attachment` with a file name.", 200),
]
INTERVIEW_ARRAY = {"type": "array", "items": {"$ref": "#/components/schemas/Interview"}}
BINARY = OpenApiResponse(OpenApiTypes.BINARY, "The file.")


def describe_one(
    operation_id: str,
    content_type: str,
    summary: str,
    file: Any = BINARY,
    query: type = InterviewExportQuery,
) -> Any:
    return extend_schema(
        operation_id=operation_id,
        tags=["Export"],
        summary=summary,
        parameters=[INTERVIEW_ID, query, *HEADERS],
        responses={
            (200, content_type): file,
            **error_responses(400, 401, 403, 404, 429, 502, 503),
        },
    )


def describe_all(operation_id: str, content_type: str, summary: str, file: Any = BINARY) -> Any:
    return extend_schema(
        operation_id=operation_id,
        tags=["Export"],
        summary=summary,
        description="All interviews that match the filters, streamed.",
        parameters=[InterviewsExportQuery, *HEADERS],
        responses={(200, content_type): file, **error_responses(400, 401, 403, 429, 502, 503)},
    )


class OneExportView(OwnerView):
    query_serializer = InterviewExportQuery()
    throttle_scope = "export"

    def row(self, interview_id: str) -> Row:
        return supabase_client.get_interview(self.caller, parse_interview_id(interview_id))

    def transcript(self, row: Row) -> Transcript:
        return Transcript.from_row(row, self.query["time_zone"])


class InterviewPdfView(OneExportView):
    query_serializer = InterviewDocumentQuery()

    @describe_one(
        "exportInterviewPdf", PDF, "One of my interviews as a PDF", query=InterviewDocumentQuery
    )
    def get(self, request: Request, interview_id: str) -> HttpResponse:
        from llm_api.exports.pdf import interview_pdf

        interview = self.transcript(self.row(interview_id))
        document = interview_pdf(interview, self.query["name"])
        return attachment(document, PDF, file_name(interview, "pdf"))


class InterviewMarkdownView(OneExportView):
    query_serializer = InterviewDocumentQuery()

    @describe_one(
        "exportInterviewMarkdown",
        MARKDOWN,
        "One of my interviews as Markdown",
        query=InterviewDocumentQuery,
    )
    def get(self, request: Request, interview_id: str) -> HttpResponse:
        interview = self.transcript(self.row(interview_id))
        document = interview_markdown(interview, self.query["name"])
        return attachment(document, MARKDOWN, file_name(interview, "md"))


class InterviewJsonView(OneExportView):
    @describe_one(
        "exportInterviewJson",
        JSON,
        "One of my interviews as JSON: the row itself",
        Interview,
    )
    def get(self, request: Request, interview_id: str) -> HttpResponse:
        row = self.row(interview_id)
        name = file_name(self.transcript(row), "json")
        return attachment(to_json(interview_response(row)), JSON, name)


class AllExportView(OwnerView):
    query_serializer = InterviewsExportQuery()
    throttle_scope = "export"

    def rows(self, *, with_conversation: bool = True) -> Iterator[Row]:
        """The selected rows. A failure after the first page aborts the response, so that the client
        sees a connection error instead of an incomplete file."""
        return supabase_client.all_interviews(
            self.caller, selection(self.query), with_conversation=with_conversation
        )


class InterviewsCsvView(AllExportView):
    @describe_all("exportInterviewsCsv", CSV, "My interviews as CSV")
    def get(self, request: Request) -> StreamingHttpResponse:
        # The header comes first, so what it must name is read before, without the transcripts.
        columns = further_columns(self.rows(with_conversation=False))
        lines = csv_rows(self.rows(), columns, self.query["time_zone"])
        return streamed_attachment(lines, CSV, "interviews.csv")


class InterviewsJsonView(AllExportView):
    @describe_all(
        "exportInterviewsJson",
        JSON,
        "My interviews as JSON: an array of rows",
        INTERVIEW_ARRAY,
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        return streamed_attachment(json_array(self.rows()), JSON, "interviews.json")


class ProgressPdfView(OwnerView):
    query_serializer = ProgressPdfQuery()
    throttle_scope = "export"

    @extend_schema(
        operation_id="exportProgressPdf",
        tags=["Export"],
        summary="My progress as a PDF",
        parameters=[ProgressPdfQuery, *HEADERS],
        responses={(200, PDF): BINARY, **error_responses(400, 401, 403, 429, 502, 503)},
    )
    def get(self, request: Request) -> HttpResponse:
        from llm_api.exports.progress_pdf import progress_pdf

        selected, zone = selection(self.query), self.query["time_zone"]
        found = progress(supabase_client.find_interviews(self.caller, selected).rows)
        document = progress_pdf(found, zone, self.query["name"], describe(selected, zone))
        return attachment(
            document, PDF, dated_file_name("interview-progress", found["points"], zone)
        )


class ComparisonPdfView(OwnerView):
    query_serializer = ComparisonPdfQuery()
    throttle_scope = "export"

    @extend_schema(
        operation_id="exportComparisonPdf",
        tags=["Export"],
        summary="2 to 5 of my interviews side by side as a PDF",
        parameters=[ComparisonPdfQuery, *HEADERS],
        responses={(200, PDF): BINARY, **error_responses(400, 401, 403, 404, 429, 502, 503)},
    )
    def get(self, request: Request) -> HttpResponse:
        from llm_api.exports.comparison_pdf import comparison_pdf

        rows = supabase_client.get_summaries(self.caller, self.query["ids"])
        zone = self.query["time_zone"]
        document = comparison_pdf(rows, zone, self.query["name"])
        return attachment(document, PDF, dated_file_name("interview-comparison", rows, zone))

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from pydantic_core import to_json
from rest_framework.request import Request

from llm_api import supabase_client
from llm_api.answers import InterviewSerializer, interview_answer, json_array
from llm_api.exports.file_names import content_disposition, file_name
from llm_api.exports.markdown import interview_markdown
from llm_api.exports.pdf import interview_pdf
from llm_api.exports.spreadsheet import csv_rows
from llm_api.openapi import INTERVIEW_ID, RESPONSE_HEADERS, error_responses, response_header
from llm_api.queries import ExportQuery, OwnerQuery, existing_id, selection
from llm_api.views.base import OwnerView

Row = dict[str, Any]

PDF = "application/pdf"
MARKDOWN = "text/markdown"
JSON = "application/json"
CSV = "text/csv"

HEADERS = [
    *RESPONSE_HEADERS,
    response_header("Content-Disposition", "`attachment` with a file name.", 200),
]
BINARY = OpenApiResponse(OpenApiTypes.BINARY, "The file.")


def describe_one(operation_id: str, content_type: str, summary: str, file: Any = BINARY) -> Any:
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        parameters=[INTERVIEW_ID, OwnerQuery, *HEADERS],
        responses={
            (200, content_type): file,
            **error_responses(400, 401, 403, 404, 429, 502, 503),
        },
    )


def describe_all(operation_id: str, content_type: str, summary: str, file: Any = BINARY) -> Any:
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        description="All interviews that the filters select, streamed.",
        parameters=[ExportQuery, *HEADERS],
        responses={(200, content_type): file, **error_responses(400, 401, 403, 429, 502, 503)},
    )


class OneExportView(OwnerView):
    throttle_scope = "export"

    def row(self, interview_id: str) -> Row:
        return supabase_client.get_interview(*self.owner, existing_id(interview_id))


class InterviewPdfView(OneExportView):
    @describe_one("exportInterviewPdf", PDF, "One of my interviews as a PDF")
    def get(self, request: Request, interview_id: str) -> HttpResponse:
        row = self.row(interview_id)
        return attachment(interview_pdf(row), PDF, file_name(row, "pdf"))


class InterviewMarkdownView(OneExportView):
    @describe_one("exportInterviewMarkdown", MARKDOWN, "One of my interviews as Markdown")
    def get(self, request: Request, interview_id: str) -> HttpResponse:
        row = self.row(interview_id)
        return attachment(interview_markdown(row), MARKDOWN, file_name(row, "md"))


class InterviewJsonView(OneExportView):
    @describe_one(
        "exportInterviewJson",
        JSON,
        "One of my interviews as JSON: the row itself",
        InterviewSerializer,
    )
    def get(self, request: Request, interview_id: str) -> HttpResponse:
        row = self.row(interview_id)
        return attachment(to_json(interview_answer(row)), JSON, file_name(row, "json"))


class AllExportView(OwnerView):
    query_form = ExportQuery()
    throttle_scope = "export"

    def rows(self) -> Iterator[Row]:
        """A failure after the first page breaks the answer off, which a client sees as an error
        of the connection."""
        return supabase_client.all_interviews(*self.owner, selection(self.query))


class InterviewsCsvView(AllExportView):
    @describe_all("exportInterviewsCsv", CSV, "My interviews as CSV")
    def get(self, request: Request) -> StreamingHttpResponse:
        return streamed_attachment(csv_rows(self.rows()), CSV, "interviews.csv")


class InterviewsJsonView(AllExportView):
    @describe_all(
        "exportInterviewsJson",
        JSON,
        "My interviews as JSON: an array of rows",
        InterviewSerializer(many=True),
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        return streamed_attachment(json_array(self.rows()), JSON, "interviews.json")


def attachment(content: bytes | str, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(content, headers=_headers(content_type, name))


def streamed_attachment(
    chunks: Iterable[bytes | str], content_type: str, name: str
) -> StreamingHttpResponse:
    begun = iter(chunks)
    first = next(begun)  # what fails at once fails before the answer has begun
    return StreamingHttpResponse(chain([first], begun), headers=_headers(content_type, name))


def _headers(content_type: str, name: str) -> dict[str, str]:
    charset = "; charset=utf-8" if content_type.startswith("text/") else ""
    return {
        "Content-Type": content_type + charset,
        "Content-Disposition": content_disposition(name),
    }

"""Shared parts of the OpenAPI document: errors, headers, and postprocessing hooks."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from pydantic import BaseModel, Field

from llm_api import exceptions

REQUEST_ID = "5f3b7a52-7a0e-4d4b-9b1a-3a1f6f0a2b11"


class FieldError(BaseModel):
    field: str = Field(description="Dotted path, such as conversation.3.content.")
    code: str
    message: str


class Error(BaseModel):
    """Every error under /api/ has this shape."""

    success: bool
    code: str = Field(description="snake_case, for programs.")
    message: str = Field(description="One sentence, for people.")
    errors: list[FieldError] = Field(
        default_factory=list, description="Only for invalid input: each wrong field."
    )
    request_id: str


def _example(code: str, message: str, errors: list[dict[str, str]] | None = None) -> OpenApiExample:
    body: dict[str, Any] = {"success": False, "code": code, "message": message}
    if errors:
        body["errors"] = errors
    return OpenApiExample(code, {**body, "request_id": REQUEST_ID}, response_only=True)


def _default_example(error: type[Any]) -> OpenApiExample:
    return _example(error.default_code, str(error.default_detail))


_COUNT_ERROR = {
    "field": "question_count",
    "code": "max_value",
    "message": "Ensure this value is less than or equal to 1000.",
}

ERRORS = {
    400: (
        "The input is not valid; `errors` lists the fields and the reasons.",
        _example("invalid_input", f"question_count: {_COUNT_ERROR['message']}", [_COUNT_ERROR]),
    ),
    401: ("The access token is missing or not valid.", _default_example(exceptions.InvalidToken)),
    403: (
        "The access token is valid, but does not allow this request.",
        _default_example(exceptions.UserIdMismatch),
    ),
    404: (
        "There is no such interview, or it belongs to another user.",
        _default_example(exceptions.InterviewNotFound),
    ),
    409: (
        "A conflict with what is stored: the `code` says which.",
        _default_example(exceptions.IdempotencyKeyReused),
    ),
    413: ("The body is over 2 MB.", _default_example(exceptions.BodyTooLarge)),
    415: (
        "The body is not application/json.",
        _example("unsupported_media_type", 'Unsupported media type "text/plain" in request.'),
    ),
    429: (
        "Too many requests; Retry-After has the seconds to wait.",
        _example("throttled", "Request was throttled. Expected available in 12 seconds."),
    ),
    502: (
        "Supabase responded with an error or with a malformed response.",
        _default_example(exceptions.SupabaseRefused),
    ),
    503: (
        "Supabase or its key set cannot be reached; Retry-After has the seconds to wait.",
        _default_example(exceptions.SupabaseUnavailable),
    ),
}


def error_responses(*statuses: int) -> dict[int, OpenApiResponse]:
    """The `responses` of @extend_schema for these error statuses."""
    return {
        status: OpenApiResponse(Error, ERRORS[status][0], examples=[ERRORS[status][1]])
        for status in statuses
    }


def response_header(name: str, description: str, *statuses: int) -> OpenApiParameter:
    return OpenApiParameter(
        name,
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        description=description,
        response=list(statuses) or True,
    )


INTERVIEW_ID = OpenApiParameter("interview_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
REQUEST_ID_HEADER = response_header("X-Request-ID", "Identifies this request in the service's log.")
RETRY_AFTER_HEADER = response_header("Retry-After", "Seconds to wait.", 429, 503)
RESPONSE_HEADERS = [REQUEST_ID_HEADER, RETRY_AFTER_HEADER]


STORABLE = {"$ref": "#/components/schemas/StorableValue"}
NO_NUL = r"^[^\u0000]*$"
STORABLE_VALUE = {
    "description": "The value of a further key. Texts and key names must not contain NUL.",
    "anyOf": [
        {"type": "string", "pattern": NO_NUL},
        {"type": "number", "minimum": -(2**53), "maximum": 2**53},
        {"type": "boolean"},
        {"type": "null"},
        {"type": "array", "items": STORABLE},
        {
            "type": "object",
            "additionalProperties": STORABLE,
            "propertyNames": {"pattern": NO_NUL},
        },
    ],
}


ANY_JSON = {"$ref": "#/components/schemas/JsonValue"}
JSON_VALUE = {
    # JSON Schema takes 1e300, which is accepted, for an integer. So it cannot state their limits.
    "description": "Any JSON value. Integers must be between -2^53 and 2^53.",
    "anyOf": [
        {"type": ["string", "number", "boolean", "null"]},
        {"type": "array", "items": ANY_JSON},
        {"type": "object", "additionalProperties": ANY_JSON},
    ],
}
FEEDBACK = {
    "description": (
        "Usually an object with the scores `overallScore`, `communicationScore` and "
        "`technicalScore` (1 to 10), the lists of texts `strengths`, `areasForImprovement` and "
        "`recommendations`, and the text `detailedFeedback`. Whatever a language model wrote is "
        "accepted: values whose meaning is plain are read, others are kept under `asSent`, and "
        "`warnings` lists each change."
    ),
    "anyOf": [ANY_JSON],
}


def describe_further_keys(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """A drf-spectacular hook that describes the values of further keys in request bodies."""
    schemas = result["components"]["schemas"]
    schemas["StorableValue"] = STORABLE_VALUE
    schemas["JsonValue"] = JSON_VALUE
    schemas["Feedback"] = FEEDBACK
    for name in ("SaveInterviewRequest", "ClaimRequest"):
        schemas[name]["additionalProperties"] = STORABLE
        schemas[name]["propertyNames"] = {"pattern": NO_NUL}
    return result


def require_bodies(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """A drf-spectacular hook: a request that has a body needs one, feedback of any kind too."""
    for path in result["paths"].values():
        for operation in path.values():
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
    return result


def simplify_pydantic_schemas(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """A drf-spectacular hook that gives pydantic's schemas the form of the serializers' schemas.

    It removes titles, which only repeat the names, and writes
    `{"anyOf": [{"type": "integer"}, {"type": "null"}]}` as `{"type": ["integer", "null"]}`.
    """
    for schema in result["components"]["schemas"].values():
        schema.pop("title", None)
        for name, field in schema.get("properties", {}).items():
            field.pop("title", None)
            match field:
                case {"anyOf": [{"type": kind}, {"type": "null"}]}:
                    schema["properties"][name] = field | {"type": [kind, "null"]}
                    del schema["properties"][name]["anyOf"]
    return result


def describe_empty_parameters(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """A drf-spectacular hook: an empty query parameter (`name=`) is the same as none."""
    for path in result["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "query" and not parameter.get("required"):
                    parameter["allowEmptyValue"] = True
    return result

"""The errors that this service raises, each with its HTTP status and its code."""

from rest_framework import status
from rest_framework.exceptions import (
    APIException,
    AuthenticationFailed,
    ErrorDetail,
    NotFound,
    ValidationError,
)


class ServerError(APIException):
    """A bug. The details are in the log only, not in the response."""

    default_code = "internal_error"
    default_detail = "Something went wrong on our side. The error was logged under this request_id."


class InvalidToken(AuthenticationFailed):
    default_code = "invalid_token"
    default_detail = (
        "The access token is missing a part, has expired or is not valid. Sign in again."
    )


class UnknownSigningKey(InvalidToken):
    """Supabase does not know the key that signed a token which was verified with it: it was
    revoked since the key set was fetched, or Supabase has not loaded it yet."""


class BodyTooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "body_too_large"
    default_detail = "The request body is over the limit of 2 MB (2,097,152 bytes)."


class UserIdMismatch(APIException):
    status_code = status.HTTP_403_FORBIDDEN
    default_code = "user_id_mismatch"
    default_detail = "user_id is not the signed-in user. Leave it out or send your own."


class ThirdPartyToken(APIException):
    status_code = status.HTTP_403_FORBIDDEN
    default_code = "third_party_token"
    default_detail = (
        "This access token was issued to a third-party app. Interviews are open only to people who "
        "sign in themselves."
    )


class AccountNotFound(APIException):
    status_code = status.HTTP_403_FORBIDDEN
    default_code = "account_not_found"
    default_detail = "This account no longer exists. Sign in with another one."


class InterviewNotFound(NotFound):
    default_detail = "There is no such interview, or it is not yours."


class InvalidCursor(ValidationError):
    default_code = "invalid_cursor"

    def __init__(self) -> None:
        message = (
            "This cursor does not belong to these filters and this ordering. Start without it."
        )
        super().__init__({"cursor": [ErrorDetail(message, self.default_code)]})


class TotalChanged(APIException):
    """The user has more or fewer interviews than the request to delete all of them expects."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "total_changed"

    def __init__(self, total: int, expected: int) -> None:
        super().__init__(
            f"There are {total} interviews now, not {expected}. Nothing was deleted; check the new "
            "total."
        )


class FeedbackExists(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "feedback_exists"
    default_detail = (
        "This interview has feedback already, and nothing was changed. Its owner can replace the "
        "feedback with ?replace=true."
    )


class IdempotencyKeyReused(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "idempotency_key_reused"
    default_detail = (
        "This Idempotency-Key was used for another interview. Nothing was saved; "
        "send this interview with a new key."
    )


class SupabaseRefused(APIException):
    """Supabase responded with an error, or its response is malformed."""

    status_code = status.HTTP_502_BAD_GATEWAY
    default_code = "supabase_refused"
    default_detail = (
        "The storage behind this service did not accept the request. Your input is not the "
        "cause; try again, and contact the operator if it happens again."
    )


class SupabaseUnavailable(APIException):
    """Supabase, or its key set, cannot be reached or is too busy.

    `wait` is the value of Retry-After, in seconds.
    """

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "supabase_unavailable"
    default_detail = "The storage behind this service cannot be reached just now. Try again soon."

    def __init__(self, wait: int = 5) -> None:
        super().__init__()
        self.wait = wait

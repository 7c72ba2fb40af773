"""Verifies Bearer tokens of Supabase Auth. An invalid header is rejected on every endpoint."""

import logging
import time
import uuid
from functools import lru_cache
from typing import Any

import jwt
from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from llm_api.analysis.json_text import MAX_INTEGER
from llm_api.analysis.storable import is_storable
from llm_api.auth.signing_keys import SigningKeys
from llm_api.caller import Caller
from llm_api.exceptions import InvalidToken, ThirdPartyToken
from llm_api.serializers.fields import CanonicalUUIDField

logger = logging.getLogger(__name__)

AUDIENCE = ROLE = "authenticated"
ASYMMETRIC = ("ES256", "RS256")
MAX_SECONDS_KEPT, MAX_TOKENS_KEPT = 30, 1000  # of tokens that have been verified
TIMES = ("exp", "nbf", "iat")  # numbers, by RFC 7519, section 4.1


class SupabaseAuthentication(BaseAuthentication):
    """`Authorization: Bearer <Supabase access token>`.

    Raises InvalidToken (401), ThirdPartyToken (403), or SupabaseUnavailable (503) when the signing
    keys cannot be fetched.
    """

    def authenticate(self, request: Request) -> tuple[Caller, str | None] | None:
        header = request.META.get("HTTP_AUTHORIZATION")
        if header is None:
            return _unverified_caller(request) if settings.TRUST_CLIENT_USER_ID else None
        token = _bearer_token(header)
        key, algorithm = _key_for(_header(token))
        period = int(time.monotonic() / MAX_SECONDS_KEPT)
        user_id, expires = _verified(token, key, algorithm, period)
        if expires <= time.time():
            raise _rejected(jwt.ExpiredSignatureError.__name__)
        return Caller(user_id, token), token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def _unverified_caller(request: Request) -> tuple[Caller, None] | None:
    """The unverified user_id of the query, or of a body that has fields. A PUT's is feedback.

    Raises ValidationError if it is not a UUID.
    """
    body = request.data if isinstance(request.data, dict) and request.method != "PUT" else {}
    user_id = request.query_params.get("user_id") or body.get("user_id")
    if user_id is None:
        return None
    try:
        return Caller(CanonicalUUIDField().run_validation(user_id), None), None
    except ValidationError as exc:
        raise ValidationError({"user_id": exc.detail}) from exc


def _rejected(reason: object) -> InvalidToken:
    """The response does not say why the token is invalid; the log does, without the token."""
    logger.info("Access token rejected: %s", reason)
    return InvalidToken()


def _bearer_token(header: str) -> str:
    match header.split():
        case [scheme, ("null" | "undefined") as token] if scheme.lower() == "bearer":
            logger.info("Access token rejected: the text %s", token)
            raise InvalidToken(
                f'The Authorization header is "Bearer {token}": the frontend sent no access token, '
                "but the text of a missing one. Send the header only when somebody is signed in."
            )
        case [scheme, token] if scheme.lower() == "bearer" and token.isascii():
            return token
    raise _rejected("not a Bearer header")


def _header(token: str) -> dict[str, Any]:
    try:
        # Only the header is parsed here; `_verified` checks the other parts.
        return jwt.get_unverified_header(f"{token.partition('.')[0]}..")
    except jwt.PyJWTError as exc:
        raise _rejected(type(exc).__name__) from exc


def _key_for(header: dict[str, Any]) -> tuple[Any, str]:
    """The key that verifies a token with this header, and the only algorithm allowed with it.

    Symmetric and asymmetric algorithms are never accepted together: otherwise a token could be
    signed with a public key as the HS256 secret.
    """
    algorithm = header.get("alg")
    if algorithm == "HS256" and settings.SUPABASE_JWT_SECRET:
        return settings.SUPABASE_JWT_SECRET, algorithm
    if algorithm in ASYMMETRIC and isinstance(header.get("kid"), str):
        key = _signing_keys(settings.SUPABASE_URL).find(header["kid"])
        if key is not None and key.algorithm_name == algorithm:
            return key, algorithm
    raise _rejected(f"no key for alg {algorithm!r:.20}")


@lru_cache(maxsize=MAX_TOKENS_KEPT)
def _verified(token: str, key: Any, algorithm: str, period: int) -> tuple[str, int]:
    """The user's id, and when the token expires (Unix time). Raises as `SupabaseAuthentication`.

    Kept for the rest of a period of MAX_SECONDS_KEPT, because verifying takes a sixth of the CPU of
    a save. The key is looked up for each request, so that a withdrawn one is not believed longer.
    """
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=AUDIENCE,
            issuer=settings.SUPABASE_JWT_ISSUER or None,
            # `iat` is not checked: the issuer's clock may be ahead of this one.
            options={"require": ["exp", "sub", "aud", "role"], "verify_iat": False},
        )
    except jwt.PyJWTError as exc:
        raise _rejected(type(exc).__name__) from exc
    return _user_id(claims), int(claims["exp"])


def expire_signing_keys() -> None:
    """Look at the project's key set again before the next token is verified."""
    _signing_keys(settings.SUPABASE_URL).expire()


@lru_cache(maxsize=1)
def _signing_keys(url: str) -> SigningKeys:
    return SigningKeys()


def _user_id(claims: dict[str, Any]) -> str:
    if claims["role"] != ROLE:
        raise _rejected("role")
    if not _is_readable(claims):
        raise _rejected("claims that Supabase cannot read")
    if claims.get("client_id") is not None:  # issued by Supabase's OAuth server
        raise ThirdPartyToken
    try:
        return str(uuid.UUID(claims["sub"]))
    except ValueError as exc:
        raise _rejected("sub is not a UUID") from exc


def _is_readable(claims: dict[str, Any]) -> bool:
    """Whether PostgREST and PostgreSQL, which read the claims again, can. PyJWT is more lenient."""
    times = [claims[name] for name in TIMES if claims.get(name) is not None]
    return is_storable(claims) and all(
        type(time) in (int, float) and abs(time) <= MAX_INTEGER for time in times
    )


class SupabaseAuthenticationSchema(OpenApiAuthenticationExtension):
    target_class = SupabaseAuthentication
    name = "supabaseToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "Access token of Supabase Auth.",
        }

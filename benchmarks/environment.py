"""The configuration under which the service is measured, and access tokens for it."""

import time
import uuid

import jwt

SECRET = "a secret for the benchmark alone, long enough"
ISSUER = "https://benchmark.example/auth/v1"
USER = uuid.UUID("01a202ed-093c-76ef-98fd-6535c50ec3d2")
THREADS = 32  # as in gunicorn.conf.py

# As in production. Requests are counted for the rate limit, which is never reached.
ENVIRONMENT = {
    "SECRET_KEY": SECRET,
    "SUPABASE_SERVICE_ROLE_KEY": "sb_secret_benchmark",
    "SUPABASE_JWT_SECRET": SECRET,
    "SUPABASE_JWT_ISSUER": ISSUER,
    "THROTTLE_SAVE": "100000000/min",
    "THROTTLE_READ": "100000000/min",
}


def make_token(user: uuid.UUID = USER) -> str:
    """An HS256 access token that is valid for six hours."""
    claims = {
        "sub": str(user),
        "aud": "authenticated",
        "role": "authenticated",
        "iss": ISSUER,
        "exp": int(time.time()) + 3600 * 6,
    }
    return jwt.encode(claims, SECRET)

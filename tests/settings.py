"""The service's settings in an environment of the tests' own, whatever .env says."""

import os

os.environ |= {
    "DEBUG": "false",
    "SECRET_KEY": "a secret for the tests alone, and long enough to be one",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "CORS_ALLOWED_ORIGINS": "http://localhost:3000",
    # Port 9 (discard) listens nowhere: a test that forgets the local Supabase reaches nothing.
    "SUPABASE_URL": "http://127.0.0.1:9",
    "SUPABASE_SERVICE_ROLE_KEY": "sb_secret_for_the_tests",
    "SUPABASE_ANON_KEY": "",
    "SUPABASE_JWT_SECRET": "",
    "SUPABASE_DB_URL": "",
    "SUPABASE_TIMEOUT": "10",
    "TRUST_CLIENT_USER_ID": "false",
    "PRACTICE_URL": "",
    "CACHE_URL": "",
    "NUM_PROXIES": "0",
    "THROTTLE_SAVE": "",
    "THROTTLE_READ": "",
    "THROTTLE_EXPORT": "",
    "LOG_FORMAT": "json",
    "METRICS_TOKEN": "",
    "SENTRY_DSN": "",
}
os.environ.pop("SUPABASE_JWT_ISSUER", None)

from backend.settings import *  # noqa: F403

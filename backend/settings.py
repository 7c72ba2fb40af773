"""Settings. The only reader of the environment; docs/configuration.md lists all variables.

Values that cannot be read, and combinations that would be unsafe, are reported together in one
`ImproperlyConfigured`, so that a deployment is corrected in one step. Errors that do not make
serving unsafe (a missing Supabase URL, a wrong key) are left to `llm_api.checks`.
"""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import certifi
from corsheaders.defaults import default_headers
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from environs import Env, EnvValidationError, validate

from backend import __version__, logs
from llm_api.admin_site.database_url import LOCAL_HOSTS, connection_fields

VERSION = __version__
BASE_DIR = Path(__file__).resolve().parent.parent

# Environment -----------------------------------------------------------------------------

env = Env(eager=False)
env.read_env(BASE_DIR / ".env", recurse=False)

DEBUG = env.bool("DEBUG", False)  # First, because other defaults depend on it.

SUPABASE_URL = env.str("SUPABASE_URL", "")
SUPABASE_SERVICE_ROLE_KEY = env.str("SUPABASE_SERVICE_ROLE_KEY", "")
SUPABASE_ANON_KEY = env.str("SUPABASE_ANON_KEY", "")
SUPABASE_JWT_SECRET = env.str("SUPABASE_JWT_SECRET", "")
SUPABASE_JWT_ISSUER = env.str("SUPABASE_JWT_ISSUER", None)
SUPABASE_DB_URL = env.str("SUPABASE_DB_URL", "")
SUPABASE_TIMEOUT = env.float(
    "SUPABASE_TIMEOUT", 10.0, validate=validate.Range(min=0, max=300, min_inclusive=False)
)

SECRET_KEY = env.str("SECRET_KEY", "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [], subcast=str.strip)
CORS_ALLOWED_ORIGINS = env.list(
    "CORS_ALLOWED_ORIGINS", ["http://localhost:3000"], subcast=str.strip
)
NUM_PROXIES = env.int("NUM_PROXIES", 0, validate=validate.Range(min=0))
TRUST_CLIENT_USER_ID = env.bool("TRUST_CLIENT_USER_ID", False)
PRACTICE_URL = env.str("PRACTICE_URL", "").strip()

# No rate limits with DEBUG unless configured.
valid_rate = validate.Regexp(
    r"([1-9][0-9]*/(s|sec|second|m|min|minute|h|hour|d|day))?$",
    error="Give a number and a unit of time, such as 60/min (s, min, h or d); empty: no limit.",
)
THROTTLE_SAVE = env.str("THROTTLE_SAVE", "" if DEBUG else "600/min", validate=valid_rate)
THROTTLE_READ = env.str("THROTTLE_READ", "" if DEBUG else "1200/min", validate=valid_rate)
THROTTLE_EXPORT = env.str("THROTTLE_EXPORT", "" if DEBUG else "120/min", validate=valid_rate)
CACHE_URL = env.str(
    "CACHE_URL",
    "",
    validate=validate.Regexp(
        r"(rediss?://.+)?$", error="Give the URL of a Redis, such as redis://127.0.0.1:6379/0."
    ),
)

LOG_FORMAT = env.str(
    "LOG_FORMAT", "text" if DEBUG else "json", validate=validate.OneOf(["json", "text"])
)
METRICS_TOKEN = env.str(
    "METRICS_TOKEN",
    "",
    validate=validate.Regexp(
        r"([!-~]{16,})?$", error="Give at least 16 visible ASCII characters, without spaces."
    ),
)
PROMETHEUS_MULTIPROC_DIR = env.str("PROMETHEUS_MULTIPROC_DIR", "")  # Set by gunicorn.conf.py.
SENTRY_DSN = env.str(
    "SENTRY_DSN",
    "",
    validate=validate.Regexp(
        r"(https?://\S+@\S+/\S+)?$", error="Give a DSN, such as https://<key>@<host>/<project>."
    ),
)
SSL_CERT_FILE = env.str("SSL_CERT_FILE", "") or certifi.where()

# What depends on the deployment and was left at its default, which suits few of them.
LEFT_AT_DEFAULT = [
    name
    for name in ("ALLOWED_HOSTS", "CORS_ALLOWED_ORIGINS", "NUM_PROXIES")
    if env.str(name, None) is None
]

# Validation ------------------------------------------------------------------------------

errors: dict[str, list[str]] = {}
try:
    env.seal()
except EnvValidationError as exc:
    errors = dict(exc.error_messages)  # type: ignore[arg-type]

connection: dict[str, Any] = {}
if SUPABASE_DB_URL:
    try:
        connection = connection_fields(SUPABASE_DB_URL)
    except ValueError as exc:
        errors["SUPABASE_DB_URL"] = [str(exc)]
if not Path(SSL_CERT_FILE).is_file():
    errors["SSL_CERT_FILE"] = ["There is no such file."]
if "DEBUG" not in errors and not DEBUG:
    if not SECRET_KEY:
        errors["SECRET_KEY"] = ["Required when DEBUG is false: a long random string, kept secret."]
    if TRUST_CLIENT_USER_ID is True:
        errors["TRUST_CLIENT_USER_ID"] = [
            "Requires DEBUG=true, because it lets anyone read and write anyone's interviews."
        ]
    if SUPABASE_JWT_ISSUER == "":
        errors["SUPABASE_JWT_ISSUER"] = ["May be empty (no issuer check) only with DEBUG=true."]
if errors:
    lines = [f"  {name}: {' '.join(messages)}" for name, messages in sorted(errors.items())]
    raise ImproperlyConfigured(
        "The configuration is invalid (environment or .env):\n" + "\n".join(lines)
    )

# Defaults that depend on other values ----------------------------------------------------

SECRET_KEY = SECRET_KEY or get_random_secret_key()
# Health checks reach the service under the machine's own names.
ALLOWED_HOSTS = [host for host in ALLOWED_HOSTS if host] + ["localhost", "127.0.0.1", "[::1]"]
CORS_ALLOWED_ORIGINS = [origin for origin in CORS_ALLOWED_ORIGINS if origin]
SUPABASE_URL = SUPABASE_URL.strip().rstrip("/")
if SUPABASE_JWT_ISSUER is None:
    SUPABASE_JWT_ISSUER = f"{SUPABASE_URL}/auth/v1"

# The local Supabase's Auth rejects cross-origin preflights, so that the dashboard can sign in only
# through a proxy on its own origin.
local_url = rf"http://\[?({'|'.join(map(re.escape, LOCAL_HOSTS))})\]?(:\d+)?"
SUPABASE_AUTH_PROXY = DEBUG and bool(re.fullmatch(local_url, SUPABASE_URL))

# Django ----------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "corsheaders",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "llm_api",
]

MIDDLEWARE = [
    "llm_api.rest.middleware.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "llm_api.rest.middleware.ApiErrorMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "backend.urls"
WSGI_APPLICATION = "backend.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

LANGUAGE_CODE = "en-us"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True

# The parser rejects larger bodies itself, in the API's own error shape.
DATA_UPLOAD_MAX_MEMORY_SIZE = None
# More than a query string can hold, because gunicorn limits the request line to 8,190 bytes. Over
# this number Django raises an error in the middle of a view.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 8190

if CACHE_URL:
    CACHES = {
        "default": {
            "BACKEND": "django_redis.cache.RedisCache",
            "LOCATION": CACHE_URL,
            "OPTIONS": {"SOCKET_CONNECT_TIMEOUT": 0.5, "SOCKET_TIMEOUT": 0.5},
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            # The rate limits of this many callers are counted at a time. Beyond it, entries are
            # evicted and their counts start again at zero.
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    }

# Static files ----------------------------------------------------------------------------

STATIC_URL = "static/"
# Files are served from the packages that contain them, without a collectstatic step.
WHITENOISE_USE_FINDERS = True

# The npm packages (`npm ci --omit=dev`) of the dashboard's pages, by the prefix of their URLs.
# A missing package is reported by `llm_api.checks`, because the API works without it.
BROWSER_PACKAGES = {
    "vendor/supabase-js": BASE_DIR / "node_modules/@supabase/supabase-js/dist/umd",
    "vendor/chart.js": BASE_DIR / "node_modules/chart.js/dist",
    "vendor/markdown-it": BASE_DIR / "node_modules/markdown-it/dist/browser",
    "vendor/figtree": BASE_DIR / "node_modules/@fontsource-variable/figtree/files",
}
STATICFILES_DIRS = [entry for entry in BROWSER_PACKAGES.items() if entry[1].is_dir()]

# Security --------------------------------------------------------------------------------

CORS_ALLOW_HEADERS = (*default_headers, "idempotency-key", "x-request-id")
CORS_ALLOW_METHODS = ("DELETE", "GET", "POST", "PUT", "OPTIONS")
CORS_EXPOSE_HEADERS = (
    "X-Request-ID",
    "Idempotent-Replayed",
    "Retry-After",
    "Content-Disposition",
)

# TLS ends at the proxy. Django must know that the browser uses https, because the Origin header
# of a form is compared with the scheme.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if NUM_PROXIES else None
SECURE_HSTS_SECONDS = 0 if DEBUG else 31_536_000
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for subdomains and preloading (W021) also affect other services of
    "security.W021",  # the domain; they are for its owner to decide.
    "security.W008",  # TLS ends at the proxy. A redirected POST would lose its body.
]
if not SUPABASE_DB_URL:
    # No CSRF protection is needed: without the admin there are no cookies and no forms.
    SILENCED_SYSTEM_CHECKS += ["security.W003"]

# Admin -----------------------------------------------------------------------------------

# Only the admin connects to PostgreSQL directly. Without SUPABASE_DB_URL there is no database, no
# session and no cookie.
if SUPABASE_DB_URL:
    ADMIN_SCHEMA = "interview_admin"
    # Connections are not kept open: the session pooler has few, and the admin is rarely used.
    ADMIN_DATABASE = connection | {
        "ENGINE": "llm_api.admin_site.postgres",
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
    DATABASES = {
        # Staff, sessions and access records, in a schema that Supabase's API does not expose.
        "default": ADMIN_DATABASE
        | {
            "SCHEMA": ADMIN_SCHEMA,
            "SESSION": {"search_path": ADMIN_SCHEMA, "statement_timeout": "10s"},
        },
        # The interviews, read-only. This connection bypasses row level security.
        "supabase": ADMIN_DATABASE
        | {
            "SESSION": {
                "search_path": "public",
                "default_transaction_read_only": "on",
                "statement_timeout": "10s",
            },
        },
    }
    DATABASE_ROUTERS = ["llm_api.admin_site.database_router.DatabaseRouter"]
    INSTALLED_APPS += [
        "llm_api.admin_site.site.InterviewAdminConfig",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "axes",
    ]
    MIDDLEWARE += [
        "llm_api.admin_site.middleware.AdminMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "axes.middleware.AxesMiddleware",
    ]
    TEMPLATES[0]["OPTIONS"] = {
        "context_processors": [
            "django.template.context_processors.request",
            "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages",
        ]
    }

    LOGIN_REDIRECT_URL = "/admin/"
    SESSION_COOKIE_AGE = 8 * 60 * 60
    SESSION_EXPIRE_AT_BROWSER_CLOSE = True
    SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
    SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
    CSRF_FAILURE_VIEW = "llm_api.admin_site.notices.csrf_failure"

    AUTH_PASSWORD_VALIDATORS = [
        {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
        {
            "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
            "OPTIONS": {"min_length": 12},
        },
        {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    ]
    # Ten failed sign-ins lock an address, or a name, for a quarter of an hour. They are counted
    # in PostgreSQL, so that all workers share the count and a restart does not reset it.
    AUTHENTICATION_BACKENDS = [
        "axes.backends.AxesStandaloneBackend",
        "django.contrib.auth.backends.ModelBackend",
    ]
    AXES_FAILURE_LIMIT = 10
    AXES_COOLOFF_TIME = timedelta(minutes=15)
    AXES_LOCKOUT_PARAMETERS = ["ip_address", "username"]
    # Otherwise one success would allow an address to continue guessing at other names.
    AXES_RESET_ON_SUCCESS = False
    AXES_USERNAME_CALLABLE = "llm_api.admin_site.notices.attempted_name"
    AXES_CLIENT_IP_CALLABLE = "llm_api.rest.throttling.client_address"
    AXES_LOCKOUT_CALLABLE = "llm_api.admin_site.notices.locked_out"
    AXES_VERBOSE = False
    AXES_ENABLE_ADMIN = False  # Its pages would be editable, unlike our access records.

# API -------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["llm_api.auth.authentication.SupabaseAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["llm_api.rest.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "llm_api.rest.negotiation.JSONOnly",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "llm_api.rest.error_responses.exception_handler",
    "DEFAULT_THROTTLE_CLASSES": ["llm_api.rest.throttling.WindowThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "save": THROTTLE_SAVE or None,
        "read": THROTTLE_READ or None,
        "export": THROTTLE_EXPORT or None,
    },
    "NUM_PROXIES": NUM_PROXIES,
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}

SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.1",
    "TITLE": "Interview Storage",
    "VERSION": VERSION,
    "DESCRIPTION": (BASE_DIR / "llm_api/serializers/introduction.md").read_text(encoding="utf-8"),
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SORT_OPERATIONS": False,  # The order is that of the URLs.
    "TAGS": [
        {"name": "Save", "description": "A finished interview, and its feedback if it comes later"},
        {"name": "Read", "description": "My interviews: find them, read one"},
        {"name": "Analyse", "description": "Totals, scores over time, interviews side by side"},
        {"name": "Claim", "description": "An interview that I saved before signing in"},
        {"name": "Export", "description": "Files to keep, print or open in a spreadsheet"},
        {"name": "Delete", "description": "One interview or all, permanently"},
        {"name": "Health", "description": "For those who run the service"},
    ],
    "SWAGGER_UI_SETTINGS": {
        "deepLinking": True,
        "defaultModelsExpandDepth": -1,
        "persistAuthorization": True,
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "llm_api.serializers.openapi.simplify_pydantic_schemas",
        "llm_api.serializers.openapi.describe_further_keys",
        "llm_api.serializers.openapi.require_bodies",
        "llm_api.serializers.openapi.describe_empty_parameters",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ExperienceLevel": "llm_api.schemas.EXPERIENCE_LEVELS",
        "InterviewType": "llm_api.schemas.INTERVIEW_TYPES",
    },
}

# Logging ---------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "llm_api.rest.request_id.RequestIdFilter"},
        "bad_host": {"()": "llm_api.rest.request_log.BadHostFilter"},
        "uncaught": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: bool(record.exc_info),
        },
    },
    "formatters": {"line": logs.JSON_FORMATTER if LOG_FORMAT == "json" else logs.TEXT_FORMATTER},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request_id"],
            "formatter": "line",
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"level": "INFO"},
        # llm_api.requests logs one line per request. Django's own line would repeat it, except
        # for an uncaught exception.
        "django.request": {"level": "ERROR", "filters": ["uncaught"]},
        "axes": {"level": "WARNING"},
        "django.security.DisallowedHost": {"filters": ["bad_host"]},
        # These two log URLs with their search words. The line of the request shows the 403.
        "django.security.csrf": {"level": "ERROR"},
        "django.security.DisallowedModelAdminLookup": {"level": "CRITICAL"},
        "gunicorn.http.wsgi": {"level": "ERROR"},  # It would log a line for each HEAD request.
        # Below WARNING these log URLs with search words, and keys.
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        "hpack": {"level": "WARNING"},
        "h2": {"level": "WARNING"},
    },
}

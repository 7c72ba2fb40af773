"""Settings. The only reader of the environment; docs/configuration.md lists all variables.

Everything wrong is gathered and reported in one `ImproperlyConfigured`, so that a
deployment is mended once and not variable by variable. What is wrong but does not make
serving unsafe (a missing Supabase URL, a wrong key) is left to `llm_api.checks`.
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

env = Env(eager=False)
env.read_env(BASE_DIR / ".env", recurse=False)

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [], subcast=str.strip)
CORS_ALLOWED_ORIGINS = env.list(
    "CORS_ALLOWED_ORIGINS", ["http://localhost:3000"], subcast=str.strip
)

SUPABASE_URL = env.str("SUPABASE_URL", "")
SUPABASE_SERVICE_ROLE_KEY = env.str("SUPABASE_SERVICE_ROLE_KEY", "")
SUPABASE_ANON_KEY = env.str("SUPABASE_ANON_KEY", "")
SUPABASE_JWT_SECRET = env.str("SUPABASE_JWT_SECRET", "")
SUPABASE_JWT_ISSUER = env.str("SUPABASE_JWT_ISSUER", None)
SUPABASE_DB_URL = env.str("SUPABASE_DB_URL", "")
SUPABASE_TIMEOUT = env.float(
    "SUPABASE_TIMEOUT", 10.0, validate=validate.Range(min=0, max=300, min_inclusive=False)
)
NUM_PROXIES = env.int("NUM_PROXIES", 0, validate=validate.Range(min=0))
CACHE_URL = env.str("CACHE_URL", "", validate=validate.Regexp(r"(rediss?://.+)?$"))
RATE = validate.Regexp(r"([1-9][0-9]*/(s|sec|m|min|h|hour|d|day))?$")
# On one's own machine nobody is limited, unless one asks for it.
THROTTLE_SAVE = env.str("THROTTLE_SAVE", "" if DEBUG else "600/min", validate=RATE)
THROTTLE_READ = env.str("THROTTLE_READ", "" if DEBUG else "1200/min", validate=RATE)
THROTTLE_EXPORT = env.str("THROTTLE_EXPORT", "" if DEBUG else "120/min", validate=RATE)
SSL_CERT_FILE = env.str("SSL_CERT_FILE", "") or certifi.where()
TRUST_CLIENT_USER_ID = env.bool("TRUST_CLIENT_USER_ID", False)
LOG_FORMAT = env.str(
    "LOG_FORMAT", "text" if DEBUG else "json", validate=validate.OneOf(["json", "text"])
)
METRICS_TOKEN = env.str("METRICS_TOKEN", "", validate=validate.Regexp(r"([!-~]{16,})?$"))
# gunicorn.conf.py sets it.
PROMETHEUS_MULTIPROC_DIR = env.str("PROMETHEUS_MULTIPROC_DIR", "")
SENTRY_DSN = env.str("SENTRY_DSN", "", validate=validate.Regexp(r"(https?://\S+@\S+/\S+)?$"))

faults: dict[str, list[str]] = {}
try:
    env.seal()
except EnvValidationError as exc:
    faults = dict(exc.error_messages)  # type: ignore[arg-type]

connection: dict[str, Any] = {}
if SUPABASE_DB_URL:
    try:
        connection = connection_fields(SUPABASE_DB_URL)
    except ValueError as exc:
        faults["SUPABASE_DB_URL"] = [str(exc)]
if not Path(SSL_CERT_FILE).is_file():
    faults["SSL_CERT_FILE"] = ["There is no such file."]
if "DEBUG" not in faults and not DEBUG:
    if not SECRET_KEY:
        faults["SECRET_KEY"] = ["Required when DEBUG is false: a long random string, kept secret."]
    if TRUST_CLIENT_USER_ID is True:
        faults["TRUST_CLIENT_USER_ID"] = [
            "Needs DEBUG=true: it lets anybody read and write anybody's interviews."
        ]
    if SUPABASE_JWT_ISSUER == "":
        faults["SUPABASE_JWT_ISSUER"] = ["May be empty (no issuer check) only with DEBUG=true."]
if faults:
    lines = [f"  {name}: {' '.join(messages)}" for name, messages in sorted(faults.items())]
    raise ImproperlyConfigured(
        "The configuration has faults (environment or .env):\n" + "\n".join(lines)
    )

SECRET_KEY = SECRET_KEY or get_random_secret_key()
# The machine itself may always ask, for its health checks.
ALLOWED_HOSTS = [host for host in ALLOWED_HOSTS if host] + ["localhost", "127.0.0.1", "[::1]"]
CORS_ALLOWED_ORIGINS = [origin for origin in CORS_ALLOWED_ORIGINS if origin]
SUPABASE_URL = SUPABASE_URL.strip().rstrip("/")
if SUPABASE_JWT_ISSUER is None:
    SUPABASE_JWT_ISSUER = f"{SUPABASE_URL}/auth/v1"

# The local stack's Auth answers no other origin, so that the dashboard reaches it through us.
LOCAL_URL = rf"http://\[?({'|'.join(map(re.escape, LOCAL_HOSTS))})\]?(:\d+)?"
SUPABASE_AUTH_PROXY = DEBUG and bool(re.fullmatch(LOCAL_URL, SUPABASE_URL))

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

STATIC_URL = "static/"
# Served from the packages they come in, so that there is no collectstatic to forget.
WHITENOISE_USE_FINDERS = True

# What the dashboard's pages load from npm (`npm ci --omit=dev`), by the prefix of its address.
# A missing package is left to `llm_api.checks`: the API works without.
BROWSER_PACKAGES = {
    "vendor/supabase-js": BASE_DIR / "node_modules/@supabase/supabase-js/dist/umd",
    "vendor/chart.js": BASE_DIR / "node_modules/chart.js/dist",
    "vendor/figtree": BASE_DIR / "node_modules/@fontsource-variable/figtree/files",
}
STATICFILES_DIRS = [entry for entry in BROWSER_PACKAGES.items() if entry[1].is_dir()]

CORS_ALLOW_HEADERS = (*default_headers, "idempotency-key", "x-request-id")
CORS_ALLOW_METHODS = ("DELETE", "GET", "POST", "OPTIONS")
CORS_EXPOSE_HEADERS = (
    "X-Request-ID",
    "Idempotent-Replayed",
    "Retry-After",
    "Content-Disposition",
)

# With a proxy in front, which ends TLS, Django learns from it that the browser speaks https: the
# Origin that a form sends with it must match.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if NUM_PROXIES else None
SECURE_HSTS_SECONDS = 0 if DEBUG else 31_536_000
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for subdomains and preloading are for the owner of the domain,
    "security.W021",  # who may share it with others.
    "security.W008",  # TLS ends at the proxy. A redirected POST would lose its body.
]
if not SUPABASE_DB_URL:
    # CSRF: without the admin no cookies and no forms; every caller shows its token itself.
    SILENCED_SYSTEM_CHECKS += ["security.W003"]

# The parser refuses larger bodies itself, in the API's own error shape.
DATA_UPLOAD_MAX_MEMORY_SIZE = None

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
            # Callers counted at the same time; beyond it some counts begin anew.
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    }

# The admin, which alone asks PostgreSQL directly. Without SUPABASE_DB_URL there is none of it: no
# database, no session, no cookie.
if SUPABASE_DB_URL:
    ADMIN_SCHEMA = "interview_admin"
    # Connections are not kept: the session pooler has few, and the admin is rarely used.
    SERVER = connection | {
        "ENGINE": "llm_api.admin_site.postgres",
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
    DATABASES = {
        # Staff, sessions and records of access, in a schema that Supabase's API does not serve.
        "default": SERVER
        | {
            "SCHEMA": ADMIN_SCHEMA,
            "SESSION": {"search_path": ADMIN_SCHEMA, "statement_timeout": "10s"},
        },
        # The interviews, past row level security, and for reading alone.
        "supabase": SERVER
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
        "django.contrib.admin",
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
    # Ten failures, of one address or for one name, end all attempts for a quarter of an hour. They
    # are counted in PostgreSQL, so for all workers together and past a restart.
    AUTHENTICATION_BACKENDS = [
        "axes.backends.AxesStandaloneBackend",
        "django.contrib.auth.backends.ModelBackend",
    ]
    AXES_FAILURE_LIMIT = 10
    AXES_COOLOFF_TIME = timedelta(minutes=15)
    AXES_LOCKOUT_PARAMETERS = ["ip_address", "username"]
    # A success would else let an address go on guessing at other names.
    AXES_RESET_ON_SUCCESS = False
    AXES_USERNAME_CALLABLE = "llm_api.admin_site.notices.attempted_name"
    AXES_CLIENT_IP_CALLABLE = "llm_api.rest.throttling.client_address"
    AXES_LOCKOUT_CALLABLE = "llm_api.admin_site.notices.locked_out"
    AXES_VERBOSE = False
    AXES_ENABLE_ADMIN = False  # its pages would stand, changeable, beside our access records

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["llm_api.auth.authentication.SupabaseAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["llm_api.rest.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["llm_api.rest.renderers.FastJSONRenderer"],
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
    "DESCRIPTION": "Stores AI mock interviews in Supabase and gives them back to their owners.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "TAGS": [{"name": "interviews"}, {"name": "health"}],
    "SWAGGER_UI_SETTINGS": {"defaultModelsExpandDepth": -1, "persistAuthorization": True},
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "llm_api.serializers.openapi.simplify_pydantic_schemas",
        "llm_api.serializers.openapi.describe_further_keys",
        "llm_api.serializers.openapi.describe_empty_parameters",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ExperienceLevel": "llm_api.schemas.EXPERIENCE_LEVELS",
        "InterviewType": "llm_api.schemas.INTERVIEW_TYPES",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "llm_api.rest.request_id.RequestIdFilter"},
        "no_traceback_for_hosts": {"()": "llm_api.rest.request_log.BadHostFilter"},
        "uncaught": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: bool(record.exc_info),
        },
    },
    "formatters": {"line": logs.JSON_FORMATTER if LOG_FORMAT == "json" else logs.TEXT_FORMATTER},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request_id", "no_traceback_for_hosts"],
            "formatter": "line",
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"level": "INFO"},
        # One line a request comes from llm_api.requests; Django's says the same again, but for
        # what nobody caught.
        "django.request": {"level": "ERROR", "filters": ["uncaught"]},
        "axes": {"level": "WARNING"},
        # These quote addresses, with what was searched for in them; the request's line has the 403.
        "django.security.csrf": {"level": "ERROR"},
        "django.security.DisallowedModelAdminLookup": {"level": "CRITICAL"},
        "gunicorn.http.wsgi": {"level": "ERROR"},  # else a line for each HEAD
        # Below WARNING these log addresses with search words in them, and keys.
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        "hpack": {"level": "WARNING"},
        "h2": {"level": "WARNING"},
    },
}

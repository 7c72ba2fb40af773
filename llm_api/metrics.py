"""Prometheus metrics."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

REQUESTS = Counter(
    "interview_storage_requests",
    "Requests. `route` is the name of the URL pattern.",
    ["method", "route", "status"],
)
REQUEST_SECONDS = Histogram(
    "interview_storage_request_duration_seconds",
    "Time from a request's arrival in the service to its response.",
    ["route"],
    buckets=SECONDS,
)
ERRORS = Counter(
    "interview_storage_errors",
    "Requests that were rejected or failed, by the error's code.",
    ["route", "code"],
)
SAVES = Counter(
    "interview_storage_saves",
    "Successful saves: `stored`, or `replayed` from an earlier save.",
    ["outcome"],
)
SUPABASE_SECONDS = Histogram(
    "interview_storage_supabase_duration_seconds",
    "Exchanges with Supabase, by its service, and by the response's status or the kind of failure. "
    "`rest` is PostgREST.",
    ["service", "outcome"],
    buckets=SECONDS,
)
SUPABASE_RETRIES = Counter(
    "interview_storage_supabase_retries", "Repeated attempts after a failed exchange."
)
STALE_KEYS = Counter(
    "interview_storage_stale_keys",
    "Failed attempts to fetch the signing keys while known ones were still used.",
)


def exposition(folder: str) -> bytes:
    """All metrics in Prometheus' text format.

    `folder` is PROMETHEUS_MULTIPROC_DIR, through which several processes share their metrics; if
    it is empty, the metrics are those of this process.
    """
    if not folder:
        return generate_latest()
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry, folder)
    return generate_latest(registry)

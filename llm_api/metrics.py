"""What the service counts, for Prometheus. It knows neither requests nor Supabase."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

REQUESTS = Counter(
    "interview_storage_requests",
    "Requests that were answered. `route` is the name of the address.",
    ["method", "route", "status"],
)
REQUEST_SECONDS = Histogram(
    "interview_storage_request_duration_seconds",
    "From the request's arrival in the service to its answer.",
    ["route"],
    buckets=SECONDS,
)
ERRORS = Counter(
    "interview_storage_errors",
    "Requests that were refused or failed, by the code of the answer.",
    ["route", "code"],
)
SAVES = Counter(
    "interview_storage_saves",
    "Interviews that a caller was told are saved: `stored`, or `replayed` from an earlier save.",
    ["outcome"],
)
SUPABASE_SECONDS = Histogram(
    "interview_storage_supabase_duration_seconds",
    "Exchanges with Supabase, by the status of its answer, or why there was none.",
    ["outcome"],
    buckets=SECONDS,
)
SUPABASE_RETRIES = Counter(
    "interview_storage_supabase_retries", "Attempts after a first one that Supabase did not answer."
)


def exposition(folder: str) -> bytes:
    """All counts in Prometheus' text format.

    `folder` is where several processes count together (PROMETHEUS_MULTIPROC_DIR); without it
    they are this process's own.
    """
    if not folder:
        return generate_latest()
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry, folder)
    return generate_latest(registry)

"""The Django app. Importing `checks` registers the system checks."""

from django.apps import AppConfig
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, reset_queries


class LlmApiConfig(AppConfig):
    name = "llm_api"
    verbose_name = "Interview Storage"

    def ready(self) -> None:
        from llm_api import checks  # noqa: F401

        if not settings.SUPABASE_DB_URL:
            # There is no database: Django would look for its connections three times a request.
            request_started.disconnect(reset_queries)
            request_started.disconnect(close_old_connections)
            request_finished.disconnect(close_old_connections)

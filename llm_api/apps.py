"""The Django app. Importing `checks` registers the system checks."""

from django.apps import AppConfig


class LlmApiConfig(AppConfig):
    name = "llm_api"
    verbose_name = "Interview Storage"

    def ready(self) -> None:
        from llm_api import checks  # noqa: F401

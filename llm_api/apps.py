from django.apps import AppConfig


class LlmApiConfig(AppConfig):
    name = "llm_api"
    verbose_name = "Interviews"

    def ready(self) -> None:
        from llm_api import checks  # noqa: F401

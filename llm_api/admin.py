"""Django's admin imports this module to find what is registered."""

from llm_api.admin_site import model_admins  # noqa: F401

"""The module that Django's admin discovers; importing it registers the models."""

from llm_api.admin_site import model_admins  # noqa: F401

"""The module in which Django looks for models. Only the admin site uses the ORM."""

from llm_api.admin_site.models import Interview, InterviewAccess

__all__ = ["Interview", "InterviewAccess"]

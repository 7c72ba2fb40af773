"""The admin's models: interviews, and records of who read them.

Only the admin uses the ORM. The API queries Supabase through `supabase_client`.
"""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from llm_api.schemas import EXPERIENCE_LEVELS, INTERVIEW_TYPES


class Interview(models.Model):
    """A row of the table that supabase_migration.sql creates. Read-only."""

    id = models.UUIDField("interview id", primary_key=True)
    user_id = models.UUIDField("owner", null=True)
    job_role = models.TextField("job role")
    experience_level = models.TextField(
        "level", choices=[(name, name) for name in EXPERIENCE_LEVELS]
    )
    interview_type = models.TextField("type", choices=[(name, name) for name in INTERVIEW_TYPES])
    conversation = models.JSONField()
    feedback = models.JSONField()
    overall_score = models.IntegerField("overall", null=True)
    communication_score = models.IntegerField("communication", null=True)
    technical_score = models.IntegerField("technical", null=True)
    question_count = models.IntegerField("questions")
    completed_at = models.DateTimeField("completed (UTC)")
    created_at = models.DateTimeField("stored (UTC)")

    class Meta:
        managed = False
        db_table = "interviews"
        default_permissions = ("view",)
        permissions: ClassVar = [("export_interview", "Can export interviews")]

    def __str__(self) -> str:
        return f"{self.job_role}, {self.completed_at:%Y-%m-%d}"


class InterviewAccess(models.Model):
    """A staff member opened, exported or searched transcripts.

    It has no foreign keys, so that it outlives the account and the interview.
    """

    class Action(models.TextChoices):
        OPENED = "opened"
        EXPORTED = "exported"
        SEARCHED = "searched"

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField("at (UTC)", db_default=Now())
    staff = models.CharField("who", max_length=150)
    action = models.CharField("what", max_length=8, choices=Action.choices)
    interview_id = models.UUIDField("interview id", null=True)
    owner_id = models.UUIDField("owner at that time", null=True)
    detail = models.TextField("words searched, or format", blank=True)
    request_id = models.CharField("request id", max_length=128)

    class Meta:
        verbose_name = "access record"
        default_permissions = ("view",)
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="interview_access_at"),
            models.Index(fields=["interview_id"], name="interview_access_interview"),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.action} {self.interview_id or 'transcripts'}"

"""Which database alias a model uses. See DATABASES in the settings."""

from typing import Any

from django.db.models import Model

INTERVIEWS = "supabase"
ADMIN = "default"


class DatabaseRouter:
    """Interviews use a read-only alias; all other models use the admin's own."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return ADMIN if model._meta.managed else INTERVIEWS

    # A write to the interviews is rejected by PostgreSQL, whose session is read-only.
    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == ADMIN

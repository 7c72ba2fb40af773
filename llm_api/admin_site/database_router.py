"""Which of the two aliases a model belongs to. See DATABASES in the settings."""

from typing import Any

from django.db.models import Model

INTERVIEWS = "supabase"
ADMIN = "default"


class DatabaseRouter:
    """The interviews are read through an alias that cannot write; all else is the admin's own."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return ADMIN if model._meta.managed else INTERVIEWS

    # Writes too: PostgreSQL refuses them there.
    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == ADMIN

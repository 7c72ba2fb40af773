"""The service: ``gunicorn backend.wsgi:application``."""

import logging
import os

from django.core import checks
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

application = get_wsgi_application()

# What the first requests would otherwise wait for.
from llm_api import supabase_client  # noqa: E402

supabase_client.warm_up()

# What `manage.py check` would say, for an operator who has not asked.
for message in checks.run_checks():
    if not message.is_silenced():
        logging.getLogger(__name__).warning("%s", message)

"""The service: ``gunicorn backend.wsgi:application``."""

import gc
import logging
import os

from django.conf import settings
from django.core import checks
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

application = get_wsgi_application()

if settings.SENTRY_DSN:
    from backend.sentry import report_errors

    report_errors(settings.SENTRY_DSN)

# What the first requests would otherwise wait for.
from llm_api import supabase_client  # noqa: E402

supabase_client.warm_up()

# What `manage.py check` would say, for an operator who has not asked.
for message in checks.run_checks():
    if not message.is_silenced():
        logging.getLogger(__name__).log(message.level, "%s", message)

# Python looks for cycles whenever 700 objects more have come than gone: every few saves, which
# is a tenth of their cost. A save leaves some 65 objects in cycles, so that this is soon enough.
gc.set_threshold(5_000, 10, 10)
# Now and then it looks at all there is, for a tenth of a second in which no thread goes on:
# what is loaded by now stays, and need not be looked at again.
gc.collect()
gc.freeze()

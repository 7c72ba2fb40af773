"""The WSGI entry point: ``gunicorn backend.wsgi:application``."""

import gc
import logging
import os

from django.conf import settings
from django.core import checks
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

django_application = get_wsgi_application()

# Imported after Django is set up.
from llm_api import supabase_client  # noqa: E402
from llm_api.rest.chunked_body import ChunkedBody  # noqa: E402

application = ChunkedBody(django_application)

if settings.SENTRY_DSN:
    from backend.sentry import init_sentry

    init_sentry(settings.SENTRY_DSN)

# The first request would otherwise wait until the Supabase client is built.
supabase_client.warm_up()

# The findings of `manage.py check` go to the log, for operators who have not run it.
for message in checks.run_checks():
    if not message.is_silenced():
        logging.getLogger(__name__).log(message.level, "%s", message)

# With the default threshold of 700 new objects Python collects garbage every few saves, which
# takes a tenth of their CPU time. A save leaves about 65 objects in reference cycles, so that
# a threshold of 5,000 is low enough.
gc.set_threshold(5_000, 10, 10)
# A full collection stops all threads for a tenth of a second. Frozen objects are left out of
# it: what has been loaded up to here lives as long as the process.
gc.collect()
gc.freeze()

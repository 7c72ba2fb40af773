from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.scripted_upstream import INSERT, KEY_SET, ScriptedUpstream, store
from tests.support.tokens import EC, ISSUER, RSA, SERVICE_KEY, key_set


@pytest.fixture
def project(settings: Any) -> Iterator[ScriptedUpstream]:
    """A project with two asymmetric keys and no legacy secret, that stores what it is sent."""
    with ScriptedUpstream() as upstream:
        settings.SUPABASE_URL = upstream.url
        settings.SUPABASE_SERVICE_ROLE_KEY = SERVICE_KEY
        settings.SUPABASE_JWT_SECRET = ""
        settings.SUPABASE_JWT_ISSUER = ISSUER
        upstream.script(KEY_SET, key_set(EC, RSA))
        upstream.script(INSERT, store)
        yield upstream

"""Users who may see nothing of each other, and what they have stored."""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

import httpx
import jwt

from local_supabase import LocalSupabase
from tests.support import tokens, users

# In every text that people say, write and search for, and never in a path.
SPOKEN = "Quetzalcoatl"
FORGED = b'{"forged": true}'  # a line of the log, if one can be made
METRICS_TOKEN = "a-token-for-the-metrics-of-these-tests"
NAMES = ["ada", "bo", "cy", "di"]
KEPT, DOOMED, UNOWNED = 20, 12, 8


@dataclass
class Person:
    id: str
    marker: str  # in each of their interviews, and in no answer to anybody else
    token: str = ""
    kept: list[str] = field(default_factory=list)  # ids
    doomed: list[str] = field(default_factory=list)  # ids that requests may delete
    cursor: str = ""


@dataclass
class World:
    """Valid for one round: `settle` begins the next."""

    url: str
    issuer: str
    supabase: LocalSupabase
    people: list[Person]
    claim_tokens: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def secrets(self) -> list[str]:
        """What no line of the log may hold."""
        stack = self.supabase
        signatures = [person.token.rpartition(".")[2] for person in self.people]
        keys = [stack.service_role_key, stack.jwt_secret, METRICS_TOKEN]
        return [*keys, *signatures, *self.claim_tokens]


def begin(url: str, supabase: LocalSupabase) -> World:
    signed_up = [
        users.sign_up(supabase, f"{name}-{secrets.token_hex(4)}@example.com") for name in NAMES
    ]
    people = [Person(user.id, f"Ixchel-{secrets.token_hex(6)}") for user in signed_up]
    return World(url, f"{supabase.url}/auth/v1", supabase, people)


def settle(world: World) -> None:
    """New tokens, and interviews over an empty table."""
    with httpx.Client(base_url=f"{world.url}/api/interviews", timeout=30) as http:
        for person in world.people:
            person.token = token_of(world, person)
            headers = {"Authorization": f"Bearer {person.token}"}
            saved = [
                _saved(http.post("/save", json=interview(-1, person), headers=headers))
                for _ in range(KEPT + DOOMED)
            ]
            ids = [answer["data"]["id"] for answer in saved]
            person.kept, person.doomed = ids[:KEPT], ids[KEPT:]
            page = http.get("/list", params={"limit": 2}, headers=headers).json()
            person.cursor = page["pagination"]["next_cursor"]
        unowned = [_saved(http.post("/save", json=interview(-1, None))) for _ in range(UNOWNED)]
        world.claim_tokens = [answer["claim_token"] for answer in unowned]


def _saved(response: httpx.Response) -> Any:
    assert response.status_code == 201, response.text
    return response.json()


def token_of(world: World, person: Person, **changes: Any) -> str:
    """The local Supabase's own tokens name no issuer, which the service wants in production."""
    now = int(time.time())
    claims = tokens.claims(sub=person.id, iss=world.issuer, exp=now + 6 * 3600, **changes)
    return jwt.encode(claims, world.supabase.jwt_secret, "HS256")


def interview(number: int, person: Person | None) -> dict[str, Any]:
    """A valid body. Its job role says which request saved it, and whose it is."""
    said = f"{SPOKEN} {person.marker if person else ''}"
    return {
        "job_role": f"{SPOKEN} {number} {person.marker if person else ''}",
        "experience_level": "Senior",
        "interview_type": "Technical",
        "conversation": [
            {"role": "interviewer", "content": f"Why {said}?"},
            {"role": "user", "content": f"Because of {said}."},
        ],
        "feedback": {
            "overallScore": 7.5,
            "communicationScore": 8,
            "technicalScore": 6,
            "strengths": [f"Knows {said}"],
            "areasForImprovement": ["Pace"],
            "recommendations": [],
            "detailedFeedback": f"## {said}\n\n* well",
            "depthScore": 7,
        },
        "question_count": 1,
        "completed_at": "2026-01-31T09:30:00Z",
    }

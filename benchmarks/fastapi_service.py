"""The service as it is usually written with FastAPI, for comparison.

Pydantic validates, PyJWT verifies tokens, and supabase-py's async client stores and finds. It
accepts the same body and writes the same columns as ours, without ownership or idempotency.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import jwt
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field
from supabase import acreate_client

Score = Annotated[float, Field(ge=1, le=10)]
Texts = Annotated[list[str], Field(default_factory=list)]


class Message(BaseModel):
    model_config = ConfigDict(extra="allow")

    role: Literal["interviewer", "user"]
    content: Annotated[str, Field(min_length=1, max_length=20_000)]


class Feedback(BaseModel):
    model_config = ConfigDict(extra="allow")

    overallScore: Score | None = None
    communicationScore: Score | None = None
    technicalScore: Score | None = None
    strengths: Texts
    areasForImprovement: Texts
    recommendations: Texts
    detailedFeedback: str = ""


class Interview(BaseModel):
    user_id: UUID | None = None
    job_role: Annotated[str, Field(min_length=1, max_length=200)]
    experience_level: Literal["Junior", "Mid-level", "Senior"]
    interview_type: Literal["Behavioral", "Technical", "System Design"]
    conversation: Annotated[list[Message], Field(min_length=1, max_length=1_000)]
    feedback: Feedback
    question_count: Annotated[int, Field(ge=0, le=1_000)]


SUMMARY = (
    "id,user_id,job_role,experience_level,interview_type,feedback,overall_score,"
    "communication_score,technical_score,question_count,completed_at,created_at"
)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    url, key = os.environ["SUPABASE_URL"], os.environ["SUPABASE_SERVICE_ROLE_KEY"]
    app.state.supabase = await acreate_client(url, key)
    yield


app = FastAPI(lifespan=lifespan)


def rounded(score: float | None) -> int | None:
    return None if score is None else int(score + 0.5)


@app.post("/api/interviews/save", status_code=201)
async def save(interview: Interview, request: Request) -> dict[str, Any]:
    feedback = interview.feedback
    row = {
        **interview.model_dump(mode="json"),
        "overall_score": rounded(feedback.overallScore),
        "communication_score": rounded(feedback.communicationScore),
        "technical_score": rounded(feedback.technicalScore),
        "completed_at": datetime.now(UTC).isoformat(),
    }
    inserted = await request.app.state.supabase.table("interviews").insert(row).execute()
    return {
        "success": True,
        "message": "Interview saved successfully",
        "data": inserted.data[0],
    }


def signed_in(
    credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())],
) -> str:
    try:
        claims = jwt.decode(
            credentials.credentials,
            os.environ["SUPABASE_JWT_SECRET"],
            algorithms=["HS256"],
            audience="authenticated",
            issuer=os.environ["SUPABASE_JWT_ISSUER"],
        )
    except jwt.PyJWTError as exc:
        raise HTTPException(401, "Sign in.") from exc
    return str(claims["sub"])


User = Annotated[str, Depends(signed_in)]


@app.get("/api/interviews/list")
async def list_interviews(user: User, request: Request) -> dict[str, Any]:
    found = await (
        request.app.state.supabase.table("interviews")
        .select(SUMMARY, count="exact")
        .eq("user_id", user)
        .order("completed_at", desc=True)
        .limit(20)
        .execute()
    )
    return {"success": True, "data": found.data, "total": found.count}


@app.get("/api/interviews/stats")
async def stats(user: User, request: Request) -> dict[str, Any]:
    arguments = {"owner": user}
    found = await request.app.state.supabase.rpc("interview_exact_stats", arguments).execute()
    return {"success": True, "data": found.data}


@app.get("/api/interviews/{interview_id}")
async def one_interview(interview_id: UUID, user: User, request: Request) -> dict[str, Any]:
    found = await (
        request.app.state.supabase.table("interviews")
        .select("*")
        .eq("id", str(interview_id))
        .eq("user_id", user)
        .execute()
    )
    if not found.data:
        raise HTTPException(404, "Not found.")
    return {"success": True, "data": found.data[0]}

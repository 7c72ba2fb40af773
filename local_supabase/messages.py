"""The texts that `make run` prints once the service is up."""

from .stack import LocalSupabase

INTERVIEW = """{
  "job_role": "Backend Developer",
  "experience_level": "Mid-level",
  "interview_type": "Technical",
  "conversation": [
    {"role": "interviewer", "content": "What does a database index cost?"},
    {"role": "user", "content": "Space, and some time on every write."}
  ],
  "feedback": {
    "overallScore": 8, "communicationScore": 7, "technicalScore": 9,
    "strengths": ["Short and correct"],
    "areasForImprovement": ["Give an example"],
    "recommendations": ["Read a query plan aloud"],
    "detailedFeedback": "A good start."
  },
  "question_count": 1
}"""

SHORT_INTERVIEW = """{
  "job_role": "Team Lead", "experience_level": "Senior", "interview_type": "Behavioral",
  "conversation": [{"role": "interviewer", "content": "Tell me about a conflict."}],
  "feedback": {"overallScore": 6}, "question_count": 1
}"""


NOT_READY = """
A save would fail at the moment: Supabase is not set up, or cannot be reached. To find out what
is wrong, run this in another terminal:

make check-supabase
"""


def addresses(base_url: str) -> str:
    return f"""
The service is running. Press Ctrl-C to stop it.

  Dashboard       {base_url}/dashboard
  API             {base_url}/api/interviews/…
  Documentation   {base_url}/api/docs"""


def local_addresses(supabase: LocalSupabase, email: str, password: str) -> str:
    return f"""\
  Supabase        {supabase.url}
  PostgreSQL      {supabase.db_url}
  Demo user       {email}, password {password}
  Emails          .local/supabase/supabase.log
  Keys            .local/supabase.env"""


def admin_address(base_url: str, user: str, password: str) -> str:
    return f"  Admin           {base_url}/admin/ as {user}, password {password}"


def save_example(base_url: str) -> str:
    return f"""
To save an interview, paste this into another terminal:

curl {base_url}/api/interviews/save -H 'Content-Type: application/json' -d '{INTERVIEW}'; echo
"""


def signed_in_example(base_url: str, supabase: LocalSupabase, email: str, password: str) -> str:
    return f"""\
To sign in as the demo user and save one more:

TOKEN=$(curl -s '{supabase.url}/auth/v1/token?grant_type=password' \\
  -H 'apikey: {supabase.anon_key}' -H 'Content-Type: application/json' \\
  -d '{{"email": "{email}", "password": "{password}"}}' |
  sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
curl {base_url}/api/interviews/save -H "Authorization: Bearer $TOKEN" \\
  -H 'Content-Type: application/json' -d '{SHORT_INTERVIEW}'; echo
"""

"""What the documentation prints is run: the README's curl, and the client for the frontend."""

import json
import os
import re
import shutil
import subprocess

import pytest

from tests.support import ROOT
from tests.support.installed import MISSING, do_without
from tests.support.node import node

README = (ROOT / "README.md").read_text(encoding="utf-8")
FRONTEND = (ROOT / "docs" / "frontend.md").read_text(encoding="utf-8")

SUPABASE_CLIENT = """
import { createClient } from "@supabase/supabase-js";
export const supabase = createClient(process.env.SUPABASE_URL!, process.env.SUPABASE_ANON_KEY!);
"""
# Next.js finds modules without their endings; plain Node must be told.
HARNESS = """
import { registerHooks } from "node:module";
const ENDINGS = { "./supabase-client": ".ts", "./django-client": ".js" };
registerHooks({
  resolve: (name, context, next) => next(ENDINGS[name] ? name + ENDINGS[name] : name, context),
});
const { supabase } = await import("./lib/supabase-client.ts");
const { saveInterview } = await import("./lib/interviews.ts");
const { scenario, interview, email, password } = JSON.parse(process.argv[2]);

if (email) await supabase.auth.signInWithPassword({ email, password });

const realFetch = globalThis.fetch;
let saves = 0;
globalThis.fetch = async (address, options) => {
  if (!String(address).includes("/api/interviews/save")) return realFetch(address, options);
  saves++;
  if (scenario === "busy at first" && saves === 1) {
    return new Response("{}", { status: 503, headers: { "Retry-After": "1" } });
  }
  const answer = await realFetch(address, options);
  if (scenario === "answer lost" && saves === 1) throw new TypeError("Failed to fetch");
  return answer;
};
const outcome = await saveInterview(interview).then(
  (saved) => ({ saved }),
  (error) => ({ error: error.message }),
);
console.log(JSON.stringify({ ...outcome, saves }));
process.exit();
"""


def code_block(page: str, language: str, containing: str) -> str:
    blocks = re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)
    (block,) = [block for block in blocks if containing in block]
    return block


@pytest.fixture
def client_folder(tmp_path):
    """The folder of a frontend that holds the documented client and the packages it imports."""
    if MISSING:
        do_without(f"no Node: {' and '.join(MISSING)} not installed")
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    (tmp_path / "lib").mkdir()
    shutil.copy(ROOT / "llm_api" / "static" / "dashboard" / "django-client.js", tmp_path / "lib")
    interviews = code_block(FRONTEND, "typescript", "djangoClient({")
    (tmp_path / "lib" / "interviews.ts").write_text(interviews)
    (tmp_path / "lib" / "supabase-client.ts").write_text(SUPABASE_CLIENT)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    return tmp_path


@pytest.fixture
def run_client(client_folder, live_service, local_supabase):
    """Runs the documented client in Node, with the real supabase-js and the running service."""
    (client_folder / "harness.ts").write_text(HARNESS)
    environment = {
        "NEXT_PUBLIC_API_URL": live_service,
        "SUPABASE_URL": local_supabase.url,
        "SUPABASE_ANON_KEY": local_supabase.anon_key,
    }

    def run_client(**instructions):
        done = subprocess.run(
            [node(), "--no-warnings", "harness.ts", json.dumps(instructions)],
            cwd=client_folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run_client


REACT = """declare module "react" {
  export function useRef<T>(initial: T): { current: T };
  export function useState<T>(
    initial: T,
  ): [T, (next: T | ((before: T) => T)) => void];
}"""


@pytest.mark.parametrize("types", ["django-client.js", "django-client.d.ts"])
def test_the_documented_modules_pass_the_strict_type_check(client_folder, types):
    shutil.copy(ROOT / "llm_api" / "static" / "dashboard" / types, client_folder / "lib")
    hook = code_block(FRONTEND, "typescript", "export function useInterview")
    (client_folder / "hooks").mkdir()
    (client_folder / "hooks" / "useInterview.ts").write_text(hook)
    (client_folder / "react.d.ts").write_text(REACT)
    (client_folder / "process.d.ts").write_text(
        "declare const process: { env: Record<string, string | undefined> };"
    )
    compiler = [node(), "node_modules/typescript/bin/tsc", "--noEmit", "--strict"]
    compiler += ["--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler"]
    compiler += ["--allowJs", "--checkJs", "--skipLibCheck", "process.d.ts", "react.d.ts"]
    compiler += ["lib/interviews.ts", "hooks/useInterview.ts"]

    done = subprocess.run(compiler, cwd=client_folder, capture_output=True, text=True, timeout=120)

    assert (done.returncode, done.stdout) == (0, "")


ALICE = {"email": "alice@example.com", "password": "correct horse battery staple"}


def rows_of(db, finished):
    return db.execute(
        "select * from interviews where job_role = %s", [finished["jobRole"]]
    ).fetchall()


@pytest.mark.parametrize(("who", "owned"), [(ALICE, True), ({}, False)])
def test_the_client_saves_an_interview_for_the_user_who_is_signed_in(
    run_client, finished, db, alice, who, owned
):
    outcome = run_client(scenario="plain", interview=finished, **who)

    (row,) = rows_of(db, finished)
    assert outcome["saved"]["data"]["id"] == str(row["id"])
    assert (str(row["user_id"]) == alice.id) is owned
    assert ("claim_token" in outcome["saved"]) is not owned
    assert (row["experience_level"], row["interview_type"]) == ("Senior", "System Design")
    assert (row["overall_score"], row["question_count"]) == (7, 1)


@pytest.mark.parametrize("scenario", ["answer lost", "busy at first"])
def test_the_clients_retry_keeps_the_key_and_leaves_one_row(run_client, finished, db, scenario):
    outcome = run_client(scenario=scenario, interview=finished)

    assert outcome["saves"] == 2
    (row,) = rows_of(db, finished)
    assert outcome["saved"]["data"]["id"] == str(row["id"])


def test_the_client_says_what_was_wrong_and_does_not_try_again(run_client, finished, db):
    outcome = run_client(scenario="plain", interview=finished | {"questionCount": 5000})

    assert outcome["saves"] == 1
    assert outcome["error"].startswith("question_count: ")
    assert rows_of(db, finished) == []


def test_the_curl_of_the_readme_saves_an_interview(live_service, db):
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    command = code_block(README, "bash", "curl -i http://localhost:8000/api/interviews/save")
    command = command.replace("-i http://localhost:8000", live_service)

    answers = [
        json.loads(
            subprocess.run(
                ["sh", "-c", command],
                capture_output=True,
                text=True,
                env={"PATH": os.environ["PATH"]},
                check=True,
                timeout=60,
            ).stdout
        )
        for _ in range(2)
    ]

    assert answers[0]["data"] == answers[1]["data"]
    saved = db.execute(
        "select count(*) as n from interviews where id = %s", [answers[0]["data"]["id"]]
    ).fetchone()
    assert saved["n"] == 1

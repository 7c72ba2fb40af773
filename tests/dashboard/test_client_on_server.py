"""The client in a server's process, as Next.js runs it: it works, and keeps nothing of anybody."""

import json
import subprocess

import pytest

from tests.support import ROOT
from tests.support.frontend_page import rows_of
from tests.support.node import node

CLIENT = ROOT / "llm_api" / "static" / "dashboard" / "django-client.js"
SCRIPT = """
const [address, api, interview, tokens, prelude] = JSON.parse(process.argv.at(-1));
(0, eval)(prelude);
const { djangoClient } = await import(address);
const outcomes = [];
let token;
const client = djangoClient({ apiUrl: api, accessToken: async () => token });
for (token of tokens) {
  outcomes.push(await client.saveInterview(interview).then(({ data }) => data.user_id, ({ status }) => status));
}
const draft = client.startInterview(interview);
await draft.say({ role: "user", content: "x" });
console.log(JSON.stringify({
  outcomes, stored: Object.keys(globalThis.localStorage ?? {}),
  unsent: await client.unsentInterviews(), unfinished: await client.unfinishedInterviews(),
  unclaimed: client.unclaimedInterviews(),
}));
"""


@pytest.mark.parametrize(
    "prelude", ["", "globalThis.window = {};"], ids=["no window", "a stand-in window"]
)
def test_nothing_of_a_person_stays_in_a_server_process(
    tmp_path, live_service, finished, db, alice, bob, prelude
):
    """Node has a localStorage of its own behind a flag, and from version 25 on without one."""
    options = ["--experimental-webstorage", f"--localstorage-file={tmp_path / 'storage'}"]
    arguments = [CLIENT.as_uri(), live_service, finished, [alice.token, bob.token, None], prelude]
    script = ["--input-type=module", "-e", SCRIPT, json.dumps(arguments)]
    done = subprocess.run(
        [node(), "--no-warnings", *options, *script], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "outcomes": [alice.id, bob.id, None],
        "stored": [],
        "unsent": [],
        "unfinished": [],
        "unclaimed": [],
    }
    assert len(rows_of(db, finished)) == 3

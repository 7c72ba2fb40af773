"""`make fuzz`: the number of requests, the seed, and perhaps the only request to send."""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from local_supabase import LocalSupabase
from tests.hostile.fuzz import fuzz
from tests.support import ROOT

FOLDERS = ROOT / ".local" / "fuzz"


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # ends the service and Supabase, too
    parser = argparse.ArgumentParser(prog="python -m tests.hostile")
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--only", type=int, help="the number of one request")
    options = parser.parse_args()
    numbers, kept = range(options.requests), FOLDERS / options.seed
    if options.only is not None:
        numbers = range(options.only, options.only + 1)
        kept = FOLDERS / f"{options.seed}-{options.only}"
    with (
        tempfile.TemporaryDirectory(prefix="interview-storage-") as folder,
        LocalSupabase(Path(folder), ephemeral=True) as stack,
    ):
        stack.apply(ROOT / "supabase_migration.sql")
        faults = fuzz(stack, options.seed, numbers, kept, lambda line: print(line, flush=True))
    print(f"Seed {options.seed}: {len(faults)} faults. Log and failing requests: {kept}")
    print(f"One of them again: make fuzz SEED={options.seed} ONLY=<number>")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

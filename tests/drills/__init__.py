"""Failure drills: the service as it is deployed, over a real Supabase that is made to fail.

Clients go on saving all the while. Whatever each of them was told of each interview is held
against the table at the end. `make drills` takes a minute for each and prints the ledger.
"""

import os

SECONDS = float(os.environ.get("DRILL_SECONDS", "10"))

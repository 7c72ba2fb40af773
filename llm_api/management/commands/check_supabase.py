import logging
import sys
from typing import Any

from django.core.management.base import BaseCommand

from llm_api.supabase_client import examine_setup


class Command(BaseCommand):
    help = (
        "Try, line by line, whether the Supabase project is set up for this service. "
        "Exit status 1 if anything is wrong."
    )
    requires_system_checks: list[Any] = []

    def handle(self, *args: Any, **options: Any) -> None:
        # The refusals that it provokes are its findings.
        logging.getLogger("llm_api.supabase_client").setLevel(logging.CRITICAL)
        failures = lines = 0
        for finding in examine_setup():
            lines += 1
            mark = self.style.SUCCESS("ok  ") if finding.ok else self.style.ERROR("FAIL")
            self.stdout.write(f"{mark}  {finding.what}")
            if not finding.ok:
                failures += 1
                self.stdout.write(f"      {finding.advice}")
        if failures:
            self.stdout.write(f"{failures} of {lines} failed.")
            sys.exit(1)
        self.stdout.write("A save would work.")

import logging
import sys
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand

from llm_api.admin_site.diagnosis import check_database
from llm_api.supabase_client import check_setup


class Command(BaseCommand):
    help = (
        "Check that the Supabase project is set up for this service, by trying each operation. "
        "Exits with status 1 if a check fails."
    )
    requires_system_checks: list[Any] = []

    def handle(self, *args: Any, **options: Any) -> None:
        # The checks provoke errors, whose log messages would only repeat the output.
        logging.getLogger("llm_api.supabase_client").setLevel(logging.CRITICAL)
        failures = lines = 0
        for check in chain(check_setup(), check_database()):
            lines += 1
            mark = self.style.SUCCESS("ok  ") if check.ok else self.style.ERROR("FAIL")
            self.stdout.write(f"{mark}  {check.message}")
            if not check.ok:
                failures += 1
                self.stdout.write(f"      {check.hint}")
        if failures:
            self.stdout.write(f"{failures} of {lines} failed.")
            sys.exit(1)
        self.stdout.write("A save would work.")

import argparse
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from llm_api.admin_site.configuration import admin_faults


class Command(BaseCommand):
    help = (
        "For local development: create the admin's tables and a superuser. A second run changes "
        "nothing. For a real project use migrate and createsuperuser."
    )
    requires_system_checks: list[Any] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--username", required=True)
        parser.add_argument("--password", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        if faults := admin_faults():
            raise CommandError(" ".join(faults))
        from django.contrib.auth.models import User

        call_command("migrate", verbosity=0, skip_checks=True)
        if not User.objects.filter(username=options["username"]).exists():
            User.objects.create_superuser(options["username"], password=options["password"])

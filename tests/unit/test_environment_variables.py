"""Every variable that the settings read is in the example and in the documentation."""

import ast
import re

from tests.support import ROOT


def variables() -> list[str]:
    """The names that `backend/settings.py` reads with `env.…("NAME")`."""
    settings = ast.parse((ROOT / "backend" / "settings.py").read_text(encoding="utf-8"))
    return [
        node.args[0].value
        for node in ast.walk(settings)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]


def test_the_settings_read_each_variable_once():
    assert {"DEBUG", "SECRET_KEY", "SUPABASE_URL", "TRUST_CLIENT_USER_ID"} <= set(variables())
    assert len(variables()) == len(set(variables())) > 20


def test_every_variable_is_in_the_example():
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    found = {name: re.findall(rf"^#? ?{name}=", example, re.MULTILINE) for name in variables()}

    assert {name: lines for name, lines in found.items() if len(lines) != 1} == {}


def test_every_variable_is_in_the_description_of_the_configuration():
    description = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")

    assert [name for name in variables() if f"| `{name}` |" not in description] == []

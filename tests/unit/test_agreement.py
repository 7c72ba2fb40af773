"""SQL, Python and JavaScript agree where one of them must repeat what another says."""

import json
import re
from typing import Any

from llm_api.admin_site.models import Interview
from llm_api.analysis.comparison import compare
from llm_api.analysis.feedback import ADVICE
from llm_api.analysis.progress import progress
from llm_api.analysis.scores import SCORES
from llm_api.exports.spreadsheet import COLUMNS as CSV_COLUMNS
from llm_api.exports.transcript import ADVICE_LABELS, SCORE_LABELS
from llm_api.schemas import (
    COLUMNS,
    EXPERIENCE_LEVELS,
    INTERVIEW_TYPES,
    SUMMARY_COLUMNS,
    CompetencyStats,
    LevelStats,
    Stats,
    TypeStats,
)
from llm_api.selection import ORDERINGS, Selection
from llm_api.serializers.bodies import SaveInterviewSerializer
from llm_api.serializers.fields import MAX_JOB_ROLE
from llm_api.serializers.query_params import MAX_COMPARED, MAX_SEARCH, ExportQuery, ListQuery
from llm_api.serializers.responses import (
    Changes,
    Comparison,
    Point,
    Progress,
    Recurrence,
    ScoreSteps,
    Trends,
)
from tests.support import ROOT
from tests.support.histories import interview

MIGRATION = (ROOT / "supabase_migration.sql").read_text(encoding="utf-8")
DASHBOARD = ROOT / "llm_api" / "static" / "dashboard"
CLIENT = (DASHBOARD / "django-client.js").read_text()
FIELDS = (DASHBOARD / "fields.js").read_text()
FILTERS = (DASHBOARD / "filters.js").read_text()
FILTER_FIELDS = (DASHBOARD / "filter-fields.js").read_text()
LEGACY_ADDRESSES = (DASHBOARD / "legacy-addresses.js").read_text()
SELECTION = (DASHBOARD / "comparison-selection.js").read_text()

# What selects interviews in the API, apart from what only a program sends.
API_FILTERS = set(ListQuery().fields) - {"user_id", "limit", "cursor"}
# The dashboard's addresses have whole days of the reader in the place of moments.
ADDRESS_FILTERS = API_FILTERS - {"completed_after", "completed_before"} | {"first_day", "last_day"}


def properties(typedef: str) -> tuple[list[str], list[str]]:
    """The required and the optional properties of a typedef of the client."""
    _, found, text = CLIENT.partition(f"@typedef {{object}} {typedef}")
    assert found, typedef
    names = re.findall(r"@property \{.*\} (\[?\w+)", re.split(r"@typedef|\*/", text)[0])
    required = [name for name in names if not name.startswith("[")]
    return required, [name[1:] for name in names if name.startswith("[")]


def union(typedef: str) -> list[str]:
    """The values of a typedef of the client that is a union of texts."""
    found = re.search(rf'@typedef \{{("[^}}]+")\}} {typedef}\b', CLIENT)
    assert found, typedef
    return [json.loads(text) for text in found[1].split(" | ")]


def constant(source: str, name: str) -> Any:
    """The value of a constant that is a number or a list."""
    found = re.search(rf"const {name} = (.*?);", source, re.DOTALL)
    assert found, name
    return json.loads(re.sub(r",(\s*\])", r"\1", found[1]))


# SQL and Python ----------------------------------------------------------------------


def test_the_table_has_the_columns_of_a_row():
    _, _, table = MIGRATION.partition("create table if not exists public.interviews (")
    assert set(re.findall(r"^  (\w+) ", table.split(");")[0], re.MULTILINE)) == set(COLUMNS)


def test_the_table_accepts_the_levels_and_types():
    def accepted(column: str) -> list[str]:
        found = re.search(rf"check \({column} in \((.*?)\)\)", MIGRATION)
        assert found, column
        return re.findall(r"'(.*?)'", found[1])

    assert accepted("experience_level") == EXPERIENCE_LEVELS
    assert accepted("interview_type") == INTERVIEW_TYPES


def test_the_search_sorts_by_every_ordering():
    _, _, branches = MIGRATION.partition("case ordering\n")
    named = re.findall(r"when '(.*?)'", branches.split("end as key_1")[0])
    assert {ORDERINGS[0], *named} == set(ORDERINGS)  # the first is the function's default


# Python in several places ------------------------------------------------------------


def test_the_admins_model_has_the_columns_of_a_row():
    assert {field.column for field in Interview._meta.get_fields()} == set(COLUMNS)


def test_a_selection_has_the_filters_of_the_query_string():
    assert set(Selection._fields) == set(ExportQuery().fields) - {"user_id"}


def test_scores_and_advice_have_one_list_of_keys():
    assert list(SCORE_LABELS) == list(SCORES)
    assert list(ADVICE_LABELS) == list(ADVICE)


def test_progress_and_comparison_are_documented_as_they_are_made():
    scores = {"communication_score": 5, "technical_score": 5}
    feedback = {"depthScore": 5.5, "strengths": ["Calm"]}
    rows = [interview(number, 5, feedback=feedback, **scores) for number in range(1, 7)]

    Progress.model_validate(progress(rows), extra="forbid")
    Comparison.model_validate(compare(rows), extra="forbid")


def test_the_spreadsheet_has_every_column_or_its_texts():
    texts = {"strengths", "areas_for_improvement", "recommendations", "detailed_feedback"}
    in_other_columns = {"user_id", "conversation", "feedback"}
    assert set(CSV_COLUMNS) == set(COLUMNS) - in_other_columns | texts | {"transcript"}


# JavaScript and Python ---------------------------------------------------------------


def test_the_clients_interview_has_the_columns_of_the_table():
    required, optional = properties("InterviewSummary")
    assert required == list(SUMMARY_COLUMNS)
    assert optional == ["matches"]
    further = re.search(r"@typedef \{InterviewSummary & \{ (\w+): .* \}\} Interview\b", CLIENT)
    assert further
    assert {*required, further[1]} == set(COLUMNS)


def test_the_clients_statistics_progress_and_comparison_are_those_of_the_api():
    progress_models = (Point, Changes, Trends, Recurrence, Progress, ScoreSteps, Comparison)
    for model in (*progress_models, Stats, TypeStats, LevelStats, CompetencyStats):
        assert properties(model.__name__) == (list(model.model_fields), [])


def test_the_client_saves_every_field_of_an_interview_but_its_owner():
    _, _, body = CLIENT.partition("function inApiNames(interview, completedAt) {\n  return {")
    sent = re.findall(r"^ {4}(\w+):", body.split("};")[0], re.MULTILINE)
    assert {*sent, "user_id"} == set(SaveInterviewSerializer().fields)


def test_the_clients_filters_are_the_query_parameters_of_the_list():
    required, optional = properties("Filters")
    assert required == []
    assert sorted(optional) == sorted(ListQuery().fields)


def test_the_dashboard_asks_with_every_filter_of_the_api():
    _, _, body = FILTERS.partition("function apiFilters(address) {\n  return {")
    assert set(re.findall(r"^ {4}(\w+):", body.split("};")[0], re.MULTILINE)) == API_FILTERS


def test_the_dashboards_addresses_have_the_names_of_the_api():
    read = set(re.findall(r'address\.get(?:All)?\("(\w+)"\)', FILTERS))
    assert read == ADDRESS_FILTERS
    named = re.findall(r'name: "(\w+)"|(?:choices|select|dayField)\("\w+", "(\w+)"', FILTER_FIELDS)
    assert {first or second for first, second in named} == ADDRESS_FILTERS


def test_former_names_of_filters_become_those_of_today():
    renamed = dict(re.findall(r'\["(\w+)", "(\w+)"\]', LEGACY_ADDRESSES))
    assert set(renamed.values()) <= ADDRESS_FILTERS
    assert not set(renamed) & ADDRESS_FILTERS


def test_levels_and_types_are_the_same():
    assert union("ExperienceLevel") == EXPERIENCE_LEVELS
    assert union("InterviewType") == INTERVIEW_TYPES
    assert constant(FIELDS, "EXPERIENCE_LEVELS") == EXPERIENCE_LEVELS
    assert constant(FIELDS, "INTERVIEW_TYPES") == INTERVIEW_TYPES


def test_the_score_columns_are_the_same():
    _, _, labels = FIELDS.partition("SCORE_LABELS = {")
    assert re.findall(r"^ {2}(\w+):", labels, re.MULTILINE) == list(SCORES.values())


def test_the_dashboard_offers_every_ordering_and_sends_none_for_the_default():
    offered = [value for value, _ in constant(FILTER_FIELDS, "ORDERINGS")]
    assert offered[0] == ""
    assert offered[1:] == [ordering for ordering in ORDERINGS if ordering != ORDERINGS[0]]


def test_the_limits_are_the_same():
    assert constant(SELECTION, "MAX_COMPARED") == MAX_COMPARED
    assert constant(FILTER_FIELDS, "MAX_LENGTH") == MAX_SEARCH == MAX_JOB_ROLE

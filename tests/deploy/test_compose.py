"""`deploy/compose` and the proxies that cannot run here: whole, and true to the settings, ports and files they name.

There is no container engine in the tests. The files are checked against the Compose specification's own schema
(`schemas/compose_spec.json`, Apache-2.0, from the package docker-compose 1.29.2), and each thing they point at is looked up."""

import json
import re
from importlib import metadata
from pathlib import Path

import jsonschema
import pytest
import yaml
from packaging.requirements import Requirement

from atende.core.config import Settings
from tests.deploy.replicas import HERE

DEPLOY = HERE.parents[1] / "deploy"
COMPOSE = sorted((DEPLOY / "compose").glob("compose*.yaml"))
SCHEMA = json.loads((HERE / "schemas" / "compose_spec.json").read_text())
# Read by the proxies' configurations, not by Atende.
OF_PROXIES = {"ATENDE_SITE", "ATENDE_WEB", "ATENDE_LISTEN", "ATENDE_WATCH", "ATENDE_CERTIFICATES"}


def _load(path: Path) -> dict:
    return yaml.safe_load(path.read_text())


@pytest.fixture(params=COMPOSE, ids=lambda path: path.stem)
def compose(request: pytest.FixtureRequest) -> dict:
    return _load(request.param)


def test_compose_is_valid_by_the_specification(compose: dict):
    jsonschema.Draft201909Validator(SCHEMA).validate({key: value for key, value in compose.items() if key != "name"})
    assert re.fullmatch(r"[a-z0-9-]+", compose["name"])  # a key the specification got after that schema


def test_every_setting_exists_and_every_file_is_there(compose: dict):
    known = {f"ATENDE_{name.upper()}" for name in Settings.model_fields} | OF_PROXIES
    example = (DEPLOY / "compose" / "example.env").read_text()
    for name, service in compose["services"].items():
        given = service.get("environment", {})
        assert {word for word in given if word.startswith("ATENDE_")} <= known, name
        for setting, value in given.items():
            if setting.startswith("ATENDE_") and setting not in OF_PROXIES and value is not None and "${" not in value:
                Settings(**{setting.removeprefix("ATENDE_").lower(): value})  # a value that it takes
        for variable, default in re.findall(r"\$\{(\w+)(:-[^}]+)?", json.dumps(service)):
            line = rf"^{'#?' if default else ''}{variable}="
            assert re.search(line, example, re.MULTILINE), f"{variable} is not in example.env"
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (DEPLOY / "compose" / source).is_dir(), (
                    f"{name}: {source}; a single file would stay the old one after git pull"
                )
            elif not source.startswith("$"):
                assert source in compose["volumes"], f"{name}: {source}"
        assert set(service.get("networks", [])) <= set(compose["networks"])
        if "build" in service:
            assert (DEPLOY / "compose" / service["build"]["context"] / service["build"]["dockerfile"]).is_file()


def test_every_setting_can_be_given_in_the_env_file(compose: dict):
    """Otherwise a line in .env has no effect, and nothing says so."""
    everything = {f"ATENDE_{name.upper()}" for name in Settings.model_fields}
    inside = {
        "ATENDE_HOME",
        "ATENDE_PORT",
        "ATENDE_SANDBOX_PORT",
        "ATENDE_DATABASE_URL",
        "ATENDE_DRAIN_SECONDS",
        "ATENDE_SANDBOX",
    }
    inside |= {"ATENDE_METRICS_HOST", "ATENDE_METRICS_PORT", "ATENDE_WORKER_METRICS_PORT"}
    for service in compose["services"].values():
        if service.get("image") == "atende":
            given = service["environment"]
            assert everything - inside <= given.keys()
            # Passed through by its name alone: given as empty it would be a wrong value where a number is wanted.
            empty = {name for name, value in given.items() if value is not None and ":-}" in value}
            assert empty <= {"ATENDE_META_APP_SECRET", "ATENDE_META_VERIFY_TOKEN"}


def test_the_workers_together_send_no_more_than_one_number_may(compose: dict):
    """Each paces the numbers by itself."""
    at_most = Settings.model_fields["number_rate"].default
    workers = [s for s in compose["services"].values() if s.get("image") == "atende" and s.get("command") != ["atende", "web"]]
    sending = [s["environment"]["ATENDE_NUMBER_RATE"] for s in workers if s.get("command") != ["atende", "db", "upgrade"]]
    rates = [at_most if given is None else float(re.sub(r"\$\{\w+:-(.+)\}", r"\1", given)) for given in sending]
    assert rates
    assert sum(rates) <= at_most


def test_only_the_proxies_are_reached_from_outside(compose: dict):
    for name, service in compose["services"].items():
        outside = [port for port in service.get("ports", []) if not port.startswith("127.0.0.1:")]
        assert not outside or name in ("caddy", "haproxy"), f"{name} is open to everybody: {outside}"


def test_atende_runs_with_as_little_right_as_it_can(compose: dict):
    ours = {name: service for name, service in compose["services"].items() if service.get("image") == "atende"}
    assert ours
    for service in ours.values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
        if service.get("restart") != "no":
            assert service["healthcheck"]
            assert int(service["stop_grace_period"].removesuffix("s")) >= 25
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    assert re.search(r"^USER atende$", dockerfile, re.MULTILINE)
    assert "HEALTHCHECK" in dockerfile
    for copied in re.findall(r"requirements/\w+\.txt|tools/\w+\.py", dockerfile):
        assert (DEPLOY.parent / copied).is_file()


def test_what_is_private_reaches_neither_the_repository_nor_the_image():
    for name in (".gitignore", ".dockerignore"):
        left_out = {line.strip().rstrip("/") for line in (DEPLOY.parent / name).read_text().splitlines()}
        assert {"deploy/compose/.env", "deploy/compose/certificates"} <= left_out, name


def test_the_image_can_send_traces():
    """Everything that the SDK and its exporter need is locked, in the versions that are tested, and installed."""
    locks = {name: _locked(name) for name in ("run", "otel", "dev")}
    assert not locks["run"].keys() & locks["otel"].keys()
    assert locks["otel"].items() <= locks["dev"].items()
    there = locks["run"] | locks["otel"]
    assert {"opentelemetry-sdk", "opentelemetry-exporter-otlp-proto-http"} <= there.keys()
    for package in locks["otel"]:
        needed = [Requirement(one) for one in metadata.requires(package) or ()]
        assert {_plain(one.name) for one in needed if not one.marker or one.marker.evaluate({"extra": ""})} <= there.keys(), (
            package
        )
    installed = re.findall(r"-r requirements/(\w+)\.txt", (DEPLOY / "Dockerfile").read_text())
    assert installed == ["run", "otel"]


def _locked(name: str) -> dict[str, str]:
    lines = (DEPLOY.parent / "requirements" / f"{name}.txt").read_text()
    return {_plain(package): version for package, version in re.findall(r"^([\w.-]+)==([^\s;]+)", lines, re.MULTILINE)}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_replicas_share_what_they_must_and_prometheus_finds_each():
    services = _load(DEPLOY / "compose" / "compose.replicas.yaml")["services"]
    ours = {name: one for name, one in services.items() if one.get("image") == "atende"}
    assert len({json.dumps([one["environment"], one["volumes"]]) for one in ours.values()}) == 1
    settings = ours["web-1"]["environment"]
    jobs = {job["job_name"]: job for job in _load(DEPLOY / "prometheus" / "prometheus.yml")["scrape_configs"]}
    for kind, setting in (("web", "ATENDE_METRICS_PORT"), ("worker", "ATENDE_WORKER_METRICS_PORT")):
        (found,) = jobs[f"atende-{kind}"]["dns_sd_configs"]
        assert set(found["names"]) == {name for name in ours if name.startswith(f"{kind}-")}
        assert str(found["port"]) == settings[setting]
        for name in found["names"]:
            assert set(services[name]["networks"]) & set(services["prometheus"]["networks"])
    # HAProxy sees that a process leaves well before it ends: looks every 0.5 s, believes the second.
    assert float(settings["ATENDE_DRAIN_SECONDS"]) >= 3
    subnet = _load(DEPLOY / "compose" / "compose.replicas.yaml")["networks"]["front"]["ipam"]["config"][0]["subnet"]
    assert settings["ATENDE_TRUSTED_PROXIES"] == subnet


def test_each_program_finds_its_configuration_in_the_folder_it_is_given(compose: dict):
    for name, service in compose["services"].items():
        for volume in service.get("volumes", []):
            source, inside, *_ = volume.split(":")
            if not source.startswith("."):
                continue
            for file in re.findall(rf"{inside}/([\w.-]+)", " ".join(service.get("command") or [])):
                assert (DEPLOY / "compose" / source / file).is_file(), f"{name}: {file}"


def test_on_one_host_prometheus_finds_web_and_worker_too():
    services = _load(DEPLOY / "compose" / "compose.yaml")["services"]
    names = set(services["atende"]["networks"]["front"]["aliases"])
    settings = services["atende"]["environment"]
    jobs = {job["job_name"]: job for job in _load(DEPLOY / "prometheus" / "prometheus.yml")["scrape_configs"]}
    for kind, setting in (("web", "ATENDE_METRICS_PORT"), ("worker", "ATENDE_WORKER_METRICS_PORT")):
        (found,) = jobs[f"atende-{kind}"]["dns_sd_configs"]
        assert names & set(found["names"])
        assert str(found["port"]) == settings[setting]
    assert services["prometheus"]["networks"] == services["alertmanager"]["networks"] == ["front"]


def test_traefik_names_only_what_it_has():
    http = _load(DEPLOY / "traefik" / "atende.yml")["http"]
    static = _load(DEPLOY / "traefik" / "traefik.yml")
    for name, router in http["routers"].items():
        assert router["service"] in http["services"], name
        assert set(router.get("middlewares", [])) <= set(http["middlewares"]), name
        assert set(router["entryPoints"]) <= set(static["entryPoints"]), name
    routers = http["routers"]
    assert routers["operators"]["priority"] > routers["webhooks"]["priority"] > routers["everything"]["priority"]
    assert "rate" not in routers["webhooks"]["middlewares"], "vendors are never slowed down"
    assert "webhook-size" not in routers["everything"]["middlewares"], "it would hold live events back"
    balancer = http["services"]["web"]["loadBalancer"]
    assert balancer["healthCheck"]["path"] == "/ready"
    assert balancer["serversTransport"] in http["serversTransports"]
    assert http["middlewares"]["nothing-said"]["headers"]["customRequestHeaders"] == {"Forwarded": ""}  # empty: taken away
    for name in ("webhooks", "everything"):
        assert "nothing-said" in routers[name]["middlewares"], "callers do not say who they are"
    # Its own 60 s hold for whole requests: an upload over a slow line would be cut, and a stream over HTTP/1.1.
    assert static["entryPoints"]["websecure"]["transport"]["respondingTimeouts"]["readTimeout"].endswith("m")


def test_kong_names_only_what_it_has():
    kong = _load(DEPLOY / "kong" / "kong.yml")
    (service,) = kong["services"]
    assert service["host"] in {upstream["name"] for upstream in kong["upstreams"]}
    routes = {route["name"]: route for route in service["routes"]}
    plugins = {name: {plugin["name"] for plugin in route["plugins"]} for name, route in routes.items()}
    assert "rate-limiting" in plugins["everything"]
    assert "rate-limiting" not in plugins["webhooks"], "vendors are never slowed down"
    assert routes["everything"]["response_buffering"] is False, "live events leave at once"
    assert plugins["operators"] == {"request-termination"}
    everywhere = {plugin["name"]: plugin["config"] for plugin in kong["plugins"]}
    assert "correlation-id" in everywhere
    assert {"Forwarded", "X-Forwarded-Uri", "X-Forwarded-Method"} <= set(everywhere["request-transformer"]["remove"]["headers"])


def test_idle_connections_end_at_the_proxy_first():
    """Otherwise a request meets a connection that the web process is closing, and is lost."""
    from atende.core.web import serving

    text = "\n".join(
        (DEPLOY / name).read_text() for name in ("caddy/Caddyfile", "nginx/nginx.conf", "traefik/atende.yml", "kong/kong.yml")
    )
    kept = re.findall(r"(?:keepalive|keepalive_timeout|idleConnTimeout:|KEEPALIVE_IDLE_TIMEOUT=)\s*(\d+)s?\b", text)
    assert {int(seconds) for seconds in kept if int(seconds) != 32} == {30}
    assert serving.IDLE > 2 * 30


def test_units_of_systemd_start_commands_that_exist():
    found = {path.name: path.read_text() for path in (DEPLOY / "systemd").iterdir()}
    commands = {line for text in found.values() for line in re.findall(r"^ExecStart=\S+/atende (.*)$", text, re.MULTILINE)}
    assert commands == {"run", "backup --keep 14", "status"}
    assert {name.removesuffix(".timer") + ".service" for name in found if name.endswith(".timer")} <= found.keys()
    for text in found.values():
        assert set(re.findall(r"^Environment=(ATENDE_[A-Z_]+)", text, re.MULTILINE)) <= {"ATENDE_HOME", "ATENDE_DEMO"}
    assert "Environment=ATENDE_DEMO=false" in found["atende.service"]
    makefile = (DEPLOY.parent / "Makefile").read_text()
    for target in re.findall(r"make ([a-z-]+)", found["atende.service"]):
        assert f"\n{target}:" in makefile

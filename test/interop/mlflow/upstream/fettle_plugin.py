"""Points MLflow's own tests at Fettle: a pytest plugin, loaded by `-p fettle_plugin` before any test module.

The tests start a server in two ways, and both are answered by `fettle server`: a thread in the test's own process
(ServerThread, told its artifact root by initialize_backend_stores), and a process (`mlflow server ...` or uvicorn).
No file of MLflow is copied or changed; selection.toml says what is left out, and why.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[3]
NODE = os.environ.get("FETTLE_NODE", str(ROOT / "node_modules/.bin/node"))
FETTLE = os.environ.get("FETTLE_BIN", str(ROOT / "bin/fettle.js"))
START_SECONDS = 30
# Asks the release's own server, in Fettle's place.
REFERENCE = os.environ.get("FETTLE_UPSTREAM_REFERENCE") == "1"

_Popen = subprocess.Popen
_selection = tomllib.loads((HERE / "selection.toml").read_text())
_stores: list[Path] = []
_reasons: Counter[str] = Counter()
_failures: list[tuple[str, str]] = []
_log_errors: list[tuple[str, str]] = []
_root_told: list[str] = []


def _settings(env, roots):
    """settings.yaml of a store (JSON is YAML), from the variables that configure MLflow's server."""
    webhooks = {}
    if schemes := env.get("MLFLOW_WEBHOOK_ALLOWED_SCHEMES"):
        webhooks["schemes"] = schemes.split(",")
    if private := env.get("MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS"):
        webhooks["privateAddresses"] = private.lower() == "true"
    if tries := env.get("MLFLOW_WEBHOOK_REQUEST_MAX_RETRIES"):
        webhooks["attempts"] = int(tries)
    settings = {"artifacts": {"fileRoots": [str(root) for root in roots]}}
    if webhooks:
        settings["webhooks"] = webhooks
    if pattern := env.get("MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX"):
        settings["models"] = {"sources": pattern}
    return json.dumps(settings)


def _command(port, *, host=None, artifacts=None, artifact_root=None, env=os.environ, cwd=None):
    """The command line of a Fettle server over a new store."""
    store = Path(tempfile.mkdtemp(prefix="fettle-upstream-"))
    _stores.append(store)
    here = Path(cwd or os.getcwd()).resolve()
    (store / "settings.yaml").write_text(_settings(env, [here]))
    command = [NODE, FETTLE, "server", "--store", str(store), "--port", str(port)]
    if host:
        command += ["--host", host]
    if artifacts:
        command += ["--artifacts", artifacts]
    if artifact_root:
        command += ["--artifact-root", artifact_root]
    return command


def _option(args, name):
    """The value of `--name value` or `--name=value`."""
    for at, word in enumerate(args):
        if word == name:
            return args[at + 1]
        if word.startswith(f"{name}="):
            return word[len(name) + 1 :]
    return None


def _translate(args, env, cwd):
    """Fettle's command line in the place of one that starts MLflow's server; None for any other."""
    if not isinstance(args, (list, tuple)):
        return None
    words = [str(word) for word in args]
    if "uvicorn" in words and any(word.startswith("mlflow.server") for word in words):
        root = env.get("_MLFLOW_SERVER_ARTIFACT_ROOT")
        return _command(_option(words, "--port"), artifact_root=root, env=env, cwd=cwd)
    started = words[:2] == ["mlflow", "server"] or words[1:4] == ["-m", "mlflow", "server"]
    if not started:
        return None
    return _command(
        _option(words, "--port"),
        host=_option(words, "--host"),
        artifacts=_option(words, "--artifacts-destination"),
        artifact_root=_option(words, "--default-artifact-root"),
        env=env,
        cwd=cwd,
    )


class Popen(_Popen):
    """subprocess.Popen, but a process that would be MLflow's server is Fettle's."""

    def __init__(self, args, *rest, **options):
        env = options.get("env") or os.environ
        command = _translate(args, env, options.get("cwd"))
        super().__init__(args if command is None else command, *rest, **options)


class ServerThread:
    """In the place of the thread that serves MLflow from within the test's process."""

    def __init__(self, app, port):
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.process = None

    def __enter__(self):
        root = _root_told[-1] if _root_told else None
        self.process = _Popen(_command(self.port, artifact_root=root))
        _wait(self.port, self.process)
        # MLflow's command line, run within the test, follows the global URI. conftest.py has set it to the SQLite file
        # that MLflow's server would serve; here, that is the server itself. conftest.py sets it back.
        import mlflow

        mlflow.set_tracking_uri(self.url)
        return self.url

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _wait(port, process):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"fettle server ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    process.kill()
    raise RuntimeError(f"fettle server was not there after {START_SECONDS} s")


def _tell_root(backend_store_uri=None, registry_store_uri=None, default_artifact_root=None, **_):
    _root_told.append(default_artifact_root)


def pytest_addoption(parser):
    group = parser.getgroup("fettle")
    group.addoption("--fettle-failures", help="write the failed tests with the first line of each error here")


def pytest_configure(config):
    # A permanent 5xx or a wrong answer must fail a test at once, not after minutes of the client's patience.
    os.environ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "1"
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    if REFERENCE:
        return
    # Before any test module is imported, so that they bind these names.
    subprocess.Popen = Popen
    sys.path.insert(0, str(config.rootpath))
    import mlflow.server.handlers as handlers

    handlers.initialize_backend_stores = _tell_root
    import tests.tracking.integration_test_utils as utils

    utils.ServerThread = ServerThread
    utils.Popen = Popen


def pytest_collection_modifyitems(config, items):
    for item in items:
        name = getattr(item, "originalname", item.name)
        reason = next((rule["reason"] for rule in _selection["skip"] if _matches(rule, item.path, name)), None)
        params = getattr(item, "callspec", None)
        if reason is None and params is not None and "file" in (params.params.get("store_type"), params.params.get("client")):
            reason = "MLflow's own file store has no counterpart"
        if reason is not None:
            item.add_marker(pytest.mark.skip(reason=reason))


def _matches(rule, path, name):
    return rule.get("file", path.name) == path.name and any(re.search(p, name) for p in rule["tests"])


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        _reasons[reason.removeprefix("Skipped: ")] += 1
    if not report.failed:
        return
    error = "" if call.excinfo is None else str(call.excinfo.value)
    words = re.sub(r"\x1b\[[0-9;]*m", "", error)
    name = getattr(item, "originalname", item.name)
    kinds = {"moved": "refused by the release itself"}
    if not REFERENCE:
        kinds["accepted"] = "accepted difference"
    for list_name, title in kinds.items():
        for rule in _selection.get(list_name, []):
            if re.search(rule["test"], name) and rule["error"] in words:
                report.outcome = "skipped"
                report.longrepr = (str(item.path), 0, f"Skipped: {title}: {rule['reason']}")
                _reasons[f"{title}: {rule['reason']}"] += 1
                return
    kind = "" if call.excinfo is None else f"{call.excinfo.typename}: "
    where = "" if call.excinfo is None else _line(call.excinfo, item)
    when = "" if report.when == "call" else f"({report.when}) "
    _failures.append((item.nodeid, f"{when}{kind}{_first(words)} {where}".strip()))


def _first(words):
    """The lines of an error that say most, in one."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return " | ".join(lines[:3])[:400]


def _line(excinfo, item):
    """Where in the test it happened."""
    for entry in reversed(excinfo.traceback):
        if str(entry.path) == str(item.path):
            return f"[line {entry.lineno + 1}]"
    return ""


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item):
    _look_into_logs(item.nodeid)


def _look_into_logs(nodeid):
    for store in _stores:
        try:
            lines = (store / "server.log").read_text().splitlines()
        except OSError:
            continue
        seen = {line for _, line in _log_errors}
        _log_errors.extend((nodeid, line) for line in lines if '"level":"error"' in line and line not in seen)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter, config):
    outcomes = ("passed", "xpassed", "failed", "xfailed", "error", "skipped")
    counts = {key: len(terminalreporter.stats.get(key, [])) for key in outcomes}
    # One that MLflow's authors expect to fail passes with their server, so it is to pass with ours.
    passed = counts["passed"] + counts["xpassed"]
    failed = counts["failed"] + counts["error"] + counts["xfailed"]
    report = config.getoption("--fettle-failures")
    if report:
        with open(report, "w") as out:
            out.writelines(f"- `{nodeid}`\n  {error}\n" for nodeid, error in _failures)
            out.writelines(f"- error in the server's log, {nodeid}\n  {line[:600]}\n" for nodeid, line in _log_errors)
    for nodeid, line in _log_errors:
        terminalreporter.write_line(f"error in the server's log, {nodeid}: {line[:300]}")
    reasons = "; ".join(f"{count} {reason}" for reason, count in _reasons.most_common())
    score = f"{passed} passed, {failed} failed, {counts['skipped']} skipped ({reasons})"
    if _log_errors:
        score += f"; {len(_log_errors)} ERRORS IN THE SERVER'S LOG"
    if path := os.environ.get("FETTLE_UPSTREAM_SCORE"):
        Path(path).write_text(f"{score}\n")


def pytest_unconfigure(config):
    for store in _stores:
        shutil.rmtree(store, ignore_errors=True)

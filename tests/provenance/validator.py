"""roc-validator without a network: its cache is filled with the context of RO-Crate 1.1."""

import json
import subprocess
import sys
from pathlib import Path

import requests
from requests.adapters import BaseAdapter
from requests_cache import CachedSession

CONTEXT = Path(__file__).parent / "ro-crate-1.1-context.jsonld"
ADDRESS = "https://w3id.org/ro/crate/1.1/context"
PROFILE = "provenance-run-crate"


class _OneFile(BaseAdapter):
    """Answers every request with the context."""

    def send(self, request, **_options):
        from urllib3 import HTTPResponse

        answer = requests.Response()
        answer.status_code, answer.url, answer.request = 200, request.url, request
        answer.headers["Content-Type"] = "application/ld+json"
        answer.raw = HTTPResponse(body=CONTEXT.open("rb"), status=200, preload_content=False)
        return answer

    def close(self):
        pass


def failures(crate: Path, scratch: Path, severity: str = "required") -> list[str]:
    """Messages of the checks of a crate that fail; the validator never asks the network."""
    cache, report = scratch / "cache", scratch / "report.json"
    with CachedSession(str(cache), backend="sqlite", expire_after=-1) as session:
        session.mount("https://", _OneFile())
        accepts = (
            "application/ld+json, application/json",
            "application/ld+json, application/json, */*;q=0.1",
        )
        for accept in accepts:
            session.get(ADDRESS, headers={"Accept": accept})
    line = [sys.executable, "-c", "from rocrate_validator.cli import cli; cli()"]
    line += ["validate", "--offline"]
    line += ["--cache-path", str(cache), "-p", PROFILE, "-l", severity, "--no-paging"]
    line += ["-f", "json", "-o", str(report), str(crate)]
    ended = subprocess.run(line, capture_output=True, text=True, check=False)
    assert report.is_file(), ended.stdout + ended.stderr
    found = json.loads(report.read_text())
    issues = [f"{issue['check']['identifier']}: {issue['message']}" for issue in found["issues"]]
    assert found["passed"] == (not issues), found
    return issues

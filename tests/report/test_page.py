"""The page as text: safe, complete, small, the same each time."""

import base64
import hashlib
import json
import re
from dataclasses import replace

import pandas as pd

from selectivity.report import payload as payload_module
from selectivity.report.page import render
from selectivity.report.payload import embedded_rows, json_for_html
from selectivity.report.sections import SECTIONS
from selectivity.report.sections.base import Section
from selectivity.tables.paths import data_dir

LIMIT_BYTES = 2_000_000


def _payload(html):
    return json.loads(re.search(r'id="payload">(.*?)</script>', html, re.DOTALL)[1])


def test_page_is_small_and_repeats(html, study):
    assert len(html.encode("utf-8")) < LIMIT_BYTES
    assert render(study) == html


def test_policy_allows_this_script_and_style_only(html):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)[1]
    policy = policy.replace("&#39;", "'")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for tag in ("script", "style"):
        text = re.search(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_text_of_users_stays_text(html, synthetic):
    assert html.count("<script") == len(["payload", "program"])
    assert "<img" not in html
    names = [row[5] for row in _payload(html)["feeds"][0]["ranking"]["rows"]]
    assert synthetic.HOSTILE in names


def test_no_address_is_fetched(html):
    assert not re.findall(r'(?:src|href)="(?!#|data:)[^"]*"', html)
    assert "@import" not in html


def test_sections_answer_in_order(html):
    """Those that every study has, and optional ones only where they belong."""
    always = ["which", "sure", "tradeoff-section", "why", "assumed", "measured"]
    always += ["left-out", "methods"]
    keys = re.findall(r'<section id="([^"]+)"', html)
    assert keys == [section.key for section in SECTIONS if section.key in keys]
    assert [key for key in keys if key in always] == always


def test_assumptions_and_priors_are_said(html):
    assert "Calibrated constants" in html and "data 0f1e2d" in html
    assert '<span class="origin assumed">calibrated</span>' in html
    assert "hydration replaced by the wall, χ" in html
    assert ">hydration replaced<" not in html
    assert re.search(r"Of 1100 descriptor values, \d+ are measured", html)


def test_a_run_with_priors_says_so(study):
    page = render(replace(study, run=study.run | {"constants": {"origin": "prior"}}))
    assert "Priors only" in page and "Calibrated constants" not in page


def test_measured_draws_every_kind_out_of_paper(html):
    shipped = pd.read_csv(data_dir() / "out_of_paper_predictions.csv")
    figure = _payload(html)["figures"][0]
    assert sum(len(series["points"]) for series in figure["series"]) == len(shipped)
    assert len(figure["series"]) == 5
    assert "Not the ranked quantity: 30 measurements" in html


def test_comparison_counts_membranes_and_says_in_sample(study):
    table = study.tables["comparison"].copy()
    table.loc[table["comparable"], "candidate"] = ["M000", "M001"] * 6
    page = render(replace(study, tables=study.tables | {"comparison": table}))
    assert "12 measurements of 2 membranes" in page
    assert "width is 1.2 decades." in page
    assert "In-sample" in page


def test_no_chance_of_a_rank_that_all_have(study):
    few = replace(study, rankings={"chlorides": study.first.head(20)})
    assert _payload(render(few))["top_k"] is None
    assert "P(rank" not in render(few).split("<script")[0]
    more = replace(study, rankings={"chlorides": study.first.head(21)})
    assert _payload(render(more))["top_k"] == 20


def test_unranked_candidates_have_their_advice(html):
    assert "fixed charge did not converge; check the IEC" in html
    assert "Li+ does not fit: the pore radius is below 0.07 nm" in html


def test_details_decode_to_the_table(html, study):
    data = _payload(html)
    block = data["details"]["terms"]
    row = dict(zip(block["columns"], block["rows"][7][0], strict=True))
    name = data["detail_candidates"][7]
    terms = study.tables["terms"]
    first = terms[terms["candidate"] == name].iloc[0]
    assert data["words"][row["term"]] == first.term
    assert abs(row["value_kJ_mol"] - first.value_kJ_mol) <= 5e-4 * abs(first.value_kJ_mol)


def test_details_stop_at_the_budget(study, monkeypatch):
    monkeypatch.setattr(payload_module, "DETAIL_BYTES", 20_000)
    kept = payload_module.payload(study, [], "")["detail_candidates"]
    assert kept == study.first["candidate"].tolist()[: len(kept)]
    assert 0 < len(kept) < 20


def test_long_rankings_keep_top_and_front(study, monkeypatch):
    monkeypatch.setattr(payload_module, "MAX_ROWS", 40)
    rows = embedded_rows(study.first)
    assert len(rows) <= 40
    front = study.first[study.first["pareto"] == "True"]
    assert set(study.first["candidate"][:20]) | set(front["candidate"]) <= set(rows["candidate"])


def test_json_cannot_leave_its_element():
    text = json_for_html({"a": "</script>&\u2028"})
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == {"a": "</script>&\u2028"}


def test_page_without_tables_still_stands(study):
    bare = replace(study, tables=dict.fromkeys(study.tables, pd.DataFrame()), run={}, config={})
    page = render(bare)
    assert "There is no run.json beside the ranking" in page
    assert "No measurement of the ranked quantity itself is known" in page


def test_a_section_can_be_left_out_or_added(study):
    absent = Section("absent", "Not here", lambda study: None)
    again = Section("left-out", "Once more", lambda study: {"rows": []})
    page = render(study, (*SECTIONS[:6], absent, again))
    assert "Not here" not in page
    assert "Once more" in page

"""The page in a real browser: real clicks and keys, no console message, no request."""

import csv
import io
import re
import shutil
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

HAS_BROWSER = shutil.which("chromium") is not None
OPENING_SECONDS = 2.0
DESKTOP = {"width": 1400, "height": 900}
PRINTED = 718  # A4 upright between margins of 1 cm [px]
PHONE = {"width": 390, "height": 844}

if HAS_BROWSER:

    @pytest.fixture(scope="module")
    def address(html, tmp_path_factory):
        """The page as a file."""
        path = tmp_path_factory.mktemp("page") / "report.html"
        path.write_text(html, encoding="utf-8")
        return path.as_uri()

    @pytest.fixture
    def page(browser, address):
        """The page, opened; what it says to the console and asks of the network must be nothing."""
        view = browser.new_page(viewport=DESKTOP)
        messages, requests = [], []
        view.on("console", lambda message: messages.append(message.text))
        view.on("pageerror", lambda error: messages.append(str(error)))
        view.on("dialog", lambda dialog: messages.append("dialog"))
        view.on("request", lambda request: requests.append(request.url))
        view.goto(address)
        view.wait_for_selector("html[data-ready]")
        yield view
        view.close()
        assert messages == []
        assert [url for url in requests if not url.startswith(("file:", "blob:", "data:"))] == []
        assert len([url for url in requests if url.startswith("file:")]) == 1

    def _rows(page):
        return page.locator("#ranking-body tr")

    def _download(page, selector):
        with page.expect_download() as event:
            page.click(selector)
        text = Path(event.value.path()).read_text(encoding="utf-8")
        return event.value.suggested_filename, text

    def test_opens_at_once(browser, address):
        seconds = []
        for _ in range(3):
            view = browser.new_page()
            start = time.perf_counter()
            view.goto(address)
            view.wait_for_selector("html[data-ready]")
            seconds.append(time.perf_counter() - start)
            view.close()
        assert min(seconds) < OPENING_SECONDS  # the best of three: other work shares the machine

    def test_search_filter_and_clear(page):
        assert _rows(page).count() == 220
        page.fill("#search", "membrane 21")
        assert _rows(page).count() == 12  # 21, 121 and 210 to 219
        assert page.inner_text("#shown").startswith("12 of 220")
        page.select_option("#status-filter", "failed")
        assert _rows(page).count() == 2
        page.click("#clear-filters")
        page.select_option("#class-filter", "MOF")
        assert set(page.locator("#ranking-body td:nth-child(4)").all_inner_texts()) == {"MOF"}
        page.fill("#search", "no such membrane")
        assert _rows(page).count() == 0
        assert page.is_visible("#nothing")

    def test_pareto_filter_fades_the_other_points(page):
        page.check("#pareto-filter")
        n_front = _rows(page).count()
        assert 0 < n_front < 50
        assert page.locator("#tradeoff .point:not(.faded)").count() == n_front
        assert page.locator("#forest .row").count() == min(n_front, 25)

    def test_sorting_by_click_says_so(page):
        head = page.locator("th[data-column=p]")
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == "descending"
        texts = page.locator("#ranking-body td:nth-child(6)").all_inner_texts()
        values = [float(text.split()[0]) for text in texts if text != "–"]
        assert values == sorted(values, reverse=True)
        assert texts[-1] == "–"
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == "ascending"
        assert page.locator("th[data-column=rank]").get_attribute("aria-sort") == "none"

    def test_row_marks_its_point_and_fills_why(page):
        page.locator("#ranking-body tr[data-candidate=M007]").click()
        chosen = page.locator("#tradeoff .point.chosen")
        assert chosen.get_attribute("data-candidate") == "M007"
        assert page.locator("#forest .row.chosen").get_attribute("data-candidate") == "M007"
        assert "M007" in page.inner_text("#why-name")
        assert page.locator("#descriptors tr").count() == 5
        assert "hydration replaced by the wall, χ" in page.inner_text("#descriptors")
        assert re.search(r"Leading stage: \w+ \(\w+", page.inner_text("#why-words"))
        assert page.locator("#regimes tr").count() == 3
        assert page.locator("#energy rect.ion").count() == 30
        assert page.locator("#resistance rect.stage").count() >= 9

    def test_stems_start_at_the_central_run(page):
        words = page.inner_text("#switched-off")
        assert "everything on, central inputs: 40.0" in words

    def test_excluded_ion_is_written_so(page):
        assert "excluded in most samples" in page.inner_text("#resistance")
        assert page.locator("#resistance rect.stage").count() <= 9  # legend, Li+ and Cl-
        assert "excluded" in page.inner_text("#energy")

    def test_point_chooses_its_row(page):
        page.locator("#tradeoff .point[data-candidate=M002] .hit").click(force=True)
        row = page.locator("#ranking-body tr[aria-selected=true]")
        assert row.get_attribute("data-candidate") == "M002"
        assert page.input_value("#why-choice") == "M002"

    def test_hover_explains_a_bound(page):
        page.locator("#forest .row[data-candidate=M000]").hover()
        assert "> 3.2e4 (lower bound: Mg²⁺ excluded)" in page.inner_text("#tip")

    def test_keyboard_alone(page):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.locator("#ranking-body tr[tabindex='0']").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        row = page.locator("#ranking-body tr[aria-selected=true]")
        assert row.get_attribute("data-candidate") == "M002"
        page.locator("#tradeoff .canvas").focus()
        page.keyboard.press("ArrowRight")
        assert page.input_value("#why-choice") == "M003"

    def test_hostile_name_is_text(page, synthetic):
        page.locator("#ranking-body tr[data-candidate=M005]").click()
        assert synthetic.HOSTILE in page.inner_text("#why-name")
        assert page.locator("main img").count() == 0

    def test_download_of_the_filtered_set(page, study):
        page.fill("#search", "membrane 3")
        shown = _rows(page).count()
        name, text = _download(page, "#download-ranking")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert name == "ranking_chlorides_filtered.csv"
        assert len(rows) == shown
        assert list(rows[0]) == list(study.first.columns)
        assert rows[0] == study.first[study.first["candidate"] == "M003"].iloc[0].to_dict()

    def test_formula_cells_are_escaped_in_downloads(page):
        page.fill("#search", "hyperlink")
        text = _download(page, "#download-ranking")[1]
        assert ",'=HYPERLINK(1)," in text

    @pytest.mark.parametrize(
        "figure",
        ["forest", "tradeoff", "energy", "resistance", "switched-off", "predicted-measured"],
    )
    def test_every_figure_gives_svg_and_csv(page, figure):
        name, text = _download(page, f"#{figure} button:text-is('SVG')")
        svg = ElementTree.fromstring(text)
        assert name.endswith(".svg")
        assert svg.tag == "{http://www.w3.org/2000/svg}svg"
        assert "var(" not in text
        assert len(list(svg.iter())) > 20
        name, text = _download(page, f"#{figure} button:text-is('CSV')")
        assert name.endswith(".csv")
        assert len(list(csv.reader(io.StringIO(text)))) > 2

    def test_bibtex_holds_the_references_used(page):
        name, text = _download(page, "#download-bibtex")
        assert name == "references.bib"
        assert re.findall(r"@\w+\{(\w+)", text) == ["estimate2026", "nightingale1959", "wang2023"]

    def test_another_feed_changes_everything(page):
        before = page.inner_text("#ranking-body tr:nth-child(4)")
        page.select_option("#feed-choice", "1")
        assert "dilute_pH3" in page.inner_text("#headline")
        assert page.inner_text("#ranking-body tr:nth-child(4)") != before
        energy = _download(page, "#energy button:text-is('CSV')")[1]
        assert {row["feed"] for row in csv.DictReader(io.StringIO(energy))} == {"dilute_pH3"}

    def test_readable_on_a_phone(page):
        page.set_viewport_size(PHONE)
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert page.is_visible("th[data-column=s]")
        frame = page.locator(".known")
        assert frame.evaluate("e => e.scrollWidth <= e.clientWidth")
        assert not page.is_visible("th[data-column=term]")

    def test_prints(page):
        assert page.pdf(format="A4")[:4] == b"%PDF"
        page.emulate_media(media="print")
        assert not page.is_visible("#search")
        assert page.locator("#ranking-body tr:visible").count() == 50
        page.set_viewport_size({"width": PRINTED, "height": 1040})
        wide = page.evaluate("""[...document.querySelectorAll("table")].filter(
            table => table.scrollWidth > innerWidth).map(table => table.id || table.className)""")
        assert wide == []

"""One candidate of a finished study, explained in the terminal."""

from __future__ import annotations

import math
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Final

from selectivity.errors import DataError, MissingDataError
from selectivity.screening.show_next import further_tables, show_next

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

OFFERED: Final = 3
"""Names offered for one that is not there. [-]"""

_SHORT: Final = 3  # significant digits in the terminal
_SCIENTIFIC: Final = (1e-3, 1e5)  # outside, powers of ten


def number(value: object, digits: int = _SHORT) -> str:
    """Number for people: three digits, a dash for nothing.

    Parameters
    ----------
    value : object
        Number, or text that holds one.
    digits : int

    Returns
    -------
    str
    """
    try:
        plain = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return str(value) if value else "–"
    if math.isnan(plain):
        return "–"
    if math.isinf(plain):
        return "∞" if plain > 0 else "-∞"
    low, high = _SCIENTIFIC
    if plain == 0 or low <= abs(plain) < high:
        return f"{float(f'{plain:.{digits}g}'):g}"
    return f"{plain:.{digits - 1}e}"


def find(name: str, known: list[str], titles: list[str] | None = None) -> str:
    """Candidate of the ranking by identifier or by name for people; ignores case.

    Parameters
    ----------
    name : str
    known : list of str
        Identifiers.
    titles : list of str, optional
        Names for people, along ``known``.

    Returns
    -------
    str

    Raises
    ------
    DataError
        If there is none, and offers the nearest; if several have the name, and lists them.
    """
    by_fold = {candidate.casefold(): candidate for candidate in known}
    if name in known:
        return name
    if name.casefold() in by_fold:
        return by_fold[name.casefold()]
    named = [
        candidate
        for candidate, title in zip(known, titles or [], strict=False)
        if title.casefold() == name.casefold()
    ]
    if len(named) == 1:
        return named[0]
    if named:
        raise DataError(f"candidate: found {name!r}; allowed: one identifier; {len(named)} have "
                        f"this name: {', '.join(named)}")  # fmt: skip
    near = [by_fold[key] for key in get_close_matches(name.casefold(), by_fold, OFFERED, 0.4)]
    advice = f"did you mean {', '.join(near)}?" if near else "see the column candidate"
    raise DataError(f"candidate: found {name!r}; allowed: one of the {len(known)} of the ranking; "
                    f"{advice}")  # fmt: skip


def load(results: Path, feed: str | None) -> tuple[pd.DataFrame, dict[str, pd.DataFrame], str]:
    """Ranking and tidy tables of a results directory.

    Parameters
    ----------
    results : Path
    feed : str, optional
        Named feed; the first by default.

    Returns
    -------
    tuple
        Ranking (text cells), tables by name (only rows of the feed), name of the feed.

    Raises
    ------
    MissingDataError
        If the study has not been run.
    DataError
        If the feed is not there.
    """
    import pandas as pd

    first = results / "ranking.csv"
    if not first.is_file():
        raise MissingDataError(f"{first}: not found; run `selectivity run` first")
    names = ("descriptors", "terms", "resistances", "explain", "regimes")
    tables = {name: pd.read_parquet(results / f"{name}.parquet") for name in names}
    tables |= further_tables(results)
    feeds = list(dict.fromkeys(tables["resistances"]["feed"]))
    others = {path.stem.removeprefix("ranking_") for path in results.glob("ranking_*.csv")}
    main = next((name for name in feeds if name not in others), "")
    chosen = feed or main
    if chosen not in feeds:
        allowed = ", ".join(feeds)
        raise DataError(f"--feed: found {chosen!r}; allowed: {allowed}; choose one of them")
    file = first if chosen == main else results / f"ranking_{chosen}.csv"
    ranking = pd.read_csv(file, dtype=str, keep_default_na=False)
    kept = {
        name: frame[frame["feed"] == chosen] if "feed" in frame else frame
        for name, frame in tables.items()
    }
    return ranking, kept, chosen


def show(console: Console, results: Path, name: str, feed: str | None = None) -> None:
    """Print everything that is known of one candidate.

    Parameters
    ----------
    console : rich.console.Console
    results : Path
        Results directory.
    name : str
        Candidate; the nearest is offered for an unknown one.
    feed : str, optional
        Named feed; the first by default.
    """
    ranking, tables, chosen = load(results, feed)
    candidate = find(name, ranking["candidate"].tolist(), ranking["name"].tolist())
    row = ranking[ranking["candidate"] == candidate].iloc[0]
    own = {key: frame[frame["candidate"] == candidate] for key, frame in tables.items()}
    _head(console, row, chosen, len(ranking))
    _descriptors(console, own["descriptors"])
    _terms(console, own["terms"])
    _stages(console, own["resistances"])
    _without(console, own["explain"])
    show_next(console, own)
    if row.get("advice"):
        console.print("[bold]Advice[/]", end="  ")
        console.print(row["advice"], markup=False)


def _head(console: Console, row: pd.Series, feed: str, total: int) -> None:
    console.print(f"{row['name'] or row['candidate']} ({row['candidate']})", style="bold",
                  markup=False)  # fmt: skip
    console.print(
        f"{row['material_class'] or 'no material class'}, feed {feed}, status {row['status']}",
        markup=False,
    )
    key = next((column for column in row.index if column.endswith("_lo") and
                column.startswith("selectivity_")), "selectivity_lo")[:-3]  # fmt: skip
    pair = "/".join(part.capitalize() for part in key.split("_")[1:])
    if row["rank"]:
        at_least = "at least " if row["bound"] == "lower" else ""
        high = number(row[f"{key}_hi"] or math.inf)
        console.print(
            f"{pair} selectivity {at_least}{number(row[key])}, 90 % interval "
            f"{number(row[f'{key}_lo'])} to {high}; rank {row['rank']} "
            f"({row['rank_lo']} to {row['rank_hi']}) of {total}, tie group {row['tie_group']}"
        )
        parts = [f"{kind} {number(row[f'{kind}_selectivity'])}"
                 for kind in ("partition", "diffusion", "interfacial")]  # fmt: skip
        console.print("It is made of (medians): " + ", ".join(parts))
        console.print(
            f"What makes it: the term {row['dominant_term']}, the stage {row['dominant_stage']}"
        )


def _table(console: Console, title: str, header: list[str], rows: list[list[str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    drawn = Table(title=title, title_justify="left", title_style="bold", box=None)
    for position, name in enumerate(header):
        drawn.add_column(name, justify="left" if position == 0 else "right", overflow="fold")
    for row in rows:
        drawn.add_row(*[Text(cell) for cell in row])
    console.print(drawn)


def _descriptors(console: Console, frame: pd.DataFrame) -> None:
    rows = [
        [
            record["descriptor"].replace("_", " "),
            number(record["value"]),
            f"{number(record['lo'])} … {number(record['hi'])}",
            record["unit"],
            record["origin"],
            record["derived_from"],
            record["source"],
        ]
        for record in frame.to_dict("records")
    ]
    header = ["descriptor", "median", "90 %", "unit", "origin", "from", "source"]
    _table(console, "What it is", header, rows)


def _terms(console: Console, frame: pd.DataFrame) -> None:
    ions = list(dict.fromkeys(frame["ion"]))
    rows = []
    for (region, term), part in frame.groupby(["region", "term"], sort=False):
        values = part.set_index("ion")["value_kJ_mol"]
        rows.append([f"{region}: {term}", *[number(values.get(ion)) for ion in ions]])
    _table(console, "What entering costs, kJ/mol", ["term", *ions], rows)


def _stages(console: Console, frame: pd.DataFrame) -> None:
    ions = list(dict.fromkeys(frame["ion"]))
    rows = []
    for stage, part in frame.groupby("stage", sort=False):
        values = part.set_index("ion")["share"]
        rows.append([str(stage), *[f"{number(100 * values.get(ion))} %" for ion in ions]])
    _table(console, "Share of each ion's resistance", ["stage", *ions], rows)


def _without(console: Console, frame: pd.DataFrame) -> None:
    whole = frame["selectivity_without"] / 10 ** frame["log10_change"]
    rows = [["nothing, central inputs", number(whole.median()), number(0.0)]]
    for kind, name, without, change in frame[
        ["kind", "switched_off", "selectivity_without", "log10_change"]
    ].itertuples(index=False):
        words = f"{'resistance of' if kind == 'stage' else 'term'} {name}"
        rows.append([words, number(without), number(change)])
    header = ["switched off", "selectivity", "change, decades"]
    _table(console, "What makes the selectivity", header, rows)

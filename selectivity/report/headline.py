"""The answer in plain words: the best group, its selectivity, its interval, its feed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from selectivity.report.beyond import NOTE, far_limit
from selectivity.report.numbers import bound_label, interval, ion_label, number
from selectivity.report.study import Study, feed_settings, ranked_rows, setting

if TYPE_CHECKING:
    import pandas as pd

NAMED = 4
MANY = 20  # a tie group of more members is described by its range, because names would mislead


def headline(study: Study, feed: str) -> list[str]:
    """Sentences that answer "which candidates" for one feed.

    Parameters
    ----------
    study : Study
    feed : str
        A name of ``study.feeds``.

    Returns
    -------
    list of str
        The group, its best member, the meaning of the number; one sentence if nothing is ranked.
    """
    frame = study.rankings[feed]
    ranked = ranked_rows(frame)
    where = f"Feed: {feed_label(study, feed)}."
    if ranked.empty:
        return ["No candidate could be ranked; the list further down gives each reason.", where]
    best = ranked.iloc[0]
    group = ranked[ranked["tie_group"] == best["tie_group"]]
    meaning = (
        f"Selectivity here is the {quantity(study.pair)}: "
        f"{ion_label(study.pair[0])} permeability over {ion_label(study.pair[1])} permeability, "
        "both faces of the membrane in contact with the feed."
    )
    whole = study.whole(feed)
    counts = whole.get("first_tie_group", len(group)), whole.get("ranked", len(ranked))
    return [
        _group_sentence(study, group, counts),
        _best_sentence(study, ranked),
        where,
        meaning,
    ]


def quantity(pair: tuple[str, str]) -> str:
    """Name of what is ranked, such as on an axis."""
    wanted, unwanted = (ion_label(ion) for ion in pair)
    return f"{wanted} over {unwanted} ion permeability ratio at zero driving force"


def telling_top_k(study: Study) -> int | None:
    """k of P(rank ≤ k); None where no feed ranks more than k, because all are then within it."""
    top_k = setting(study.config, "top_k")
    most = max(
        study.whole(feed).get("ranked", len(ranked_rows(frame)))
        for feed, frame in study.rankings.items()
    )
    return None if top_k is None or most <= top_k else int(top_k)


def feed_label(study: Study, feed: str) -> str:
    """A feed with its composition, pH and temperature as far as the configuration states them."""
    settings = feed_settings(study.config).get(feed)
    if not isinstance(settings, dict):
        return feed
    parts = [_composition(settings)]
    parts += [f"pH {settings[key]:g}" for key in ("pH", "ph") if _is_number(settings.get(key))]
    kelvin = settings.get("temperature_K")
    if _is_number(kelvin):
        parts.append(f"{number(kelvin, 5)} K")
    elif _is_number(settings.get("temperature_C")):
        parts.append(f"{settings['temperature_C']:g} °C")
    text = ", ".join(part for part in parts if part)
    return f"{feed} ({text})" if text else feed


def _composition(settings: dict[str, Any]) -> str:
    for value in settings.values():
        if isinstance(value, dict) and value and all(_is_number(v) for v in value.values()):
            return ", ".join(f"{number(v)} mM {ion_label(str(i))}" for i, v in value.items())
    return ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _group_sentence(study: Study, group: pd.DataFrame, counts: tuple[int, int]) -> str:
    n_group, n_ranked = counts
    if n_group > MANY:
        return _many_sentence(study, group, counts)
    names = [_name(row) for _, row in group.iterrows()]
    if n_group == n_ranked > 1:
        shown = ", ".join(names[:NAMED])
        return (
            f"None of the {n_ranked} ranked candidates can be told apart from the first by the "
            f"samples; the order begins with {shown}."
        )
    if n_group == 1:
        return f"{names[0]} stands first of {n_ranked} ranked candidates, ahead of all others."
    shown = ", ".join(names[:NAMED])
    more = n_group - NAMED
    rest = f" and {more} more" if more > 0 else ""
    return (
        f"{n_group} of {n_ranked} ranked candidates share the first place, because the samples "
        f"cannot tell them apart: {shown}{rest}."
    )


def _many_sentence(study: Study, group: pd.DataFrame, counts: tuple[int, int]) -> str:
    n_group, n_ranked = counts
    medians = group.loc[~group.apply(_is_bound, axis=1), f"selectivity_{study.pair_key}"]
    values = medians.replace("", "nan").astype(float).dropna()
    who = f"{n_group} of {n_ranked} ranked candidates share the first place"
    if n_group == n_ranked:
        who = f"None of the {n_ranked} ranked candidates can be told apart from the first"
    shown = f" (of the {len(group)} shown)" if len(group) < n_group else ""
    if values.empty:
        return f"{who}; each{shown} has a lower bound only."
    text = f"{who}; their medians{shown} range from {number(values.min())} to "
    text += number(values.max())
    n_bounds = len(group) - len(values)
    return f"{text}, and {n_bounds} more have lower bounds." if n_bounds else f"{text}."


def _best_sentence(study: Study, ranked: pd.DataFrame) -> str:
    best = ranked.iloc[0]
    if not _is_bound(best):
        text = f"The first, {_name(best)}, has {_median(study, best)}."
        return f"{text} {_within_measured(study, ranked)}".strip()
    value = float(best[f"selectivity_{study.pair_key}"])
    text = f"The first, {_name(best)}, has a selectivity of {bound_label(value, study.pair[1])}."
    finite = next((row for _, row in ranked.iterrows() if not _is_bound(row)), None)
    if finite is None:
        return text
    return f"{text} The best that is not a bound is {_name(finite)} with {_median(study, finite)}."


def _within_measured(study: Study, ranked: pd.DataFrame) -> str:
    """The first candidate that does not lie beyond measurements; empty if that is the first."""
    key = f"selectivity_{study.pair_key}"
    values = ranked[key].replace("", "nan").astype(float)
    near = ranked[(values <= far_limit(study)) & ~ranked.apply(_is_bound, axis=1)]
    if near.empty or near.index[0] == ranked.index[0]:
        return ""
    first = near.iloc[0]
    return (
        f"The first whose median lies within what has been measured is {_name(first)} with "
        f"{_median(study, first)}."
    )


def _median(study: Study, row: pd.Series) -> str:
    key = f"selectivity_{study.pair_key}"
    value, low, high = (float(row[key + end] or "nan") for end in ("", "_lo", "_hi"))
    text = f"a median selectivity of {number(value)} (90 % interval {interval(low, high)})"
    return f"{text}, {NOTE}" if value > far_limit(study) else text


def _is_bound(row: pd.Series) -> bool:
    return row.get("bound") == "lower"


def _name(row: pd.Series) -> str:
    return row.get("name") or row["candidate"]

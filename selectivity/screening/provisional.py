"""Provisional constants: χ per material class and the scale of the layered permittivity.

With χ = 0 the hydration shells make every narrow pore a perfect sieve. Until a proper calibration
exists, χ of each class and one permittivity scale are fitted so that the medians of the model lie
where membranes were measured. The fit is simple and robust: medians over the samples of the full
model on a grid, Huber's loss, classes pulled towards the value that all of them share. Measured
permeability ratios and flux ratios count as what they are; rejections and separation factors are
made under pressure, an error that all rows of a kind share, so all of them together count as one
candidate of their class. A class of one or two membranes takes the χ that all classes share, with
the spread between classes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.errors import MissingDataError
from selectivity.screening import chunks, descriptors
from selectivity.screening.gather import LINKS, MEASURED
from selectivity.screening.outcome import compute
from selectivity.screening.sampling import interval
from selectivity.screening.settings import Settings
from selectivity.screening.shared import sample_shared
from selectivity.screening.summary import ranked_quantity
from selectivity.tables.materials import MaterialTable
from selectivity.tables.reader import read_table
from selectivity.tables.study import Study

if TYPE_CHECKING:
    import pandas as pd

REPLACED, SCALE = "hydration_replaced", "permittivity_scale"

KIND_ERROR: Final = {
    "SDEM_permeability_ratio": 0.25,
    "permeability_ratio": 0.25,
    "mixed_salt_ion_flux_ratio": 0.4,
    "ion_flux_ratio": 0.4,
    "single_salt_ion_flux_ratio": 0.6,
    "conductance_ratio": 0.6,
    "mixed_salt_rejection_ratio": 0.8,
    "mixed_salt_separation_factor": 0.8,
    "single_salt_rejection_ratio": 1.0,
}
"""How far a measured log10 selectivity of a kind may lie from the zero-force ratio of ion
permeabilities in the mixture: judged (`selectivity2026`), wide on purpose. [decades]"""

STRONG_ERROR: Final = 0.5
"""Largest error of a kind whose rows each count as one candidate. [decades]"""

REPLACED_GRID: Final = np.concatenate([np.linspace(0.70, 0.94, 13), np.linspace(0.95, 0.995, 10)])
"""χ that are tried: never 1, which would silence the shells. [-]"""

SCALE_GRID: Final = np.linspace(0.8, 1.6, 9)
"""Permittivity scales that are tried. [-]"""

SCALE_PRIOR: Final = 0.25
"""Standard deviation of ln(scale) around the layered model itself. [-]"""

POOLING: Final = 0.03
"""How far χ of a class may lie from that of all classes. [-]"""

BETWEEN: Final = 0.015
"""Spread of χ between membranes of a class; that of the class's own mean falls as 1/√n. [-]"""

LEAST_MEMBRANES: Final = 3
"""Membranes from which a class has a χ of its own: fewer tell no spread (`selectivity2026`). [-]"""

UNSEEN: Final = 0.02
"""Smallest spread of χ between classes, for those that take the shared value. [-]"""

SCALE_FLOOR: Final = 0.12
"""Smallest spread of the scale: what a calibration on other papers may move it by. [-]"""

HUBER: Final = 1.5
"""Error, in its standard deviations, beyond which the loss grows linearly. [-]"""

FIT_SAMPLES: Final = 64
"""Samples of the full model per candidate and grid point. [-]"""


@dataclass(frozen=True)
class Fit:
    """Fitted constants.

    Attributes
    ----------
    scale, scale_spread : float
        Of the layered permittivity, and its standard deviation. [-]
    replaced, replaced_spread, count : dict of str to float
        χ by material class, its standard deviation, and the candidates of the class; the empty
        name: what all share, which classes below `LEAST_MEMBRANES` take too. [-]
    error : float
        Median absolute error of the anchors that are zero-force-like. [decades]
    """

    scale: float
    scale_spread: float
    replaced: dict[str, float]
    replaced_spread: dict[str, float]
    count: dict[str, int]
    error: float


def anchors(study: Study) -> pd.DataFrame:
    """Measured selectivities of the pair, one row per candidate: the best kind it has.

    Parameters
    ----------
    study : Study

    Returns
    -------
    DataFrame
        ``candidate, material_class, kind, measured`` [decades] ``, error`` [decades] ``, weight``.

    Raises
    ------
    MissingDataError
        If nothing was measured for the pair.
    """
    links = read_table(study.root / f"config/{LINKS}.csv", LINKS)[["candidate", "row_id"]]
    rows = links.merge(read_table(study.data / f"{MEASURED}.csv", MEASURED), on="row_id")
    wanted, unwanted = study.pair
    rows = rows[(rows["ion_a"] == wanted) & (rows["ion_b"] == unwanted)]
    rows = rows[(rows["use"].astype(str) == "1") & rows["kind"].isin(KIND_ERROR)]
    if rows.empty:
        raise MissingDataError(f"nothing was measured for {wanted}/{unwanted}; add rows to {LINKS}")
    rows = rows.assign(error=rows["kind"].map(KIND_ERROR))
    best = rows[rows["error"] == rows.groupby("candidate")["error"].transform("min")]
    found = best.groupby(["candidate", "kind", "error"], as_index=False)["log10_selectivity"]
    table = found.median().rename(columns={"log10_selectivity": "measured"})
    table = table.merge(study.candidates[["candidate", "material_class"]], on="candidate")
    alike = table.groupby(["material_class", "kind"])["candidate"].transform("size")
    weight = np.where(table["error"] > STRONG_ERROR, 1.0 / alike, 1.0)
    return table.assign(weight=weight)


def fit(study: Study, rows: pd.DataFrame) -> Fit:
    """Fit both constants.

    Parameters
    ----------
    study : Study
    rows : DataFrame
        From `anchors`.

    Returns
    -------
    Fit
    """
    predicted = np.array(
        [[medians(study, rows, chi, scale) for chi in REPLACED_GRID] for scale in SCALE_GRID]
    )
    error = (predicted - rows["measured"].to_numpy()) / rows["error"].to_numpy()
    loss = _huber(error) * rows["weight"].to_numpy()  # scales × χ × candidates
    classes = rows["material_class"].to_numpy()
    weight = rows["weight"].to_numpy()
    results = [_fit_classes(part, classes, weight) for part in loss]
    total = np.array([result[1] for result in results])
    total += 0.5 * (np.log(SCALE_GRID) / SCALE_PRIOR) ** 2
    best = int(np.argmin(total))
    chosen, _, spread = results[best]
    at = np.array([chosen[name] for name in classes])
    strong = rows["error"].to_numpy() <= STRONG_ERROR
    missed = np.abs(predicted[best, at, np.arange(len(rows))] - rows["measured"].to_numpy())
    return Fit(
        scale=float(SCALE_GRID[best]),
        scale_spread=max(SCALE_FLOOR, _spread(SCALE_GRID, total)),
        replaced={name: float(REPLACED_GRID[place]) for name, place in chosen.items()},
        replaced_spread=spread,
        count={name: int(np.sum(classes == name)) for name in chosen},
        error=float(np.median(missed[strong])),
    )


def _fit_classes(
    loss: np.ndarray, classes: np.ndarray, weight: np.ndarray
) -> tuple[dict[str, int], float, dict[str, float]]:
    """Best χ of every class at one scale (χ × candidates), the loss and the spreads."""
    shared = int(np.argmin(loss.sum(axis=1)))
    together = REPLACED_GRID[shared]
    pull = 0.5 * ((REPLACED_GRID - together) / POOLING) ** 2
    names = sorted(set(classes))
    own = {name: loss[:, classes == name].sum(axis=1) + pull for name in names}
    rich = [name for name in names if np.sum(classes == name) >= LEAST_MEMBRANES]
    chosen = dict.fromkeys(["", *names], shared)
    chosen |= {name: int(np.argmin(own[name])) for name in rich}
    apart = [REPLACED_GRID[chosen[name]] - together for name in rich] or [0.0]
    between = max(UNSEEN, float(np.sqrt(np.mean(np.square(apart)))))
    everywhere = float(np.hypot(between, _spread(REPLACED_GRID, loss.sum(axis=1))))
    spread = dict.fromkeys(chosen, everywhere)
    for name in rich:
        within = BETWEEN / np.sqrt(weight[classes == name].sum())
        spread[name] = float(np.hypot(within, _spread(REPLACED_GRID, own[name])))
    return chosen, float(sum(each.min() for each in own.values())), spread  # the scale: each free


def medians(study: Study, rows: pd.DataFrame, replaced: float, scale: float) -> np.ndarray:
    """Predicted median log10 selectivity of the anchors. (n_candidates,)

    Parameters
    ----------
    study : Study
    rows : DataFrame
        From `anchors`.
    replaced, scale : float
        χ and permittivity scale of every class, without spread.
    """
    materials = _with_constants(study.materials, replaced, scale)
    settings = Settings.of(study)
    sizes = FIT_SAMPLES, settings.seed
    shared = sample_shared(study.ions, study.groups, materials.classes, sizes)
    mine = study.candidates[study.candidates["candidate"].isin(rows["candidate"])]
    wanted, unwanted = settings.places
    feed, found = study.feeds[0], {}
    for chunk in chunks.chunks(mine, study.candidate_groups, materials, shared, sizes):
        resolved = descriptors.resolve(chunk, feed, len(settings.ions), shared.groups.names)
        setting = feed, settings.options
        outcome = compute(shared.ions(feed.temperature), resolved.channels, shared.groups, setting)
        passed = outcome.permeability
        pair = passed[..., wanted], passed[..., unwanted]
        ranked = ranked_quantity(*pair, settings.detection_limit)
        found |= dict(zip(chunk.names, interval(ranked.samples)[1], strict=True))
    return np.array([found[name] for name in rows["candidate"]])


def _with_constants(table: MaterialTable, replaced: float, scale: float) -> MaterialTable:
    values = {REPLACED: replaced, SCALE: scale}
    fixed = {
        key: replace(prior, value=values[key[1]], uncertainty=0.0)
        for key, prior in table.priors.items()
        if key[1] in values
    }
    return MaterialTable(table.priors | fixed)


def _huber(error: np.ndarray) -> np.ndarray:
    size = np.minimum(np.abs(error), 1e3)  # an excluded ion is infinitely wrong, yet never best
    return np.where(size <= HUBER, 0.5 * size**2, HUBER * (size - 0.5 * HUBER))


def _spread(grid: np.ndarray, loss: np.ndarray) -> float:
    """Standard deviation of the grid under exp(-loss)."""
    weight = np.exp(-(loss - loss.min())) * np.gradient(grid)
    mean = np.sum(weight * grid) / weight.sum()
    return float(np.sqrt(np.sum(weight * (grid - mean) ** 2) / weight.sum()))

"""The screening rests on the calibrated constants unless it is told not to."""

import numpy as np
import pytest

from selectivity.config import Config
from selectivity.screening import api, chunks, descriptors
from selectivity.screening.record import constants_used
from selectivity.screening.shared import sample_shared
from selectivity.tables.calibrated import load_calibrated
from selectivity.tables.paths import data_dir
from selectivity.tables.study import load_study
from tests.screening.conftest import CONFIG, write_study

SIZES = 256, 5
NAMES = ("radius", "gap", "cutoff")
HEAD = "constant,material_class,median,log_spread,data_version,correlations,source,kind\n"


def _quantities(study):
    shared = sample_shared(study.ions, study.groups, study.materials, SIZES)
    tables = study.candidates, study.candidate_groups, study.materials
    (chunk,) = chunks.chunks(*tables, shared, SIZES)
    resolved = descriptors.resolve(chunk, study.feeds[0], 3, shared.groups.names)
    return chunk.names, resolved.quantities


def _median(study, descriptor, name):
    names, quantities = _quantities(study)
    return np.median(quantities[descriptor].samples[:, names.index(name)])


@pytest.fixture
def prior(tmp_path):
    return load_study(write_study(tmp_path / "prior", NAMES), prior_only=True)


@pytest.fixture
def fitted(tmp_path):
    """A study whose configuration names constants of its own."""
    config = CONFIG + "calibration: {constants: mine.csv}\n"
    path = write_study(tmp_path / "fitted", NAMES, config)
    rows = (
        "permittivity_scale,all,1.2,0.2,v1,,selectivity2026,fitted\n"
        "charge_scale,all,0.25,0.001,v1,0.9,selectivity2026,fitted\n"
        "path_scale,all,2,0.001,v1,0 0,selectivity2026,fitted\n"
        "hydration_unreplaced,polyamide_nf,0.02,0.3,v1,-0.7 -0.7 0,selectivity2026,fitted\n"
    )
    (path.parent.parent / "mine.csv").write_text(HEAD + rows)
    return load_study(path)


def test_shipped_constants_are_the_default(tmp_path):
    study = load_study(write_study(tmp_path, NAMES, CONFIG + "calibration: {}\n"))
    fitted = load_calibrated(data_dir() / "calibrated_constants.csv")
    assert study.materials.calibrated.data_version == fitted.data_version
    used = constants_used(study)
    assert used["origin"] == "calibrated" and used["file"] == "data/calibrated_constants.csv"
    names, quantities = _quantities(study)
    place = fitted.place("hydration_replaced", "polyamide_nf")
    samples = quantities["hydration_replaced"].samples[:, names.index("radius")]
    assert 1 - np.median(samples) == pytest.approx(fitted.median[place], rel=0.02)
    assert np.log(1 - samples).std() == pytest.approx(fitted.log_spread[place], rel=0.05)
    note = quantities["hydration_replaced"].derived_from[names.index("radius")]
    assert note == "calibrated constant of the material class"


def test_constants_of_a_user_scale_charge_and_path(prior, fitted):
    assert constants_used(prior) == {"origin": "prior"}
    assert constants_used(fitted)["data_version"] == "v1"
    ratio = _median(fitted, "fixed_charge", "radius") / _median(prior, "fixed_charge", "radius")
    assert ratio == pytest.approx(0.25, rel=0.01)
    # ε/(τ L) twice as large: the thickness that a permeance tells is half
    ratio = _median(fitted, "thickness", "cutoff") / _median(prior, "thickness", "cutoff")
    assert ratio == pytest.approx(0.5, rel=0.01)


def test_candidates_share_the_constants_with_their_correlations(fitted):
    names, quantities = _quantities(fitted)
    scale = quantities["permittivity_scale"].samples
    assert np.array_equal(scale[:, names.index("radius")], scale[:, names.index("gap")])
    unreplaced = 1 - quantities["hydration_replaced"].samples[:, names.index("radius")]
    together = np.corrcoef(np.log(scale[:, 0]), np.log(unreplaced))[0, 1]
    assert together == pytest.approx(-0.7, abs=0.05)


def test_priors_alone_are_wider(prior, fitted):
    _, of_prior = _quantities(prior)
    names, of_fit = _quantities(fitted)
    column = names.index("radius")
    wide, narrow = (
        np.log(1 - found["hydration_replaced"].samples[:, column]).std()
        for found in (of_prior, of_fit)
    )
    assert wide > 2 * narrow


def test_a_configuration_in_a_notebook_chooses_too():
    chosen = Config(calibration={"prior_only": True})
    assert api._study(chosen, None, None).materials.calibrated is None
    assert api._study(Config(), None, None).materials.calibrated is not None

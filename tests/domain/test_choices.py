"""Submodels that cover the same thing cannot be chosen together."""

from dataclasses import replace

import pytest

from selectivity.domain.choices import FaultsError, clashes, study_faults
from selectivity.domain.options import ModelOptions

SHELLS = ("steric", "dehydration_shells", "dielectric")


def test_the_defaults_go_together():
    assert clashes(ModelOptions()) == []


@pytest.mark.parametrize(
    ("change", "option"),
    [
        ({"terms": ("steric", "steric")}, "terms"),
        ({"terms": ("dehydration_shells", "dehydration_linear")}, "terms"),
        ({"terms": SHELLS, "channel_radius_model": "stokes"}, "channel_radius_model"),
        ({"terms": SHELLS, "born_radius": "bare"}, "born_radius"),
        ({"terms": (*SHELLS, "affinity"), "binding": "langmuir"}, "binding"),
        ({"hopping": True, "binding": "none"}, "binding"),
    ],
)
def test_a_clash_names_the_option(change, option):
    (fault,) = clashes(replace(ModelOptions(), **change))
    assert fault.option == option
    assert fault.advice


@pytest.mark.parametrize(
    "change",
    [
        {"terms": ("steric", "dielectric"), "born_radius": "bare"},
        {"terms": ("steric",), "channel_radius_model": "stokes"},
        {"terms": (*SHELLS, "affinity"), "binding": "constant"},
        {"hopping": True},
    ],
)
def test_what_does_not_overlap_is_allowed(change):
    assert clashes(replace(ModelOptions(), **change)) == []


def test_every_fault_is_in_the_error():
    faults = clashes(ModelOptions(terms=SHELLS, born_radius="bare", hopping=True, binding="none"))
    assert len(faults) == 2
    assert str(FaultsError(faults)).count("found") == 2


@pytest.mark.parametrize(
    ("change", "options"),
    [
        ({"binding": "constant"}, ["binding"]),
        ({"terms": (*SHELLS, "affinity")}, ["terms"]),
        ({"terms": (*SHELLS, "affinity"), "binding": "constant"}, ["binding", "terms"]),
        ({"binding": "constant", "born_radius": "bare"}, ["binding", "born_radius"]),
    ],
)
def test_a_study_has_no_constant_binding_energies(change, options):
    faults = study_faults(replace(ModelOptions(), **change))
    assert [fault.option for fault in faults] == options

"""The leading stage by the exact decomposition."""

import numpy as np

from selectivity.screening.leading import leading_stage


def named(partition, diffusion, interfacial):
    return leading_stage(
        tuple(np.full((4, 1), part) for part in (partition, diffusion, interfacial))
    )[0]


def test_entry_where_partition_makes_it_and_transit_where_diffusion_does():
    assert named(50.0, 1.5, 1.0) == "entry"
    assert named(1.1, 3.0, 1.0) == "transit"
    assert named(2.0, 1.5, 0.5) == "transit"  # the interfaces take back what the partition gives


def test_direction_is_that_of_the_selectivity():
    assert named(0.01, 1.6, 1.0) == "entry"
    assert named(1.5, 0.1, 1.0) == "transit"


def test_excluded_ion_is_excluded_at_entry_and_nothing_known_is_nothing():
    assert named(np.inf, np.nan, 1.0) == "entry"
    assert named(np.nan, np.nan, np.nan) == ""

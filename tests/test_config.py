"""Configuration: shipped files against the models, SI values, and the pair in column names."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from selectivity.config import Config, FeedConfig, Model, load_config, pair_suffix
from selectivity.domain.options import ModelOptions
from selectivity.errors import ConfigError
from selectivity.tables.brines import brine_names
from selectivity.tables.design_section import DesignSection
from selectivity.tables.paths import shipped_root
from selectivity.tables.settings_text import (
    config_text,
    design_config,
    shipped_files,
    small_config,
)

CONFIG = shipped_root() / "config"


@pytest.mark.parametrize("name", shipped_files())
def test_the_shipped_file_is_that_of_the_models(name):
    """Made again by ``python -m selectivity.tables.settings_text config``."""
    assert (CONFIG / name).read_text(encoding="utf-8") == shipped_files()[name]


def test_what_is_written_reads_back():
    assert load_config(CONFIG / "config.yaml") == Config()
    shipped = load_config(CONFIG / "config.design.yaml")
    assert shipped == design_config()
    assert shipped.model_copy(update={"design": DesignSection()}) == Config()
    assert shipped.design.brine in brine_names()
    assert load_config(CONFIG / "config.test.yaml") == small_config()


def test_an_empty_file_is_the_default(tmp_path):
    (tmp_path / "config.yaml").write_text("# nothing\n")
    assert load_config(tmp_path / "config.yaml") == Config()


def test_small_numbers_without_a_point_are_numbers(tmp_path):
    (tmp_path / "c.yaml").write_text("ranking: {detection_limit_m_s: 2e-13}\n")
    assert load_config(tmp_path / "c.yaml").ranking.detection_limit_m_s == 2e-13


def test_the_schema_names_its_dialect_and_refuses_unknown_keys():
    schema = json.loads(shipped_files()["config.schema.json"])
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False
    assert all(part["additionalProperties"] is False for part in schema["$defs"].values())


def test_every_setting_is_explained():
    def described(part):
        return all(p.get("description") or "$ref" in p for p in part["properties"].values())

    schema = Config.model_json_schema()
    assert all(described(part) for part in schema["$defs"].values())
    for line in config_text(Config()).splitlines():
        is_section_of_a_name = line.strip() == "standard:"
        assert not line.strip() or "#" in line or is_section_of_a_name, line


def test_the_default_feed_is_the_usual_test_solution():
    feed = Config().feeds["standard"]
    assert feed.concentrations_mM == {"Li+": 3.4, "Mg2+": 19.6, "Cl-": 42.6}
    assert feed.temperature == pytest.approx(298.15, rel=1e-12)
    assert feed.proton_concentration == pytest.approx(1e-3, rel=1e-12)
    # 2 g/L of the two chlorides, and twenty times as much magnesium as lithium by mass
    total, ratio = 3.4 * 42.394 + 19.6 * 95.211, 19.6 * 24.305 / (3.4 * 6.94)
    assert total == pytest.approx(2000, rel=0.01)
    assert ratio == pytest.approx(20, rel=0.02)


def test_model_options_are_those_of_the_physics():
    assert Model().options().terms == ModelOptions().terms
    options = Model(hopping={"enabled": True, "intrinsic_barrier_kJ_mol": 5.0}).options()
    assert options.hopping
    assert options.hopping_parameters == {
        "attempt_diffusivity": 1e-9,
        "intrinsic_barrier": pytest.approx(5000.0),
    }


def test_models_refuse_what_files_refuse():
    with pytest.raises(ValidationError, match="write retained"):
        Model(channel_radius_model="stokes")
    with pytest.raises(ValidationError, match="extra"):
        FeedConfig(ph=6)


@pytest.mark.parametrize(
    ("pair", "suffix"),
    [
        (("Li+", "Mg2+"), "li_mg"),
        (("Na+", "Mg2+"), "na_mg"),
        (("Li+", "Ca2+"), "li_ca"),
        (("Cl-", "SO4^2-"), "cl_so4"),
        (("Fe2+", "Fe3+"), "fe2_fe3"),
    ],
)
def test_the_pair_in_column_names(pair, suffix):
    assert pair_suffix(*pair) == suffix


def test_a_missing_file_is_a_configuration_error():
    with pytest.raises(ConfigError, match="no such file"):
        load_config(Path("nowhere.yaml"))

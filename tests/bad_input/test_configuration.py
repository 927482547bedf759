"""Every mistake in the configuration is reported with its line, the nearest key offered."""

import pytest

CONFIG = "config/config.yaml"
FEED = "feeds: {{a: {{concentrations_mM: {{{}}}, pH: 6, temperature_C: 25}}}}\n"

TEXTS = [
    ("samplng: {n_samples: 64}\n", "row 1, column samplng", "did you mean 'sampling'?"),
    ("sampling:\n  n_sample: 64\n", "row 2, column sampling.n_sample", "'n_samples'"),
    ("sampling: {n_samples: many}\n", "column sampling.n_samples: found 'many'", "whole number"),
    ("sampling: 3\n", "column sampling: found '3'", "indented keys"),
    ("ranking: {detection_limit_m_s: -1e-12}\n", "found '-1e-12'", "greater than 0"),
    ("ranking: {detection_limit_m_s: .nan}\n", "found 'nan'", "finite"),
    ("model: {binding: langmiur}\n", "found 'langmiur'", "did you mean 'langmuir'?"),
    ("model: {channel_radius_model: stokes}\n", "row 1", "write retained"),
    ("model: {born_radius: bare}\n", "bare with a dehydration term", "write hydrated"),
    ("model: {terms: [steric, dehydration_shells, dehydration_linear]}\n",
     "dehydration_shells and dehydration_linear", "both cover the inner shells"),
    ("model: {terms: [steric, dehydration_shels]}\n", "'dehydration_shels'",
     "did you mean 'dehydration_shells'?"),
    ("model: {hopping: {enabled: true}, binding: none}\n", "none with hopping", "langmuir"),
    ("model: {binding: constant}\n", "row 1, column model.binding: found constant",
     "would count as 0 kJ/mol: write langmuir or none"),
    ("model: {terms: [steric, affinity]}\n", "column model.terms: found affinity", "remove it"),
    ("pair: {wanted: Lithum+}\n", "column pair.wanted", "ions.csv"),
    ("pair: {wanted: Li+, unwanted: Li⁺}\n", "Li+ over Li⁺", "two different ions of like sign"),
    ("pair: {wanted: Li+, unwanted: Cl-}\n", "Li+ over Cl-", "two different ions of like sign"),
    (FEED.format("Li+: 3.4, Mg2+: 19.6, Cl-: 3.4"), "Σ z c = +39.2 mM",
     "balance it with 'Cl-': 42.6 instead of 3.4"),
    (FEED.format("Li+: 3.4, Mg2+: 19.6"), "Σ z c = +42.6 mM", "add an anion: Cl- at 42.6 mM"),
    (FEED.format("Li+: 3.4, Mgg2+: 19.6, Cl-: 3.4"), "'Mgg2+'", "did you mean 'Mg2+'?"),
    (FEED.format("Li+: 1, Li: 1, Cl-: 2"), "'Li+' and 'Li'", "keep one of the two"),
    (FEED.format("Zr4+: 1, Cl-: 4"), "'Zr4+' without", "leave the ion out"),
    (FEED.format("Li+: 0, Cl-: 0"), "pure water", "concentrations of a salt"),
    ("feeds: {a: {concentrations_mM: {Li+: 1, Cl-: 1}, ph: 6}}\n", "column feeds.a.ph", "'pH'"),
    ("feeds: {../a: {pH: 6}}\n", "found '../a'", "rename it"),
    ("design: {brine: east_taijinarr}\n", "row 1, column design", "did you mean 'east_taijinar'?"),
    ("design: {brine: own, concentrations_mM: {Li+: 1, Mg2+: 2, Cl-: 3}}\n", "electroneutrality",
     "2 mol/m³ more Cl- would balance it"),
    ("design: {brine: east_taijinar, target: {recovery: -0.1}}\n", "column design.target.recovery",
     "greater than 0"),
    ("design: {brine: east_taijinar, candidates: [frst]}\n", "'frst'", "did you mean 'first'?"),
    ("design: {brine: east_taijinar, processes: {nf: {pressure_bars: 3}}}\n", "unknown setting",
     "pressure_Pa"),
    ("design: {brine: east_taijinar, processes: {ed: {voltage_V: 0.2}}}\n",
     "column design.partner_layers", "add them"),
    ("tables:\n", "column tables: found 'None'", "indented keys"),
    ("feeds: {}\n", "column feeds", "at least 1"),
    ("pair: [\n", "row 2", "indentation"),
    ("pair: {wanted: Li+}\npair: {wanted: Na+}\n", "row 2", "duplicate key"),
    ("- a\n- b\n", "row 1", "write keys"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found", "advice"), TEXTS)
def test_a_wrong_configuration(spoil, text, found, advice):
    lines = spoil(CONFIG, lambda _: text)
    assert any(found in line and advice in line for line in lines), lines


def test_a_missing_configuration(study):
    (study.folder / CONFIG).unlink()
    code, printed = study.check()
    assert code == 2
    assert "config.yaml: found no such file" in printed


def test_every_problem_of_every_input_at_once(study):
    study.write(CONFIG, "samplng: {}\nmodel: {bindng: none, born_radius: bare}\n")
    study.replace("config/candidates.csv", "0.42", "-0.42")
    study.replace("config/candidates.csv", "second", "first")
    study.replace("config/candidate_groups.csv", "carboxylate", "carboxilate")
    study.replace("data/ions.csv", ",-1051.9,", ",-1050,")
    code, printed = study.check()
    assert code == 2
    for words in ("samplng", "model.bindng", "born_radius", "'-0.42'", "duplicate 'first'",
                  "carboxilate", "scale of the other rows"):  # fmt: skip
        assert words in printed, words

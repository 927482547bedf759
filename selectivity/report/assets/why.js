// Why, part three: words, descriptors with their origin, size regimes and flags of the chosen candidate.
(function (S) {
  "use strict";

  const { wanted, unwanted, label } = S.data.pair;

  function summary(row) {
    if (!Number.isFinite(row.rank)) {
      return [`${row.name} has no rank: status ${S.words(row.status)}. ${row.raw.advice || ""}`];
    }
    const lines = [
      `${row.name} stands at rank ${row.raw.rank} (90 % range ${row.rankLo || "–"} to ${row.rankHi || "–"}, tie group ${row.group || "–"}). ` +
        `Its ${label} selectivity is ${S.selectivityText(row)}` +
        (row.isBound ? "." : ` (90 % interval ${S.interval(row.sLo, row.sHi)}).`),
    ];
    if (row.isFar) lines.push(`A value above ${S.number(S.data.beyond.limit, 2)} is ${S.data.beyond.note}: read it as “very large”, not as a number.`);
    if (row.term || row.stage) {
      lines.push(`Leading term: ${S.words(row.term) || "–"}. Leading stage: ${S.stage(row.stage) || "–"}. Without that term most of the selectivity is lost; that stage gives the largest factor of the product below.`);
    }
    if (Number.isFinite(row.partition)) {
      lines.push(
        `Medians: partition selectivity ${S.number(row.partition)}, diffusion selectivity ${S.number(row.diffusion)}, interfacial selectivity ${S.number(row.interfacial)} ` +
          "(their product is the selectivity sample by sample; medians need not multiply)."
      );
    }
    const passes = (ion, value, low, high) =>
      `of ${S.ion(ion)} ${S.number(value)} m/s` + (Number.isFinite(low) && Number.isFinite(high) ? ` (90 % interval ${S.interval(low, high)})` : "");
    lines.push(`Permeability ${passes(wanted, row.p, row.pLo, row.pHi)}, ${passes(unwanted, row.q, row.qLo, row.qHi)}.`);
    const measured = S.data.measured_on[row.candidate];
    if (measured) lines.push(`Measured on it: ${measured}.`);
    if (row.raw.advice) lines.push(`Advice: ${row.raw.advice}`);
    return lines;
  }

  const cell = (content, cls) => S.el("td", { class: cls || null }, content);

  function descriptorRow(row) {
    const spread = row.lo === null || row.hi === null ? "–" : S.interval(row.lo, row.hi);
    const name = /calibrated constant/.test(row.derived_from) ? "calibrated" : row.origin;
    const origin = S.el("span", { class: `origin ${S.slug(row.origin)}` }, name);
    const from = [String(row.derived_from || "").split(", ").map(S.descriptor).join(", "), row.source || ""].filter(Boolean).join("; ");
    const unit = row.unit === "-" || !row.unit ? "" : ` ${row.unit}`;
    const value = typeof row.value === "number" ? S.number(row.value) + unit : row.value || "–";
    return S.el("tr", {}, S.el("th", { scope: "row" }, S.descriptor(row.descriptor)), cell(value, "num"), cell(spread, "num"),
      cell(origin), cell(from, "from"));
  }

  const FLAGS = {
    extrapolated: "hindrance held at the end of its range",
    weakly_hydrated: "weakly hydrated",
    hydrated_radius_assumed: "hydrated radius assumed",
    debye_overlap: "Debye layers overlap",
    stern_overlap: "Stern layers overlap",
  };

  function regimeRow(row) {
    const flags = Object.keys(FLAGS).filter((flag) => row[flag]).map((flag) => FLAGS[flag]);
    return S.el("tr", {}, S.el("th", { scope: "row" }, S.ion(row.ion)), cell(S.words(row.size_regime)),
      cell(S.number(row.solute_pore_ratio), "num"), cell(S.number(row.radius_in_channel_nm), "num"), cell(flags.join("; ") || "none"));
  }

  function electrostatics(rows) {
    if (!rows.length) return "";
    const [row] = rows;
    return (
      `Debye length ${S.number(row.debye_length_nm)} nm; Donnan potential (pore minus solution) ${S.number(row.donnan_potential_mV)} mV; ` +
      `fixed charge, groups included, ${S.number(row.fixed_charge_mol_m3)} mol/m³ of pore water; isoelectric point ${Number.isFinite(row.isoelectric_point_pH) ? `pH ${S.number(row.isoelectric_point_pH)}` : "none in the range of pH"}.`
    );
  }

  function fill(id, rows, make, columns, what) {
    const body = S.byId(id);
    body.replaceChildren(...rows.map(make));
    if (!rows.length) body.append(S.el("tr", {}, S.el("td", { colspan: String(columns) }, S.noDetails(what))));
  }

  const decades = (width) => (width === null ? "open" : S.number(width, 2));

  // As many digits as tell the ends apart: rejections of 99.97 and 100 %.
  function reading(row) {
    const [low, high] = [row.value_lo, row.value_hi];
    const digits = [3, 4, 5, 6].find((n) => low === high || S.number(low, n) !== S.number(high, n)) || 6;
    return `${S.number(low, digits)} to ${S.number(high, digits)}`;
  }

  function nextRow(row) {
    const unit = row.unit === "-" ? "" : ` ${row.unit}`;
    return S.el("tr", {}, S.el("th", { scope: "row" }, S.data.measurement_labels[row.measurement] || S.words(row.measurement)),
      cell(reading(row) + unit, "num"), cell(`± ${S.number(row.assumed_error, 2)}${unit}`, "num"), cell(row.known_now),
      cell(`${S.number(row.criterion_now)} → ${S.number(row.criterion_after)}`, "num"),
      cell(`${decades(row.expected_interval_now)} → ${decades(row.expected_interval_after)}`, "num"));
  }

  function sensitive(rows) {
    const known = rows.filter((row) => row.output === "log10_selectivity" && Number.isFinite(row.total));
    if (!known.length) return "";
    const shown = known.sort((a, b) => b.total - a.total).slice(0, 3)
      .map((row) => `${S.data.input_labels[row.input] || S.words(row.input)} ${S.number(row.total, 2)} ± ${S.number(row.total_confidence, 1)}`);
    return `Its log10 selectivity is most sensitive to (total Sobol index): ${shown.join("; ")}.`;
  }

  function draw() {
    const row = S.rowOf(S.state.selected);
    if (!row) {
      S.byId("why-name").textContent = S.state.selected;
      S.byId("why-words").replaceChildren(S.el("p", {}, "This candidate does not stand in the page for this feed; the ranking file has it."));
      return;
    }
    S.byId("why-name").textContent = row.name === row.candidate ? row.name : `${row.name} (${row.candidate})`;
    S.byId("why-words").replaceChildren(...summary(row).map((line) => S.el("p", {}, line)));
    fill("descriptors", S.details("descriptors", row.candidate), descriptorRow, 5, "descriptors");
    fill("next", S.details("measurements", row.candidate), nextRow, 6, "measurements");
    S.byId("sensitive").textContent = sensitive(S.details("sensitivity", row.candidate));
    const regimes = S.details("regimes", row.candidate);
    fill("regimes", regimes, regimeRow, 5, "size regimes");
    S.byId("electrostatics").textContent = electrostatics(regimes);
    S.byId("why-choice").value = row.candidate;
  }

  function choices() {
    const select = S.byId("why-choice");
    select.replaceChildren(
      ...S.feed().rows.map((row) => S.el("option", { value: row.candidate }, `${row.raw.rank || "–"}  ${S.shorten(row.name, 60)}`))
    );
    if (S.state.selected) select.value = S.state.selected;
  }

  function downloadDescriptors() {
    const columns = ["candidate", "descriptor", "value", "lo", "hi", "unit", "origin", "derived_from", "source"];
    const rows = S.cells(S.details("descriptors", S.state.selected), columns);
    S.download(`descriptors_${S.slug(S.state.selected)}.csv`, "text/csv", S.csv(columns, rows));
  }

  S.startWhy = function () {
    choices();
    S.byId("why-choice").addEventListener("input", (event) => S.select(event.target.value));
    S.byId("download-descriptors").addEventListener("click", downloadDescriptors);
    S.on("select", draw);
    S.on("feed", choices);
  };
})(window.Selectivity);

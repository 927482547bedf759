// Why, part one: the free-energy terms of the chosen candidate, per ion, interior and mouth.
(function (S) {
  "use strict";

  const BAR = 11;
  const GAP = 9;
  const SHUT = 0.5; // share of the samples above which an ion counts as excluded, as in the ranking

  const unique = (rows, field) => [...new Set(rows.map((row) => row[field]))];
  const isShut = (row) => row.excluded_fraction > SHUT || row.value_kJ_mol === null;

  function barLines(row) {
    const lines = [`${S.words(row.term)}, ${S.ion(row.ion)}, ${row.region}`];
    if (isShut(row)) lines.push("excluded: the ion does not fit (infinite barrier)");
    else lines.push(`${S.number(row.value_kJ_mol)} kJ/mol, 90 % interval ${S.interval(row.lo_kJ_mol, row.hi_kJ_mol)}`);
    if (row.excluded_fraction > 0) lines.push(`excluded in ${S.number(100 * row.excluded_fraction, 2)} % of the samples`);
    lines.push(row.origin === "md" ? "from molecular dynamics" : "analytic model");
    return lines;
  }

  function bar(row, ionIndex, x, y, right) {
    const group = S.svg("g", { class: "row" });
    const zero = x(0);
    if (isShut(row)) {
      group.append(S.svg("g", { class: `ion i${ionIndex % 6}` }, S.span(zero, y, right, y, true)));
      group.append(S.svg("text", { x: right - 10, y: y - 3, class: "tiny end" }, "excluded"));
    } else {
      const at = x(row.value_kJ_mol);
      group.append(S.svg("rect", {
        class: `ion i${ionIndex % 6}`, x: Math.min(zero, at), y: y - BAR / 2 + 1, width: Math.max(1, Math.abs(at - zero)), height: BAR - 2,
      }));
      if (row.lo_kJ_mol !== null && row.hi_kJ_mol !== null) {
        group.append(S.span(x(row.lo_kJ_mol), y, x(row.hi_kJ_mol), y, false, "thin"));
      }
    }
    return S.hover(group, () => barLines(row));
  }

  function panel(svg, rows, region, names, box, x) {
    svg.append(S.svg("text", { x: box.left, y: box.top - 8, class: "title strong" }, region === "mouth" ? "channel mouth" : "channel interior"));
    svg.append(S.axis("x", x, box, "free energy, kJ/mol"));
    const step = names.ions.length * BAR + GAP;
    names.terms.forEach((term, t) => {
      const top = box.top + t * step + GAP / 2;
      const label = S.shorten(S.words(term), 22);
      svg.append(S.svg("text", { x: box.left - 34, y: top + (step - GAP) / 2 + 4, class: "label end" }, label));
      names.ions.forEach((ion, i) => {
        const y = top + (i + 0.5) * BAR;
        svg.append(S.svg("text", { x: box.left - 4, y: y + 3.5, class: "tiny end" }, S.ion(ion)));
        const row = rows.find((r) => r.term === term && r.ion === ion && r.region === region);
        if (row) svg.append(bar(row, i, x, y, box.right));
      });
    });
    svg.append(S.svg("line", { class: "zero", x1: x(0), x2: x(0), y1: box.top, y2: box.bottom }));
  }

  function draw(width) {
    const rows = S.details("terms", S.state.selected);
    if (!rows.length) return { note: S.noDetails("energy terms") };
    const names = { terms: unique(rows, "term"), ions: unique(rows, "ion") };
    const regions = unique(rows, "region");
    const beside = width >= 720 && regions.length > 1;
    const tall = names.terms.length * (names.ions.length * BAR + GAP);
    const each = beside ? width / regions.length : width;
    const height = beside ? tall + 76 : (tall + 84) * regions.length;
    const svg = S.canvas(width, height, `Free-energy terms of ${S.state.selected} in kJ/mol`);
    const values = rows.filter((r) => !isShut(r)).flatMap((r) => [r.value_kJ_mol, r.lo_kJ_mol, r.hi_kJ_mol]);
    regions.forEach((region, i) => {
      const top = 26 + (beside ? 0 : i * (tall + 84));
      const left = (beside ? i * each : 0) + 166;
      const box = { left, right: left - 166 + each - 14, top, bottom: top + tall };
      const x = S.scale(values, [box.left, box.right], { include: [0], ticks: 4 });
      panel(svg, rows, region, names, box, x);
    });
    const columns = ["candidate", "feed", "ion", "region", "term", "value_kJ_mol", "lo_kJ_mol", "hi_kJ_mol", "excluded_fraction", "origin"];
    return { svg, columns, rows: S.cells(rows, columns) };
  }

  // Rows of details as cells, with the candidate put back.
  S.cells = (rows, columns) =>
    rows.map((row) => columns.map((column) => (column === "candidate" ? S.state.selected : row[column])));
  S.noDetails = (what) =>
    S.state.selected
      ? `No ${what} of this candidate in the page: it was not computed, or it stands too far down the list; try: selectivity show ${S.state.selected}`
      : "Choose a candidate in the table or in a plot.";

  S.startEnergy = function () {
    S.figure("energy", draw, () => `energy_terms_${S.slug(S.state.selected)}`);
    S.on("select", () => S.redraw("energy"));
  };
})(window.Selectivity);

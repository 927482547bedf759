// Why, part two: where each ion's resistance lies, and what the selectivity is without a term or stage.
(function (S) {
  "use strict";

  const STAGES = ["entry", "transit", "exit"];
  const percent = (share) => `${S.number(100 * share, 2)} %`;

  function segment(row, stage, x, y, height) {
    const [left, right] = [x.at, x.at + row.share * x.width];
    x.at = right;
    const group = S.svg("g", { class: "row" });
    const look = `stage s${STAGES.indexOf(stage)}`;
    group.append(S.svg("rect", { class: look, x: left, y, width: Math.max(0, right - left), height }));
    if (right - left > 34) {
      group.append(S.svg("text", { x: (left + right) / 2, y: y + height / 2 + 4, class: `inside s${STAGES.indexOf(stage)}` }, percent(row.share)));
    }
    return S.hover(group, () => [
      `${S.ion(row.ion)}, ${stage}`,
      `${percent(row.share)} of its resistance, 90 % interval ${percent(row.share_lo)} to ${percent(row.share_hi)}`,
      `${S.number(row.resistance_s_m)} s/m`,
    ]);
  }

  function drawResistance(width) {
    const rows = S.details("resistances", S.state.selected);
    if (!rows.length) return { note: S.noDetails("resistances") };
    const ions = [...new Set(rows.map((row) => row.ion))];
    const [left, right, height] = [64, width - 100, 24];
    const svg = S.canvas(width, 30 + ions.length * (height + 12) + 6, `Resistance partition of ${S.state.selected} per ion`);
    STAGES.forEach((stage, i) => {
      const x = left + i * 90;
      svg.append(S.svg("rect", { class: `stage s${i}`, x, y: 4, width: 12, height: 12 }), S.svg("text", { x: x + 17, y: 14, class: "label" }, stage));
    });
    svg.append(S.svg("text", { x: width - 4, y: 14, class: "title end" }, "total, s/m"));
    ions.forEach((ion, i) => {
      const y = 28 + i * (height + 12);
      const place = { at: left, width: right - left };
      const mine = STAGES.map((stage) => rows.find((row) => row.ion === ion && row.stage === stage)).filter(Boolean);
      const isShut = mine.some((row) => row.resistance_s_m === null); // infinite: JSON has no number for it
      const computed = isShut ? [] : mine.filter((row) => row.share !== null);
      const total = mine.reduce((sum, row) => sum + row.resistance_s_m, 0);
      svg.append(S.svg("text", { x: left - 8, y: y + 16, class: "label end" }, S.ion(ion)));
      if (!computed.length) svg.append(S.svg("text", { x: left, y: y + 16, class: "label" }, "excluded in most samples"));
      computed.forEach((row) => svg.append(segment(row, row.stage, place, y, height)));
      svg.append(S.svg("text", { x: width - 4, y: y + 16, class: "label end" }, computed.length && total > 0 ? S.number(total) : "∞"));
    });
    const columns = ["candidate", "feed", "ion", "stage", "share", "share_lo", "share_hi", "resistance_s_m"];
    return { svg, columns, rows: S.cells(rows, columns) };
  }

  // Selectivity of the run that the switched ones start from: everything on, at central inputs.
  function centralRun(rows) {
    const starts = rows
      .filter((r) => r.selectivity_without > 0 && Number.isFinite(r.log10_change))
      .map((r) => r.selectivity_without / 10 ** r.log10_change)
      .sort((a, b) => a - b);
    return starts[Math.floor(starts.length / 2)];
  }

  function switchLine(row, base, x, y, box) {
    const group = S.svg("g", { class: "row" });
    const label = `${row.kind} ${S.words(row.switched_off)} off`;
    group.append(S.svg("text", { x: box.left - 8, y: y + 4, class: "label end" }, S.shorten(label, box.left < 180 ? 20 : 30)));
    const value = row.selectivity_without;
    if (value > 0 && base > 0) {
      group.append(S.svg("line", { class: `stem ${row.kind}`, x1: x(base), x2: x(value), y1: y, y2: y }));
    }
    if (value > 0) group.append(S.svg("circle", { class: `dot ${row.kind}`, cx: x(value), cy: y, r: 5 }));
    group.append(S.svg("text", { x: box.right + 6, y: y + 4, class: "label" }, value > 0 ? S.number(value) : "excluded"));
    const change = row.log10_change;
    const factor = change === null ? "" : `${S.number(10 ** Math.abs(change))} times ${change < 0 ? "less" : "more"} selective without it`;
    return S.hover(group, () => [label, `selectivity ${value > 0 ? S.number(value) : "not defined: an ion is excluded"}`, factor]);
  }

  function drawSwitches(width) {
    const rows = S.details("explain", S.state.selected);
    const row = S.rowOf(S.state.selected);
    const base = centralRun(rows);
    if (!row || !rows.some((r) => r.selectivity_without > 0)) return { note: S.noDetails("comparison with a term or stage switched off") };
    const step = 21;
    const box = { left: width < 560 ? 150 : 200, right: width - 70, top: 26, bottom: 26 + rows.length * step };
    const svg = S.canvas(width, box.bottom + 44, `Selectivity of ${row.name} with one term or stage switched off`);
    const x = S.scale(rows.map((r) => r.selectivity_without).concat(base), [box.left, box.right], { log: true, include: [1] });
    svg.append(S.axis("x", x, box, `${S.data.pair.label} selectivity`));
    if (base > 0) {
      svg.append(S.svg("line", { class: "base", x1: x(base), x2: x(base), y1: box.top, y2: box.bottom }));
      const end = x(base) > (box.left + box.right) / 2;
      const text = `everything on, central inputs: ${S.number(base)}`;
      svg.append(S.svg("text", { x: x(base), y: box.top - 8, class: end ? "title end" : "title" }, text));
    }
    rows.forEach((r, i) => svg.append(switchLine(r, base, x, box.top + (i + 0.5) * step, box)));
    const columns = ["candidate", "feed", "kind", "switched_off", "selectivity_without", "log10_change"];
    return { svg, columns, rows: S.cells(rows, columns) };
  }

  S.startStages = function () {
    S.figure("resistance", drawResistance, () => `resistances_${S.slug(S.state.selected)}`);
    S.figure("switched-off", drawSwitches, () => `switched_off_${S.slug(S.state.selected)}`);
    S.on("select", () => (S.redraw("resistance"), S.redraw("switched-off")));
  };
})(window.Selectivity);

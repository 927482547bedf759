// How sure: medians with 90 % intervals in rank order, tie groups as bands, P(rank <= k) beside where more than k are ranked.
(function (S) {
  "use strict";

  const LINE = 22;
  const shownCount = S.byId("forest-count");

  function wanted() {
    const shown = new Set(S.state.visible.map((row) => row.candidate));
    const rows = S.ranked(S.feed().rows).filter((row) => shown.has(row.candidate));
    return rows.slice(0, Number(shownCount.value));
  }

  // Consecutive rows of one tie group, for the bands.
  function bands(rows) {
    const runs = [];
    rows.forEach((row, i) => {
      const last = runs[runs.length - 1];
      if (last && last.group === row.group) last.end = i + 1;
      else runs.push({ group: row.group, start: i, end: i + 1 });
    });
    return runs;
  }

  function bandShapes(rows, box) {
    return bands(rows).map(({ group, start, end }, i) => {
      const place = { x: 0, y: box.top + start * LINE, width: box.width, height: (end - start) * LINE };
      const band = S.svg("rect", { ...place, class: i % 2 ? "band odd" : "band" });
      return S.hover(band, () => [`Tie group ${group}`, "its members cannot be told apart from its first"]);
    });
  }

  function rowShapes(row, y, x, box, narrow) {
    const group = S.svg("g", {
      class: row.candidate === S.state.selected ? "row chosen" : "row", click: () => S.select(row.candidate),
    });
    group.dataset.candidate = row.candidate;
    group.append(S.svg("rect", { class: "hit", x: 0, y: y - LINE / 2, width: box.width, height: LINE }));
    const label = S.shorten(`${row.raw.rank}  ${row.label}`, narrow ? 17 : 34);
    group.append(S.svg("text", { x: 4, y: y + 4, class: "label" }, label));
    if (row.isBound) group.append(S.span(x(row.s), y, Math.min(x(row.s) + 46, box.right), y, true));
    else group.append(...S.whisker(row.s, y, row.sLo, row.sHi, x, false));
    group.append(S.mark(row.cls, 5, x(row.s), y));
    const [rankX, chanceX] = [box.width - (S.data.top_k ? 52 : 4), box.width - 4];
    if (!narrow) {
      group.append(S.svg("text", { x: rankX, y: y + 4, class: "label end" }, `${row.rankLo || "–"}–${row.rankHi || "–"}`));
    }
    if (S.data.top_k) group.append(S.svg("text", { x: chanceX, y: y + 4, class: "label end" }, S.chance(row.pTop)));
    return S.hover(group, () => S.tipLines(row));
  }

  function heads(box, narrow) {
    const k = S.data.top_k;
    const texts = [[4, "rank, candidate", ""]];
    if (k) texts.push([box.width - 4, `P(≤${k})`, "end"]);
    if (!narrow) texts.push([box.width - (k ? 52 : 4), "rank, 90 %", "end"]);
    return texts.map(([x, text, cls]) => S.svg("text", { x, y: 14, class: `title ${cls}` }, text));
  }

  function draw(width) {
    const rows = wanted();
    if (!rows.length) return { note: "No ranked candidate passes the filter of the table." };
    const narrow = width < 560;
    const top = 24;
    const box = {
      width, top, bottom: top + rows.length * LINE,
      left: narrow ? 128 : 250, right: width - (narrow ? 52 : 132),
    };
    const svg = S.canvas(width, box.bottom + 44, "Selectivity of the first candidates with 90 % intervals");
    const values = rows.flatMap((row) => [row.s, row.sLo, row.sHi]);
    const x = S.scale(values, [box.left, box.right], { log: true });
    svg.append(...heads(box, narrow), ...bandShapes(rows, box));
    svg.append(S.axis("x", x, box, narrow ? `${S.data.pair.label} selectivity` : S.data.pair.quantity));
    rows.forEach((row, i) => svg.append(rowShapes(row, top + (i + 0.5) * LINE, x, box, narrow)));
    const key = S.data.pair.key;
    const columns = ["rank", "rank_lo", "rank_hi", "tie_group", "candidate", "name", "material_class",
      `selectivity_${key}`, `selectivity_${key}_lo`, `selectivity_${key}_hi`, "bound", "p_top_k"];
    return { svg, columns, rows: rows.map((row) => columns.map((column) => row.raw[column])) };
  }

  S.startForest = function () {
    S.figure("forest", draw, () => `intervals_${S.slug(S.feed().name)}`);
    shownCount.addEventListener("input", () => S.redraw("forest"));
    S.on("filter", () => S.redraw("forest"));
    S.on("select", () => S.redraw("forest"));
  };
})(window.Selectivity);

// The trade-off: permeability of the wanted ion against selectivity, both logarithmic.
(function (S) {
  "use strict";

  const showBars = S.byId("error-bars");
  const [wanted, unwanted] = [S.ion(S.data.pair.wanted), S.ion(S.data.pair.unwanted)];

  const points = () => S.ranked(S.feed().rows).filter((row) => row.p > 0);
  const shownSet = () => new Set(S.state.visible.map((row) => row.candidate));

  function errorBars(row, x, y, cls) {
    const group = S.svg("g", { class: `bars ${cls}` });
    const [px, py] = [x(row.p), y(row.s)];
    if (row.pHi > 0) group.append(...S.whisker(row.p, py, row.pLo, row.pHi, x, false));
    if (row.isBound) group.append(S.span(px, py, px, py - 26, true));
    else group.append(...S.whisker(row.s, px, row.sLo, row.sHi, y, true));
    return group;
  }

  // Steps of the front: no candidate is better in both.
  function front(rows, x, y) {
    const best = rows.filter((row) => row.pareto).sort((a, b) => b.p - a.p);
    if (best.length < 2) return S.svg("g");
    let path = `M${x(best[0].p)} ${y(best[0].s)}`;
    best.slice(1).forEach((row) => (path += `H${x(row.p)}V${y(row.s)}`));
    return S.svg("path", { class: "front", d: path });
  }

  function point(row, x, y, shown, scale) {
    const chosen = row.candidate === S.state.selected;
    const classes = ["point", shown ? "" : "faded", row.pareto ? "pareto" : "", chosen ? "chosen" : ""];
    const group = S.svg("g", { class: classes.join(" "), click: () => S.select(row.candidate) });
    group.dataset.candidate = row.candidate;
    const [px, py] = [x(row.p), y(row.s)];
    if (chosen) group.append(S.svg("circle", { class: "ring", cx: px, cy: py, r: 12 }));
    group.append(S.svg("circle", { class: "hit", cx: px, cy: py, r: 9 }), S.mark(row.cls, (chosen ? 7 : 5) * scale, px, py));
    return S.hover(group, () => S.tipLines(row));
  }

  function chosenLabel(row, x, y, box) {
    const right = x(row.p) > (box.left + box.right) / 2;
    const place = { x: x(row.p) + (right ? -16 : 16), y: y(row.s) - 10, class: right ? "tag end" : "tag" };
    return S.svg("text", place, S.shorten(row.label, 32));
  }

  function layers(svg, rows, x, y, box) {
    const shown = shownSet();
    const scale = box.right < 560 ? 0.75 : 1;
    const chosen = rows.find((row) => row.candidate === S.state.selected);
    for (const row of rows) {
      if (row === chosen) continue;
      const always = row.isBound || (showBars.checked && shown.has(row.candidate));
      if (always) svg.append(errorBars(row, x, y, shown.has(row.candidate) ? "" : "faded"));
    }
    svg.append(front(rows, x, y));
    rows.filter((row) => row !== chosen).forEach((row) => svg.append(point(row, x, y, shown.has(row.candidate), scale)));
    if (chosen) {
      svg.append(errorBars(chosen, x, y, "chosen"), point(chosen, x, y, true, scale), chosenLabel(chosen, x, y, box));
    }
  }

  function draw(width) {
    const rows = points();
    if (!rows.length) return { note: "No candidate has a selectivity and a permeability." };
    const height = Math.max(360, Math.min(560, width * 0.6));
    const box = { left: 58, right: width - 14, top: 34, bottom: height - 46 };
    const svg = S.canvas(width, height, "Permeability against selectivity of every ranked candidate");
    const xs = rows.flatMap((row) => (showBars.checked ? [row.p, row.pLo, row.pHi] : [row.p]));
    const ys = rows.flatMap((row) => (showBars.checked ? [row.s, row.sLo, row.sHi] : [row.s]));
    const x = S.scale(xs, [box.left, box.right], { log: true });
    const y = S.scale(ys, [box.bottom, box.top], { log: true });
    svg.append(S.axis("x", x, box, `Permeability of ${wanted}, m/s`));
    const title = width < 560 ? `${S.data.pair.label} selectivity` : S.data.pair.quantity;
    svg.append(S.axis("y", y, box, title));
    layers(svg, rows, x, y, box);
    const key = S.data.pair.key;
    const columns = ["rank", "candidate", "name", "material_class", `selectivity_${key}`, `selectivity_${key}_lo`,
      `selectivity_${key}_hi`, "bound", ...Object.keys(rows[0].raw).filter((c) => c.startsWith("permeability_")), "pareto"];
    return { svg, columns, rows: rows.map((row) => columns.map((column) => row.raw[column])) };
  }

  function legend() {
    const used = new Set(points().map((row) => row.cls));
    S.byId("legend").replaceChildren(
      ...S.classes.filter((cls) => used.has(cls)).map((cls) =>
        S.el("li", {}, S.svg("svg", { viewBox: "-8 -8 16 16", class: "icon", "aria-hidden": "true" }, S.mark(cls, 5.5, 0, 0)), ` ${S.className(cls)}`)
      ),
      S.el("li", {}, S.svg("svg", { viewBox: "0 0 24 16", class: "icon broad", "aria-hidden": "true" }, S.svg("path", { class: "front", d: "M1 4H12V12H23" })), " Pareto front"),
      S.el("li", {}, S.svg("svg", { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" }, S.span(8, 15, 8, 2, true)), ` lower bound: ${unwanted} excluded`)
    );
  }

  // Arrow keys walk through the candidates in rank order.
  function keys(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const rows = points();
    const now = rows.findIndex((row) => row.candidate === S.state.selected);
    const next = rows[Math.min(rows.length - 1, Math.max(0, now + step))];
    if (next) S.select(next.candidate);
  }

  S.startTradeoff = function () {
    S.figure("tradeoff", draw, () => `tradeoff_${S.slug(S.feed().name)}`);
    legend();
    const place = S.byId("tradeoff").querySelector(".canvas");
    place.tabIndex = 0;
    place.addEventListener("keydown", keys);
    showBars.addEventListener("input", () => S.redraw("tradeoff"));
    S.on("filter", () => S.redraw("tradeoff"));
    S.on("select", () => S.redraw("tradeoff"));
    S.on("feed", legend);
  };
})(window.Selectivity);

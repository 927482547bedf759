// Any figure that a section declares as data: points and lines on two axes (see docs/report.md).
(function (S) {
  "use strict";

  const ends = (points, axis) => points.flatMap((p) => [p[axis], p[`${axis}_lo`], p[`${axis}_hi`]]);

  const isPlace = (p) => Number.isFinite(p.x) && Number.isFinite(p.y);

  // The interval of a line as a band, of single points as bars.
  function band(points, x, y, index) {
    const usable = points.filter((p) => Number.isFinite(p.y_lo) && Number.isFinite(p.y_hi));
    if (usable.length < 2) return S.svg("g");
    const along = usable.map((p) => `${x(p.x)} ${y(p.y_hi)}`);
    const back = usable.map((p) => `${x(p.x)} ${y(p.y_lo)}`).reverse();
    return S.svg("path", { class: `interval c${index % 7}`, d: `M${along.concat(back).join("L")}Z` });
  }

  function shapes(series, index, x, y) {
    const group = S.svg("g", { class: `series c${index % 7}` });
    if (series.line) {
      group.append(band(series.points, x, y, index));
      const usable = series.points.filter(isPlace);
      const path = usable.map((p, i) => `${i ? "L" : "M"}${x(p.x)} ${y(p.y)}`).join("");
      group.append(S.svg("path", { class: `curve c${index % 7} d${Math.floor(index / 7) % 3}`, d: path || "M0 0" }));
    }
    for (const p of series.points) {
      const [px, py] = [x(p.x), y(p.y)];
      if (!isPlace(p)) continue;
      if (!series.line && Number.isFinite(p.y_lo) && Number.isFinite(p.y_hi)) group.append(S.span(px, y(p.y_lo), px, y(p.y_hi), false, "thin"));
      if (Number.isFinite(p.x_lo) && Number.isFinite(p.x_hi)) group.append(S.span(x(p.x_lo), py, x(p.x_hi), py, false, "thin"));
      if (!series.line || series.marks) group.append(mark(p, series, index, px, py));
    }
    return group;
  }

  function mark(p, series, index, px, py) {
    const dot = S.svg("circle", { class: `mark c${index % 7}`, cx: px, cy: py, r: series.line ? 3 : 4.5 });
    if (p.candidate) {
      dot.classList.add("link");
      dot.addEventListener("click", () => S.select(p.candidate));
    }
    return S.hover(dot, () => [p.label || series.name, series.name, `${S.number(p.x)} · ${S.number(p.y)}`]);
  }

  // The line y = x as far as both axes reach.
  function agreement(x, y) {
    const low = Math.max(x.domain[0], y.domain[0]);
    const high = Math.min(x.domain[1], y.domain[1]);
    return S.svg("line", { class: "base", x1: x(low), y1: y(low), x2: x(high), y2: y(high) });
  }

  function names(all, width) {
    const items = all.filter((series) => series.name);
    const perLine = Math.max(1, Math.floor((width - 60) / 170));
    return items.length < 2 ? [] : items.map((series, i) =>
      S.svg("g", { transform: `translate(${60 + (i % perLine) * 170} ${12 + Math.floor(i / perLine) * 16})` },
        S.svg("rect", { class: `mark c${all.indexOf(series) % 7}`, width: 10, height: 10, y: -9 }),
        S.svg("text", { x: 15, class: "label" }, S.shorten(series.name, 24)))
    );
  }

  const nameOf = (candidate) => (S.rowOf(candidate) || { name: candidate }).name;

  // The series to draw: those of the choice, else those of the stand-in, with words that say which.
  function chosen(spec) {
    const here = (series) => !series.feed || series.feed === S.feed().name;
    if (!spec.follow_selection) return { all: spec.series.filter(here), note: null };
    const of = (candidate) => spec.series.filter((series) => series.candidate === candidate && here(series));
    const all = of(S.state.selected);
    const words = ((spec.notes || {})[S.feed().name] || {})[S.state.selected];
    if (all.length) return { all, note: `Shown: ${nameOf(S.state.selected)}.` };
    const why = `${nameOf(S.state.selected)}: ${words || spec.empty || "Nothing to show for this candidate."}`;
    const other = (spec.stand_in || {})[S.feed().name];
    const others = other ? of(other) : [];
    return { all: others, note: others.length ? `${why} Shown instead: ${nameOf(other)}.` : why };
  }

  function draw(spec, place) {
    const width = spec.diagonal ? Math.min(place, 640) : place;
    const { all, note } = chosen(spec);
    const points = all.flatMap((series) => series.points);
    if (!points.length) return { note };
    const legend = names(all, width);
    const perLine = Math.max(1, Math.floor((width - 60) / 170));
    const top = 14 + Math.ceil(legend.length / perLine) * 16;
    const height = top + Math.min(440, Math.max(280, width * (spec.diagonal ? 0.75 : 0.55))) + 46;
    const box = { left: 62, right: width - 14, top, bottom: height - 46 };
    const svg = S.canvas(width, height, spec.title);
    svg.style.maxWidth = `${width}px`;
    const shared = spec.diagonal ? points.flatMap((p) => [p.x, p.y]) : [];
    const x = S.scale(ends(points, "x").concat(shared), [box.left, box.right], { log: spec.x.log });
    const include = spec.y.zero ? [0] : [];
    const y = S.scale(ends(points, "y").concat(shared), [box.bottom, box.top], { log: spec.y.log, include, ticks: 8, least: spec.y.least });
    svg.append(S.axis("x", x, box, spec.x.label), S.axis("y", y, box, spec.y.label), ...legend);
    if (spec.diagonal) svg.append(agreement(x, y));
    if (spec.y.zero) svg.append(S.svg("line", { class: "zero", x1: box.left, x2: box.right, y1: y(0), y2: y(0) }));
    all.forEach((series, i) => svg.append(shapes(series, i, x, y)));
    // Axis titles as columns, so that the file says its units.
    const columns = ["series", "candidate", "label", spec.x.label, "x_lo", "x_hi", spec.y.label, "y_lo", "y_hi"];
    const fields = ["label", "x", "x_lo", "x_hi", "y", "y_lo", "y_hi"];
    const rows = all.flatMap((series) =>
      series.points.map((p) => [series.name, p.candidate || series.candidate, ...fields.map((c) => p[c])])
    );
    return { svg, columns, rows, note };
  }

  S.startCharts = function () {
    for (const spec of S.data.figures) {
      S.figure(spec.id, (width) => draw(spec, width), () => spec.id);
      if (spec.follow_selection) S.on("select", () => S.redraw(spec.id));
    }
  };
})(window.Selectivity);

// Scales, ticks, axes, marks and the tooltip: what every chart is drawn with.
(function (S) {
  "use strict";

  const SUPERSCRIPT = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

  function tickText(value, log) {
    const power = Math.round(Math.log10(Math.abs(value)));
    const isDecade = log && Math.abs(value - 10 ** power) < 1e-9 * value;
    if (isDecade && (power > 3 || power < -2)) {
      return "10" + String(power).split("").map((c) => SUPERSCRIPT[c]).join("");
    }
    return S.number(Number(value.toPrecision(6)), 6).replace(/(\.\d*?)0+(e|$)/, "$1$2").replace(/\.(e|$)/, "$1");
  }

  function logTicks(low, high, most) {
    const decades = Math.log10(high / low);
    const steps = decades < 1.5 ? [1, 2, 5] : [1];
    const stride = Math.max(1, Math.ceil(decades / most));
    const ticks = [];
    for (let n = Math.floor(Math.log10(low)); n <= Math.ceil(Math.log10(high)); n += 1) {
      if (n % stride) continue;
      steps.forEach((m) => ticks.push(m * 10 ** n));
    }
    return ticks.filter((t) => t >= low * 0.999 && t <= high * 1.001);
  }

  function linearTicks(low, high, target) {
    const rough = (high - low) / target;
    const base = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((m) => m * base).find((s) => s >= rough);
    const ticks = [];
    for (let n = Math.ceil(low / step); n * step <= high + step * 1e-9; n += 1) ticks.push(n * step);
    return ticks;
  }

  // A scale over the finite values given, padded; `log` leaves out what is not positive, and a linear
  // scale spans `least` at least, so that noise about a constant does not fill the figure.
  S.scale = function (values, range, { log = false, include = [], ticks = 5, least = 0 } = {}) {
    const forward = log ? Math.log10 : (v) => v;
    const usable = values.concat(include).filter((v) => Number.isFinite(v) && (!log || v > 0));
    let low = usable.length ? Math.min(...usable.map(forward)) : 0;
    let high = usable.length ? Math.max(...usable.map(forward)) : 1;
    if (high - low < 1e-9) [low, high] = [low - 0.5, high + 0.5];
    const short = log ? 0 : Math.max(0, least - (high - low)) / 2;
    [low, high] = [low - short, high + short];
    const pad = 0.04 * (high - low);
    [low, high] = [low - pad, high + pad];
    const scale = (v) => range[0] + ((forward(v) - low) / (high - low)) * (range[1] - range[0]);
    const most = Math.max(2, Math.min(9, Math.floor(Math.abs(range[1] - range[0]) / 34)));
    const back = log ? (v) => 10 ** v : (v) => v;
    const positions = log ? logTicks(back(low), back(high), most) : linearTicks(low, high, ticks);
    scale.ticks = positions.map((value) => ({ value, text: tickText(value, log) }));
    scale.range = range;
    scale.domain = [back(low), back(high)];
    return scale;
  };

  // Axis below ("x") or left ("y") of the plot box, with a grid and a title that holds the unit.
  S.axis = function (kind, scale, box, title) {
    const group = S.svg("g", { class: "axis" });
    const isX = kind === "x";
    for (const { value, text } of scale.ticks) {
      const at = scale(value);
      const line = isX
        ? { x1: at, x2: at, y1: box.top, y2: box.bottom }
        : { x1: box.left, x2: box.right, y1: at, y2: at };
      group.append(S.svg("line", { class: "grid", ...line }));
      const place = isX
        ? { x: at, y: box.bottom + 16, "text-anchor": "middle" }
        : { x: box.left - 6, y: at + 4, "text-anchor": "end" };
      group.append(S.svg("text", place, text));
    }
    const middle = isX ? (box.left + box.right) / 2 : (box.top + box.bottom) / 2;
    group.append(
      isX
        ? S.svg("text", { class: "title", x: middle, y: box.bottom + 34, "text-anchor": "middle" }, title)
        : S.svg("text", { class: "title", transform: `translate(13 ${middle}) rotate(-90)`, "text-anchor": "middle" }, title)
    );
    return group;
  };

  const SHAPES = [
    (r) => `M${-r} 0A${r} ${r} 0 1 0 ${r} 0A${r} ${r} 0 1 0 ${-r} 0Z`,
    (r) => `M${-r * 0.9} ${-r * 0.9}h${r * 1.8}v${r * 1.8}h${-r * 1.8}Z`,
    (r) => `M0 ${-r * 1.2}L${r * 1.15} ${r * 0.9}L${-r * 1.15} ${r * 0.9}Z`,
    (r) => `M0 ${-r * 1.35}L${r * 1.1} 0L0 ${r * 1.35}L${-r * 1.1} 0Z`,
    (r) => `M0 ${r * 1.2}L${r * 1.15} ${-r * 0.9}L${-r * 1.15} ${-r * 0.9}Z`,
    (r) => `M${-r * 0.4} ${-r * 1.2}h${r * 0.8}v${r * 0.8}h${r * 0.8}v${r * 0.8}h${-r * 0.8}v${r * 0.8}h${-r * 0.8}v${-r * 0.8}h${-r * 0.8}v${-r * 0.8}h${r * 0.8}Z`,
    (r) => `M${-r * 1.1} ${-r * 1.1}L${r * 1.1} ${-r * 1.1}L${-r * 1.1} ${r * 1.1}L${r * 1.1} ${r * 1.1}Z`,
    (r) => `M${-r * 1.1} ${-r * 1.1}L${r * 1.1} ${r * 1.1}L${r * 1.1} ${-r * 1.1}L${-r * 1.1} ${r * 1.1}Z`,
  ];
  S.mark = (cls, radius, x, y, attributes = {}) => {
    const { colour, shape } = S.classStyle(cls);
    const { class: extra = "", ...rest } = attributes;
    return S.svg("path", {
      d: SHAPES[shape](radius), transform: `translate(${x} ${y})`, class: `mark c${colour} ${extra}`, ...rest,
    });
  };

  // A line from a to b along x or y with an arrow head at b when `open`.
  S.span = function (x1, y1, x2, y2, open, cls = "") {
    const group = S.svg("g", { class: `span ${cls}` }, S.svg("line", { x1, y1, x2, y2 }));
    if (open) {
      const along = Math.atan2(y2 - y1, x2 - x1) * (180 / Math.PI);
      group.append(S.svg("path", { d: "M0 0L-7 -4L-7 4Z", transform: `translate(${x2} ${y2}) rotate(${along})` }));
    }
    return group;
  };

  // An interval along x or y; an end that is missing or not on the axis is an arrow.
  S.whisker = function (at, across, low, high, scale, vertical, cls = "") {
    const LENGTH = 26;
    const sign = Math.sign(scale.range[1] - scale.range[0]);
    const inside = (v) => Number.isFinite(scale(v));
    const ends = [inside(low) ? [scale(low), false] : [scale(at) - sign * LENGTH, true],
      inside(high) ? [scale(high), false] : [scale(at) + sign * LENGTH, true]];
    return ends.map(([place, open]) =>
      vertical ? S.span(across, scale(at), across, place, open, cls) : S.span(scale(at), across, place, across, open, cls)
    );
  };

  const tip = S.byId("tip");
  S.showTip = function (event, lines) {
    tip.replaceChildren(...lines.map((line, i) => S.el(i ? "div" : "strong", {}, line)));
    tip.hidden = false;
    const width = tip.offsetWidth;
    const x = Math.min(event.clientX + 14, window.innerWidth - width - 8);
    tip.style.left = `${Math.max(8, x)}px`;
    const below = event.clientY + 16;
    const fits = below + tip.offsetHeight < window.innerHeight;
    tip.style.top = `${fits ? below : event.clientY - tip.offsetHeight - 12}px`;
  };
  S.hideTip = () => (tip.hidden = true);
  S.hover = (element, lines) => {
    element.addEventListener("pointermove", (event) => S.showTip(event, lines()));
    element.addEventListener("pointerleave", S.hideTip);
    return element;
  };
  S.shorten = (text, length) => (text.length > length ? text.slice(0, length - 1) + "…" : text);
  S.tipLines = (row) => [
    row.label,
    `${row.candidate} · ${S.className(row.cls)}`,
    `rank ${S.number(row.rank, 4)} (${row.rankLo || "–"} to ${row.rankHi || "–"}), tie group ${row.group || "–"}`,
    `${S.data.pair.label} selectivity ${S.selectivityText(row)}` +
      (row.isBound ? "" : `, 90 % interval ${S.interval(row.sLo, row.sHi)}`) + (row.isFar ? `, ${S.data.beyond.note}` : ""),
    `P(${S.ion(S.data.pair.wanted)}) ${S.number(row.p)} m/s`,
  ];
})(window.Selectivity);

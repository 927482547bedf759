// Figures that redraw themselves, and downloads: CSV, SVG, BibTeX, all made here in the page.
(function (S) {
  "use strict";

  // A formula is not run by a spreadsheet when an apostrophe stands before it; numbers stay numbers.
  S.csvCell = function (value) {
    let text = value === null || value === undefined || Number.isNaN(value) ? "" : String(value);
    if (/^[=+\-@\t\r]/.test(text) && (text.trim() === "" || Number.isNaN(Number(text)))) text = "'" + text;
    return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  S.csv = (columns, rows) =>
    [columns, ...rows].map((cells) => cells.map(S.csvCell).join(",")).join("\r\n") + "\r\n";

  S.download = function (name, type, text) {
    const address = URL.createObjectURL(new Blob([text], { type }));
    const link = S.el("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  };

  const STYLES = [
    "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "font-size", "font-family",
    "font-weight", "text-anchor", "opacity", "fill-opacity", "display",
  ];

  // The figure as it stands, in light colours, with its styles written into it.
  function standalone(svg) {
    const root = document.documentElement;
    const theme = root.getAttribute("data-theme");
    root.setAttribute("data-theme", "light");
    const copy = svg.cloneNode(true);
    const originals = [svg, ...svg.querySelectorAll("*")];
    [copy, ...copy.querySelectorAll("*")].forEach((element, i) => {
      const style = getComputedStyle(originals[i]);
      STYLES.forEach((name) => element.setAttribute(name, style.getPropertyValue(name)));
      element.removeAttribute("class");
      element.removeAttribute("tabindex");
    });
    if (theme === null) root.removeAttribute("data-theme");
    else root.setAttribute("data-theme", theme);
    const [, , width, height] = svg.getAttribute("viewBox").split(" ");
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    copy.prepend(S.svg("rect", { width, height, fill: "#ffffff" }));
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + new XMLSerializer().serializeToString(copy);
  }

  // A chart's canvas: drawn at the width of its place, so that text keeps its size on a phone.
  S.canvas = function (width, height, label) {
    return S.svg("svg", {
      viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label, class: "chart",
    });
  };

  const figures = new Map();
  S.redraw = function (id, wanted = 0) {
    const figure = figures.get(id);
    const width = Math.round(Math.min(1100, Math.max(300, wanted || figure.place.clientWidth || 700)));
    figure.drawn = figure.draw(width);
    figure.width = width;
    const { svg, note } = figure.drawn;
    figure.place.replaceChildren(...[note ? S.el("p", { class: "note" }, note) : null, svg].filter(Boolean));
    figure.tools.hidden = !figure.drawn.svg;
  };

  // draw(width) gives {svg, columns, rows}, {note} or all; the file name follows the chosen candidate.
  S.figure = function (id, draw, fileName = () => id) {
    const frame = S.byId(id);
    if (!frame) return;
    const place = frame.querySelector(".canvas");
    const button = (label, act) =>
      S.el("button", { type: "button", class: "small", click: act, "aria-label": `${label} of ${frame.dataset.title}` }, label);
    const figure = { draw, place, drawn: null };
    figure.tools = S.el("span", { class: "tools" },
      button("SVG", () => S.download(`${fileName()}.svg`, "image/svg+xml", standalone(figure.drawn.svg))),
      button("CSV", () => S.download(`${fileName()}.csv`, "text/csv", S.csv(figure.drawn.columns, figure.drawn.rows)))
    );
    frame.querySelector("figcaption").append(figure.tools);
    figures.set(id, figure);
    S.redraw(id);
  };

  // Paper is narrower than a screen: drawn again at its width, so that text keeps its size.
  const PAPER = 720;
  const redrawAll = (width) => figures.forEach((_, id) => S.redraw(id, width));
  window.addEventListener("beforeprint", () => redrawAll(PAPER));
  window.addEventListener("afterprint", () => redrawAll());

  let waiting = null;
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      for (const [id, figure] of figures) {
        if (Math.abs(figure.place.clientWidth - figure.width) > 4) S.redraw(id);
      }
    }, 150);
  });

  S.slug = (text) => String(text).replace(/[^A-Za-z0-9]+/g, "_").slice(0, 60) || "candidate";
})(window.Selectivity);

// Shared ground of the page: data, state, elements, numbers. No network, no eval, text only as text.
(function (S) {
  "use strict";

  S.data = JSON.parse(document.getElementById("payload").textContent);
  S.state = { feed: 0, selected: null, visible: [] };

  const listeners = {};
  S.on = (event, act) => (listeners[event] = listeners[event] || []).push(act);
  S.emit = (event, detail) => (listeners[event] || []).forEach((act) => act(detail));

  const SVG_NS = "http://www.w3.org/2000/svg";

  function build(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (typeof value === "function") element.addEventListener(name, value);
      else element.setAttribute(name, value === true ? "" : String(value));
    }
    for (const child of children.flat()) {
      if (child === null || child === undefined) continue;
      element.append(child instanceof Node ? child : document.createTextNode(String(child)));
    }
    return element;
  }
  S.el = (tag, attributes, ...children) => build(document.createElement(tag), attributes, children);
  S.svg = (tag, attributes, ...children) =>
    build(document.createElementNS(SVG_NS, tag), attributes, children);
  S.byId = (id) => document.getElementById(id);

  // Numbers: the same rules as report/numbers.py.
  S.toNumber = (text) => (text === "" || text === null || text === undefined ? NaN : Number(text));
  S.number = function (value, digits = 3) {
    if (value === null || value === undefined || Number.isNaN(value)) return "–";
    if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
    if (value === 0) return "0";
    const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
    const power = Number(exponent);
    const plain = power >= -2 && power < 4;
    const text = plain
      ? Number(mantissa + "e" + power).toFixed(Math.max(digits - 1 - power, 0))
      : mantissa + "e" + power;
    return text.replace(/^-/, "−"); // the exponent keeps its hyphen, so that numbers can be copied
  };
  const end = (value, digits) => (Number.isFinite(value) ? S.number(value, digits) : "open");
  S.interval = (low, high, digits = 3) => `${end(low, digits)} to ${end(high, digits)}`;
  S.chance = (p) => (p < 0.01 ? "< 0.01" : p > 0.99 ? "> 0.99" : S.number(p, 2));
  S.ion = (name) => S.data.ion_labels[name] || name;
  const SHORT = { nf: "NF", mof: "MOF", cof: "COF", mxene: "MXene" };
  S.className = (text) => S.words(text).replace(/\w+/g, (word) => SHORT[word] || word) || "class not given";
  S.words = (text) => String(text || "").replace(/_/g, " ");
  S.descriptor = (name) => S.data.descriptor_labels[name] || S.words(name);
  S.stage = (name) => (S.data.stage_meanings[name] ? `${S.words(name)} (${S.data.stage_meanings[name]})` : S.words(name));

  const MAKES = { entry: "entry: partition", transit: "transit: mobility" };
  S.stageShort = (name) => MAKES[name] || S.words(name);

  // Rankings: one object per row, `raw` as in the file, the rest parsed.
  const key = S.data.pair.key;
  const [wanted, unwanted] = key.split("_");
  const COLUMNS = {
    rank: "rank", rankLo: "rank_lo", rankHi: "rank_hi", pTop: "p_top_k", assumed: "n_assumed",
    s: `selectivity_${key}`, sLo: `selectivity_${key}_lo`, sHi: `selectivity_${key}_hi`,
    p: `permeability_${wanted}_m_s`, pLo: `permeability_${wanted}_m_s_lo`,
    pHi: `permeability_${wanted}_m_s_hi`, q: `permeability_${unwanted}_m_s`,
    qLo: `permeability_${unwanted}_m_s_lo`, qHi: `permeability_${unwanted}_m_s_hi`,
    partition: "partition_selectivity", diffusion: "diffusion_selectivity",
    interfacial: "interfacial_selectivity",
  };

  function parseRow(columns, cells, index) {
    const raw = Object.fromEntries(columns.map((column, i) => [column, cells[i]]));
    const row = { index, raw, candidate: raw.candidate, name: raw.name || raw.candidate };
    for (const [field, column] of Object.entries(COLUMNS)) row[field] = S.toNumber(raw[column]);
    row.group = raw.tie_group || "";
    row.cls = raw.material_class || "";
    row.status = raw.status || "";
    row.isBound = raw.bound === "lower";
    row.isFar = row.s > S.data.beyond.limit;
    row.pareto = /^(true|1|yes)$/i.test(raw.pareto || "");
    row.term = raw.dominant_term || "";
    row.stage = raw.dominant_stage || "";
    row.search = [raw.candidate, raw.name, raw.material_class, raw.advice].join(" ").toLowerCase();
    return row;
  }
  S.feeds = S.data.feeds.map((feed) => ({
    ...feed,
    rows: feed.ranking.rows.map((cells, i) => parseRow(feed.ranking.columns, cells, i)),
  }));
  // A name that several candidates share goes with the identifier in figures.
  for (const feed of S.feeds) {
    const times = new Map();
    feed.rows.forEach((row) => times.set(row.name, (times.get(row.name) || 0) + 1));
    feed.rows.forEach((row) => (row.label = times.get(row.name) > 1 ? `${row.name} (${row.candidate})` : row.name));
  }
  S.feed = () => S.feeds[S.state.feed];
  S.rowOf = (candidate) => S.feed().rows.find((row) => row.candidate === candidate);
  S.ranked = (rows) =>
    rows.filter((row) => row.rank >= 1 && row.s > 0).sort((a, b) => a.rank - b.rank);

  S.selectivityText = function (row) {
    if (row.isBound) {
      return `> ${S.number(row.s, 2)} (lower bound: ${S.ion(S.data.pair.unwanted)} excluded)`;
    }
    return S.number(row.s);
  };

  // Classes keep one colour and one shape through the page.
  const classes = [...new Set(S.feeds[0].rows.map((row) => row.cls))].sort();
  S.classes = classes;
  S.classStyle = (cls) => {
    const i = Math.max(0, classes.indexOf(cls));
    return { colour: i % 7, shape: (i + 2 * Math.floor(i / 7)) % 8 };
  };

  // Details of a candidate: rows of a tidy table, decoded; [] where they are not embedded.
  S.details = function (table, candidate) {
    const block = S.data.details[table];
    const rows = block && block.rows[S.data.detail_candidates.indexOf(candidate)];
    if (!rows) return [];
    const feedName = S.feed().name;
    return rows
      .map((cells) =>
        Object.fromEntries(
          block.columns.map((column, i) => [
            column, block.text[i] && cells[i] !== null ? S.data.words[cells[i]] : cells[i],
          ])
        )
      )
      .filter((row) => row.feed === undefined || row.feed === null || row.feed === feedName);
  };

  S.select = function (candidate, options = {}) {
    S.state.selected = candidate;
    S.hideTip();
    S.emit("select", options);
  };
})((window.Selectivity = window.Selectivity || {}));

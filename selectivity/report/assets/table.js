// The ranking table: search, filter, sort, choose, download what is shown.
(function (S) {
  "use strict";

  const ion = S.ion(S.data.pair.wanted);
  const range = (row) =>
    row.isBound ? "lower bound" : Number.isFinite(row.sLo) || Number.isFinite(row.sHi) ? S.interval(row.sLo, row.sHi) : "";

  function rankCell(row) {
    if (!Number.isFinite(row.rank)) return "–";
    const spread = Number.isFinite(row.rankLo) ? ` ${row.rankLo}–${row.rankHi}` : "";
    return [S.el("b", {}, row.raw.rank), S.el("span", { class: "sub" }, spread)];
  }

  function nameCell(row) {
    const { colour, shape } = S.classStyle(row.cls);
    const icon = S.svg("svg", { viewBox: "-8 -8 16 16", class: "icon", "aria-hidden": "true" },
      S.mark(row.cls, 5.5, 0, 0));
    icon.dataset.look = `${colour}-${shape}`;
    const id = row.name === row.candidate ? null : S.el("span", { class: "sub" }, ` ${row.candidate}`);
    return [icon, " ", row.name, id];
  }

  function selectivityCell(row) {
    if (!Number.isFinite(row.s)) return "–";
    const far = row.isFar ? S.el("span", { class: "sub far", title: S.data.beyond.note }, " beyond measured") : null;
    return [row.isBound ? `> ${S.number(row.s, 2)}` : S.number(row.s), S.el("span", { class: "sub" }, ` ${range(row)}`), far];
  }

  function permeabilityCell(row) {
    const known = Number.isFinite(row.pLo) || Number.isFinite(row.pHi);
    return [S.number(row.p), known ? S.el("span", { class: "sub" }, ` ${S.interval(row.pLo, row.pHi)}`) : null];
  }

  // [title, cell, value to sort by, class, unit]; the largest first where `down`.
  const COLUMNS = [
    { id: "rank", title: "Rank", note: "90 % range", cell: rankCell, value: (r) => r.rank, cls: "num" },
    { id: "group", title: "Tie group", cell: (r) => r.group || "–", value: (r) => S.toNumber(r.group), cls: "num wide" },
    { id: "name", title: "Candidate", cell: nameCell, value: (r) => r.name.toLowerCase(), cls: "name" },
    { id: "class", title: "Class", cell: (r) => S.className(r.cls), value: (r) => r.cls, cls: "wide" },
    { id: "s", title: `${S.data.pair.label} selectivity`, note: "median, 90 % interval", cell: selectivityCell, value: (r) => r.s, down: true, cls: "num" },
    { id: "p", title: `Permeability of ${ion}`, note: "m/s, 90 % interval", cell: permeabilityCell, value: (r) => r.p, down: true, cls: "num wide" },
    S.data.top_k && { id: "top", title: `P(rank ≤ ${S.data.top_k})`, cell: (r) => S.chance(r.pTop), value: (r) => r.pTop, down: true, cls: "num wide" },
    { id: "term", title: "Leading term", cell: (r) => S.words(r.term), value: (r) => r.term, cls: "wide" },
    { id: "stage", title: "Leading stage", cell: (r) => S.stageShort(r.stage), value: (r) => r.stage, cls: "wide" },
    { id: "assumed", title: "Assumed inputs", cell: (r) => r.raw.n_assumed || "–", value: (r) => r.assumed, cls: "num wide" },
    { id: "pareto", title: "Pareto", cell: (r) => (r.pareto ? "front" : ""), value: (r) => (r.pareto ? 0 : 1), cls: "wide" },
    { id: "status", title: "Status", cell: (r) => S.words(r.status), value: (r) => r.status, cls: "wide" },
  ].filter(Boolean);

  const sorting = { column: COLUMNS[0], descending: false };
  const body = S.byId("ranking-body");
  const controls = {
    search: S.byId("search"), cls: S.byId("class-filter"),
    status: S.byId("status-filter"), pareto: S.byId("pareto-filter"),
  };

  function compare(a, b) {
    const [x, y] = [sorting.column.value(a), sorting.column.value(b)];
    const missing = (v) => v === "" || Number.isNaN(v);
    if (missing(x) || missing(y)) return missing(x) - missing(y) || a.index - b.index;
    const order = x < y ? -1 : x > y ? 1 : 0;
    return (sorting.descending ? -order : order) || a.index - b.index;
  }

  function filtered() {
    const words = controls.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    return S.feed().rows.filter(
      (row) =>
        words.every((word) => row.search.includes(word)) &&
        (controls.cls.value === "" || row.cls === controls.cls.value) &&
        (controls.status.value === "" || row.status === controls.status.value) &&
        (!controls.pareto.checked || row.pareto)
    );
  }

  function tableRow(row, position) {
    const chosen = row.candidate === S.state.selected;
    const line = S.el("tr", {
      tabindex: "-1", "aria-selected": String(chosen), class: position >= 50 ? "not-printed" : null,
      click: () => S.select(row.candidate),
    });
    line.dataset.candidate = row.candidate;
    COLUMNS.forEach((column) => line.append(S.el("td", { class: column.cls }, ...[column.cell(row)].flat())));
    return line;
  }

  function draw() {
    S.state.visible = filtered().sort(compare);
    body.replaceChildren(...S.state.visible.map(tableRow));
    const n = S.state.visible.length;
    S.byId("shown").textContent = `${n} of ${S.feed().rows.length} candidates shown.`;
    S.byId("nothing").hidden = n > 0;
    mark();
    S.emit("filter");
  }

  // One row is in the tab order: the chosen one, or the first.
  function mark() {
    let chosen = null;
    for (const line of body.rows) {
      const isChosen = line.dataset.candidate === S.state.selected;
      line.setAttribute("aria-selected", String(isChosen));
      line.tabIndex = -1;
      if (isChosen) chosen = line;
    }
    if (chosen || body.rows[0]) (chosen || body.rows[0]).tabIndex = 0;
    return chosen;
  }

  function keys(event) {
    const line = event.target.closest("tr");
    if (!line) return;
    const moves = { ArrowDown: line.nextElementSibling, ArrowUp: line.previousElementSibling, Home: body.rows[0], End: body.rows[body.rows.length - 1] };
    if (event.key in moves) {
      event.preventDefault();
      if (moves[event.key]) {
        line.tabIndex = -1;
        moves[event.key].tabIndex = 0;
        moves[event.key].focus();
      }
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      S.select(line.dataset.candidate);
    }
  }

  function sortBy(column) {
    const again = sorting.column === column;
    sorting.descending = again ? !sorting.descending : Boolean(column.down);
    sorting.column = column;
    showSorting();
    draw();
  }

  function showSorting() {
    COLUMNS.forEach((column) => {
      const is = sorting.column === column;
      const value = is ? (sorting.descending ? "descending" : "ascending") : "none";
      column.head.setAttribute("aria-sort", value);
    });
  }

  function heads() {
    S.byId("ranking-head").replaceChildren(
      ...COLUMNS.map((column) => {
        const note = column.note ? S.el("span", { class: "sub" }, ` ${column.note}`) : null;
        const button = S.el("button", { type: "button", click: () => sortBy(column) }, column.title, note);
        column.head = S.el("th", { scope: "col", class: column.cls }, button);
        column.head.dataset.column = column.id;
        return column.head;
      })
    );
  }

  function options(select, values, all, name = S.words) {
    const before = select.value;
    select.replaceChildren(S.el("option", { value: "" }, all), ...values.map((v) => S.el("option", { value: v }, name(v))));
    select.value = values.includes(before) ? before : "";
  }

  function fillFilters() {
    const values = (field) => [...new Set(S.feed().rows.map((row) => row[field]))].filter(Boolean).sort();
    options(controls.cls, values("cls"), "all classes", S.className);
    options(controls.status, values("status"), "every status");
  }

  function downloadShown() {
    const columns = S.feed().ranking.columns;
    const rows = S.state.visible.map((row) => columns.map((column) => row.raw[column]));
    S.download(`ranking_${S.slug(S.feed().name)}_filtered.csv`, "text/csv", S.csv(columns, rows));
  }

  function start() {
    heads();
    showSorting();
    fillFilters();
    Object.values(controls).forEach((control) => control.addEventListener("input", draw));
    body.addEventListener("keydown", keys);
    S.byId("download-ranking").addEventListener("click", downloadShown);
    S.byId("clear-filters").addEventListener("click", () => {
      controls.search.value = controls.cls.value = controls.status.value = "";
      controls.pareto.checked = false;
      draw();
    });
    S.on("feed", () => (fillFilters(), draw()));
    S.on("select", () => {
      const line = mark();
      if (line) {
        const frame = S.byId("ranking-frame");
        const [top, height] = [line.offsetTop - frame.scrollTop, frame.clientHeight];
        if (top < 60 || top > height - 40) frame.scrollTop = line.offsetTop - height / 2;
      }
    });
    draw();
  }
  S.startTable = start;
})(window.Selectivity);

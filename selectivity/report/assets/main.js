// Starts the parts in the order in which the page asks its questions.
(function (S) {
  "use strict";

  function showFeed() {
    S.byId("headline").replaceChildren(...S.feed().headline.map((line) => S.el("p", {}, line)));
    document.querySelectorAll("[data-feed-name]").forEach((place) => (place.textContent = S.feed().label));
  }

  function chooseFeed(index) {
    S.state.feed = index;
    showFeed();
    S.emit("feed");
    S.emit("select", {});
  }

  function feeds() {
    const select = S.byId("feed-choice");
    select.replaceChildren(...S.feeds.map((feed, i) => S.el("option", { value: String(i) }, feed.label)));
    S.byId("feed-control").hidden = S.feeds.length < 2;
    select.addEventListener("input", () => chooseFeed(Number(select.value)));
  }

  feeds();
  showFeed();
  S.startTable();
  S.startForest();
  S.startTradeoff();
  S.startEnergy();
  S.startStages();
  S.startWhy();
  S.startCharts();
  const bibtex = S.byId("download-bibtex");
  if (bibtex) bibtex.addEventListener("click", () => S.download("references.bib", "application/x-bibtex", S.data.bibtex));
  const first = S.ranked(S.feed().rows)[0] || S.feed().rows[0];
  if (first) S.select(first.candidate);
  document.documentElement.setAttribute("data-ready", "true");
})(window.Selectivity);

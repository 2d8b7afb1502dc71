"use strict";
// Many schools: search, filters, sort and pages; the link holds where one is. Everything that is shown goes in as text.
(() => {
  const holder = document.getElementById("data");
  if (!holder) return;
  const data = JSON.parse(holder.textContent);
  const $ = (id) => document.getElementById(id);
  const SIZE = 100;
  const DAY = 86_400_000;
  const TONES = ["unknown", "bad", "warn", "good"];
  const format = (count) => count.toLocaleString("en-GB");

  function el(name, properties, ...children) {
    const { attributes, ...rest } = properties || {};
    const node = Object.assign(document.createElement(name), rest);
    for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
    node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
    return node;
  }

  // The age of an extract is of the day on which somebody looks.
  const daysOld = (asOf) => Math.floor((Date.now() - Date.parse(asOf.slice(0, 10))) / DAY);
  function aged(asOf) {
    const days = daysOld(asOf);
    return Number.isNaN(days) ? "" : days < 0 ? "ahead of today" : days === 0 ? "today" : days === 1 ? "yesterday" : `${format(days)} days old`;
  }

  const schools = data.rows.map(([school, suite, title, told, numbers, tone, headline, held, changes, moment, run], at) => ({
    school, suite, told, numbers, tone, headline, held, at, asOf: data.moments[moment], run, silent: tone === 0, compared: changes !== 0, fresh: changes ? changes[0] : 0, mended: changes ? changes[1] : 0,
    words: `${school} ${data.titles[title]}`.toLowerCase(),
  }));
  const byName = new Intl.Collator("en-GB", { numeric: true });
  const SORTS = {
    "": (a, b) => a.at - b.at,
    held: (a, b) => b.held - a.held || a.at - b.at,
    new: (a, b) => b.fresh - a.fresh || a.at - b.at,
    age: (a, b) => (a.asOf < b.asOf ? -1 : a.asOf > b.asOf ? 1 : a.at - b.at),
    name: (a, b) => byName.compare(a.school, b.school) || a.at - b.at,
  };
  const SHOWS = { silent: (one) => one.silent, bad: (one) => one.tone === 1, good: (one) => one.tone > 1, new: (one) => one.fresh > 0, mended: (one) => one.mended > 0 };

  function sentence(one) {
    let at = 0;
    return one.silent ? data.told[one.told] : data.told[one.told].replace(/#/g, () => format(one.numbers[at++]));
  }

  const placeOf = (one) => `runs/${one.run.replace(/^(\d{8}T\d{6}Z)-([0-9a-f]{6,8})$/, (_, time, mark) => `${time}-${data.suites[one.suite]}-${mark}`)}`;

  // Leads to those who changed.
  const changed = (one, kind, tone, told) => el("a", { className: `chip ${tone}`, href: `${placeOf(one)}/records.html#/records?changed=${kind}` }, told, el("span", { className: "hidden-text", textContent: ` at ${one.school}` }));

  function rowOf(one) {
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, one.run && data.linked ? el("a", { href: `${placeOf(one)}/index.html`, textContent: one.school }) : one.school, data.suites.length > 1 ? [el("br"), el("span", { className: "soft small", textContent: data.suites[one.suite] })] : null),
      el("td", { className: "wide answer-cell" }, el("span", { className: `chip ${TONES[one.tone]}`, textContent: data.headlines[one.headline] }), ` ${sentence(one)}`),
      el("td", { className: "num", textContent: one.silent ? "" : format(one.held), attributes: { "data-name": "Held back" } }),
      el(
        "td",
        { attributes: { "data-name": "Since the extract before" } },
        one.fresh ? [changed(one, "new", "bad", `${format(one.fresh)} new`), " "] : null,
        one.mended ? changed(one, "mended", "good", `${format(one.mended)} mended`) : null,
        one.compared && !one.fresh && !one.mended ? el("span", { className: "soft small", textContent: "nothing" }) : null,
      ),
      el("td", { className: "num-left", attributes: { "data-name": one.silent ? "Checked" : "Extract" } }, el("span", { className: "num", textContent: one.asOf }), el("br"), el("span", { className: "soft small", textContent: aged(one.asOf) })),
    );
  }

  const NAMES = ["q", "show", "age", "suite", "sort"];
  let state = new URLSearchParams();
  let found = schools;

  function narrowed() {
    const tokens = (state.get("q") || "").toLowerCase().split(/\s+/).filter(Boolean);
    const shows = SHOWS[state.get("show")] || (() => true);
    const age = Number(state.get("age")) || 0;
    const suite = state.has("suite") ? data.suites.indexOf(state.get("suite")) : -1;
    return schools
      .filter((one) => shows(one) && (suite < 0 || one.suite === suite) && (!age || daysOld(one.asOf) > age) && tokens.every((token) => one.words.includes(token)))
      .sort(SORTS[state.get("sort") || ""] || SORTS[""]);
  }

  let drawn = false;
  function draw() {
    found = [...state].length ? narrowed() : schools;
    const pages = Math.max(1, Math.ceil(found.length / SIZE));
    const page = Math.min(Math.max(1, Math.floor(Number(state.get("page"))) || 1), pages);
    const shown = found.slice((page - 1) * SIZE, page * SIZE);
    // What the page came with stays.
    if (drawn || [...state].length) $("schools").replaceChildren(...(shown.length ? shown.map(rowOf) : [el("tr", {}, el("td", { colSpan: 5, className: "empty", textContent: "No school is like that. Clear a filter, or search for less." }))]));
    $("said").textContent = `${format(found.length)}${found.length === schools.length ? "" : ` of ${format(schools.length)}`} ${schools.length === 1 ? "check" : "checks"}`;
    const step = (label, to, off) => el("button", { type: "button", textContent: label, disabled: off, onclick: () => turn(to) });
    $("pager").replaceChildren(...(pages > 1 ? [step("Previous", page - 1, page === 1), el("span", { className: "num", textContent: `Page ${page} of ${format(pages)}` }), step("Next", page + 1, page === pages)] : []));
    drawn = true;
    for (const name of NAMES) if ($(name) !== document.activeElement) $(name).value = state.get(name) || "";
  }

  const keep = (how) => how.call(history, null, "", [...state].length ? `#/?${state}` : location.pathname);

  function turn(to) {
    state.set("page", to);
    keep(history.pushState);
    draw();
    $("said").scrollIntoView({ block: "nearest" });
  }

  function set(name, value) {
    if (value) state.set(name, value);
    else state.delete(name);
    state.delete("page");
    keep(history.replaceState);
    draw();
  }

  function route() {
    if (location.hash && !location.hash.startsWith("#/")) return;
    state = new URLSearchParams(location.hash.includes("?") ? location.hash.slice(location.hash.indexOf("?") + 1) : "");
    draw();
  }

  $("suite").append(...data.suites.map((name) => el("option", { value: name, textContent: name })));
  $("tools").hidden = false;
  $("tools").addEventListener("submit", (event) => event.preventDefault());
  for (const name of NAMES) $(name).addEventListener("input", (event) => set(name, event.target.value));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    event.preventDefault();
    $("q").focus();
  });
  window.addEventListener("hashchange", route);
  window.addEventListener("popstate", route);
  for (const one of document.querySelectorAll("[data-age]")) one.textContent = aged(one.dataset.age);
  if (location.hash.startsWith("#/") || schools.length > SIZE) route();
})();

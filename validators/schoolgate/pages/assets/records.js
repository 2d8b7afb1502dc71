"use strict";
// The records: search, filters, sort, and each record's checklist at a link of its own. Everything that is shown goes in as
// text, never as markup. The list is made from columns of the data; an index of words is made once.
(() => {
  const holder = document.getElementById("data");
  if (!holder) return;
  const data = JSON.parse(holder.textContent);
  const runPage = holder.dataset.runPage;
  const $ = (id) => document.getElementById(id);
  const rules = new Map(data.rules.map((rule, number) => [rule.id, { ...rule, number }]));
  const GRAVE = ["error", "warning", "info"];
  const SEVERITY_TONES = { error: "bad", warning: "warn", info: "other" };
  const TONE_RANKS = { bad: 0, unknown: 2, warn: 3, other: 5, good: 6 };
  // By the answer; among those whose answer is good who has a warning comes first.
  const rankOf = (answer, status) => Math.min(TONE_RANKS[answer[1]], answer[1] === "good" && status[1] === "warn" ? TONE_RANKS.warn : TONE_RANKS.good);
  // What the suite calls its records: one of them, and several.
  data.of ||= ["record", "records"];
  for (const table of data.tables) table.of ||= data.of;
  const MANY = data.of[1][0].toUpperCase() + data.of[1].slice(1);
  // Of a very large table the page has room for the gravest alone. Runs that an older version kept leave out none.
  const leftOut = (tables) => tables.some((table) => table.left_out);
  const everyOf = (table) => table.rows.length + (table.left_out || 0);
  const plural = (count, one, many) => `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;

  function el(name, properties, ...children) {
    const { attributes, ...rest } = properties || {};
    const node = Object.assign(document.createElement(name), rest);
    for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
    node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
    return node;
  }

  // ------------------------------------------------------------------------------------------------------- the index

  const records = [];
  for (const table of data.tables) {
    const findings = new Map();
    for (const [number, [at, rule, severity, column, message, value]] of table.findings.entries()) {
      if (!findings.has(at)) findings.set(at, []);
      // Runs that an older version kept have none of these.
      const [, owner, screen, fix] = table.fixes[table.fix[number]] || ["", rules.get(rule).owner, "", ""];
      findings.get(at).push({ rule, severity, column, message: table.messages[message], value, owner, screen, fix });
    }
    const jobs = new Map();
    for (const [at, job] of table.jobs || []) jobs.set(at, [...(jobs.get(at) || []), job]);
    const chips = new Map();
    for (const [at, tone, words] of table.chips || []) chips.set(at, [...(chips.get(at) || []), [tone, words]]);
    for (let at = 0; at < table.rows.length; at += 1) {
      const mine = findings.get(at) || [];
      const status = table.status ? table.statuses[table.status[at]] : null;
      const worst = mine.length ? Math.min(...mine.map((one) => GRAVE.indexOf(one.severity))) : 3;
      const key = table.keys ? table.keys[at] : null;
      const row = table.rows[at];
      records.push({
        table,
        at,
        key,
        row,
        status,
        findings: mine,
        // Runs that an older version kept know statuses alone.
        answer: table.answer ? table.answers[table.answer[at]] : status,
        jobs: jobs.get(at) || [],
        chips: chips.get(at) || [],
        // What is wrong with the whole file comes before any record of it.
        rank: status ? rankOf(table.answer ? data.answers[table.facts][table.answers[table.answer[at]]] : data.statuses[status], data.statuses[status]) : table.keys ? [1, 4, 5.5, 7][worst] : worst - 3,
        words: `${key || ""}\n${mine.map((one) => `${one.rule} ${one.message} ${one.value || ""}`).join("\n")}`.toLowerCase(),
      });
    }
  }
  const several = data.tables.length > 1;

  const byPlace = (a, b) => data.tables.indexOf(a.table) - data.tables.indexOf(b.table) || a.at - b.at;
  const SORTS = {
    gravest: ["Gravest first", (a, b) => a.rank - b.rank || b.findings.length - a.findings.length || byPlace(a, b)],
    place: ["As in the file", byPlace],
    key: ["By key", (a, b) => compareKeys(a.key, b.key) || byPlace(a, b)],
    findings: ["Most findings first", (a, b) => b.findings.length - a.findings.length || a.rank - b.rank || byPlace(a, b)],
  };
  const collator = new Intl.Collator("en-GB", { numeric: true });
  const compareKeys = (a, b) => (a === null) - (b === null) || (a === null ? 0 : collator.compare(a, b));
  const sorted = {};
  const inOrder = (sort) => (sorted[sort] ||= [...records].sort(SORTS[sort][1]));

  // ------------------------------------------------------------------------------------ what changed, and what was before

  // Since the extract before: positions by kind of change and fact table; and of those whom nobody touched.
  const changed = new Map(Object.entries(data.since ? data.since.records : {}).flatMap(([kind, tables]) => Object.entries(tables).map(([facts, ats]) => [`${kind}/${facts}`, new Set(ats)])));
  const dates = new Map(Object.entries((data.since && data.since.dates) || {}).map(([facts, ats]) => [facts, new Set(ats)]));
  const CHANGES = { new: ["Newly held back", "bad", "new"], mended: ["Mended", "good", "mended"], still: ["Still held back", "other", ""] };
  const isChanged = (record, kind) => Boolean(changed.get(`${kind}/${record.table.facts}`)?.has(record.at));
  const changeOf = (record) => Object.keys(CHANGES).find((kind) => isChanged(record, kind));
  const byDate = (record) => Boolean(dates.get(record.table.facts)?.has(record.at));
  const turned = (record) => isChanged(record, "new") || isChanged(record, "mended");

  function badge(record) {
    const kind = changeOf(record);
    return kind && CHANGES[kind][2] ? el("span", { className: `chip ${CHANGES[kind][1]} turned`, textContent: CHANGES[kind][2] }) : null;
  }

  // "Will not sync since 15 October 2026; on 8 October 2026: will sync."
  function historyOf(record) {
    const number = data.past && data.past.of[record.table.facts] ? data.past.of[record.table.facts][record.at] : -1;
    if (number < 0) return null;
    const { extracts, answers, histories } = data.past;
    const spans = histories[number];
    const says = (answer) => (answer < 0 ? ["not in the extract", "other"] : answers[answer]);
    const [start, answer] = spans[spans.length - 1];
    const earlier = spans.length > 1 ? `; on ${extracts[start - 1]}: ${says(spans[spans.length - 2][1])[0]}` : "";
    const since = spans.length > 1 ? ` since ${extracts[start]}` : start < extracts.length - 1 ? `, in every check since ${extracts[start]}` : ": in no check before";
    const told = `${says(answer)[0]}${since}${earlier}.`;
    const kind = changeOf(record);
    const why = data.since && data.since.dates && (kind === "new" || kind === "mended") ? (byDate(record) ? "A date passed: judged as of then, this extract gives the answer of then." : "Somebody changed something: judged as of then, this extract gives the answer of now.") : "";
    return el(
      "div",
      { className: "history" },
      el("p", { className: "cap", textContent: told }),
      why ? el("p", { className: "soft small", textContent: why }) : null,
      spans.length > 1
        ? el("ol", { className: "timeline", attributes: { "aria-label": "What it was before" } }, spans.map(([from, one]) => el("li", {}, el("span", { className: "soft small num", textContent: extracts[from] }), el("span", { className: `chip ${says(one)[1]}`, textContent: says(one)[0] }))))
        : null,
    );
  }

  // On the page of an older run: what the newest says of this record.
  const newerHolder = document.getElementById("newer");
  const newer = newerHolder ? JSON.parse(newerHolder.textContent) : null;
  function tellNewer(record) {
    const banner = document.getElementById("newer-banner");
    if (!newer || !banner) return;
    const other = record && record.key !== null && newer.others ? (newer.others[record.table.facts] || {})[record.key] : undefined;
    const told = !record || record.key === null || !record.answer || !newer.others ? "" : other === undefined ? `: there, the answer for ${record.key} is the same` : other < 0 ? `: ${record.key} is not in that extract` : `: ${record.key} ${newer.answers[other][0]} there`;
    banner.firstChild.textContent = `A newer check of this school exists, as of ${newer.asOf}${told}. `;
    banner.querySelector("a").href = `${banner.dataset.place}records.html${record ? placeOf(record) : location.hash}`;
  }

  // ----------------------------------------------------------------------------------------------------- the filters

  // Each: its name in the link, its label, its choices (value, label), and whether a record has the value.
  function filters() {
    const made = [];
    if (several) {
      const choices = data.tables.map((table) => [table.facts, `${table.label} (${everyOf(table).toLocaleString("en-GB")})`]);
      made.push({ name: "table", label: "Kind", choices, has: (record, value) => record.table.facts === value });
    }
    const fields = new Map();
    for (const table of data.tables) {
      for (const field of fieldsOf(table)) {
        if (!fields.has(field.name)) fields.set(field.name, { label: field.label, values: new Set() });
        for (const value of field.values) fields.get(field.name).values.add(value);
      }
    }
    for (const [name, { label, values }] of fields) {
      if (values.size < 2 || values.size > 40) continue;
      const choices = [...values].sort(collator.compare).map((value) => [value, value]);
      made.push({ name: `field-${name}`, label, choices: [...choices, ["-", "(none)"]], has: (record, value) => (fieldOf(record, name) ?? "-") === value });
    }
    const counts = new Map();
    const owners = new Map();
    for (const table of data.tables) for (const [id, count] of table.left_out ? Object.entries(table.unmet) : []) counts.set(id, (counts.get(id) || 0) + count);
    for (const record of records) {
      const mine = new Set(record.table.left_out ? [] : record.findings.map((one) => one.rule));
      for (const id of mine) counts.set(id, (counts.get(id) || 0) + 1);
      for (const one of record.findings) owners.set(one.owner, data.owners[one.owner]);
    }
    made.push({
      name: "owner",
      label: "Who mends it",
      choices: [...owners],
      has: (record, value) => record.findings.some((one) => one.owner === value),
    });
    made.push({
      name: "rule",
      label: "Not met",
      choices: data.rules.filter((rule) => counts.has(rule.id)).map((rule) => [rule.id, `${rule.id} ${rule.title} (${counts.get(rule.id)})`]),
      has: (record, value) => record.findings.some((one) => one.rule === value),
    });
    made.push({
      name: "unchecked",
      label: "Not checked",
      choices: data.rules.filter((rule) => rule.why && data.tables.some((table) => table.rules.includes(rule.id))).map((rule) => [rule.id, `${rule.id} ${rule.title}`]),
      has: (record, value) => letter(record, value) === "c",
    });
    if (data.since) {
      made.push({ name: "changed", label: "What changed", choices: Object.entries(CHANGES).map(([kind, [label]]) => [kind, label]), has: isChanged });
      if (data.since.dates && records.some(turned)) made.push({ name: "by", label: "Changed by", choices: [["date", "A date that passed"], ["hand", "Somebody"]], has: (record, value) => turned(record) && byDate(record) === (value === "date") });
    }
    made.push({ name: "done", label: "Ticked off", choices: [["no", "Not yet"], ["yes", "Done"]], has: (record, value) => working.isDone(record, state) === (value === "yes") });
    return made.filter((filter) => filter.choices.length > 0);
  }

  // The fields that say more than the answer does.
  function fieldsOf(table) {
    const told = new Set((table.place || []).map(([, blank]) => blank));
    return table.place && table.place.length ? table.fields.filter((field) => told.has(field.name)) : table.fields;
  }

  function fieldOf(record, name) {
    const field = record.table.fields.find((one) => one.name === name);
    const code = field ? field.codes[record.at] : -1;
    return code < 0 ? null : field.values[code];
  }

  function letter(record, id) {
    const at = record.table.rules.indexOf(id);
    return at < 0 ? "-" : record.table.patterns[record.table.pattern[record.at]][at];
  }

  const placeOf = (record) =>
    record.key !== null
      ? `#/record/${encodeURIComponent(record.table.facts)}/${encodeURIComponent(record.key)}`
      : record.row !== null
        ? `#/row/${encodeURIComponent(record.table.facts)}/${record.row}`
        : `#/file/${encodeURIComponent(record.table.facts)}`;
  const nameOf = (record) => record.key ?? (record.row === null ? "The whole file" : `${record.table.table} row ${record.row}`);

  const working = lists({ data, records, nameOf, fieldOf, fieldsOf, answerOf: (record) => standing(record)[0], el, plural });
  const FILTERS = filters();
  const STATUS = { name: "status", has: (record, value) => record.status === value };
  const ANSWER = { name: "answer", has: (record, value) => record.answer === value };
  const JOB = { name: "job", label: "Held back by", has: (record, value) => record.jobs.includes(Number(value)) };
  const IDS = { name: "ids", label: "Ids", has: (record, value) => record.key !== null && idsOf(value).has(record.key.toLowerCase()) };
  // By the kind of record: two verdicts may call an answer alike. Runs that an older version kept know statuses alone.
  const answersOf = (table) => (table.answer ? data.answers[table.facts] : data.statuses);
  // Judged records come first: of records in several tables theirs is meant.
  const known = new Map([...records].reverse().filter((record) => record.key !== null).map((record) => [record.key.toLowerCase(), record]));
  const asked = new Map();

  // The ids that somebody pasted; a key may hold spaces itself.
  function idsOf(text) {
    if (!asked.has(text)) asked.set(text, new Map((known.has(text.trim().toLowerCase()) ? [text.trim()] : text.split(/[\s,;]+/).filter(Boolean)).map((id) => [id.toLowerCase(), id])));
    return asked.get(text);
  }

  function tellMissing() {
    const missing = state.has("ids") ? [...idsOf(state.get("ids"))].filter(([id]) => !known.has(id)).map(([, id]) => id) : [];
    const also = data.tables.some((table) => table.keys && !table.answer && !table.status) ? " (what is not judged by itself, such as a group, is listed only where something is wrong with it)" : "";
    const there = leftOut(data.tables) ? `not among those shown here, or not in this extract: ${data.room.explain} tells` : null;
    $("missing").replaceChildren(...(missing.length ? [el("p", { className: "banner", textContent: there ? `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} ${there}.` : `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not in this extract: ${missing.length === 1 ? "it was" : "they were"} not exported${also}.` })] : []));
  }

  let state = new URLSearchParams();
  // The list of these is the same, looked at elsewhere.
  const WHERE = ["page", "size", "at"];
  const SIZES = [50, 200, 1000];
  const sizeOf = () => (SIZES.includes(Number(state.get("size"))) ? Number(state.get("size")) : SIZES[0]);
  let page = 0;
  let found = records;

  function narrowed() {
    const active = [...FILTERS, JOB, IDS, STATUS, ANSWER].filter((filter) => state.has(filter.name));
    const query = (state.get("q") || "").trim().toLowerCase();
    const row = /^row\s*:?\s*(\d+)$/.exec(query);
    const tokens = row ? [] : query.split(/\s+/).filter(Boolean);
    const wanted = active.map((filter) => [filter.has, state.get(filter.name)]);
    const hits = inOrder(SORTS[state.get("sort")] ? state.get("sort") : "gravest").filter(
      (record) =>
        tokens.every((token) => record.words.includes(token)) &&
        (!row || record.row === Number(row[1])) &&
        wanted.every(([has, value]) => has(record, value)),
    );
    // Who types a whole key means that record.
    const exact = query ? hits.findIndex((record) => record.key !== null && record.key.toLowerCase() === query) : -1;
    return exact > 0 ? [hits[exact], ...hits.slice(0, exact), ...hits.slice(exact + 1)] : hits;
  }

  // -------------------------------------------------------------------------------------------------------- the list

  // A status and its tone; of a record that has none, the gravest of its findings.
  function standing(record) {
    if (record.answer) return answersOf(record.table)[record.answer];
    const worst = GRAVE.find((severity) => record.findings.some((one) => one.severity === severity)) || "info";
    return [worst, SEVERITY_TONES[worst]];
  }

  function chip(record) {
    const [label, tone] = standing(record);
    return el("span", { className: `chip ${tone}`, textContent: label });
  }

  function told(record) {
    const ids = [...new Set(record.findings.map((one) => one.rule))];
    if (!ids.length) return null;
    const list = el("ul", {}, ids.slice(0, 3).map((id) => el("li", {}, el("span", { className: "id soft", textContent: id }), ` ${rules.get(id).title}`)));
    if (ids.length > 3) list.append(el("li", { className: "soft", textContent: `and ${ids.length - 3} more` }));
    return list;
  }

  // Two fields fit beside what failed; the checklist of a record has them all.
  function columns() {
    const table = state.get("table") ? data.tables.filter((one) => one.facts === state.get("table")) : data.tables;
    const names = new Map(table.flatMap((one) => fieldsOf(one).map((field) => [field.name, field.label])));
    return [...names].slice(0, 2);
  }

  function rowOf(record, fields) {
    const cells = fields.map(([name, label]) => {
      const value = fieldOf(record, name);
      return el("td", { textContent: value ?? "", attributes: value === null ? { role: "cell" } : { role: "cell", "data-name": label } });
    });
    const seen = ticks.seen(working.placeOf(record));
    return el(
      "tr",
      { className: `${seen ? "seen " : ""}${working.isDone(record, state) ? "done" : ""}`.trim(), attributes: { role: "row", "data-at": atOf(record) } },
      el("td", { className: "ticking", attributes: { role: "cell" } }, working.box(record, state, tellDone)),
      el("td", { className: "status", attributes: { role: "cell" } }, chip(record), badge(record)),
      el("td", { className: "key", attributes: { role: "cell" } }, el("a", { href: placeOf(record), textContent: nameOf(record) }), seen ? el("span", { className: "small soft seen-word", textContent: "seen" }) : null),
      el("td", { className: "num row-number", textContent: record.row ?? "", attributes: { role: "cell" } }),
      several ? el("td", { textContent: record.table.label, className: "soft", attributes: { role: "cell" } }) : null,
      cells,
      el("td", { className: "wide-cell", attributes: { role: "cell" } }, told(record), working.before(record, state)),
    );
  }

  // What a row is called in the link of its list.
  const atOf = (record) => record.key ?? (record.row === null ? record.table.facts : `row ${record.row}`);

  function tellDone() {
    $("done-so-far").textContent = working.told(found, state);
    for (const row of $("list").querySelectorAll("tbody tr")) row.classList.toggle("done", row.querySelector(".tick input").checked);
  }

  function draw(most) {
    const size = most || sizeOf();
    const pages = Math.max(1, Math.ceil(found.length / size));
    page = Math.min(page, pages - 1);
    const shown = found.slice(page * size, (page + 1) * size);
    const fields = columns();
    const heads = ["Done", "Answer", "Key", "Row", ...(several ? ["Kind"] : []), ...fields.map(([, label]) => label), "Not met"];
    const table = el(
      "table",
      { attributes: { role: "table", "aria-label": MANY } },
      el("thead", { attributes: { role: "rowgroup" } }, el("tr", { attributes: { role: "row" } }, heads.map((head) => el("th", { scope: "col", className: head === "Row" ? "num" : "cap", textContent: head, attributes: { role: "columnheader" } })))),
      el("tbody", { attributes: { role: "rowgroup" } }, shown.map((record) => rowOf(record, fields))),
    );
    tellMissing();
    $("list").replaceChildren(shown.length ? table : el("p", { className: "empty", textContent: "Nothing is like that. Clear a filter, or search for less." }));
    $("said").textContent = saidOf();
    tellDone();
    const step = (label, to, off) => el("button", { type: "button", textContent: label, disabled: off, onclick: () => { turn(to); $("list").scrollIntoView({ block: "start" }); } });
    $("pager").replaceChildren(
      ...(pages > 1 ? [step("Previous", page - 1, page === 0), el("span", { className: "num", textContent: `Page ${page + 1} of ${pages.toLocaleString("en-GB")}` }), step("Next", page + 1, page >= pages - 1)] : []),
    );
  }

  // How many were found, by the suite's own word for them where they are all of one kind: "10 of 250 students".
  function saidOf() {
    const kinds = new Set(found.map((record) => record.table));
    const [kind] = kinds.size === 1 ? kinds : [null];
    const every = kind ? kind.rows.length : records.length;
    const some = leftOut(kind ? [kind] : data.tables);
    const all = found.length === every ? "" : ` of ${some ? "the " : ""}${every.toLocaleString("en-GB")}`;
    // Groups and the like stand beside those whom the question is about.
    const [one, many] = kind ? kind.of : [...kinds].every((table) => table.answers.length) ? data.of : ["entry", "entries"];
    return `${found.length.toLocaleString("en-GB")}${all} ${every === 1 ? one : many}${some ? " shown here" : ""}`;
  }

  // Another page of the list is a place of its own: Back leads to the one before.
  function turn(to, size) {
    state.delete("at");
    if (size) state.set("size", size);
    if (to) state.set("page", to + 1);
    else state.delete("page");
    page = to;
    history.pushState(null, "", listPlace());
    last = location.hash;
    draw();
  }

  // -------------------------------------------------------------------------------------------------------- controls

  function build() {
    const tools = $("tools");
    const choices = $("choices");
    $("more").querySelector("summary").textContent = `Filters (${FILTERS.length})`;
    const select = (name, label, choices, all) =>
      el(
        "label",
        {},
        el("span", { className: "cap", textContent: label }),
        el("select", { name, onchange: (event) => set(name, event.target.value) }, all ? el("option", { value: "", textContent: all }) : null, choices.map(([value, text]) => el("option", { value, textContent: text }))),
      );
    for (const filter of FILTERS) choices.append(select(filter.name, filter.label, filter.choices, "Any"));
    const sort = select("sort", "Sort", Object.entries(SORTS).map(([name, [label]]) => [name, label]));
    sort.className = "sort no-print";
    $("sorting").append(sort);
    tools.addEventListener("submit", (event) => event.preventDefault());
    $("q").addEventListener("input", (event) => set("q", event.target.value));
    $("size").addEventListener("change", (event) => turn(Math.floor((page * sizeOf()) / Number(event.target.value)), event.target.value));
    $("takeaway").append(
      el("button", { type: "button", textContent: leftOut(data.tables) ? "Those shown as CSV" : "This list as CSV", onclick: () => saving.save(data.list, working.csv(found, state)) }),
      copier("Copy ids", () => working.ids(found).join("\n")),
    );
    const judged = data.tables.filter((table) => table.status);
    const pick = (facts, value, label, tone) =>
      el(
        "label",
        { className: `pick ${tone}` },
        el("input", { type: "radio", name: "answer", value: `${facts}/${value}`, onchange: () => setAnswer(facts, value) }),
        el("span", { textContent: label }),
      );
    $("statuses").append(pick("", "", "Any answer", "plain"));
    for (const table of judged) {
      const counts = new Map();
      for (const record of table.left_out ? [] : records) if (record.table === table) counts.set(record.answer, (counts.get(record.answer) || 0) + 1);
      for (const [name, [, , count]] of table.left_out ? Object.entries(answersOf(table)) : []) counts.set(name, count);
      const picks = Object.entries(answersOf(table)).filter(([name]) => counts.has(name));
      const made = picks.map(([name, [label, tone]]) => pick(table.facts, name, `${label} ${counts.get(name).toLocaleString("en-GB")}`, tone));
      $("statuses").append(...(judged.length > 1 ? [el("div", { className: "of-kind" }, el("span", { className: "soft small cap", textContent: `${table.label}:` }), made)] : made));
    }
  }

  // Where several kinds are judged an answer is of one of them.
  function setAnswer(facts, value) {
    if (data.tables.filter((table) => table.status).length > 1) {
      if (facts) state.set("table", facts);
      else state.delete("table");
    }
    set("answer", value);
  }

  // Which answer is picked; one without its kind, as an older link has it, is the first of that name.
  function answerPicked() {
    const value = state.get("answer");
    if (!value) return "/";
    const judged = data.tables.filter((table) => table.status && Object.hasOwn(answersOf(table), value));
    const kind = judged.find((table) => table.facts === state.get("table")) || judged[0];
    return kind ? `${kind.facts}/${value}` : "/";
  }

  function fill() {
    $("size").value = String(sizeOf());
    // Folded, so that the list begins on the first screen; a filter that is on is seen. An answer brings its kind along.
    if (FILTERS.some((filter) => state.has(filter.name) && !(filter.name === "table" && state.has("answer")))) $("more").open = true;
    if ($("q") !== document.activeElement) $("q").value = state.get("q") || "";
    for (const select of document.querySelectorAll("#choices select, #sorting select")) select.value = state.get(select.name) || (select.name === "sort" ? "gravest" : "");
    for (const radio of $("statuses").querySelectorAll("input")) radio.checked = radio.value === answerPicked();
    const narrowedBy = FILTERS.filter((filter) => state.has(filter.name)).map((filter) => `${filter.label}: ${(filter.choices.find(([value]) => value === state.get(filter.name)) || ["", state.get(filter.name)])[1]}`);
    const answer = [...$("statuses").querySelectorAll("input:checked")].find((radio) => radio.value !== "/");
    $("narrowed").textContent = [...(answer ? [answer.parentElement.textContent] : []), ...narrowedBy, ...(state.get("q") ? [`“${state.get("q")}”`] : [])].join(" · ");
    const job = state.has("job") ? data.jobs[Number(state.get("job"))] : null;
    $("filtered").replaceChildren(
      ...(job ? [el("span", { className: "chip wrap bad", textContent: `Held back by: ${job.what}` })] : []),
      ...(data.since && Object.hasOwn(CHANGES, state.get("changed") || "") ? [el("span", { className: `chip wrap ${CHANGES[state.get("changed")][1]}`, textContent: `${CHANGES[state.get("changed")][0]} ${data.since.of}` })] : []),
      ...(state.has("ids") ? [el("span", { className: "chip wrap other", textContent: `${plural(idsOf(state.get("ids")).size, "id", "ids")} asked for` })] : []),
      ...([...state.keys()].some((name) => name !== "sort" && !WHERE.includes(name)) ? [el("button", { type: "button", textContent: "Clear", onclick: clear })] : []),
    );
  }

  let writing = 0;
  function set(name, value) {
    if (value) state.set(name, value);
    else state.delete(name);
    state.delete("page");
    state.delete("at");
    page = 0;
    found = narrowed();
    fill();
    draw();
    clearTimeout(writing);
    // The link follows what is typed, but not letter by letter; and not any more once somebody has gone elsewhere.
    const here = location.hash;
    writing = setTimeout(() => { if (location.hash === here) history.replaceState(null, "", listPlace()); }, 250);
  }

  function clear() {
    $("q").value = "";
    location.hash = "#/records";
    $("q").focus();
  }

  const listPlace = () => `#/records${[...state].length ? `?${state}` : ""}`;

  // ------------------------------------------------------------------------------------------------------- one record

  // What is said of a record was composed with the check: here it is only joined. A phrase is a text, or texts and blanks by
  // turns.

  const book = data.book;
  const WIDTH = 72;
  const SIGNS = { error: ["✗", "bad", "not met"], warning: ["!", "warn", "to look at"], info: ["i", "other", "to know"], unchecked: ["?", "unknown", "not checked"] };

  function whereOf(record) {
    const parts = record.table.place.map(([text, blank]) => {
      if (blank === "key") return record.key;
      if (blank === "row") return text + record.row;
      if (!blank) return text;
      return text + valueOf(record, record.table.fields.find((one) => one.name === blank));
    });
    return parts.filter((part) => part !== null).join(", ");
  }

  const valueOf = (record, field) => fieldOf(record, field.name) ?? (field.codes[record.at] === -2 ? "unknown" : field.blank);

  function foundBy(record, rule) {
    const mine = record.findings.filter((one) => one.rule === rule);
    const last = mine[mine.length - 1];
    return mine.map((one) => one.message).join(" ") + (last && last.value !== null ? ` (${last.column}: ${last.value})` : "");
  }

  function said(record, phrase) {
    const parts = book.phrases[phrase];
    const fill = (blank) => (blank === "name" ? nameOf(record) : blank === "place" ? whereOf(record) : foundBy(record, blank));
    return typeof parts === "string" ? parts : parts.map((part, at) => (at % 2 ? fill(part) : part)).join("");
  }

  function letterOf(record) {
    // Runs that an older version kept have none.
    if (!(record.table.letter || []).length) return { conclusion: `${nameOf(record)}: ${standing(record)[0]}.`, where: "", sections: [], met: [] };
    const [conclusion, where, sections, met] = book.letters[record.table.letter[record.at]];
    return {
      conclusion: said(record, conclusion),
      where: said(record, where),
      sections: sections.map((number) => {
        const [heading, points] = book.sections[number];
        return { heading, points: points.map((point) => ({ mark: book.points[point][0], rules: book.points[point][1], lines: book.points[point][2].map((line) => said(record, line)) })) };
      }),
      met: book.met[met],
    };
  }

  // As Python's textwrap does it: words are what spaces part, and a character is a code point.
  function wrapped(text, first = "") {
    const chunks = text.split(/( +)/).filter(Boolean).map((chunk) => [...chunk]);
    const blank = (chunk) => chunk.join("").trim() === "";
    const lines = [];
    while (chunks.length) {
      const start = lines.length ? " ".repeat(first.length) : first;
      const room = WIDTH - start.length;
      const line = [];
      let long = 0;
      if (lines.length && blank(chunks[0])) chunks.shift();
      while (chunks.length && long + chunks[0].length <= room) {
        long += chunks[0].length;
        line.push(chunks.shift());
      }
      if (chunks.length && chunks[0].length > room) line.push(chunks[0].splice(0, room - long));
      if (line.length && blank(line[line.length - 1])) line.pop();
      if (line.length) lines.push(start + line.flat().join(""));
    }
    return lines.map((line) => `${line}\n`).join("");
  }

  // To paste into a case: what `explain --reply` writes.
  function asText(record) {
    const letter = letterOf(record);
    const met = letter.met.length > 1 ? `${letter.met.slice(0, -1).join(", ")} and ${letter.met[letter.met.length - 1]}` : letter.met.join("");
    const parts = [wrapped(letter.conclusion), `\n${wrapped(letter.where)}`];
    for (const section of letter.sections) {
      if (met && section === letter.sections[letter.sections.length - 1]) parts.push(`\n${wrapped(`Met: ${met}.`)}`);
      parts.push(`\n${section.heading}:\n`);
      for (const { rules: ids, lines: [about, ...others] } of section.points) {
        parts.push(`\n${wrapped([ids.join(", "), about].filter(Boolean).join(" "), "- ")}`, ...others.map((line) => wrapped(line, "  ")));
      }
    }
    return parts.join("");
  }

  const ruleLink = (id) => el("a", { className: "id", href: `${runPage}#${id}`, textContent: id });

  function item([sign, tone, spoken], ids, ...children) {
    return el(
      "li",
      {},
      el("span", { className: `mark ${tone}`, textContent: sign, attributes: { "aria-hidden": "true" } }),
      el("span", {}, el("span", { className: "hidden-text", textContent: `${spoken}: ` }), ids.map(ruleLink)),
      el("div", { className: "told" }, children),
    );
  }

  // A finding: what is asked, what was found, what to do about it, and where that is said.
  function failedItem({ mark, rules: ids, lines: [asks, found, ...others] }) {
    const { url } = rules.get(ids[0]);
    return item(
      SIGNS[mark],
      ids,
      el("p", { className: "mended", textContent: asks }),
      el("p", { textContent: found }),
      others.slice(0, -1).map((line) => el("p", { className: "fix", textContent: line })),
      el("p", { className: "small soft" }, others[others.length - 1], url ? [" ", el("a", { href: url, rel: "noreferrer noopener", textContent: "Open it" })] : null),
    );
  }

  function jobItem({ rules: ids, lines: [what, fix, others] }, number) {
    return el(
      "li",
      { className: "card reason bad" },
      el("p", {}, el("strong", { textContent: what })),
      el("p", { className: "fix", textContent: fix }),
      el("p", { className: "meta" }, ids.map(ruleLink), others ? el("a", { href: `#/records?job=${number}`, textContent: others }) : null),
    );
  }

  const openItem = ({ rules: ids, lines: [asks, why] }) => item(SIGNS.unchecked, ids, el("p", { textContent: asks }), el("p", { className: "soft", textContent: why }));
  const plainItem = ({ rules: ids, lines }) => el("li", {}, ids.map((id) => [ruleLink(id), " "]), lines.join(" "));

  function sectionOf(record, { heading, points }) {
    const [{ mark }] = points;
    const list =
      mark === "job"
        ? el("ul", { className: "reasons" }, points.map((point, at) => jobItem(point, record.jobs[at])))
        : mark
          ? el("ul", { className: "card checks" }, points.map(mark === "unchecked" ? openItem : failedItem))
          : el("ul", { className: "card notes" }, points.map(plainItem));
    return el("section", {}, el("h2", { className: "head", textContent: heading }), list);
  }

  // What is met and what does not apply, folded.
  function folded(record, met) {
    const kept = (name, summary, items) => (items.length ? el("details", { className: `plain group ${name}` }, el("summary", { textContent: summary }), el("ul", { className: "card checks" }, items)) : null);
    // Runs that an older version kept do not say.
    const idle = record.table.idle ? (book.idle || [])[record.table.idle[record.table.pattern[record.at]]] || [] : [];
    return [
      kept("met", `${met.length.toLocaleString("en-GB")} met`, met.map((id) => item(["✓", "good", "met"], [id], el("p", { textContent: rules.get(id).asks })))),
      kept(
        "idle",
        `${plural(idle.length, "requirement does", "requirements do")} not apply`,
        idle.map(([id, why]) => item(["–", "other", "does not apply"], [id], el("p", { textContent: rules.get(id).asks }), el("p", { className: "small soft", textContent: said(record, why) }))),
      ),
    ];
  }

  function factsOf(record) {
    const pairs = [["Table", record.table.label], ["Row", record.row], ...fieldsOf(record.table).map((field) => [field.label, valueOf(record, field)])];
    return el("dl", { className: "facts" }, pairs.filter(([, value]) => value !== null).map(([name, value]) => el("div", {}, el("dt", { className: "cap", textContent: name }), el("dd", { textContent: value }))));
  }

  // A link to a file on this machine is no use to anybody else: the id and the page's name are.
  const linkTo = (record) => (onDisk ? `${nameOf(record)} in ${part(location.pathname.split("/").pop())}: ${data.source}, as of ${data.asOf}` : location.href);
  const onDisk = location.protocol === "file:";

  function copier(label, text) {
    const button = el("button", { type: "button", textContent: label });
    button.addEventListener("click", async () => {
      const done = await copy(text());
      button.textContent = done ? "Copied" : "Could not copy";
      setTimeout(() => { button.textContent = label; }, 2000);
    });
    return button;
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Where the clipboard is not allowed, the old way often is.
      const area = el("textarea", { value: text, className: "hidden-text" });
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  }

  function around(record) {
    const at = found.indexOf(record);
    const link = (label, other) => (other ? el("a", { href: placeOf(other), textContent: label }) : null);
    return el("div", { className: "pager" }, working.box(record, state, () => {}, "Done"), at < 0 ? null : el("span", { className: "soft small num", textContent: `${(at + 1).toLocaleString("en-GB")} of ${found.length.toLocaleString("en-GB")}` }), link("Previous", found[at - 1]), at < 0 ? null : link("Next", found[at + 1]));
  }

  function showRecords(matching) {
    const view = $("record-view");
    tellNewer(matching[0]);
    const back = el("a", { href: listPlace(), textContent: "← Back to the list" });
    if (!matching.length) {
      view.replaceChildren(el("div", { className: "crumbs" }, back), el("div", { className: "card record-head" }, el("h1", { tabIndex: -1, textContent: "There is no such id here" }), leftOut(data.tables) ? el("p", { textContent: `${data.room.shown} are shown on this page: this one may be among the others. ${data.room.explain} tells.` }) : null, el("p", { textContent: "What is not judged by itself, such as a group, is listed only where something is wrong with it." })));
    } else {
      view.replaceChildren(
        el("nav", { className: "crumbs", attributes: { "aria-label": MANY } }, back, around(matching[0])),
        ...(matching.length > 1 ? [el("p", { className: "banner", textContent: `${matching.length} rows share this key. Each is judged by itself.` })] : []),
        ...matching.map((record, number) => {
          const letter = letterOf(record);
          // What comes next is told last, after what is met.
          const sections = letter.sections.map((section) => sectionOf(record, section));
          return el(
            "article",
            { className: number ? "group" : "" },
            el(
              "div",
              { className: `card record-head ${standing(record)[1]}` },
              el("p", { className: "meta" }, chip(record), badge(record), record.chips.map(([tone, words]) => el("span", { className: `chip wrap ${tone}`, textContent: words }))),
              el(number ? "h2" : "h1", { tabIndex: -1, textContent: letter.conclusion }),
              historyOf(record),
              factsOf(record),
              el("p", { className: "meta no-print" }, copier(onDisk ? "Copy id and page" : "Copy link", () => linkTo(record)), copier("Copy as text for a case", () => asText(record))),
            ),
            sections.slice(0, -1),
            folded(record, letter.met),
            sections.slice(-1),
          );
        }),
      );
    }
    document.title = matching.length ? nameOf(matching[0]) : "No such id";
    return view;
  }

  // ----------------------------------------------------------------------------------------------------------- routes

  const title = document.title;
  let last = "";

  // Where one was on a page comes back with Back; a link to a list says at which record.
  history.scrollRestoration = "manual";
  const keepScroll = () => history.replaceState({ ...history.state, y: Math.round(window.scrollY) }, "");
  let scrolling = 0;
  window.addEventListener("scroll", () => { clearTimeout(scrolling); scrolling = setTimeout(keepScroll, 200); }, { passive: true });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented) return;
    clearTimeout(scrolling);
    keepScroll();
    const row = link.closest("#list tr");
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
    state.set("at", row.dataset.at);
    history.replaceState(history.state, "", listPlace());
    last = location.hash;
  });

  function comeBack() {
    const before = history.state && history.state.y;
    const at = state.get("at");
    const row = at === null ? null : [...$("list").querySelectorAll("tbody tr")].find((one) => one.dataset.at === at);
    if (typeof before === "number") window.scrollTo(0, before);
    else if (row) row.scrollIntoView({ block: "center" });
    else return false;
    if (row) row.querySelector(".key a").focus({ preventScroll: true });
    return Boolean(row);
  }
  const views = ["run-view", "list-view", "record-view"].map($);

  function show(view) {
    for (const one of views) if (one) one.hidden = one !== view;
    for (const link of document.querySelectorAll("nav [data-view]")) {
      const on = (link.dataset.view === "run") === (view.id === "run-view");
      if (on) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  function part(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  function route() {
    if (location.hash.startsWith("#/find?")) {
      const ids = new URLSearchParams(location.hash.slice(7)).get("ids") || "";
      const only = [...idsOf(ids).keys()].map((id) => known.get(id));
      location.replace(only.length === 1 && only[0] ? placeOf(only[0]) : `#/records?${new URLSearchParams({ ids })}`);
      return;
    }
    const hash = location.hash;
    const [, kind, facts, name] = /^#\/(record|row|file)\/([^/]+)(?:\/(.*))?$/s.exec(hash) || [];
    const first = last === "";
    const before = last;
    last = hash || "#";
    if (kind) {
      const matching = records.filter(
        (record) =>
          record.table.facts === part(facts) &&
          (kind === "record" ? record.key === part(name || "") : kind === "row" ? record.row === Number(name) : record.row === null),
      );
      for (const record of matching) ticks.see(working.placeOf(record));
      const number = found.indexOf(matching[0]);
      if (number >= 0) {
        // The way back leads to where this record stands in the list.
        page = Math.floor(number / sizeOf());
        state.set("at", atOf(matching[0]));
        if (page) state.set("page", page + 1);
        else state.delete("page");
      }
      show(showRecords(matching));
      window.scrollTo(0, 0);
      if (!first) $("record-view").querySelector("h1").focus({ preventScroll: true });
    } else if (hash.startsWith("#/") || !views[0]) {
      state = new URLSearchParams(hash.includes("?") ? hash.slice(hash.indexOf("?") + 1) : "");
      document.title = title;
      found = narrowed();
      page = Math.max(0, (Math.floor(Number(state.get("page"))) || 1) - 1);
      fill();
      draw();
      tellNewer();
      show(views[1]);
      if (comeBack()) return;
      if (!first && !before.startsWith("#/records") && hash !== "#content") {
        window.scrollTo(0, 0);
        views[1].querySelector("h1").focus({ preventScroll: true });
      }
    } else {
      document.title = title;
      const hidden = views[0].hidden;
      show(views[0]);
      if (hidden) {
        const target = document.getElementById(part(hash.slice(1)));
        if (history.state && typeof history.state.y === "number") window.scrollTo(0, history.state.y);
        else if (target) target.scrollIntoView();
        else window.scrollTo(0, 0);
      }
    }
  }

  build();
  ticks.onChange(() => { if (!views[1].hidden) draw(); });
  found = narrowed();
  window.addEventListener("hashchange", route);
  // On paper the list goes on, up to what a person could read.
  let turnedTo = 0;
  window.addEventListener("beforeprint", () => {
    if (views[1].hidden) return;
    [turnedTo, page] = [page, 0];
    draw(2000);
  });
  window.addEventListener("afterprint", () => {
    if (views[1].hidden) return;
    page = turnedTo;
    draw();
    comeBack();
  });
  route();
})();

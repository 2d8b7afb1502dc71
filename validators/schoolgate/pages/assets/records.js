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
      // Runs that an older version kept have no fix of their own.
      const { owner: whose, screen: where, fix: usual } = rules.get(rule);
      const [effect, owner, screen, fix] = table.fixes[table.fix[number]] || [severity === "error" ? "stops" : "review", whose, where, usual];
      findings.get(at).push({ rule, severity, column, message: table.messages[message], value, effect, owner, screen, fix });
    }
    const harmed = new Set(table.harmed);
    const questions = new Map();
    for (const [at, question] of table.assumptions) questions.set(at, [...(questions.get(at) || []), question]);
    const jobs = new Map();
    for (const [at, job] of table.jobs || []) jobs.set(at, [...(jobs.get(at) || []), job]);
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
        harmed: harmed.has(at),
        assumptions: questions.get(at) || [],
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

  // ----------------------------------------------------------------------------------------------------- the filters

  // Each: its name in the link, its label, its choices (value, label), and whether a record has the value.
  function filters() {
    const made = [];
    if (several) {
      const choices = data.tables.map((table) => [table.facts, `${table.label} (${table.rows.length.toLocaleString("en-GB")})`]);
      made.push({ name: "table", label: "Kind of record", choices, has: (record, value) => record.table.facts === value });
    }
    const fields = new Map();
    for (const table of data.tables) {
      for (const field of table.fields) {
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
    for (const record of records) {
      const mine = new Set(record.findings.map((one) => one.rule));
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
    made.push({ name: "done", label: "Ticked off", choices: [["no", "Not yet"], ["yes", "Done"]], has: (record, value) => working.isDone(record, state) === (value === "yes") });
    return made.filter((filter) => filter.choices.length > 0);
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
  const nameOf = (record) => record.key ?? (record.row === null ? "The whole file" : `${record.table.label} row ${record.row}`);

  const working = lists({ data, records, nameOf, fieldOf, answerOf: (record) => standing(record)[0], el, plural });
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
    $("missing").replaceChildren(...(missing.length ? [el("p", { className: "banner", textContent: `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not in this extract: ${missing.length === 1 ? "it was" : "they were"} not exported${also}.` })] : []));
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
    const names = new Map(table.flatMap((one) => one.fields.map((field) => [field.name, field.label])));
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
      el("td", { className: "status", attributes: { role: "cell" } }, chip(record)),
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
      { attributes: { role: "table", "aria-label": "Records" } },
      el("thead", { attributes: { role: "rowgroup" } }, el("tr", { attributes: { role: "row" } }, heads.map((head) => el("th", { scope: "col", className: head === "Row" ? "num" : "cap", textContent: head, attributes: { role: "columnheader" } })))),
      el("tbody", { attributes: { role: "rowgroup" } }, shown.map((record) => rowOf(record, fields))),
    );
    tellMissing();
    $("list").replaceChildren(shown.length ? table : el("p", { className: "empty", textContent: "No record is like that. Clear a filter, or search for less." }));
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
    const all = found.length === every ? "" : ` of ${every.toLocaleString("en-GB")}`;
    return `${found.length.toLocaleString("en-GB")}${all} ${every === 1 ? "record" : kind ? kind.label : "records"}`;
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
    $("more").open = window.matchMedia("(min-width: 44rem)").matches;
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
      el("button", { type: "button", textContent: "This list as CSV", onclick: () => saving.save(data.list, working.csv(found, state)) }),
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
      for (const record of records) if (record.table === table) counts.set(record.answer, (counts.get(record.answer) || 0) + 1);
      const picks = Object.entries(answersOf(table)).filter(([name]) => counts.has(name));
      if (judged.length > 1) $("statuses").append(el("span", { className: "soft small cap", textContent: `${table.label}:` }));
      $("statuses").append(...picks.map(([name, [label, tone]]) => pick(table.facts, name, `${label} ${counts.get(name).toLocaleString("en-GB")}`, tone)));
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
    if ($("q") !== document.activeElement) $("q").value = state.get("q") || "";
    for (const select of document.querySelectorAll("#choices select, #sorting select")) select.value = state.get(select.name) || (select.name === "sort" ? "gravest" : "");
    for (const radio of $("statuses").querySelectorAll("input")) radio.checked = radio.value === answerPicked();
    const job = state.has("job") ? data.jobs[Number(state.get("job"))] : null;
    $("filtered").replaceChildren(
      ...(job ? [el("span", { className: "chip wrap bad", textContent: `Held back by: ${job.what}` })] : []),
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

  const SIGNS = { p: ["✓", "good", "met"], f: ["✗", "bad", "not met"], c: ["?", "unknown", "not checked"] };

  function conclusion(record) {
    const name = nameOf(record);
    const failed = (severity) => record.findings.filter((one) => one.severity === severity && rules.has(one.rule));
    const because = (findings) => {
      const titles = [...new Map(findings.map((one) => [one.rule, `${rules.get(one.rule).title} (${one.rule})`])).values()];
      return titles.length ? `: ${titles.slice(0, 2).join("; ")}${titles.length > 2 ? `; and ${titles.length - 2} more` : ""}` : "";
    };
    const phrases = data.phrases[record.table.facts];
    if (!phrases || !record.status) return `${name}${because(record.findings)}.`;
    const [, tone] = data.statuses[record.status];
    const open = record.table.rules.filter((id) => letter(record, id) === "c" && rules.get(id).severity === "error");
    if (tone === "unknown") return `It cannot be told whether ${name} ${phrases[0]}${open.length ? `: not checked ${open.join(", ")}` : ""}.`;
    if (tone === "good") return `${name} ${phrases[0]}.`;
    if (tone === "warn") return `${name} ${phrases[0]}, with a warning${because(failed("warning"))}.`;
    if (tone === "bad" && record.harmed && phrases[0].startsWith("will ")) return `${name} ${phrases[0]}, and should not as it is${because(failed("error"))}.`;
    if (tone === "bad") return `${name} ${phrases[1]}${because(failed("error"))}.`;
    return `${name} ${phrases[1]}: ${data.statuses[record.status][0]}.`;
  }

  // Why a requirement does not apply, in the order of judgement that the check keeps.
  function whyNot(record, rule) {
    const said = letter(record, rule.id);
    if (record.key === null && record.table.keys) return "the row has no key";
    if (said === "n") return `asks only where ${rule.askedWhere}`;
    for (const need of rule.needs) {
      if (letter(record, need) === "f") return `needs ${need}, which is not met`;
      if ("nw".includes(letter(record, need))) return `needs ${need}, which does not apply`;
    }
    return "whether it asks this record is not known, but it would be met";
  }

  const section = (rule) => `, section “${rule.section}”${rule.derived ? " (derived: a safeguard that is not in the article)" : ""}`;
  const article = (rule) => `${rule.article}${rule.url ? ` (${rule.url})` : ""}${section(rule)}`;
  const cited = (rule) => (rule.url ? [el("a", { href: rule.url, rel: "noreferrer noopener", textContent: rule.article }), section(rule)] : article(rule));
  const ruleLink = (id) => el("a", { className: "id", href: `${runPage}#${id}`, textContent: id });
  const valueOf = (finding) => (finding.value === null ? "" : ` (${finding.column}: ${finding.value})`);

  const effectOf = (finding, severity) => (finding ? data.effects[finding.effect].toLowerCase() : severity);

  function failedItem(record, rule) {
    const mine = record.findings.filter((one) => one.rule === rule.id);
    const severity = mine.length ? mine[0].severity : rule.severity;
    const tone = SEVERITY_TONES[severity];
    return item(
      { error: "✗", warning: "!", info: "i" }[severity],
      tone,
      effectOf(mine[0], severity),
      rule,
      el("p", { className: "mended", textContent: rule.asks }),
      mine.map((one) => el("p", { textContent: `${one.message}${valueOf(one)}` })),
      [...new Map(mine.map((one) => [one.fix, one])).values()].map((one) => [
        el("p", { className: "fix", textContent: one.fix }),
        el("p", { className: "meta" }, el("span", { className: `chip ${tone}`, textContent: severity }), el("span", { className: "chip other", textContent: data.owners[one.owner] }), el("span", { className: "soft", textContent: one.screen })),
      ]),
      el("p", { className: "small soft" }, cited(rule)),
    );
  }

  function item(sign, tone, spoken, rule, ...children) {
    return el(
      "li",
      {},
      el("span", { className: `mark ${tone}`, textContent: sign, attributes: { "aria-hidden": "true" } }),
      el("span", {}, el("span", { className: "hidden-text", textContent: `${spoken}: ` }), ruleLink(rule.id)),
      el("div", { className: "told" }, children),
    );
  }

  function checklist(record) {
    const failed = [];
    const open = [];
    const met = [];
    const idle = [];
    for (const id of record.table.rules) {
      const rule = rules.get(id);
      const said = letter(record, id);
      if (said === "f") failed.push(failedItem(record, rule));
      else if (said === "p" || said === "c") {
        const why = said === "c" ? el("p", { className: "soft", textContent: `Not checked: ${rule.why || "something that it reads is not known"}.` }) : null;
        (said === "p" ? met : open).push(item(...SIGNS[said], rule, el("p", { textContent: rule.asks }), why));
      } else if (said !== "-") {
        idle.push(item("–", "other", "does not apply", rule, el("p", { textContent: rule.asks }), el("p", { className: "small soft", textContent: `${whyNot(record, rule)}.` })));
      }
    }
    return [
      failed.length || open.length ? el("section", {}, el("h2", { className: "head", textContent: "The checklist" }), el("ul", { className: "card checks" }, failed, open)) : null,
      met.length ? el("details", { className: "plain group met" }, el("summary", { textContent: `${met.length.toLocaleString("en-GB")} met` }), el("ul", { className: "card checks" }, met)) : null,
      idle.length
        ? el("details", { className: "plain group idle" }, el("summary", { textContent: `${plural(idle.length, "requirement does", "requirements do")} not apply` }), el("ul", { className: "card checks" }, idle))
        : null,
    ];
  }

  // The jobs that hold the record back, what frees most first.
  function jobsOf(record) {
    if (!record.jobs.length) return null;
    const told = record.jobs.map((number) => {
      const job = data.jobs[number];
      const others = job.touches - 1;
      return el(
        "li",
        { className: "card reason bad" },
        el("p", {}, el("strong", { textContent: job.what }), ` in ${job.screen}`),
        el("p", { className: "fix", textContent: job.fix }),
        el("p", { className: "meta" }, job.rules.map(ruleLink), el("span", { className: "chip other", textContent: job.who }), others ? el("a", { href: `#/records?job=${number}`, textContent: `It holds back ${plural(others, "other record", "other records")} too` }) : null),
      );
    });
    return el("section", {}, el("h2", { className: "head", textContent: "What to do first" }), el("ul", { className: "reasons" }, told));
  }

  function factsOf(record) {
    const pairs = [["Table", record.table.label], ["Row", record.row], ...record.table.fields.map((field) => [field.label, fieldOf(record, field.name) ?? field.blank])];
    return el("dl", { className: "facts" }, pairs.filter(([, value]) => value !== null).map(([name, value]) => el("div", {}, el("dt", { className: "cap", textContent: name }), el("dd", { textContent: value }))));
  }

  // The checklist as plain text, to paste into a case.
  function asText(record) {
    const lines = [conclusion(record), "", `${data.suite}, ${data.source}, as of ${data.asOf}`];
    if (record.row !== null) lines.push(`${record.table.label} row ${record.row}`);
    for (const finding of record.findings) {
      const rule = rules.get(finding.rule);
      lines.push("", `- ${rule.id} ${rule.asks} (${finding.severity})`, `  Found: ${finding.message}${valueOf(finding)}`, `  ${data.effects[finding.effect]} (${data.owners[finding.owner]}): ${finding.fix}`, `  See ${article(rule)}.`);
    }
    if (record.jobs.length) lines.push("", "What to do first:", ...record.jobs.map((number) => `- ${data.jobs[number].what} (${data.jobs[number].who}): ${data.jobs[number].fix}`));
    const met = record.table.rules.filter((id) => letter(record, id) === "p");
    if (met.length) lines.push("", `Met: ${met.join(", ")}.`);
    const open = record.table.rules.filter((id) => letter(record, id) === "c");
    if (open.length) lines.push("", `Not checked: ${open.join(", ")}.`);
    if (record.assumptions.length) lines.push("", "Nobody told:", ...record.assumptions.map((number) => `- ${data.assumptions[number].join(" ")}`));
    for (const [heading, steps] of guideOf(record)) lines.push("", `${heading}:`, ...steps.map((step) => `- ${step}`));
    return `${lines.join("\n")}\n`;
  }

  // Of the guide what fits the verdict: steps for its status or one of its fields, and for all that go through.
  function guideOf(record) {
    if (!record.status) return [];
    const goes = ["good", "warn"].includes(data.statuses[record.status][1]);
    const values = new Set([record.status, ...record.table.fields.map((field) => fieldOf(record, field.name))]);
    const parts = new Map();
    for (const [heading, text, when] of data.guide) {
      if (when.length ? when.some((value) => values.has(value)) : goes) parts.set(heading, [...(parts.get(heading) || []), text]);
    }
    return [...parts];
  }

  function assumptionsOf(record) {
    if (!record.assumptions.length) return null;
    const told = record.assumptions.map((number) => el("li", { className: "card reason unknown" }, el("p", {}, el("strong", { textContent: data.assumptions[number][0] })), el("p", { textContent: data.assumptions[number][1] })));
    return el("section", {}, el("h2", { className: "head", textContent: "Nobody told" }), el("ul", { className: "reasons" }, told));
  }

  function guidance(record) {
    const parts = guideOf(record);
    if (!parts.length) return null;
    const told = parts.map(([heading, steps]) => [el("h3", { textContent: heading }), el("ol", { className: "card notes" }, steps.map((text) => el("li", { textContent: text })))]);
    return el("section", {}, el("h2", { className: "head", textContent: "Before, how, afterwards" }), told);
  }

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
    const back = el("a", { href: listPlace(), textContent: "← All records" });
    if (!matching.length) {
      view.replaceChildren(el("div", { className: "crumbs" }, back), el("div", { className: "card record-head" }, el("h1", { tabIndex: -1, textContent: "There is no such record here" }), el("p", { textContent: "A record that is not judged by itself is listed only where something is wrong with it." })));
    } else {
      view.replaceChildren(
        el("nav", { className: "crumbs", attributes: { "aria-label": "Records" } }, back, around(matching[0])),
        ...(matching.length > 1 ? [el("p", { className: "banner", textContent: `${matching.length} rows share this key. Each is judged by itself.` })] : []),
        ...matching.map((record, number) =>
          el(
            "article",
            { className: number ? "group" : "" },
            el(
              "div",
              { className: `card record-head ${standing(record)[1]}` },
              chip(record),
              el(number ? "h2" : "h1", { tabIndex: -1, textContent: conclusion(record) }),
              factsOf(record),
              el("p", { className: "meta no-print" }, copier("Copy link", () => location.href), copier("Copy as text for a case", () => asText(record))),
            ),
            jobsOf(record),
            assumptionsOf(record),
            checklist(record),
            guidance(record),
          ),
        ),
      );
    }
    document.title = matching.length ? nameOf(matching[0]) : "No such record";
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
  window.addEventListener("beforeprint", () => { if (!views[1].hidden) { page = 0; draw(2000); } });
  window.addEventListener("afterprint", () => { if (!views[1].hidden) draw(); });
  route();
})();

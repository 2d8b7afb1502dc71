"use strict";
// Working through a list of records: what is ticked off, what was looked at, and what is taken along.
const lists = ({ data, records, nameOf, fieldOf, fieldsOf, answerOf, el, plural }) => {
  const placeOf = (record) => `${record.table.facts}/${record.key ?? `row ${record.row}`}`;
  const whom = new Map();

  // What a tick is for: the job that the list is of, or else all that holds the record back, or the record itself.
  function jobsOf(record, state) {
    if (state.has("job") && data.jobs[Number(state.get("job"))]) return [data.jobs[Number(state.get("job"))].id];
    const mine = record.jobs.map((number) => data.jobs[number]);
    const about = state.has("rule") ? mine.filter((job) => job.rules.includes(state.get("rule"))) : [];
    const told = (about.length ? about : mine).map((job) => job.id);
    return told.length ? told : [""];
  }

  // All places that a job is for.
  function everywhere(job) {
    if (!whom.has(job)) whom.set(job, records.filter((record) => record.jobs.some((number) => data.jobs[number].id === job)).map(placeOf));
    return whom.get(job);
  }

  const isDone = (record, state) => jobsOf(record, state).every((job) => ticks.has(job, placeOf(record)));
  // Of a list in which something is to do for some, those count.
  function progress(found, state) {
    const some = found.filter((record) => record.jobs.length);
    const asked = some.length ? some : found;
    return [ticks.any() ? asked.filter((record) => isDone(record, state)).length : 0, asked.length];
  }

  function box(record, state, tell, label) {
    const input = el("input", { type: "checkbox", checked: isDone(record, state), attributes: label ? {} : { "aria-label": `${nameOf(record)} is done` } });
    input.addEventListener("change", () => {
      for (const job of jobsOf(record, state)) ticks.set(job, [placeOf(record)], input.checked, () => everywhere(job));
      tell();
    });
    return el("label", { className: "tick" }, input, label);
  }

  // Somebody ticked it off in an extract before this one, and here it still is.
  function before(record, state) {
    if (!record.jobs.length || isDone(record, state)) return null;
    const days = jobsOf(record, state).map((job) => ticks.before(job, placeOf(record)));
    if (days.some((day) => day === null)) return null;
    const day = new Date(days.sort().pop()).toLocaleDateString("en-GB", { day: "numeric", month: "long", timeZone: "UTC" });
    return el("p", { className: "small still", textContent: `Ticked off in the extract of ${day}; here it still is.` });
  }

  // The list as a table for a spreadsheet: what is told of each record, and no cell of the extract.
  function csv(found, state) {
    const fields = new Map(found.flatMap((record) => fieldsOf(record.table).map((field) => [field.name, field.label])));
    const heads = ["done", "answer", "table", "row", "key", ...fields.values(), "rules", "message", "fix", "who", "where", "jobs"];
    const all = (texts) => [...new Set(texts)].join("; ") || null;
    const rows = found.map((record) => [
      isDone(record, state) ? "✓" : null,
      answerOf(record),
      record.table.label,
      record.row,
      record.key,
      ...[...fields.keys()].map((name) => fieldOf(record, name)),
      all(record.findings.map((one) => one.rule)),
      all(record.findings.map((one) => one.message)),
      all(record.findings.map((one) => one.fix)),
      all(record.findings.map((one) => data.owners[one.owner])),
      all(record.findings.map((one) => one.screen)),
      all(record.jobs.map((number) => data.jobs[number].id)),
    ]);
    return saving.csv([heads, ...rows]);
  }

  const ids = (found) => [...new Set(found.map((record) => record.key).filter((key) => key !== null))];
  const told = (found, state) => {
    const [done, all] = progress(found, state);
    const lost = ticks.isKept() ? "" : " (this browser keeps no ticks: they last as long as this page)";
    return done ? `${done.toLocaleString("en-GB")} of ${all.toLocaleString("en-GB")} done${lost}` : lost && `${plural(all, ...data.of)} to tick off${lost}`;
  };
  return { placeOf, isDone, box, before, csv, ids, told };
};

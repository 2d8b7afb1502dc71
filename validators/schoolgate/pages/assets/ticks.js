"use strict";
// What was ticked off, and what was looked at, kept in this browser alone. A tick is for a record and a job, of one extract:
// in the next extract nothing is done that is still there, but the page says that somebody had ticked it off.
const ticks = (() => {
  const about = document.querySelector("[data-extract]");
  const PLACE = about ? `schoolgate ticks ${about.dataset.list}` : "";
  const SEEN = about ? `schoolgate seen ${about.dataset.list}` : "";
  const MOST_EXTRACTS = 4;
  const MOST_SEEN = 5000;
  const changed = [];
  let kept = true;
  let all = null;
  let looked = null;

  function read(place) {
    try {
      return JSON.parse(localStorage.getItem(place)) || {};
    } catch {
      return {};
    }
  }

  function write(place, value) {
    try {
      localStorage.setItem(place, JSON.stringify(value));
    } catch {
      // Where the browser keeps nothing, a tick lasts as long as the page.
      kept = false;
    }
  }

  // By extract: when it was checked, and by job the places that are ticked off; the place "" is the whole job.
  const extracts = () => (all ||= read(PLACE));
  const own = () => extracts()[about.dataset.extract] || { at: about.dataset.at, done: {} };
  const has = (job, place) => Boolean((own().done[job] || {})[""] || (own().done[job] || {})[place]);
  const whole = (job) => Boolean((own().done[job] || {})[""]);
  const any = () => Object.keys(own().done).length > 0;
  const count = (job) => Object.keys(own().done[job] || {}).filter(Boolean).length;

  // The keys of those for whom it is ticked off.
  const keys = (job) => new Set(Object.keys(own().done[job] || {}).filter(Boolean).map((place) => place.slice(place.indexOf("/") + 1)));

  // When it was ticked off in an extract before this one.
  function before(job, place) {
    const earlier = Object.entries(extracts()).filter(([extract, one]) => extract !== about.dataset.extract && one.at <= about.dataset.at && one.done[job] && (one.done[job][""] || one.done[job][place]));
    return earlier.map(([, one]) => one.at).sort().pop() || null;
  }

  // Ticks a job at places, or takes the ticks away; `everywhere` are all places of the job.
  function set(job, places, on, everywhere) {
    // Another page may have written meanwhile.
    if (kept) all = null;
    const mine = own();
    const done = { ...mine.done[job] };
    if (!on && done[""] && !places.includes("")) for (const place of everywhere()) done[place] = 1;
    if (!on) delete done[""];
    for (const place of places) {
      if (on) done[place] = 1;
      else delete done[place];
    }
    if (!on && places.includes("")) for (const place of Object.keys(done)) delete done[place];
    const newest = Object.entries({ ...extracts(), [about.dataset.extract]: { at: about.dataset.at, done: { ...mine.done, [job]: done } } });
    newest.sort(([, a], [, b]) => (a.at < b.at) - (a.at > b.at));
    all = Object.fromEntries(newest.filter(([extract], number) => number < MOST_EXTRACTS || extract === about.dataset.extract));
    write(PLACE, all);
  }

  const seen = (place) => (looked ||= new Set(read(SEEN)[about.dataset.extract] || [])).has(place);
  function see(place) {
    if (seen(place)) return;
    looked.add(place);
    write(SEEN, { [about.dataset.extract]: [...looked].slice(-MOST_SEEN) });
  }

  function refresh() {
    if (!kept) return;
    all = null;
    looked = null;
    for (const tell of changed) tell();
  }
  window.addEventListener("storage", (event) => { if (event.key === PLACE || event.key === SEEN || event.key === null) refresh(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) refresh(); });
  return { any, has, keys, whole, count, before, set, see, seen, isKept: () => kept, onChange: (tell) => changed.push(tell) };
})();

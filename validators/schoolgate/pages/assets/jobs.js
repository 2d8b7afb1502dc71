"use strict";
// The jobs of a run: each can be ticked off, and says how far its list is.
(() => {
  const jobs = [...document.querySelectorAll(".job[data-job]")];
  if (!jobs.length) return;
  const head = document.querySelector(".jobs-head");
  const tell = head.appendChild(Object.assign(document.createElement("p"), { className: "done-so-far" }));
  tell.setAttribute("role", "status");
  const isDone = (job) => ticks.whole(job.dataset.job) || (Number(job.dataset.touches) > 0 && ticks.count(job.dataset.job) >= Number(job.dataset.touches));

  function show() {
    for (const job of jobs) {
      const done = isDone(job);
      job.classList.toggle("done", done);
      job.querySelector(".tick input").checked = done;
      const some = ticks.count(job.dataset.job);
      job.querySelector(".how-far").textContent = !done && some ? `${some.toLocaleString("en-GB")} of ${Number(job.dataset.touches).toLocaleString("en-GB")} done` : "";
    }
    const all = jobs.filter(isDone).length;
    tell.textContent = all ? `${all} of ${jobs.length} jobs done` : "";
  }

  for (const job of jobs) {
    const input = Object.assign(document.createElement("input"), { type: "checkbox" });
    const label = Object.assign(document.createElement("label"), { className: "tick" });
    const name = Object.assign(document.createElement("span"), { className: "hidden-text", textContent: `: ${job.querySelector(".what strong").textContent}` });
    label.append(input, "Done", name);
    input.addEventListener("change", () => {
      ticks.set(job.dataset.job, [""], input.checked, () => []);
      show();
    });
    job.querySelector(".who").append(label, Object.assign(document.createElement("span"), { className: "how-far small soft" }));
  }
  // On paper each id has a box; those that are ticked off have a tick.
  const MOST_ON_PAPER = 200;
  const boxes = [];
  function item(text, done) {
    return Object.assign(document.createElement("li"), { textContent: text, className: done ? "done" : "" });
  }
  window.addEventListener("beforeprint", () => {
    for (const job of document.querySelectorAll(".job[data-job]")) {
      const list = job.querySelector("[data-ids]");
      if (!list) continue;
      const ids = list.textContent.split("\n");
      const done = ticks.keys(job.dataset.job);
      const made = Object.assign(document.createElement("ul"), { className: "boxes" });
      made.append(...ids.slice(0, MOST_ON_PAPER).map((id) => item(id, isDone(job) || done.has(id))));
      if (ids.length > MOST_ON_PAPER) made.append(Object.assign(item(`and ${(ids.length - MOST_ON_PAPER).toLocaleString("en-GB")} more, which the fix list has`), { className: "more" }));
      list.after(made);
      boxes.push(made);
    }
  });
  window.addEventListener("afterprint", () => { for (const made of boxes.splice(0)) made.remove(); });

  ticks.onChange(show);
  window.addEventListener("hashchange", show);
  show();
})();

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
  ticks.onChange(show);
  window.addEventListener("hashchange", show);
  show();
})();

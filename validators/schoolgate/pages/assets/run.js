"use strict";
// The page of a run: narrows the requirements, at first to what is not met, and opens what a link points at. What stands in
// a template of what is folded comes into the page when it is opened, so that a page of thousands is light.
(() => {
  const rules = [...document.querySelectorAll(".rule[data-mark]")];
  const filter = document.getElementById("rule-filter");
  if (!filter) return;
  const none = document.getElementById("no-rules");

  const MET = ["unchecked", "pass", "idle"];

  function narrow(mark) {
    for (const rule of rules) rule.hidden = mark === "unmet" ? MET.includes(rule.dataset.mark) : mark !== "all" && rule.dataset.mark !== mark;
    let any = false;
    for (const group of document.querySelectorAll(".group")) {
      const mine = [...group.querySelectorAll(".rule[data-mark]")];
      if (!mine.length) continue;
      group.hidden = mine.every((rule) => rule.hidden);
      any = any || !group.hidden;
    }
    none.hidden = any;
  }

  function unfold(folded) {
    for (const kept of folded.querySelectorAll(":scope > template, :scope > .body > template")) kept.replaceWith(kept.content);
  }

  function openTarget() {
    // The ids of requirements need no escape in a link.
    const target = document.getElementById(location.hash.slice(1));
    if (!target || !target.matches("details")) return;
    if (target.hidden) {
      filter.querySelector("input").checked = true;
      narrow("all");
    }
    unfold(target);
    target.open = true;
    target.scrollIntoView();
    target.querySelector("summary").focus({ preventScroll: true });
  }

  filter.hidden = false;
  if (rules.some((rule) => !MET.includes(rule.dataset.mark))) {
    filter.querySelector("[value=unmet]").checked = true;
    narrow("unmet");
  }
  // It does not bubble.
  document.addEventListener("toggle", (event) => { if (event.target.open) unfold(event.target); }, true);
  filter.addEventListener("change", (event) => narrow(event.target.value));
  window.addEventListener("hashchange", openTarget);
  // A link to where one already is opens it too.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && link.hash && link.href === location.href) openTarget();
  });
  let opened = [];
  window.addEventListener("beforeprint", () => {
    // A sheet to work from: every job, and of the requirements those that somebody opened.
    opened = [...document.querySelectorAll(".more-jobs:not([open])")];
    for (const more of opened) {
      unfold(more);
      more.open = true;
    }
  });
  window.addEventListener("afterprint", () => {
    for (const more of opened) more.open = false;
  });
  openTarget();
})();

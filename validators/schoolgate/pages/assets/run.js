"use strict";
// The page of a run: narrows the requirements, opens what a link points at, opens what failed before printing. What stands in
// a template of what is folded comes into the page when it is opened, so that a page of thousands is light.
(() => {
  const rules = [...document.querySelectorAll(".rule[data-mark]")];
  const filter = document.getElementById("rule-filter");
  if (!filter) return;
  const none = document.getElementById("no-rules");

  function narrow(mark) {
    for (const rule of rules) rule.hidden = mark !== "all" && rule.dataset.mark !== mark;
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
    opened = rules.filter((rule) => !rule.open && ["fail", "look", "after", "info"].includes(rule.dataset.mark));
    for (const more of document.querySelectorAll(".more-jobs:not([open])")) opened.push(more);
    for (const rule of opened) {
      unfold(rule);
      rule.open = true;
    }
  });
  window.addEventListener("afterprint", () => {
    for (const rule of opened) rule.open = false;
  });
  openTarget();
})();

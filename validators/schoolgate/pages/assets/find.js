"use strict";
// The search in the header of every page: opens the record of an id, or the list of several; "/" leads to it.
(() => {
  const form = document.getElementById("find");
  if (!form) return;
  const field = document.getElementById("find-id");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const asked = field.value.trim();
    if (asked) location.href = `${form.dataset.records}#/find?ids=${encodeURIComponent(asked)}`;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
  // Ids to copy: the list can be marked by hand too.
  for (const list of document.querySelectorAll("[data-ids]")) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Copy ids" });
    button.addEventListener("click", async () => {
      let done = true;
      try {
        await navigator.clipboard.writeText(list.textContent);
      } catch {
        // Where the clipboard is not allowed, the old way often is.
        getSelection().selectAllChildren(list);
        done = document.execCommand("copy");
      }
      button.textContent = done ? "Copied" : "Could not copy";
      setTimeout(() => { button.textContent = "Copy ids"; }, 2000);
    });
    list.after(button);
  }
})();

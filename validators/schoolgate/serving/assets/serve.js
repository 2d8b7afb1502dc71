"use strict";
// What a form cannot do by itself: show how far work is, say what was chosen, copy. Every page works without it.
(() => {
  const drop = document.querySelector("[data-drop]");
  if (drop) {
    const field = drop.querySelector("input[type=file]");
    const chosen = document.getElementById("chosen");
    const tell = () => { chosen.textContent = [...field.files].map((file) => file.name).join(", "); };
    field.addEventListener("change", tell);
    for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, () => drop.classList.add("over"));
    for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("over"));
    // A file that misses the field would be opened in the place of the page.
    for (const kind of ["dragover", "drop"]) {
      document.addEventListener(kind, (event) => {
        if (event.target === field) return;
        event.preventDefault();
        if (kind === "drop" && event.dataTransfer.files.length) {
          field.files = event.dataTransfer.files;
          tell();
        }
      });
    }
    drop.addEventListener("submit", () => {
      const button = drop.querySelector("button");
      button.textContent = "Taking the files…";
      // Disabled only once the form is on its way.
      setTimeout(() => { button.disabled = true; });
    });
  }

  // Who writes an answer means it; who chooses another one does not any more.
  for (const field of document.querySelectorAll("[data-types]")) {
    const own = field.closest(".written").querySelector("input[type=radio]");
    field.addEventListener("input", () => { own.checked = true; field.required = true; });
    field.closest("fieldset").addEventListener("change", (event) => {
      if (event.target.type !== "radio") return;
      field.required = own.checked;
      if (!own.checked) field.value = "";
    });
  }

  for (const button of document.querySelectorAll("[data-copies]")) {
    const text = document.getElementById(button.dataset.copies);
    button.hidden = false;
    button.addEventListener("click", async () => {
      let done = true;
      try {
        await navigator.clipboard.writeText(text.value);
      } catch {
        text.select();
        done = document.execCommand("copy");
      }
      button.textContent = done ? "Copied" : "Could not copy";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
  }

  const progress = document.querySelector("[data-progress]");
  if (progress) {
    const stage = document.getElementById("stage");
    const seconds = document.getElementById("seconds");
    const began = Date.now() - 1000 * Number(seconds.textContent);
    setInterval(() => { seconds.textContent = Math.round((Date.now() - began) / 1000); }, 1000);
    (async () => {
      for (;;) {
        const answer = await fetch(`${progress.dataset.progress}?stage=${encodeURIComponent(stage.textContent)}`).catch(() => null);
        if (!answer || !answer.ok) break;
        const told = await answer.json();
        if (told.over) break;
        stage.textContent = told.stage || stage.textContent;
      }
      location.replace(progress.dataset.then);
    })();
  }
})();

"use strict";
// Files that a page hands out: made where the reader is, from what the page holds; nothing is asked of anybody.
const saving = (() => {
  function save(name, content) {
    const address = URL.createObjectURL(content);
    const link = Object.assign(document.createElement("a"), { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    // The browser reads it after this task; a minute is enough for any.
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  // As `schoolgate.basics.shown` has it: no cell begins a formula, whether commas or semicolons part cells.
  const FORMULA = /^([=+\-@\t\r\n|%＝＋－＠])|([;,\t][\s"']*)([=+\-@\t\r\n|%＝＋－＠])/gu;
  function cell(value) {
    if (value === null || value === undefined) return "";
    if (typeof value === "number") return String(value);
    const text = value.replace(FORMULA, (_, first, before, sign) => `${before || ""}'${first || sign}`);
    return text === "" || /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  // With a byte order mark, without which Excel takes it for one of its own code page.
  const csv = (rows) => new Blob(["\ufeff", ...rows.map((row) => `${row.map(cell).join(",")}\n`)], { type: "text/csv;charset=utf-8" });

  const TYPES = { csv: "text/csv;charset=utf-8", xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" };
  async function unpacked(name, text) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Blob([await new Response(stream).arrayBuffer()], { type: TYPES[name.split(".").pop()] });
  }

  const holder = document.getElementById("files");
  if (holder && "DecompressionStream" in window) {
    let files = null;
    for (const button of document.querySelectorAll("button[data-file]")) {
      button.closest("li").hidden = false;
      button.addEventListener("click", async () => {
        files = files || JSON.parse(holder.textContent);
        save(button.dataset.file, await unpacked(button.dataset.file, files[button.dataset.file]));
      });
    }
  }
  return { save, csv };
})();

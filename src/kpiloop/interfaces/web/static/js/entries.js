// Entering figures: paste a column from Excel, drafts kept by themselves. Without it the two buttons do the same.
(function () {
  "use strict";
  const form = document.querySelector("[data-entries]");
  if (!form) return;
  const said = form.querySelector("[data-said]");
  const table = Array.from(form.querySelectorAll("tbody tr")).map(function (row) {
    return Array.from(row.cells).map(function (cell) { return cell.querySelector("[data-figure]"); });
  });
  const isGrid = form.classList.contains("entry-grid");
  let timer = 0, sending = false, again = false;

  function placeOf(field) {
    const y = table.findIndex(function (row) { return row.includes(field); });
    return y < 0 ? null : [y, table[y].indexOf(field)];
  }

  // The next field in a direction; cells that are not asked for are stepped over.
  function next(y, x, down, right) {
    do { y += down; x += right; } while (table[y] && x >= 0 && x < table[y].length && !table[y][x]);
    return table[y] && table[y][x];
  }

  form.addEventListener("paste", function (event) {
    const at = placeOf(event.target);
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n").map(function (line) { return line.split("\t"); });
    if (!at || (lines.length < 2 && lines[0].length < 2)) return;
    event.preventDefault();
    lines.forEach(function (line, down) {
      (isGrid ? line : line.slice(-1)).forEach(function (figure, right) {
        const field = (table[at[0] + down] || [])[at[1] + right];
        if (field) field.value = figure.trim();
      });
    });
    soon();
  });

  form.addEventListener("keydown", function (event) {
    const at = placeOf(event.target), field = event.target;
    const down = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key] || 0;
    const ends = { ArrowRight: field.selectionEnd === field.value.length, ArrowLeft: field.selectionStart === 0 };
    const right = isGrid && ends[event.key] ? { ArrowRight: 1, ArrowLeft: -1 }[event.key] : 0;
    if (!at || (!down && !right)) return;
    event.preventDefault();
    const other = next(at[0], at[1], down, right);
    if (other) { other.focus(); other.select(); }
  });

  form.addEventListener("input", soon);
  form.addEventListener("submit", function () { clearTimeout(timer); });

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(keep, 1200);
  }

  function keep() {
    if (sending) { again = true; return; }
    sending = true;
    const given = new FormData(form);
    given.set("act", "draft");
    fetch(form.action, { method: "POST", body: given, headers: { "X-Autosave": "1" }, credentials: "same-origin" })
      .then(function (answer) { return answer.json(); })
      .then(function (told) {
        said.textContent = told.said || "";
        Object.entries(told.versions || {}).forEach(function (pair) {
          form.querySelector('[data-version="' + CSS.escape(pair[0]) + '"]').value = pair[1];
        });
        Object.entries(told.errors || {}).forEach(function (pair) {
          form.querySelector('[data-hint="' + CSS.escape(pair[0]) + '"]').textContent = pair[1];
        });
      })
      .catch(function () { said.textContent = ""; })
      .finally(function () { sending = false; if (again) { again = false; soon(); } });
  }
})();

// Entering figures: paste a column from Excel, drafts kept by themselves. Without it the two buttons do the same.
(function () {
  "use strict";
  const form = document.querySelector("[data-entries]");
  if (!form) return;
  const said = form.querySelector("[data-said]");
  const fields = Array.from(form.querySelectorAll("[data-figure]"));
  let timer = 0, sending = false, again = false;

  form.addEventListener("paste", function (event) {
    const at = fields.indexOf(event.target);
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n");
    if (at < 0 || lines.length < 2) return;
    event.preventDefault();
    lines.slice(0, fields.length - at).forEach(function (line, step) {
      fields[at + step].value = line.split("\t").pop().trim();
    });
    soon();
  });

  form.addEventListener("keydown", function (event) {
    const at = fields.indexOf(event.target), step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at < 0 || !step) return;
    event.preventDefault();
    const next = fields[at + step];
    if (next) { next.focus(); next.select(); }
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

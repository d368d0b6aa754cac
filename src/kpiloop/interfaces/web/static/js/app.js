// Comfort of all pages: menus, theme without reload, keys. Every page works without it.
(function () {
  "use strict";
  const root = document.documentElement;

  // On a phone the tabs are wider than the screen: the one at hand is shown.
  const tab = document.querySelector(".subnav [aria-current]");
  if (tab && tab.parentElement.scrollWidth > tab.parentElement.clientWidth) {
    tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 16;
  }

  function openMenus() { return document.querySelectorAll("details.menu[open]"); }

  document.addEventListener("click", function (event) {
    openMenus().forEach(function (menu) { if (!menu.contains(event.target)) menu.open = false; });
  });

  document.addEventListener("submit", function (event) {
    const form = event.target.closest("[data-theme-form]");
    if (!form || !event.submitter) return;
    event.preventDefault();
    const theme = event.submitter.value;
    root.dataset.theme = theme;
    document.cookie = "kpiloop_theme=" + theme + ";path=/;max-age=31536000;samesite=lax";
    form.querySelectorAll("button").forEach(function (button) {
      if (button === event.submitter) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    });
  });

  function isTyping(target) { return target.closest("input, textarea, select, [contenteditable]"); }

  function find(event) {
    const box = document.querySelector("[data-find]");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  }

  function moveRow(event, step) {
    const rows = Array.from(document.querySelectorAll("[data-rows] a[data-row]"));
    if (!rows.length) return;
    event.preventDefault();
    const at = rows.indexOf(document.activeElement);
    rows[Math.max(0, Math.min(rows.length - 1, at + step))].focus();
  }

  const singleKeys = {
    "/": find,
    "?": function () { const help = document.querySelector("[data-help]"); if (help) help.click(); },
    "j": function (event) { moveRow(event, 1); },
    "k": function (event) { moveRow(event, -1); }
  };

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      openMenus().forEach(function (menu) { menu.open = false; menu.querySelector("summary").focus(); });
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { find(event); return; }
    // Single keys can be switched off (WCAG 2.1.4): the choice is kept on this device.
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (root.dataset.keys === "off") return;
    const act = singleKeys[event.key];
    if (act) act(event);
  });

  // Two views of one thing, such as a picture and its table.
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-show]");
    if (!button) return;
    const group = button.closest("[data-views]");
    group.querySelectorAll("[data-show]").forEach(function (other) {
      other.setAttribute("aria-selected", String(other === button));
    });
    group.querySelectorAll("[data-view]").forEach(function (view) {
      view.hidden = view.dataset.view !== button.dataset.show;
    });
  });
})();

// The target grid as a spreadsheet: move and choose by keyboard or mouse, type, paste from Excel, fill, spread, undo.
// Without it the page still shows every target and each KPI can be edited as a form.
(function () {
  "use strict";
  const grid = document.querySelector("[data-grid]");
  if (!grid) return;
  const kpiloop = window.kpiloop, figures = kpiloop.figures, sums = kpiloop.sums;
  const tools = document.querySelector("[data-grid-tools]"), status = document.querySelector("[data-grid-status]");
  const form = document.querySelector("[data-grid-save]"), said = status.dataset;
  const rows = Array.from(grid.querySelectorAll("tr[data-key]")).filter(function (row) { return sums.cells(row).length; });
  const table = rows.map(sums.cells);
  const undone = [], redone = [];
  let anchor = null, focus = null, dragging = false;
  [tools, status].forEach(function (part) { part.hidden = false; });
  document.querySelectorAll("[data-without-script]").forEach(function (part) { part.hidden = true; });
  table.forEach(function (line, y) {
    line.forEach(function (cell, x) {
      cell.tabIndex = -1;
      cell.dataset.first = cell.dataset.raw;
      cell.at = [y, x];
    });
  });
  if (table.length) table[0][0].tabIndex = 0;

  function placesOf(cell) { return Number(cell.closest("tbody").dataset.places); }
  function mayEdit(cell) { return Boolean(cell.dataset.name); }
  function isFree(cell) { return mayEdit(cell) && !cell.classList.contains("locked"); }

  function chosen() {
    if (!focus) return [];
    const [top, bottom] = [anchor[0], focus[0]].sort(function (a, b) { return a - b; });
    const [left, right] = [anchor[1], focus[1]].sort(function (a, b) { return a - b; });
    return table.slice(top, bottom + 1).map(function (line) { return line.slice(left, right + 1); });
  }

  function choose(y, x, extend) {
    const to = [Math.max(0, Math.min(table.length - 1, y)), Math.max(0, Math.min(table[0].length - 1, x))];
    grid.querySelectorAll(".chosen, .active").forEach(function (cell) { cell.classList.remove("chosen", "active"); });
    if (focus) table[focus[0]][focus[1]].tabIndex = -1;
    focus = to;
    if (!extend || !anchor) anchor = to;
    chosen().flat().forEach(function (cell) { cell.classList.add("chosen"); });
    const active = table[to[0]][to[1]];
    active.classList.add("active");
    active.tabIndex = 0;
    active.focus({ preventScroll: true });
    if (kpiloop.handle) kpiloop.handle.put(chosen());
    active.scrollIntoView({ block: "nearest", inline: "nearest" });
    tell();
  }

  function tell() {
    const picked = chosen().flat(), first = picked[0];
    if (!first) return;
    const known = picked.map(sums.figureOf).filter(function (figure) { return typeof figure === "bigint"; });
    const total = known.reduce(function (sum, figure) { return sum + figure; }, 0n);
    const kinds = new Set(picked.map(function (cell) { return cell.closest("tbody"); }));
    const places = placesOf(first), active = table[focus[0]][focus[1]];
    const head = grid.tHead.rows[0].cells[active.cellIndex].textContent.trim();
    status.querySelector("[data-place]").textContent = rows[focus[0]].cells[0].textContent + " " + head;
    status.querySelector("[data-count]").textContent = said.saidCells.replace("{n}", picked.length);
    const one = kinds.size === 1 && known.length > 1;
    status.querySelector("[data-sum]").textContent = one ? said.saidSum + " " + figures.write(total, places) : "";
    status.querySelector("[data-mean]").textContent =
      one ? said.saidMean + " " + figures.write(total / BigInt(known.length), Math.min(places + 1, 8)) : "";
    const history = status.querySelector("[data-history]");
    history.hidden = false;
    history.href = active.querySelector("a").href;
  }

  // Writes a text into a cell and remembers what stood there; returns nothing for a cell that may not be changed.
  function write(cell, text) {
    if (!mayEdit(cell) || cell.dataset.raw === text) return null;
    const before = cell.dataset.raw, figure = figures.read(text, cell.closest("tbody").dataset.divisor);
    cell.dataset.raw = text;
    cell.classList.toggle("cell-bad", figure === undefined);
    cell.classList.toggle("edited", text !== cell.dataset.first);
    cell.classList.toggle("share", !text && Boolean(cell.dataset.share));
    cell.title = text === cell.dataset.first ? "" : said.saidBefore.replace("{was}", cell.dataset.first || "—");
    sums.put(cell, figure === undefined ? text : figures.shown(sums.textOf(cell), cell.closest("tbody").dataset.divisor, placesOf(cell)));
    sums.update(cell.parentElement);
    return [cell, before];
  }

  function act(changes) {
    const done = changes.map(function (change) { return write(change[0], change[1]); }).filter(Boolean);
    if (done.length) { undone.push(done); redone.length = 0; }
    refresh();
  }

  // Takes the last step of one pile back and lays its opposite on the other: undo and redo are the same move.
  function step(from, onto) {
    const taken = from.pop();
    if (!taken) return;
    const back = taken.slice().reverse().map(function (part) { return write(part[0], part[1]); }).filter(Boolean);
    if (back.length) onto.push(back);
    refresh();
  }

  function undo() { step(undone, redone); }
  function redo() { step(redone, undone); }

  function edited() { return table.flat().filter(function (cell) { return cell.dataset.raw !== cell.dataset.first; }); }

  function refresh() {
    const count = edited().length;
    form.hidden = !count;
    form.querySelector("[data-unsaved]").textContent = said.saidUnsaved.replace("{n}", count);
    tools.querySelector("[data-do=undo]").disabled = !undone.length;
    tools.querySelector("[data-do=redo]").disabled = !redone.length;
    tell();
  }

  function fail(text) {
    const place = form.querySelector("[data-error]");
    place.hidden = !text;
    place.textContent = text || "";
    if (text) form.hidden = false;
  }

  function edit(cell, text) {
    if (!mayEdit(cell) || cell.querySelector("input")) return;
    const input = document.createElement("input"), link = cell.querySelector("a");
    input.value = text === undefined ? sums.textOf(cell) : text;
    input.setAttribute("aria-label", status.querySelector("[data-place]").textContent);
    input.inputMode = "decimal";
    link.hidden = true;
    cell.append(input);
    input.focus();
    if (text === undefined) input.select();
    let open = true;
    function close(keep) {
      if (!open) return;
      open = false;
      const typed = input.value.trim();
      input.remove();
      link.hidden = false;
      if (keep && typed !== sums.textOf(cell)) act([[cell, typed]]);
    }
    input.addEventListener("blur", function () { close(true); });
    input.addEventListener("keydown", function (event) {
      const steps = { Enter: [event.shiftKey ? -1 : 1, 0], Tab: [0, event.shiftKey ? -1 : 1], Escape: [0, 0] };
      event.stopPropagation();
      if (!steps[event.key]) return;
      event.preventDefault();
      close(event.key !== "Escape");
      choose(cell.at[0] + steps[event.key][0], cell.at[1] + steps[event.key][1]);
    });
  }

  function pasted(text) {
    const lines = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n").map(function (line) { return line.split("\t"); });
    const area = chosen(), single = lines.length === 1 && lines[0].length === 1;
    if (single) return area.flat().map(function (cell) { return [cell, lines[0][0].trim()]; });
    const [top, left] = area[0][0].at;
    return lines.flatMap(function (line, y) {
      return line.map(function (part, x) { return [(table[top + y] || [])[left + x], part.trim()]; });
    }).filter(function (pair) { return pair[0]; });
  }

  function fill() {
    return chosen().flatMap(function (line) {
      return line.slice(1).filter(isFree).map(function (cell) { return [cell, sums.textOf(line[0])]; });
    });
  }

  function down() {
    const area = chosen();
    return area.slice(1).flatMap(function (line) {
      return line.map(function (cell, x) { return [cell, sums.textOf(area[0][x])]; }).filter(function (pair) { return isFree(pair[0]); });
    });
  }

  function percent() {
    const typed = figures.read(tools.querySelector("[data-percent]").value.replace("%", ""), "1");
    if (typeof typed !== "bigint") return [];
    return chosen().flat().filter(isFree).flatMap(function (cell) {
      const figure = sums.figureOf(cell);
      if (typeof figure !== "bigint") return [];
      const grown = figure * (100n * figures.ONE + typed) / (100n * figures.ONE);
      return [[cell, figures.raw(figures.halfUp(grown, figures.unitOf(placesOf(cell))))]];
    });
  }

  // Spreads the year of each chosen row over its free months; closed and locked months keep their figure (rule R28).
  // Of weeks it is the quarter, without those of a month that has no target yet.
  function spread(shape) {
    let without = 0;
    const changes = chosen().flatMap(function (line) {
      const row = line[0].parentElement, all = sums.cells(row), body = row.closest("tbody");
      const known = all.map(sums.figureOf), isKnown = function (figure) { return typeof figure === "bigint"; };
      if (body.dataset.kind !== "flow" || !(grid.classList.contains("by-week") || known.every(isKnown))) return [];
      const weights = weightsOf(shape, row, all.length);
      if (!weights) { without += 1; return []; }
      const free = all.filter(function (cell, place) { return isFree(cell) && isKnown(known[place]); }), at = free.map(function (cell) { return cell.at[1]; });
      const rest = at.reduce(function (sum, month) { return sum + known[month]; }, 0n);
      const shares = figures.share(rest, at.map(function (month) { return weights[month]; }), Number(body.dataset.places));
      return shares ? free.map(function (cell, place) { return [cell, figures.raw(shares[place])]; }) : [];
    });
    fail(without ? said.saidSeason.replace("{n}", without) : changes.length ? "" : said.saidSpread);
    return changes;
  }

  function weightsOf(shape, row, count) {
    if (shape === "even") return Array.from({ length: count }, function () { return 1n; });
    const texts = shape === "season" ? row.dataset.season : grid.dataset.workDays;
    return texts ? texts.split(" ").map(figures.exact) : null;
  }

  const deeds = {
    season: function () { act(spread("season")); },
    workdays: function () { act(spread("workdays")); },
    even: function () { act(spread("even")); },
    fill: function () { act(fill()); },
    down: function () { act(down()); },
    clear: function () { act(chosen().flat().filter(isFree).map(function (cell) { return [cell, ""]; })); },
    redo: redo,
    pin: function () {
      const picked = chosen().flat().filter(mayEdit), sent = new FormData(form);
      if (!picked.length) return;
      picked.forEach(function (cell) { sent.append("cell", cell.dataset.name); sent.append("seen." + cell.dataset.name, cell.dataset.seen); });
      sent.append("pinned", picked.every(function (cell) { return cell.classList.contains("pinned"); }) ? "no" : "yes");
      send(grid.dataset.pin, sent, edited().length > 0);
    },
    percent: function () { act(percent()); },
    undo: undo,
    lock: function () {
      const picked = chosen().flat().filter(mayEdit), sent = new FormData(form);
      if (!picked.length) return;
      picked.forEach(function (cell) { sent.append("cell", cell.dataset.name); sent.append("seen." + cell.dataset.name, cell.dataset.seen); });
      sent.append("locked", picked.every(function (cell) { return cell.classList.contains("locked"); }) ? "no" : "yes");
      send(grid.dataset.lock, sent, edited().length > 0);
    }
  };

  function send(address, sent, stay) {
    const join = address.includes("?") ? "&" : "?";
    fetch(address + join + grid.dataset.context, { method: "POST", body: sent, headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.json(); })
      .then(function (told) {
        if (told.error) {
          fail(told.error);
          (told.wrong || []).forEach(function (name) {
            const cell = grid.querySelector("[data-name='" + name + "']");
            if (cell) cell.classList.add("cell-bad");
          });
        } else if (stay) { fail(told.said); } else { table.flat().forEach(function (cell) { cell.dataset.first = cell.dataset.raw; }); location.reload(); }
      })
      .catch(function () { fail(said.saidLost); });
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    const wrong = grid.querySelectorAll("td.cell-bad").length, sent = new FormData(form);
    if (wrong) { fail(said.saidWrong.replace("{n}", wrong)); return; }
    edited().forEach(function (cell) {
      sent.append(cell.dataset.name, cell.dataset.raw);
      sent.append("seen." + cell.dataset.name, cell.dataset.seen);
    });
    const way = event.submitter ? event.submitter.dataset.send : form.querySelector("[data-send]").dataset.send;
    send(grid.dataset[way], sent, false);
  });

  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  grid.addEventListener("keydown", function (event) {
    const cell = event.target.closest("td[data-raw]");
    if (!cell || !cell.at) return;
    const with_ctrl = event.ctrlKey || event.metaKey, key = event.key;
    if (!focus) choose(cell.at[0], cell.at[1]);
    let known = true;
    if (moves[key]) choose(focus[0] + moves[key][0], focus[1] + moves[key][1], event.shiftKey);
    else if (key === "Tab") { choose(focus[0], focus[1] + (event.shiftKey ? -1 : 1)); }
    else if (key === "Home") choose(focus[0], 0, event.shiftKey);
    else if (key === "End") choose(focus[0], table[0].length - 1, event.shiftKey);
    else if (with_ctrl && key.toLowerCase() === "r") deeds.fill();
    else if (with_ctrl && key.toLowerCase() === "d") deeds.down();
    else if (with_ctrl && (key.toLowerCase() === "y" || (event.shiftKey && key.toLowerCase() === "z"))) redo();
    else if (with_ctrl && key.toLowerCase() === "z") undo();
    else if (key === "Escape") choose(focus[0], focus[1]);
    else if (with_ctrl) known = false;
    else if (key === "Enter" || key === "F2" || key.toLowerCase() === "e") edit(cell);
    else if (key === "Delete" || key === "Backspace") act(chosen().flat().map(function (each) { return [each, ""]; }));
    else if (/^[\d(.\-+]$/.test(key)) edit(cell, key);
    else known = false;
    if (known) { event.preventDefault(); event.stopPropagation(); }
  });

  grid.addEventListener("mousedown", function (event) {
    const cell = event.target.closest("td[data-raw]");
    if (!cell || event.button || event.target.closest("input, .fill-handle")) return;
    event.preventDefault();
    dragging = true;
    choose(cell.at[0], cell.at[1], event.shiftKey);
  });
  grid.addEventListener("mouseover", function (event) {
    const cell = dragging && event.target.closest("td[data-raw]");
    if (cell) choose(cell.at[0], cell.at[1], true);
  });
  document.addEventListener("mouseup", function () { dragging = false; });
  grid.addEventListener("click", function (event) { if (event.target.closest("td[data-raw]")) event.preventDefault(); });
  grid.addEventListener("dblclick", function (event) {
    const cell = event.target.closest("td[data-raw]");
    if (cell) edit(cell);
  });
  grid.addEventListener("focusin", function (event) {
    const cell = event.target.closest("td[data-raw]");
    if (cell && cell === event.target && !cell.classList.contains("active")) choose(cell.at[0], cell.at[1]);
  });
  document.addEventListener("paste", function (event) {
    if (!focus || event.target.closest("input, textarea")) return;
    event.preventDefault();
    act(pasted(event.clipboardData.getData("text/plain")));
  });
  document.addEventListener("copy", function (event) {
    if (!focus || event.target.closest("input, textarea") || !grid.contains(document.activeElement)) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", chosen().map(function (line) {
      return line.map(sums.textOf).join("\t");
    }).join("\n"));
  });
  tools.addEventListener("click", function (event) {
    const button = event.target.closest("[data-do]");
    if (button && (focus || button.dataset.do === "undo")) deeds[button.dataset.do]();
  });
  // A workbook that was sent back becomes cells that are not saved yet: marked, summed up, and undone in one step.
  const upload = document.querySelector("[data-grid-upload]");
  if (upload) {
    const file = upload.querySelector("[data-file]");
    upload.hidden = false;
    file.addEventListener("change", function () {
      const sent = new FormData(form);
      sent.append("file", file.files[0]);
      file.value = "";
      const join = grid.dataset.read.includes("?") ? "&" : "?";
      fetch(grid.dataset.read + join + grid.dataset.context, { method: "POST", body: sent, headers: { Accept: "application/json" } })
        .then(function (answer) { return answer.json(); })
        .then(function (told) { if (told.error) fail(told.error); else take(told); })
        .catch(function () { fail(said.saidLost); });
    });
  }

  function take(told) {
    const byName = new Map(table.flat().filter(mayEdit).map(function (cell) { return [cell.dataset.name, cell]; }));
    const names = Object.keys(told.cells), known = names.filter(function (name) { return byName.has(name); });
    act(known.map(function (name) { return [byName.get(name), told.cells[name]]; }));
    const left = names.length - known.length + told.unknown.length;
    fail(told.said + (left ? " " + said.saidElsewhere.replace("{n}", left) : ""));
    if (known.length) choose(byName.get(known[0]).at[0], byName.get(known[0]).at[1]);
  }

  kpiloop.grid = { table: table, chosen: chosen, choose: choose, act: act, isFree: isFree, root: grid };
  window.addEventListener("beforeunload", function (event) { if (edited().length) event.preventDefault(); });
})();

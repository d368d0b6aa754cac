// The small square below the chosen cells: pulled over further cells it repeats what is chosen. Ctrl R and Ctrl D do
// the same by keyboard.
(function () {
  "use strict";
  const kpiloop = window.kpiloop, grid = kpiloop && kpiloop.grid;
  if (!grid) return;
  const handle = document.createElement("i");
  let area = null, over = null;
  handle.className = "fill-handle";
  handle.setAttribute("aria-hidden", "true");

  function put(chosen) {
    const last = chosen.length && chosen[chosen.length - 1][chosen[0].length - 1];
    if (last && chosen.flat().some(grid.isFree)) last.append(handle); else handle.remove();
  }

  // The cells the pull reaches beyond the chosen ones, along its longer way, each with the cell it takes after.
  function reached(to) {
    const lines = area.length, wide = area[0].length, top = area[0][0].at[0], left = area[0][0].at[1];
    const below = to[0] - (top + lines - 1), above = top - to[0], right = to[1] - (left + wide - 1), before = left - to[1];
    const most = Math.max(below, above, right, before);
    if (most <= 0) return [];
    const upright = most === below || most === above, pairs = [];
    for (let step = 1; step <= most; step += 1) {
      for (let along = 0; along < (upright ? wide : lines); along += 1) {
        const back = most === above || most === before, length = upright ? lines : wide;
        const place = back ? length - 1 - ((step - 1) % length) : (step - 1) % length;
        const y = upright ? (back ? top - step : top + lines - 1 + step) : top + along;
        const x = upright ? left + along : (back ? left - step : left + wide - 1 + step);
        const source = upright ? area[place][along] : area[along][place];
        if (grid.table[y] && grid.table[y][x]) pairs.push([grid.table[y][x], kpiloop.sums.textOf(source)]);
      }
    }
    return pairs.filter(function (pair) { return grid.isFree(pair[0]); });
  }

  function mark(pairs) {
    grid.root.querySelectorAll(".filling").forEach(function (cell) { cell.classList.remove("filling"); });
    pairs.forEach(function (pair) { pair[0].classList.add("filling"); });
  }

  handle.addEventListener("mousedown", function (event) {
    event.preventDefault();
    event.stopPropagation();
    area = grid.chosen();
  });
  grid.root.addEventListener("mouseover", function (event) {
    const cell = area && event.target.closest("td[data-raw]");
    if (!cell) return;
    over = cell.at;
    mark(reached(over));
  });
  document.addEventListener("mouseup", function () {
    if (!area) return;
    const pairs = over ? reached(over) : [], from = area[0][0].at;
    mark([]);
    area = null;
    over = null;
    if (!pairs.length) return;
    grid.act(pairs);
    const cells = pairs.map(function (pair) { return pair[0].at; });
    const end = cells[cells.length - 1];
    grid.choose(from[0], from[1]);
    grid.choose(end[0], end[1], true);
  });
  kpiloop.handle = { put: put };
})();

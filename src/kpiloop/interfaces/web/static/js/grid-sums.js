// What the target grid works out by itself: years, sums of the parts, gaps to the whole. Same rules as the server.
(function () {
  "use strict";
  const figures = window.kpiloop.figures;

  function cells(row) { return Array.from(row.querySelectorAll("td[data-raw]")); }

  function figureOf(cell) { return figures.read(cell.dataset.raw, cell.closest("tbody").dataset.divisor); }

  function annual(kind, months) {
    if (kind === "stock") return months[months.length - 1];
    if (kind !== "flow" || months.some(function (month) { return month === null || month === undefined; })) return null;
    return months.reduce(function (sum, month) { return sum + month; }, 0n);
  }

  function put(place, text) { (place.querySelector("a") || place).textContent = text; }

  function updateRow(row) {
    const body = row.closest("tbody"), places = Number(body.dataset.places);
    const year = annual(body.dataset.kind, cells(row).map(figureOf));
    put(row.querySelector("[data-annual]"), figures.write(year, places));
    const season = row.dataset.season, against = row.querySelector("[data-against]");
    if (!season || year === null) { if (against) against.textContent = ""; return; }
    const before = season.split(" ").reduce(function (sum, text) { return sum + figures.exact(text); }, 0n);
    if (before) against.textContent = figures.write((year - before) * 100n * figures.ONE / before, 1, true) + "%";
  }

  function parts(body, key) { return Array.from(body.querySelectorAll("tr[data-parent='" + key + "']")); }

  function updateGap(gap) {
    const body = gap.closest("tbody"), key = gap.dataset.key, places = Number(body.dataset.places);
    const whole = cells(body.querySelector("tr[data-key='" + key + "']:not(.sum):not(.gap)")).map(figureOf);
    const columns = parts(body, key).map(function (row) { return cells(row).map(figureOf); });
    const sums = whole.map(function (_, at) {
      const column = columns.map(function (row) { return row[at]; });
      return column.some(function (part) { return part === null || part === undefined; }) ? null
        : column.reduce(function (sum, part) { return sum + part; }, 0n);
    });
    const gaps = sums.map(function (sum, at) { return sum === null || typeof whole[at] !== "bigint" ? null : sum - whole[at]; });
    const kind = body.dataset.kind, year = annual(kind, sums), aim = annual(kind, whole);
    const sum = body.querySelector("tr.sum[data-key='" + key + "']");
    if (sum) show(sum, sums, year, places, false, "");
    show(gap, gaps, year === null || typeof aim !== "bigint" ? null : year - aim, places, true, body.dataset.direction);
    gap.hidden = Boolean(gap.dataset.depth) && gaps.every(function (each) { return !each; });
  }

  function show(row, months, year, places, signed, direction) {
    const shown = Array.from(row.querySelectorAll("td.num:not(.second)")).slice(1, months.length + 1);
    months.forEach(function (month, at) {
      shown[at].textContent = figures.write(month, places, signed);
      const short = signed && month !== null && (direction === "lower" ? month > 0n : month < 0n);
      shown[at].classList.toggle("worse", short);
    });
    put(row.querySelector("[data-annual]"), figures.write(year, places, signed));
  }

  // Brings everything that depends on a row up to date: its year, and the sum and gap it is a part or the whole of.
  function update(row) {
    updateRow(row);
    const body = row.closest("tbody"), keys = [row.dataset.parent, row.dataset.key];
    body.querySelectorAll("tr.gap").forEach(function (gap) { if (keys.includes(gap.dataset.key)) updateGap(gap); });
  }

  window.kpiloop.sums = { update: update, figureOf: figureOf, cells: cells, put: put };
})();

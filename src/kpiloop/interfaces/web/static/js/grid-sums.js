// What the target grid works out by itself: years, sums of the parts, gaps to the whole. Same rules as the server.
(function () {
  "use strict";
  const figures = window.kpiloop.figures;

  function cells(row) { return Array.from(row.querySelectorAll("td[data-raw]")); }

  // What stands in a cell as it would be typed: its own figure, of a week without one the part of its months.
  function textOf(cell) { return cell.dataset.raw || cell.dataset.share || ""; }

  function figureOf(cell) { return figures.read(textOf(cell), cell.closest("tbody").dataset.divisor); }

  function shareOf(cell) { return figures.read(cell.dataset.share || "", cell.closest("tbody").dataset.divisor); }

  function annual(kind, months) {
    if (kind === "stock") return months[months.length - 1];
    if (kind !== "flow" || months.some(function (month) { return month === null || month === undefined; })) return null;
    return months.reduce(function (sum, month) { return sum + month; }, 0n);
  }

  function weightsOf(row) { return row.dataset.weights ? row.dataset.weights.split(" ").map(figures.exact) : null; }

  // A ratio is weighed by what it is divided by: the mean of figures by their weights, null where one is missing.
  function mean(pairs) {
    const size = pairs.reduce(function (sum, pair) { return sum + pair[1]; }, 0n);
    if (size <= 0n || pairs.some(function (pair) { return typeof pair[0] !== "bigint"; })) return null;
    return pairs.reduce(function (sum, pair) { return sum + pair[0] * pair[1]; }, 0n) / size;
  }

  function weighed(months, weights) { return weights ? months.map(function (month, at) { return [month, weights[at]]; }) : []; }

  function yearOf(row, months) {
    const kind = row.closest("tbody").dataset.kind, weights = weightsOf(row);
    return kind !== "flow" && kind !== "stock" && weights ? mean(weighed(months, weights)) : annual(kind, months);
  }

  function put(place, text) { (place.querySelector("a") || place).textContent = text; }

  function updateRow(row) {
    const body = row.closest("tbody"), places = Number(body.dataset.places);
    const year = yearOf(row, cells(row).map(figureOf));
    put(row.querySelector("[data-annual]"), figures.write(year, places));
    updateBeside(row, places);
    const season = row.dataset.season, against = row.querySelector("[data-against]");
    if (!season || year === null) { if (against) against.textContent = ""; return; }
    const before = season.split(" ").reduce(function (sum, text) { return sum + figures.exact(text); }, 0n);
    if (before) against.textContent = figures.write((year - before) * 100n * figures.ONE / before, 1, true) + "%";
  }

  // Weeks beside their months: what own figures differ from their shares, and with the other weeks all of the year.
  function updateBeside(row, places) {
    const off = row.querySelector("[data-off]"), all = row.querySelector("[data-off-year]");
    if (!off || row.closest("tbody").dataset.kind !== "flow") return;
    const own = cells(row).filter(function (cell) { return cell.dataset.raw; });
    const pairs = own.map(function (cell) { return [figureOf(cell), shareOf(cell)]; });
    const known = pairs.flat().every(function (figure) { return typeof figure === "bigint"; });
    const gap = known ? pairs.reduce(function (sum, pair) { return sum + pair[0] - pair[1]; }, 0n) : null;
    const rest = all.dataset.offYear ? figures.exact(all.dataset.offYear) : null;
    off.textContent = figures.write(gap, places, true);
    all.textContent = figures.write(gap === null || rest === null ? null : gap + rest, places, true);
  }

  function parts(body, key) { return Array.from(body.querySelectorAll("tr[data-parent='" + key + "']")); }

  function updateGap(gap) {
    const body = gap.closest("tbody"), key = gap.dataset.key, places = Number(body.dataset.places);
    const whole = cells(body.querySelector("tr[data-key='" + key + "']:not(.sum):not(.gap)")).map(figureOf);
    const below = parts(body, key), columns = below.map(function (row) { return cells(row).map(figureOf); });
    const kind = body.dataset.kind, isRatio = kind !== "flow" && kind !== "stock";
    const pairs = below.map(function (row, place) { return weighed(columns[place], weightsOf(row)); });
    const sums = whole.map(function (_, at) {
      if (isRatio) return mean(pairs.map(function (pair) { return pair[at]; }));
      const column = columns.map(function (row) { return row[at]; });
      return column.some(function (part) { return part === null || part === undefined; }) ? null
        : column.reduce(function (sum, part) { return sum + part; }, 0n);
    });
    const gaps = sums.map(function (sum, at) { return sum === null || typeof whole[at] !== "bigint" ? null : sum - whole[at]; });
    const year = isRatio ? mean(pairs.flat()) : annual(kind, sums);
    const aim = yearOf(body.querySelector("tr[data-key='" + key + "']:not(.sum):not(.gap)"), whole);
    const sum = body.querySelector("tr.sum[data-key='" + key + "']");
    if (sum) show(sum, sums, year, places, false, "");
    show(gap, gaps, year === null || typeof aim !== "bigint" ? null : year - aim, places, true, body.dataset.direction);
    gap.hidden = Boolean(gap.dataset.depth) && gaps.every(function (each) { return !each; });
  }

  function show(row, months, year, places, signed, direction) {
    const all = Array.from(row.cells), shown = all.slice(all.indexOf(row.querySelector("[data-annual]")) - months.length);
    months.forEach(function (month, at) {
      shown[at].textContent = figures.write(month, places, signed);
      const seen = month === null ? 0n : figures.halfUp(month, figures.unitOf(places));
      const short = signed && (direction === "lower" ? seen > 0n : seen < 0n);
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

  window.kpiloop.sums = { update: update, figureOf: figureOf, textOf: textOf, cells: cells, put: put };
})();

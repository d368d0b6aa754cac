// Figures of the target grid: read as people type them, shared out exactly, written as the page writes them.
// Every figure is a whole number of hundred-millionths, so that nothing is lost in binary fractions.
(function () {
  "use strict";
  const ONE = 100000000n;
  const ENDINGS = { "亿": 100000000n * ONE, "万": 10000n * ONE, "千": 1000n * ONE, "bn": 1000000000n * ONE, "m": 1000000n * ONE, "k": 1000n * ONE, "%": ONE / 100n };
  const FIGURE = /^([+-]?)(\d+)(?:\.(\d+))?(亿|万|千|bn|m|k|%)?元?$/;

  function plain(text) {
    return text.normalize("NFKC").trim().toLowerCase().replace(/[,\s]/g, "").replace(/\u2212/g, "-");
  }

  // A decimal text in hundred-millionths; digits beyond the eighth are cut.
  function exact(text) {
    const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
    const figure = BigInt(found[2]) * ONE + BigInt(((found[3] || "") + "00000000").slice(0, 8));
    return found[1] ? -figure : figure;
  }

  // What was typed, in the scale of the screen; null for an empty cell, undefined for no figure.
  function read(text, divisor) {
    let given = plain(text);
    if (!given || given === "-" || given === "—") return null;
    if (given.startsWith("(") && given.endsWith(")")) given = "-" + given.slice(1, -1);
    const found = FIGURE.exec(given);
    if (!found) return undefined;
    const figure = exact((found[1] === "-" ? "-" : "") + found[2] + (found[3] ? "." + found[3] : ""));
    return found[4] ? figure * ENDINGS[found[4]] / exact(divisor) : figure;
  }

  function halfUp(figure, unit) {
    const size = figure < 0n ? -figure : figure;
    const rounded = (size + unit / 2n) / unit * unit;
    return figure < 0n ? -rounded : rounded;
  }

  function unitOf(places) { return 10n ** BigInt(8 - places); }

  // As the page writes it: separators, a true minus, so many places.
  function write(figure, places, signed) {
    if (figure === null || figure === undefined) return "—";
    const rounded = halfUp(figure, unitOf(places));
    const size = rounded < 0n ? -rounded : rounded;
    const whole = (size / ONE).toString().replace(/\B(?=(\d{3})+$)/g, ",");
    const rest = places ? "." + (size % ONE).toString().padStart(8, "0").slice(0, places) : "";
    return (rounded < 0n ? "\u2212" : signed && rounded > 0n ? "+" : "") + whole + rest;
  }

  // As it is typed and sent: no separators, no more digits than it has.
  function raw(figure) {
    if (figure === null) return "";
    const size = figure < 0n ? -figure : figure;
    const rest = (size % ONE).toString().padStart(8, "0").replace(/0+$/, "");
    return (figure < 0n ? "-" : "") + (size / ONE).toString() + (rest ? "." + rest : "");
  }

  // Shares by largest remainder (rule R24): they add up to the whole exactly; equal fractions go to the earlier one.
  function share(whole, weights, places) {
    const total = weights.reduce(function (sum, weight) { return sum + weight; }, 0n);
    if (total <= 0n) return null;
    const size = whole < 0n ? -whole : whole;
    let unit = unitOf(places);
    while (size % unit) unit /= 10n;
    const units = size / unit;
    const counts = weights.map(function (weight) { return units * weight / total; });
    const rests = weights.map(function (weight, at) { return [units * weight % total, at]; });
    rests.sort(function (a, b) { return a[0] === b[0] ? a[1] - b[1] : a[0] > b[0] ? -1 : 1; });
    const left = Number(units - counts.reduce(function (sum, count) { return sum + count; }, 0n));
    rests.slice(0, left).forEach(function (pair) { counts[pair[1]] += 1n; });
    return counts.map(function (count) { return whole < 0n ? -count * unit : count * unit; });
  }

  window.kpiloop = { figures: { ONE: ONE, exact: exact, read: read, write: write, raw: raw, share: share, halfUp: halfUp, unitOf: unitOf } };
})();

// Figures of the target grid: read as people type them, shared out exactly, written as the page writes them.
// Every figure is a whole number of hundred-millionths, so that nothing is lost in binary fractions.
(function () {
  "use strict";
  const ONE = 100000000n;
  const ENDINGS = { "亿": 100000000n * ONE, "万": 10000n * ONE, "千": 1000n * ONE, "元": ONE, "bn": 1000000000n * ONE, "m": 1000000n * ONE, "k": 1000n * ONE, "%": ONE / 100n };
  const FIGURE = /^([+-]?)(\d+)(?:\.(\d+))?(亿|万|千|元|bn|m|k|%)?元?$/;

  // Separators between groups of three digits say nothing; any other stays, so that 1,5 is not read as fifteen.
  function plain(text) {
    return text.normalize("NFKC").trim().toLowerCase()
      .replace(/(?<![\d.,])[1-9]\d{0,2}(?:[,'’_\s]\d{3})+(?![\d,])/g, function (figure) { return figure.replace(/\D/g, ""); })
      .replace(/(?<!\d)\s+|\s+(?!\d)/g, "").replace(/\u2212/g, "-");
  }

  // A decimal text in hundred-millionths; digits beyond the eighth are cut.
  function exact(text) {
    const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
    const figure = BigInt(found[2]) * ONE + BigInt(((found[3] || "") + "00000000").slice(0, 8));
    return found[1] ? -figure : figure;
  }

  const BETWEEN = /([\d%万亿千元kmbn)])(?:~|\u2013|\u2014|\.\.|至|到|to|-)(?=[-+(\d])/;

  // Both bounds of a range as typed (95–105, 95~105); null for anything else. An ending of the upper one holds for both.
  function bounds(text, divisor) {
    const given = plain(text), found = BETWEEN.exec(given);
    if (!found) return null;
    const at = found.index + 1, high = given.slice(found.index + found[0].length);
    const ending = /(亿|万|千|元|bn|m|k|%)元?$/, low = given.slice(0, at);
    const pair = [one(ending.test(low) ? low : low + ((ending.exec(high) || [])[0] || ""), divisor), one(high, divisor)];
    return pair.every(function (figure) { return typeof figure === "bigint"; }) ? pair : null;
  }

  // What was typed, in the scale of the screen: of a range its middle; null for an empty cell, undefined for no figure.
  function read(text, divisor) {
    const pair = bounds(text, divisor);
    return pair ? (pair[0] + pair[1]) / 2n : one(text, divisor);
  }

  // A typed cell as the page writes it.
  function shown(text, divisor, places) {
    const pair = bounds(text, divisor);
    return pair ? write(pair[0], places) + "\u2013" + write(pair[1], places) : write(one(text, divisor), places);
  }

  // One figure, in the scale of the screen; null for an empty cell, undefined for no figure.
  function one(text, divisor) {
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

  window.kpiloop = { figures: { ONE: ONE, exact: exact, read: read, shown: shown, write: write, raw: raw, share: share, halfUp: halfUp, unitOf: unitOf } };
})();

"use strict";
(() => {
  const data = JSON.parse(document.getElementById("payload").textContent);
  const byId = (name) => document.getElementById(name);
  const all = (selector) => [...document.querySelectorAll(selector)];

  // The model between its points, as simulator/experiment/solved.py and surface.py have it.

  const coordinates = { plain: (x) => x, "shifted log": Math.log1p, log: Math.log, root: Math.sqrt };
  const back = {
    plain: (kept) => kept,
    withheld: (kept) => Math.max(kept, 0),
    log: Math.exp,
    premium: (kept) => 100 * Math.expm1(Math.max(kept, 0)),
  };
  const limited = (value, low, high) => Math.min(Math.max(value, low), high);
  const unpacked = (text) => new Float32Array(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);

  const grids = {};
  for (const [name, told] of Object.entries(data.horizons)) {
    grids[name] = { ...told, grid: unpacked(told.grid), free: told.free === null ? null : unpacked(told.free) };
  }

  function weightsAlong(axis, value) {
    const { places, pieces } = axis;
    const wanted = limited(coordinates[axis.coordinate](value), places[0], places[places.length - 1]);
    let interval = 0;
    while (interval < places.length - 2 && places[interval + 1] <= wanted) interval += 1;
    const distance = wanted - places[interval];
    const [cubic, square, slope, level] = pieces.map((piece) => piece[interval]);
    return level.map((last, node) => ((cubic[node] * distance + square[node]) * distance + slope[node]) * distance + last);
  }

  function weightsAt(axes, values) {
    return axes.reduce((total, axis, place) => {
      const own = weightsAlong(axis, values[place]);
      return total.flatMap((weight) => own.map((other) => weight * other));
    }, [1]);
  }

  function blend(weights, grid, number) {
    const first = number * weights.length;
    let total = 0;
    for (let point = 0; point < weights.length; point += 1) total += weights[point] * grid[first + point];
    return total;
  }

  // All numbers at values of the levers: a function from a number's place to the number, found when it is asked for.
  function at(horizon, values) {
    const solved = grids[horizon];
    const places = values.map((value, index) => {
      const { low, high, factor } = data.sliders[index];
      return limited(value, low / factor, high / factor);
    });
    const last = places.length - 1;
    const promised = places[last];
    let bought = 0;
    if (solved.free !== null) {
      bought = Math.exp(blend(weightsAt(data.axes.slice(0, last), places), solved.free, 0));
      const span = Math.max(data.sliders[last].high / data.sliders[last].factor - bought, Number.MIN_VALUE);
      places[last] = Math.max(promised - bought, 0) / span;
    }
    const weights = weightsAt(data.axes, places);
    const number = (place) => {
      const told = data.numbers[place];
      if (told.bought) return solved.perUnit * Math.max(promised, bought);
      if (told.gates.length > 0 && !told.gates.some((gate) => number(gate) > 0)) return 0;
      return back[told.form](blend(weights, solved.grid, place));
    };
    return number;
  }

  // How numbers are written.

  const SPACE = "\u00a0";
  function plain(value, places) {
    const text = Math.abs(value).toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places });
    return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
  }
  function signed(value, places) {
    const text = plain(value, places);
    return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
  }
  const withUnit = (text, unit) => (unit === "" ? text : `${text}${SPACE}${unit}`);
  const entered = (value) => String(Number(value.toPrecision(6)));
  const written = (group, value) => (group.is_change ? signed : plain)(value * group.factor, group.places);
  const listed = (items) => [items.slice(0, -1).join(", "), ...items.slice(-1)].filter(Boolean).join(" and ");
  const shortened = (text, count) => (text.length <= count ? text : `${text.slice(0, count - 1)}…`);
  const small = (text) => (/^[A-Z][A-Z]/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1));
  const large = (text) => text.charAt(0).toUpperCase() + text.slice(1);

  const groupOf = Object.fromEntries(data.groups.map((group) => [group.key, group]));
  const numberOf = Object.fromEntries(data.numbers.map((told, place) => [told.name, place]));

  function referenceOf(horizon, place) {
    const { reference } = grids[horizon];
    return reference === null ? null : reference[place];
  }
  function levelBefore(horizon, group, place) {
    const known = referenceOf(horizon, place);
    return known === null && grids[horizon].reference === null && group.is_change ? 0 : known;
  }

  // What is set: values of the levers as in the scenario's file.

  const state = {
    values: [...data.starts[0].values],
    horizon: Object.keys(grids)[0],
    lever: 0,
    group: data.groups[0].key,
    sides: data.sides.slice(0, 2).map((side) => side.code),
  };
  const begun = { lever: state.lever, group: state.group, sides: state.sides.join() };
  const sides = () => state.sides.map((code) => data.sides.find((side) => side.code === code));

  // Rows of a group that are of the two sides, else its first ones.
  function follow(codes) {
    state.sides = codes;
    for (const group of data.groups) {
      const own = group.all_rows.filter((row) => row.regions.every((code) => codes.includes(code)));
      group.rows = own.length > 0 ? own : group.all_rows.slice(0, data.few);
      const [heading] = document.querySelector(`tbody[data-group="${group.key}"]`).rows;
      heading.parentElement.replaceChildren(heading, ...group.rows.map(numberRow));
    }
  }
  function numberRow(row) {
    const made = document.createElement("tr");
    made.dataset.row = row.number;
    const name = Object.assign(document.createElement("th"), { scope: "row", textContent: row.full });
    const cells = ["now", "reference", "difference"].map((look) => Object.assign(document.createElement("td"), { className: look }));
    cells[0].dataset.number = data.numbers[row.number].name;
    made.append(name, ...cells);
    return made;
  }

  function settingHash() {
    const parts = data.sliders.map((told, index) => `${told.lever}=${Number(state.values[index].toPrecision(10))}`);
    if (state.sides.join() !== begun.sides) parts.push(`about=${state.sides.join()}`);
    if (state.group !== begun.group) parts.push(`show=${state.group}`);
    if (state.lever !== begun.lever) parts.push(`over=${data.sliders[state.lever].lever}`);
    return `#${[`horizon=${state.horizon}`, ...parts].join("&")}`;
  }

  function readHash() {
    const given = new URLSearchParams(location.hash.slice(1));
    if (grids[given.get("horizon")]) state.horizon = given.get("horizon");
    if (groupOf[given.get("show")]) state.group = given.get("show");
    state.lever = Math.max(data.sliders.findIndex((told) => told.lever === given.get("over")), begun.lever);
    const about = (given.get("about") ?? begun.sides).split(",");
    const isKnown = about.length === state.sides.length && about.every((code) => data.sides.some((side) => side.code === code));
    follow(isKnown ? about : begun.sides.split(","));
    let found = false;
    data.sliders.forEach((told, index) => {
      const text = given.get(told.lever);
      const value = text === null || text.trim() === "" ? NaN : Number(text);
      if (!Number.isFinite(value)) return;
      found = true;
      state.values[index] = limited(value, told.low / told.factor, told.high / told.factor);
    });
    return found;
  }

  let waiting = 0;
  function keepHash() {
    clearTimeout(waiting);
    waiting = setTimeout(() => history.replaceState(null, "", settingHash()), 250);
  }

  // Sentences.

  const valueText = (index) => withUnit(entered(state.values[index] * data.sliders[index].factor), data.sliders[index].unit);

  function comparedTo(value, before) {
    if (before === null) return null;
    const change = value - before;
    const text = plain(Math.abs(change), 2);
    return /[1-9]/.test(text) ? `${text}${SPACE}% ${change > 0 ? "higher" : "lower"}` : "unchanged";
  }

  function finding(numbers) {
    const sentences = [];
    const incomes = sides().map((side) => {
      const place = numberOf[`own_income:${side.code}`];
      return [side, comparedTo(numbers(place), levelBefore(state.horizon, groupOf.own_income, place))];
    });
    if (incomes.every(([, text]) => text === "unchanged")) {
      sentences.push(`Own income of ${listed(incomes.map(([side]) => side.inside))} is as in ${data.against}.`);
    } else {
      const parts = incomes.map(([side, text], place) => `${place ? "that" : "Own income"} of ${side.inside} is ${text}`);
      sentences.push(`${listed(parts)}, compared with ${data.against}.`);
    }
    return [...sentences, [...tradeSentence(numbers), ...limitSentence(numbers), ...promiseSentence(numbers)].join(" ")];
  }

  function tradeSentence(numbers) {
    const group = groupOf.bilateral_exports;
    if (group === undefined || grids[state.horizon].reference === null) return [];
    const parts = group.rows.map((row) => {
      const before = referenceOf(state.horizon, row.number);
      const share = 100 * (numbers(row.number) / before - 1);
      const text = plain(Math.abs(share), Math.abs(share) < 10 ? 1 : 0);
      const moved = /[1-9]/.test(text) ? `${share > 0 ? "rise" : "fall"} by ${text}${SPACE}%` : "stay";
      return `from ${row.full} ${moved} to ${withUnit(written(group, numbers(row.number)), group.unit)}`;
    });
    return [`Exports ${listed(parts)}.`];
  }

  function timesWords(premium) {
    const times = 1 + premium / 100;
    return `${plain(times, times < 10 ? 1 : 0)} times the producer's`;
  }

  function limitSentence(numbers) {
    const group = groupOf.premium;
    if (group === undefined) return [];
    const binding = group.all_rows.filter((row) => numbers(row.number) > 0);
    if (binding.length === 0) return ["No limit on exports binds."];
    const top = binding.reduce((best, row) => (numbers(row.number) > numbers(best.number) ? row : best));
    const times = timesWords(numbers(top.number));
    const flows = group.all_rows.length === 1 ? "The limit binds" : `Limits bind on ${binding.length} of ${group.all_rows.length} flows`;
    const sentence = `${flows}: the highest price, ${times}, is on ${small(top.full)}.`;
    const risk = groupOf.value_added_at_risk;
    if (risk === undefined) return [sentence];
    const parts = risk.rows
      .filter((row) => numbers(row.number) > 0)
      .map((row) => `${withUnit(written(risk, numbers(row.number)), risk.unit)} in ${row.inside}`);
    return parts.length === 0 ? [sentence] : [sentence, `Before anyone adjusts, value added of ${listed(parts)} cannot be made without what is withheld.`];
  }

  function promiseSentence(numbers) {
    const [group, cost] = [groupOf.bound_quantity, groupOf.commitment_cost];
    if (!data.promise || group === undefined || cost === undefined) return [];
    const paid = cost.all_rows.reduce((total, row) => total + numbers(row.number), 0);
    const amount = withUnit(written(group, numbers(group.rows[0].number)), group.unit);
    const last = state.values.length - 1;
    if (state.values[last] * grids[state.horizon].perUnit < numbers(group.rows[0].number) - 1e-9 || paid <= 0) {
      return state.values[last] === 0 ? [] : [`The promise asks for no more than the market buys, ${amount}.`];
    }
    return [`Keeping the promise of ${amount} costs the buyer's treasury ${withUnit(written(cost, paid), cost.unit)}.`];
  }

  // Drawing.

  const SVG = "http://www.w3.org/2000/svg";
  function element(name, attributes = {}, text = null) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== null) made.textContent = text;
    return made;
  }
  function canvas(width, height, label) {
    return element("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label });
  }
  function marks(low, high, count) {
    const rough = (high - low) / count;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999);
    const found = [];
    for (let place = Math.ceil(low / step - 1e-9); place <= Math.floor(high / step + 1e-9); place += 1) found.push(place * step);
    return [found, Math.max(0, -Math.floor(Math.log10(step) + 1e-9))];
  }

  function drawBars(holder, bars, span, group, label) {
    const width = Math.max(holder.clientWidth, 280);
    const [row, right] = [22, 16];
    const left = Math.min(210, Math.max(150, width * 0.42));
    const height = bars.length * row + 26;
    const drawing = canvas(width, height, label);
    const scale = (value) => left + right + ((value - span[0]) / (span[1] - span[0] || 1)) * (width - left - 2 * right);
    const [steps, places] = marks(span[0] * group.factor, span[1] * group.factor, Math.max(3, Math.floor((width - left) / 90)));
    for (const step of steps) {
      const x = scale(step / group.factor);
      drawing.append(element("line", { class: step === 0 ? "zero" : "grid", x1: x, x2: x, y1: 0, y2: bars.length * row }));
      const text = (group.is_change ? signed : plain)(step, places);
      drawing.append(element("text", { class: "faint", x, y: height - 8, "text-anchor": "middle" }, text));
    }
    bars.forEach((bar, place) => {
      const [y, zero, end] = [place * row, scale(0), scale(bar.value)];
      const part = element("g", { "data-number": bar.name, "data-value": bar.value });
      part.append(element("text", { x: 0, y: y + 15 }, shortened(bar.label, width > 420 ? 19 : 15)));
      part.append(element("text", { x: left, y: y + 15, "text-anchor": "end" }, written(group, bar.value)));
      part.append(element("rect", { x: Math.min(zero, end), y: y + 4, width: Math.max(Math.abs(end - zero), 0.5), height: row - 8, fill: bar.colour }));
      const before = bar.before === null ? null : scale(bar.before);
      if (before !== null) part.append(element("line", { class: "before", x1: before, x2: before, y1: y + 2, y2: y + row - 2 }));
      drawing.append(part);
    });
    holder.replaceChildren(drawing);
  }

  function shownBars(group, numbers, label) {
    return group.all_rows.map((row) => {
      const told = data.numbers[row.number];
      return {
        name: told.name,
        label: label(told, row),
        value: numbers(row.number),
        before: referenceOf(state.horizon, row.number),
        colour: state.sides.includes(told.labels[0]) ? data.colours[told.labels[0]] : "var(--muted)",
      };
    });
  }

  // Bars stand as high as they did at the first start of a horizon, so that they stay in their rows when they move.
  const orders = {};
  function inOrder(group, bars) {
    const key = `${state.horizon} ${group.key}`;
    if (orders[key] === undefined) {
      const numbers = at(state.horizon, data.starts[0].values);
      orders[key] = group.all_rows.map((row) => numbers(row.number));
    }
    const place = new Map(bars.map((bar, index) => [bar, orders[key][index]]));
    return [...bars].sort((first, second) => place.get(second) - place.get(first));
  }
  // Of many regions the ends of that order, both sides, and those that the title names.
  const [MANY, ENDS] = [25, 9];
  function few(ordered, named) {
    if (ordered.length <= MANY) return ordered;
    const isEnd = (place) => place < ENDS || place >= ordered.length - ENDS;
    return ordered.filter((bar, place) => isEnd(place) || named.includes(bar) || bar.colour !== "var(--muted)");
  }
  const highest = (bars) => bars.reduce((best, bar) => (bar.value > best.value ? bar : best));
  const lowest = (bars) => bars.reduce((least, bar) => (bar.value < least.value ? bar : least));

  function drawIncomes(numbers) {
    const group = groupOf.own_income;
    const bars = shownBars(group, numbers, (told) => data.regions[told.labels[0]]);
    const [best, worst] = [highest(bars), lowest(bars)];
    const mark = grids[state.horizon].reference === null ? "" : `; the thin line is ${data.against}`;
    const shown = few(inOrder(group, bars), [best, worst]);
    const rest = bars.length - shown.length ? ` ${bars.length - shown.length} regions between these are left out.` : "";
    byId("bars-title").textContent =
      `Own income: best for ${best.label} (${withUnit(written(group, best.value), "%")}), worst for ${worst.label} (${withUnit(written(group, worst.value), "%")}). Percent against the baseline${mark}.${rest}`;
    drawBars(byId("bars"), shown, grids[state.horizon].spans.own_income, group, byId("bars-title").textContent);
  }

  function drawLimits(numbers) {
    const group = groupOf.premium;
    byId("limits-figure").hidden = group === undefined || group.all_rows.length < 2;
    if (byId("limits-figure").hidden) return;
    const bars = shownBars(group, numbers, (told, row) => row.brief).map((bar) => ({ ...bar, before: null, colour: "var(--mark)" }));
    const most = highest(bars);
    const binding = bars.filter((bar) => bar.value > 0).length;
    const title = binding === 0
      ? "No limit binds: nobody pays a premium."
      : `Premiums where limits bind: highest for ${most.label}, who pays ${timesWords(most.value)}.`;
    byId("limit-bars-title").textContent = title;
    const top = Math.max(most.value * 1.02, 1);
    drawBars(byId("limit-bars"), inOrder(group, bars), [0, top], group, title);
  }

  const POINTS = 72;
  function curves(group, lever) {
    const told = data.sliders[lever];
    const [low, high] = [told.low / told.factor, told.high / told.factor];
    const found = Array.from({ length: POINTS + 1 }, (_, step) => low + ((high - low) * step) / POINTS);
    const axis = [...new Set([...found, state.values[lever]])].sort((first, second) => first - second);
    const numbers = axis.map((value) => at(state.horizon, state.values.map((own, index) => (index === lever ? value : own))));
    const lines = group.rows.map((row) => axis.map((value, step) => [value, numbers[step](row.number)]));
    return lines;
  }

  function sideColour(group, row, place) {
    const own = data.numbers[row.number].labels.map((code) => data.colours[code]).find(Boolean);
    return own ?? ["#0072b2", "#d55e00", "#009e73", "#cc79a7"][place % 4];
  }

  function spread(wanted, gap, low, high) {
    const order = wanted.map((_, place) => place).sort((first, second) => wanted[first] - wanted[second]);
    const found = [...wanted];
    order.forEach((place, rank) => {
      const floor = rank === 0 ? low : found[order[rank - 1]] + gap;
      found[place] = Math.max(found[place], floor);
    });
    const excess = found[order[order.length - 1]] - high;
    return excess > 0 ? found.map((value) => value - excess) : found;
  }

  function drawCurve(numbers) {
    const [group, told] = [groupOf[state.group], data.sliders[state.lever]];
    const holder = byId("curve");
    const lines = curves(group, state.lever);
    const before = group.rows.map((row) => levelBefore(state.horizon, group, row.number));
    const shown = [...lines.flat().map((point) => point[1]), ...before.filter((value) => value !== null)].map((value) => value * group.factor);
    const tiny = 10 ** -group.places;
    const [least, most] = [Math.min(...shown), Math.max(...shown)];
    const margin = Math.max((most - least) * 0.06, tiny);
    const [bottom, top] = [least - margin, most + margin];
    const width = Math.max(holder.clientWidth, 280);
    const names = group.rows.map((row) => row.full);
    const isWide = width > 520;
    const [left, right, head, foot, height] = [58, isWide ? 170 : 14, isWide ? 8 : 8 + names.length * 16, 42, isWide ? 280 : 260];
    const x = (value) => left + ((value * told.factor - told.low) / (told.high - told.low)) * (width - left - right);
    const y = (value) => head + ((top - value * group.factor) / (top - bottom)) * (height - head - foot);
    const title = `${group.title}${group.unit ? `, ${group.unit}` : ""}, over ${small(told.label)}`;
    byId("curve-title").textContent = `${title}; all else as set.`;
    const drawing = canvas(width, height, title);
    const [steps, places] = marks(bottom, top, 5);
    for (const step of steps) {
      const level = y(step / group.factor);
      drawing.append(element("line", { class: step === 0 && group.is_change ? "zero" : "grid", x1: left, x2: width - right, y1: level, y2: level }));
      drawing.append(element("text", { class: "faint", x: left - 7, y: level + 4, "text-anchor": "end" }, (group.is_change ? signed : plain)(step, places)));
    }
    for (const tick of told.ticks) {
      drawing.append(element("text", { class: "faint", x: x(tick / told.factor), y: height - foot + 17, "text-anchor": "middle" }, entered(tick)));
    }
    drawing.append(element("text", { class: "faint", x: left + (width - left - right) / 2, y: height - 6, "text-anchor": "middle" }, withUnit(`${told.label}${told.unit ? "," : ""}`, told.unit)));
    const here = x(state.values[state.lever]);
    drawing.append(element("line", { class: "here", x1: here, x2: here, y1: head, y2: height - foot }));
    const ends = spread(lines.map((line) => y(line[line.length - 1][1])), 30, head + 8, height - foot - 14);
    group.rows.forEach((row, place) => {
      const colour = sideColour(group, row, place);
      const value = numbers(row.number);
      if (before[place] !== null) {
        const level = y(before[place]);
        drawing.append(element("line", { class: "level", stroke: colour, x1: left, x2: width - right, y1: level, y2: level }));
      }
      const path = lines[place].map((point, step) => `${step ? "L" : "M"}${x(point[0]).toFixed(2)} ${y(point[1]).toFixed(2)}`).join("");
      drawing.append(element("path", { class: "curve", stroke: colour, d: path, "data-curve": data.numbers[row.number].name }));
      drawing.append(element("circle", { class: "point", fill: colour, cx: here, cy: y(value), r: 6, "data-point": data.numbers[row.number].name, "data-value": value }));
      const [across, down] = isWide ? [width - right + 10, ends[place]] : [left, 12 + place * 16];
      const label = element("text", { x: across, y: down, style: `fill:${colour};font-weight:600` });
      const [name, number] = [element("tspan", { x: across }, shortened(names[place], isWide ? 26 : 34)), element("tspan", isWide ? { x: across, dy: 14 } : { dx: 6 }, withUnit(written(group, value), group.unit))];
      label.append(name, number);
      drawing.append(label);
    });
    holder.replaceChildren(drawing);
  }

  // The page.

  function showNumbers(numbers) {
    for (const group of data.groups) {
      for (const row of group.rows) {
        const cells = document.querySelector(`[data-row="${row.number}"]`).cells;
        const [value, before] = [numbers(row.number), levelBefore(state.horizon, group, row.number)];
        cells[1].textContent = written(group, value);
        cells[1].dataset.value = value;
        cells[2].textContent = before === null ? "–" : written(group, before);
        cells[3].textContent = before === null ? "–" : difference(group, value, before);
      }
    }
  }
  function difference(group, value, before) {
    const text = signed((value - before) * group.factor, group.places);
    if (group.unit.includes("%") || before === 0) return text;
    return `${text} (${signed(100 * (value / before - 1), 0)}${SPACE}%)`;
  }

  function showControls() {
    data.sliders.forEach((told, index) => {
      const value = Number((state.values[index] * told.factor).toPrecision(10));
      const [range, entry] = [byId(`range-${index}`), byId(`number-${index}`)];
      if (document.activeElement !== range || Number(range.value) !== value) range.value = value;
      range.setAttribute("aria-valuetext", valueText(index));
      if (document.activeElement !== entry) entry.value = entered(value);
    });
    for (const option of all('input[name="horizon"]')) option.checked = option.value === state.horizon;
    const near = (first, second) => Math.abs(first - second) < 1e-9;
    for (const button of all("[data-start]")) {
      const { values } = data.starts[button.dataset.start];
      button.setAttribute("aria-pressed", String(values.every((value, index) => near(value, state.values[index]))));
    }
    for (const choice of all("[data-side]")) choice.value = state.sides[choice.dataset.side] ?? "";
    byId("curve-lever").value = state.lever;
    byId("curve-group").value = state.group;
  }

  function show() {
    const numbers = at(state.horizon, state.values);
    showControls();
    const setting = data.sliders.map((told, index) => `${told.label} ${valueText(index)}`);
    byId("setting").textContent = `${large(grids[state.horizon].words)}. ${setting.join(" · ")}`;
    const [first, more] = finding(numbers);
    byId("finding").textContent = first;
    byId("more").textContent = more;
    byId("strip").textContent = `Own income: ${sides().map((side) => `${side.name} ${withUnit(written(groupOf.own_income, numbers(numberOf[`own_income:${side.code}`])), "%")}`).join(" · ")}`;
    showNumbers(numbers);
    drawCurve(numbers);
    drawIncomes(numbers);
    drawLimits(numbers);
  }

  let drawing = 0;
  function changed() {
    cancelAnimationFrame(drawing);
    drawing = requestAnimationFrame(show);
    keepHash();
  }

  function csv() {
    const numbers = at(state.horizon, state.values);
    const quoted = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : value);
    const levers = data.sliders.map((told, index) => [told.lever, state.values[index]]);
    const head = ["horizon", ...levers.map(([lever]) => lever), "indicator", "of", "value", "reference"];
    const rows = data.numbers.map((told, place) => [
      state.horizon, ...levers.map(([, value]) => value), told.indicator, told.labels.join(":"), numbers(place), referenceOf(state.horizon, place) ?? "",
    ]);
    return [head, ...rows].map((row) => row.map(quoted).join(",")).join("\n") + "\n";
  }

  function move(index, text) {
    const told = data.sliders[index];
    const value = text.trim() === "" ? NaN : Number(text);
    if (!Number.isFinite(value)) return;
    state.values[index] = limited(value / told.factor, told.low / told.factor, told.high / told.factor);
    state.lever = index;
    changed();
  }

  for (const range of all("[data-range]")) range.addEventListener("input", () => move(Number(range.dataset.range), range.value));
  for (const entry of all("[data-entry]")) {
    entry.addEventListener("input", () => move(Number(entry.dataset.entry), entry.value));
    entry.addEventListener("change", () => { entry.blur(); changed(); });
  }
  for (const option of all('input[name="horizon"]')) option.addEventListener("change", () => { state.horizon = option.value; changed(); });
  for (const button of all("[data-start]")) {
    button.addEventListener("click", () => { state.values = [...data.starts[button.dataset.start].values]; changed(); });
  }
  byId("curve-group").addEventListener("change", (event) => { state.group = event.target.value; changed(); });
  byId("curve-lever").addEventListener("change", (event) => { state.lever = Number(event.target.value); changed(); });
  for (const choice of all("[data-side]")) {
    choice.addEventListener("change", () => {
      const place = Number(choice.dataset.side);
      const codes = [...state.sides];
      if (codes[1 - place] === choice.value) codes[1 - place] = codes[place];
      codes[place] = choice.value;
      follow(codes);
      changed();
    });
  }
  byId("copy").addEventListener("click", async (event) => {
    const address = new URL(settingHash(), location.href).href;
    history.replaceState(null, "", address);
    const button = event.currentTarget;
    const name = button.textContent;
    try {
      await navigator.clipboard.writeText(address);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = name; }, 2000);
    } catch {
      prompt("The address of this setting:", address);
    }
  });
  byId("download").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv" }));
    link.download = "explorer.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  addEventListener("hashchange", () => {
    if (!readHash()) return;
    show();
    byId("explorer").scrollIntoView();
  });
  addEventListener("resize", () => { cancelAnimationFrame(drawing); drawing = requestAnimationFrame(show); });
  addEventListener("beforeprint", show);

  readHash();
  show();
})();

"use strict";
// Adds up the figures for the reader's choice and draws them. Sums are BigInt, never floating
// point; only the lengths of bars and lines are. Text goes in as text, never as markup.

const data = JSON.parse(document.getElementById("figures").textContent);
const choice = { network: "", payer: "" };
const selects = { network: document.getElementById("network"), payer: document.getElementById("payer") };
const drawings = document.getElementById("drawing").content.firstElementChild;
const MOST_BARS = 12;
let at = ""; // the section that the address names

for (const figure of [...data.cards, ...data.sections]) {
  for (const sum of figure.sums) {
    sum.values = sum.values.map((value) => (value === null ? null : BigInt(value)));
  }
}

// ---- numbers

const size = (value) => (value < 0n ? -value : value);

function fixed(value, scale) {
  if (value === null) return "–";
  const unit = 10n ** BigInt(scale);
  const text = (size(value) / unit).toLocaleString("en-US");
  const rest = scale ? "." + String(size(value) % unit).padStart(scale, "0") : "";
  return (value < 0n ? "−" : "") + text + rest;
}

// above ÷ below in units of 1/parts, rounded half away from zero
function divided(above, below, parts) {
  const [over, under] = [size(above) * BigInt(parts) * 2n, size(below)];
  const rounded = (over + under) / (under * 2n);
  return above < 0n !== below < 0n ? -rounded : rounded;
}

function rateOf(figure, rate, sums, name) {
  const [above, below] = rate.of.map((i) => sums[i]);
  if (above === null || below === null || below === 0n) return { text: "–", value: "", share: null };
  const [up, down] = [figure.sums[rate.of[1]].scale, figure.sums[rate.of[0]].scale];
  const parts = [above * 10n ** BigInt(up), below * 10n ** BigInt(down)];
  const isDays = figure.unit === "days" || name.endsWith(" (days)");
  const tenths = divided(...parts, isDays ? 10 : 1000);
  const text = fixed(tenths, 1) + (isDays ? (name ? "" : " days") : "%");
  return { text, value: `${above}/${below}`, share: Number(tenths) };
}

const sumOf = (figure, i, sums) =>
  ({ text: fixed(sums[i], figure.sums[i].scale), value: sums[i] ?? "", share: Number(sums[i] ?? 0n) });

// what a figure's chart shows: its first rate, else its first sum
const leading = (figure, sums, name) =>
  figure.rates.length ? rateOf(figure, figure.rates[0], sums, name) : sumOf(figure, 0, sums);

// ---- rows

const byName = (a, b) => a.localeCompare(b, "en", { numeric: true });

function add(into, figure, row) {
  figure.sums.forEach((sum, i) => {
    const value = sum.values[row];
    if (value !== null) into[i] = (into[i] ?? 0n) + value;
  });
  return into;
}

const nothing = (figure) => figure.sums.map(() => null);

function chosen(figure) {
  const rows = [];
  for (let row = 0; row < figure.at.length; row++) {
    if (choice.network !== "" && figure.at[row] !== Number(choice.network)) continue;
    if (choice.payer !== "" && figure.payer && figure.payer[row] !== Number(choice.payer)) continue;
    rows.push(row);
  }
  return rows;
}

// rows by the names of the given columns, in the figure's order
function grouped(figure, rows, columns) {
  const groups = new Map();
  for (const row of rows) {
    const key = columns.map((column) => column.at[row]).join();
    if (!groups.has(key)) {
      const names = columns.map((column) => column.values[column.at[row]]);
      groups.set(key, { names, key, sums: nothing(figure) });
    }
    add(groups.get(key).sums, figure, row);
  }
  const difference = (a, b) => (b.sums[0] ?? 0n) - (a.sums[0] ?? 0n);
  return [...groups.values()].sort((a, b) => {
    const bySize = figure.order === "size" ? Number(difference(a, b)) : 0;
    return bySize || a.names.map((name, i) => byName(name, b.names[i])).find(Boolean) || 0;
  });
}

// months, each with what came before it where the figure is a running one
function months(figure, rows) {
  const groups = grouped({ ...figure, order: "name" }, rows, figure.by.slice(0, 1));
  if (figure.running) {
    groups.forEach((group, i) => {
      if (i) group.sums = group.sums.map((sum, j) => (sum ?? 0n) + (groups[i - 1].sums[j] ?? 0n));
    });
  }
  return groups;
}

const total = (figure, rows) => rows.reduce((into, row) => add(into, figure, row), nothing(figure));

// ---- elements

function assign(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function make(tag, attributes = {}, ...children) {
  const element = assign(document.createElement(tag), attributes);
  element.append(...children);
  return element;
}

function draw(parent, tag, attributes, text = "") {
  const element = assign(document.createElementNS(drawings.namespaceURI, tag), attributes);
  element.textContent = text;
  parent.append(element);
  return element;
}

const drawing = (height, label) => assign(drawings.cloneNode(false), { height, "aria-label": label });

const figureCell = (shown, heat = 0) =>
  make("td", heat ? { class: `heat-${heat}` } : {}, make("data", { value: shown.value }, shown.text));

// ---- charts; places are shares of the width, so they fit any screen and paper

function bars(items, label) {
  const [low, high] = [Math.min(0, ...items.map((i) => i.share)), Math.max(0, ...items.map((i) => i.share))];
  const place = (share) => ((share - low) / (high - low || 1)) * 100;
  const most = items.reduce((a, b) => (b.share > a.share ? b : a));
  const svg = drawing(items.length * 38, `${label}. ${items.length} bars; most: ${most.name}, ${most.text}.`);
  items.forEach((item, i) => {
    const [from, to] = [place(Math.min(0, item.share)), place(Math.max(0, item.share))];
    const names = draw(svg, "svg", { width: "60%", height: 20, y: i * 38 });
    draw(names, "text", { x: 0, y: 14, direction: "ltr" }, item.name);
    draw(svg, "text", { x: "100%", y: i * 38 + 14, "text-anchor": "end" }, item.text);
    draw(svg, "rect", { class: "bar", x: `${from}%`, width: `${Math.max(to - from, 0.2)}%`, y: i * 38 + 20, height: 10 });
  });
  return [svg];
}

function axes(svg, x, y, height, names, series) {
  const peak = series.flatMap((one) => one.points).reduce((a, b) => ((b.share ?? 0) > (a.share ?? 0) ? b : a));
  for (const [share, text] of [[0, "0"], ...(peak.share > 0 ? [[peak.share, peak.text]] : [])]) {
    draw(svg, "line", { class: "rule", x1: 0, x2: "100%", y1: y(share), y2: y(share) });
    draw(svg, "text", { class: "quiet", x: 0, y: y(share) - 4 }, text);
  }
  const last = names.length - 1;
  for (const i of new Set([0, Math.floor(last / 2), last])) {
    const [anchor, place] = i === 0 ? ["start", 0] : i === last ? ["end", 100] : ["middle", x(i)];
    draw(svg, "text", { class: "quiet", x: `${place}%`, y: height - 6, "text-anchor": anchor }, names[i]);
  }
}

function lines(names, series, label, height, hasAxes) {
  const all = series.flatMap((one) => one.points.map((point) => point.share ?? 0));
  const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)];
  const [top, bottom] = hasAxes ? [18, 24] : [4, 4];
  const y = (share) => top + (1 - (share - low) / (high - low || 1)) * (height - top - bottom);
  const x = (i) => ((i + 0.5) / names.length) * 100;
  const last = series[0].points.at(-1);
  const svg = drawing(height, `${label}, ${names[0]} to ${names.at(-1)}; last: ${last.text}.`);
  if (hasAxes) axes(svg, x, y, height, names, series);
  series.forEach((one, s) => {
    const points = one.points.map((point, i) => ({ ...point, i })).filter((point) => point.share !== null);
    const at_ = ({ i, share }, n) => ({ [`x${n}`]: `${x(i)}%`, [`y${n}`]: y(share) });
    const kind = (name) => ({ class: s ? `second ${name}` : name });
    points.forEach((point, n) => {
      if (n) draw(svg, "line", { ...kind("line"), ...at_(points[n - 1], 1), ...at_(point, 2) });
      const place = { cx: `${x(point.i)}%`, cy: y(point.share), r: hasAxes ? 3.5 : 2 };
      draw(draw(svg, "circle", { ...kind("dot"), ...place }), "title", {}, `${names[point.i]}: ${point.text}`);
    });
  });
  if (series.length < 2) return [svg];
  return [make("ul", { class: "key" }, ...series.map((one) => make("li", {}, one.heading))), svg];
}

function trend(figure, rows, height, hasAxes) {
  const groups = months(figure, rows);
  const names = groups.map((group) => group.names[0]);
  const of = (heading, shown) => ({ heading, points: groups.map((group) => shown(group.sums)) });
  const series = figure.rates.length
    ? [of(figure.rates[0].heading, (sums) => leading(figure, sums, ""))]
    : figure.sums.slice(0, hasAxes ? 2 : 1).map((sum, i) => of(sum.heading, (sums) => sumOf(figure, i, sums)));
  return lines(names, series, `Line chart: ${figure.title}`, height, hasAxes);
}

function barChart(figure, rows) {
  const sums = total(figure, rows);
  if (figure.chart === "steps") {
    const items = figure.sums.map((sum, i) => {
      const part = rateOf(figure, { of: [i, 0] }, sums, "");
      return { ...sumOf(figure, i, sums), name: sum.heading, text: `${fixed(sums[i], sum.scale)} · ${part.text}` };
    });
    return bars(items, `Bar chart: ${figure.title}`);
  }
  let upTo = 0n;
  const items = grouped(figure, rows, figure.by.slice(0, 1)).slice(0, MOST_BARS).map((group) => {
    const shown = sumOf(figure, 0, group.sums);
    upTo += group.sums[0] ?? 0n;
    const share = sums[0] ? ` · Σ ${fixed(divided(upTo, sums[0], 1000), 1)}%` : "";
    return { ...shown, name: group.names[0], text: shown.text + (figure.chart === "pareto" ? share : "") };
  });
  return bars(items, `Bar chart: ${figure.title}, ${figure.sums[0].heading}`);
}

// ---- tables

function table(figure, rows) {
  const groups = figure.chart === "trend" && figure.running ? months(figure, rows) : grouped(figure, rows, figure.by);
  const cells = (sums, name) => [
    ...figure.sums.map((_, i) => figureCell(sumOf(figure, i, sums))),
    ...figure.rates.map((rate) => figureCell(rateOf(figure, rate, sums, name))),
  ];
  const head = make("tr", {},
    ...figure.by.map((column) => make("th", { scope: "col", class: "name" }, column.heading)),
    ...[...figure.sums, ...figure.rates].map((column) => make("th", { scope: "col" }, column.heading)));
  const body = groups.map((group) => make("tr", {},
    ...group.names.map((name) => make("th", { scope: "row", dir: "auto" }, name)),
    ...cells(group.sums, group.names[0])));
  const sum = make("tr", {},
    make("th", { scope: "row", colspan: figure.by.length }, "All"), ...cells(total(figure, rows), ""));
  return make("table", {}, make("caption", {}, `${figure.title}: ${shownText()}`),
    make("thead", {}, head), make("tbody", {}, ...body), ...(figure.addsUp ? [make("tfoot", {}, sum)] : []));
}

function matrix(figure, rows) {
  const [down, across] = figure.by;
  const groups = new Map(grouped(figure, rows, [down, across]).map((group) => [group.key, group]));
  const heads = (column) => grouped({ ...figure, order: "name" }, rows, [column]);
  const columns = heads(across);
  const head = make("tr", {}, make("th", { scope: "col", class: "name" }, `${down.heading} ↓ ${across.heading} →`),
    ...columns.map((column) => make("th", { scope: "col" }, column.names[0])));
  const body = heads(down).map((row) => {
    let before = nothing(figure);
    const cells = columns.map((column) => {
      const group = groups.get(`${row.key},${column.key}`);
      if (!group) return null;
      const sums = figure.running ? group.sums.map((sum, i) => (sum ?? 0n) + (before[i] ?? 0n)) : group.sums;
      before = sums;
      return leading(figure, sums, row.names[0]);
    });
    const most = Math.max(...cells.map((cell) => cell?.share ?? 0));
    const isWarm = (cell) => !figure.rates.length && most > 0 && cell.share > 0;
    const heat = (cell) => (isWarm(cell) ? Math.ceil((cell.share / most) * 4) : 0);
    return make("tr", {}, make("th", { scope: "row", dir: "auto" }, row.names[0]),
      ...cells.map((cell) => (cell ? figureCell(cell, heat(cell)) : make("td"))));
  });
  return make("table", { class: "matrix" }, make("caption", {}, `${figure.title}: ${shownText()}`),
    make("thead", {}, head), make("tbody", {}, ...body));
}

// ---- figures

function showCard(figure, element) {
  const rows = chosen(figure);
  const byMonth = months(figure, rows);
  const sums = figure.latest ? byMonth.at(-1)?.sums ?? nothing(figure) : total(figure, rows);
  const shown = leading(figure, sums, "");
  const isMoney = !figure.rates.length && figure.sums[0].scale === 2 && sums[0] !== null;
  const text = isMoney ? shown.text.replace(/^(−?)/, "$1$$") : shown.text;
  const when = figure.latest && rows.length ? [make("small", {}, `in ${byMonth.at(-1).names[0]}`)] : [];
  element.querySelector(".value").replaceChildren(make("data", { value: shown.value }, text), ...when);
  element.querySelector(".chart").replaceChildren(...(rows.length ? trend(figure, rows, 56, false) : []));
  element.querySelector("summary").textContent = rows.length
    ? `By month, ${byMonth[0].names[0]} to ${byMonth.at(-1).names[0]}` : "By month";
  element.querySelector(".table").replaceChildren(table({ ...figure, order: "name" }, rows));
}

function showSection(figure, element) {
  const rows = chosen(figure);
  const isTable = !rows.length || ["matrix", "table"].includes(figure.chart);
  const chart = isTable ? [] : figure.chart === "trend" ? trend(figure, rows, 220, true) : barChart(figure, rows);
  element.querySelector(".chart").replaceChildren(...chart);
  element.querySelector(".note").textContent = !rows.length ? figure.empty
    : choice.payer !== "" && !figure.payer ? "All payers: these figures are not split by payer." : "";
  const shown = figure.chart === "matrix" && rows.length ? matrix(figure, rows) : table(figure, rows);
  element.querySelector(".rows").hidden = !rows.length;
  element.querySelector("summary").textContent = `Table: ${figure.title}, ${shown.tBodies[0].rows.length} rows`;
  element.querySelector(".rows .table").replaceChildren(shown);
}

function setUp(figure, template) {
  const element = document.getElementById(template).content.firstElementChild.cloneNode(true);
  const heading = element.querySelector("h2, h3");
  heading.textContent = figure.title;
  heading.id = figure.name;
  element.setAttribute("aria-labelledby", figure.name);
  element.querySelector(".about").textContent = figure.about;
  element.querySelector("code").textContent = `gold.${figure.model}`;
  assign(element.querySelector(".table"), { tabindex: 0, role: "region", "aria-label": `Table: ${figure.title}` });
  if (template === "section") {
    const columns = figure.by.length + figure.sums.length + figure.rates.length;
    if (["matrix", "table"].includes(figure.chart) || columns > 7) element.querySelector(".figure").classList.add("wide");
    const isShort = figure.chart !== "trend" && figure.chart !== "steps" && figure.by[0].values.length <= 15;
    element.querySelector(".rows").open = isShort || figure.chart === "matrix";
    element.querySelector(".meaning p").textContent = figure.description;
    const sums = figure.sums.filter((sum) => sum.note).map((sum) => [sum.heading, sum.note]);
    const rates = figure.rates.map((rate) => [rate.heading, rate.of.map((i) => figure.sums[i].heading).join(" ÷ ")]);
    const meanings = [...sums, ...rates].flatMap(([term, text]) => [make("dt", {}, term), make("dd", {}, text)]);
    element.querySelector("dl").append(...meanings);
  }
  return element;
}

// ---- the page

const asOf = ({ latest, oldest }) => (!latest ? "Nothing is posted yet."
  : oldest === latest ? `As of ${latest}, until when every network has posted.`
    : `As of ${latest}; the network that is furthest behind posted last on ${oldest}.`);
const nameOf = (kind) => (choice[kind] === "" ? `all ${kind}s` : data[`${kind}s`][Number(choice[kind])][1]);
const shownText = () => `${nameOf("network")}, ${nameOf("payer")}`;
const shown = []; // figure, its element, and the function that fills it

function show() {
  for (const [figure, element, fill] of shown) fill(figure, element);
  const count = (rows) => shown.reduce((sum, [figure]) => sum + rows(figure), 0).toLocaleString("en-US");
  document.getElementById("shown").textContent =
    `Shown: ${shownText()}; ${count((f) => chosen(f).length)} of ${count((f) => f.at.length)} rows of figures.`;
}

function readAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  for (const kind of ["network", "payer"]) {
    const place = data[`${kind}s`].findIndex(([key]) => key === asked.get(kind));
    choice[kind] = place < 0 ? "" : String(place);
    selects[kind].value = choice[kind];
  }
  at = asked.get("at") ?? (location.hash.includes("=") ? "" : location.hash.slice(1));
}

function writeAddress() {
  const asked = new URLSearchParams();
  for (const kind of ["network", "payer"]) {
    if (choice[kind] !== "") asked.set(kind, data[`${kind}s`][Number(choice[kind])][0] ?? "");
  }
  if (at) asked.set("at", at);
  history.replaceState(null, "", `#${asked}`);
}

function goTo(name) {
  document.getElementById(name)?.scrollIntoView();
  document.getElementById(name)?.focus({ preventScroll: true });
}

function start() {
  const changed = () => { writeAddress(); show(); };
  for (const kind of ["network", "payer"]) {
    const options = data[`${kind}s`].map(([, name], i) => make("option", { value: i, dir: "auto" }, name));
    selects[kind].append(make("option", { value: "" }, `All ${kind}s`), ...options);
    selects[kind].addEventListener("change", () => {
      choice[kind] = selects[kind].value;
      changed();
    });
  }
  document.querySelector("form").addEventListener("reset", () => {
    choice.network = choice.payer = "";
    changed();
  });
  for (const figure of data.cards) shown.push([figure, setUp(figure, "card"), showCard]);
  for (const figure of data.sections) shown.push([figure, setUp(figure, "section"), showSection]);
  const elements = shown.map((each) => each[1]);
  document.querySelector(".cards").append(...elements.splice(0, data.cards.length));
  document.getElementById("main").append(...elements);
  document.querySelector("nav ul").append(...data.sections.map((figure) =>
    make("li", {}, make("a", { href: `#${figure.name}` }, figure.title))));
  document.getElementById("left-out").append(...data.leftOut.map((text) => make("li", {}, text)));
  document.getElementById("as-of").textContent = asOf(data.asOf);
  document.getElementById("written").textContent = document.lastModified;
  // a link within the page keeps the choice in the address
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (!link) return;
    event.preventDefault();
    at = link.hash.slice(1);
    writeAddress();
    goTo(at);
  });
  addEventListener("hashchange", () => { readAddress(); show(); goTo(at); });
  // paper has no place to click: what is folded opens, and folds again afterwards
  let folded = [];
  const unfold = (isOpen) => folded.forEach((each) => { each.open = isOpen; });
  addEventListener("beforeprint", () => { folded = [...document.querySelectorAll("details:not([open])")]; unfold(true); });
  addEventListener("afterprint", () => unfold(false));
  readAddress();
  show();
  if (at) goTo(at);
}

start();

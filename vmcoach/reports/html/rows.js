"use strict";

/* Rows on the screen at a time: the rest stays data, so that ten thousand are as quick as ten. */
const SHOWN = 25;
/* Rows on paper, which cannot be leafed through: some twenty sides. */
const PRINTED = 1000;

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
/* What is sought is found whatever its capitals, accents and apostrophes. */
const plain = (text) => text.normalize("NFKD").replace(/[\p{M}'’]/gu, "").toLowerCase();
const grouped = (count) => count.toLocaleString("en");

function listing(root) {
  const rows = JSON.parse(root.querySelector("script").textContent);
  const heads = [...root.querySelectorAll("thead th")];
  const columns = heads.map((head) => ({ ...head.dataset, index: Number(head.dataset.column), name: head.textContent }));
  const body = root.querySelector("tbody");
  const find = root.querySelector("input[type=search]");
  const choices = [...root.querySelectorAll("select")];
  const status = root.querySelector("[role=status]");
  const [earlier, later] = root.querySelectorAll(".pager button");
  const linked = Number(root.dataset.linked);
  const texts = columns.filter((column) => column.kind === "text" || column.kind === "date").map((column) => column.index);
  let words = null;
  let order = rows.map((_, place) => place);
  let wanted = order;
  let first = 0;

  const none = (value) => value === null || value === "";
  const told = (value) => (value === null ? "" : String(value));

  function filtered() {
    const sought = plain(find.value).split(/\s+/).filter(Boolean);
    const chosen = choices.filter((choice) => choice.selectedIndex > 0);
    if (sought.length) words ??= rows.map((row) => plain(texts.map((index) => told(row[index])).join(" ")));
    return order.filter(
      (place) =>
        chosen.every((choice) => told(rows[place][choice.dataset.column]) === choice.value) &&
        sought.every((word) => words[place].includes(word)),
    );
  }

  function narrow() {
    wanted = filtered();
    first = 0;
    show();
    mark(wanted.length < rows.length ? wanted.map((place) => rows[place]) : []);
  }

  function sort(head) {
    const column = columns[heads.indexOf(head)];
    const falling = head.getAttribute("aria-sort") === "ascending";
    for (const other of heads) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", falling ? "descending" : "ascending");
    const compare = typeof rows[0]?.[column.index] === "string" ? collator.compare : (one, other) => one - other;
    const by = (one, other) => {
      const [a, b] = [rows[one][column.index], rows[other][column.index]];
      if (none(a) || none(b)) return none(a) - none(b);
      return (falling ? -1 : 1) * compare(a, b) || one - other;
    };
    order = [...order].sort(by);
    wanted = filtered();
    first = 0;
    show();
  }

  function shown(column, value) {
    if (none(value)) return "–";
    if (column.kind === "verdict") return value ? "✓ pass" : "✗ not yet";
    return column.kind === "number" ? value.toFixed(column.decimals) + column.unit : value;
  }

  function cell(row, column) {
    const names = column.index === linked;
    const made = document.createElement(names ? "th" : "td");
    made.className = column.index ? column.kind : `${column.kind} first`;
    made.dataset.name = column.name;
    made.setAttribute("role", names ? "rowheader" : "cell");
    if (names) made.scope = "row";
    if (column.kind === "verdict" && !row[column.index]) made.classList.add("not-yet");
    const text = document.createElement(column.kind === "text" ? "bdi" : "span");
    text.textContent = shown(column, row[column.index]);
    const link = names && row.at(-1);
    if (link) {
      const anchor = document.createElement("a");
      anchor.href = link;
      anchor.append(text);
      made.append(anchor);
    } else made.append(text);
    return made;
  }

  function line(place) {
    const made = document.createElement("tr");
    made.setAttribute("role", "row");
    made.append(...columns.map((column) => cell(rows[place], column)));
    return made;
  }

  function show(most = SHOWN) {
    const end = Math.min(first + most, wanted.length);
    body.replaceChildren(...wanted.slice(first, end).map(line));
    const noun = root.dataset.noun + (rows.length === 1 ? "" : "s");
    const which = wanted.length ? `${grouped(first + 1)}–${grouped(end)}` : "none";
    const of = wanted.length < rows.length && wanted.length ? ` of ${grouped(wanted.length)} found` : "";
    status.textContent = `${which}${of} of ${grouped(rows.length)} ${noun}`;
    earlier.disabled = first === 0;
    later.disabled = end === wanted.length;
  }

  function turn(by) {
    first = Math.max(0, Math.min(first + by, SHOWN * Math.floor((wanted.length - 1) / SHOWN)));
    show();
    if (document.activeElement.disabled) (by > 0 ? earlier : later).focus();
    root.scrollIntoView({ block: "start" });
  }

  function print() {
    const before = first;
    first = 0;
    show(PRINTED);
    first = before;
  }

  for (const head of heads) head.querySelector("button").addEventListener("click", () => sort(head));
  earlier.addEventListener("click", () => turn(-SHOWN));
  later.addEventListener("click", () => turn(SHOWN));
  const form = root.querySelector("form");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", narrow);
  form.addEventListener("reset", () => setTimeout(narrow));
  addEventListener("beforeprint", print);
  addEventListener("afterprint", () => show());
  for (const part of root.querySelectorAll("form, table, .pager")) part.hidden = false;
  root.querySelector(".unscripted").hidden = true;
  show();

  return (index, value) => {
    form.reset();
    const choice = choices.find((each) => each.dataset.column === index);
    choice.selectedIndex = [...choice.options].findIndex((option, place) => place > 0 && option.value === value);
    root.closest("section").querySelector("h2").focus();
    root.scrollIntoView({ block: "start" });
  };
}

/* What is chosen in the table stands out in the plots. */
function mark(rows) {
  for (const plot of document.querySelectorAll(".plot")) {
    const { x, y, left, right, top } = plot.dataset;
    const place = (value, low, high) => 100 * Math.min(1, Math.max(0, (value - low) / (high - low)));
    const path = rows
      .filter((row) => row[x] !== null && row[y] !== null)
      .map((row) => `M${place(row[x], left, right).toFixed(2)} ${(100 - place(row[y], 0, top)).toFixed(2)}h0`);
    plot.querySelector(".chosen").setAttribute("d", path.join(""));
    plot.classList.toggle("narrowed", rows.length > 0);
    plot.parentNode.querySelector(".chosen-key").hidden = rows.length === 0;
  }
}

for (const root of document.querySelectorAll(".table")) {
  const choose = listing(root);
  for (const button of document.querySelectorAll("[data-choose]")) {
    button.hidden = false;
    button.addEventListener("click", () => choose(button.dataset.in, button.dataset.choose));
  }
}

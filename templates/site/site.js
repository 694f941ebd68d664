"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const body = at("rows");
  const form = at("controls");
  const fields = ["search", "status", "tier", "kind", "pillar", "sort", "unready"].map(at);
  const [search, status, tier, kind, pillar, sort, unready] = fields;
  const rank = (select) => Array.from(select.options, (option) => option.value);
  const statuses = rank(status);
  const tiers = rank(tier);
  const score = (cell) => (/\d/.test(cell.textContent) ? Number(cell.textContent) : 101);
  const rows = Array.from(body.rows, (row, index) => {
    const pillars = Array.from(row.querySelectorAll("td.heat"), score);
    const given = row.dataset;
    const values = {
      at: index,
      title: row.cells[0].textContent.trim().toLowerCase(),
      score: score(row.querySelector(".score")),
      errors: -(Number(given.errors) * 10000 + Number(given.warnings)),
      change: "change" in given ? Number(given.change) : 1000,
      status: -statuses.indexOf(given.status),
      tier: -tiers.indexOf(given.tier),
    };
    pillars.forEach((value, number) => { values["p" + number] = value; });
    return { row, values, pillars, find: given.find, kinds: given.kinds.split("\n"), shown: true };
  });
  const order = { key: "at", down: false };

  const matches = (each, words) =>
    (!unready.checked || "unready" in each.row.dataset) &&
    (!status.value || each.row.dataset.status === status.value) &&
    (!tier.value || each.row.dataset.tier === tier.value) &&
    (!kind.value || each.kinds.includes(kind.value)) &&
    (!pillar.value || each.pillars[Number(pillar.value)] < 75) &&
    words.every((word) => each.find.includes(word));

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let number = 0;
    for (const each of rows) {
      const shown = matches(each, words);
      number += shown;
      if (shown !== each.shown) {
        each.row.hidden = !shown;
        each.shown = shown;
      }
    }
    at("count").textContent = `${number} of ${rows.length} shown`;
    at("none").hidden = number > 0;
  };

  const arrange = () => {
    const sign = order.down ? -1 : 1;
    const compare = (one, other) => {
      const [a, b] = [one.values[order.key], other.values[order.key]];
      return (a < b ? -sign : a > b ? sign : 0) || one.values.at - other.values.at;
    };
    body.append(...[...rows].sort(compare).map((each) => each.row));
    for (const head of document.querySelectorAll("th[data-key]")) {
      if (head.dataset.key === order.key) head.setAttribute("aria-sort", order.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    sort.value = order.key;
  };

  // The choice stands in the address, so that it can be sent to somebody and survives the way back.
  let waiting = 0;
  const remember = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const told = new URLSearchParams();
      for (const field of fields) {
        if (field.type === "checkbox" ? field.checked : field.value && field.value !== "at") {
          told.set(field.id, field.type === "checkbox" ? "1" : field.value);
        }
      }
      if (order.down) told.set("down", "1");
      history.replaceState(null, "", "#" + told);
    }, 250);
  };

  const recall = () => {
    const told = new URLSearchParams(location.hash.slice(1));
    for (const field of fields) {
      const value = told.get(field.id) || "";
      if (field.type === "checkbox") field.checked = value !== "";
      else if (field === search || rank(field).includes(value)) field.value = value;
    }
    order.key = sort.value;
    order.down = told.has("down");
    filter();
    arrange();
  };

  form.addEventListener("input", () => {
    filter();
    remember();
  });
  sort.addEventListener("change", () => {
    order.key = sort.value;
    order.down = false;
    arrange();
    remember();
  });
  for (const head of document.querySelectorAll("th[data-key]")) {
    head.firstElementChild.addEventListener("click", () => {
      order.down = order.key === head.dataset.key && !order.down;
      order.key = head.dataset.key;
      arrange();
      remember();
    });
  }
  for (const reason of document.querySelectorAll("[data-search]")) {
    reason.addEventListener("click", () => {
      search.value = reason.dataset.search;
      filter();
      remember();
      search.focus();
    });
  }
  for (const button of document.querySelectorAll("[data-clear]")) {
    button.addEventListener("click", () => {
      form.reset();
      order.key = "at";
      order.down = false;
      filter();
      arrange();
      remember();
    });
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", () => {
    if (!location.hash || location.hash.includes("=")) recall(); // any other fragment is a place on the page
  });
  form.hidden = false;
  recall();
})();

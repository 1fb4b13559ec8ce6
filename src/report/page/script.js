(() => {
  const all = (query, from = document) => [...from.querySelectorAll(query)];
  const root = document.documentElement;
  root.classList.add("js");

  // The language of the page for those who hear it, and of what CSS cannot hide.
  const speak = () => {
    const lang = document.getElementById("lang-en").checked ? "en" : "ko";
    root.lang = lang;
    all("option[data-ko]").forEach((o) => { o.textContent = o.dataset[lang]; });
    document.title = document.querySelector(`h1 [lang=${lang}]`)?.textContent ?? document.title;
    count();
  };

  const table = document.getElementById("table");
  const rows = all("tbody tr", table);
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const shown = document.getElementById("shown");
  const count = () => {
    const n = rows.filter((row) => !row.hidden).length;
    shown.textContent = `${n} / ${rows.length}`;
  };
  const filter = () => {
    const text = document.getElementById("f-text").value.trim().toLowerCase();
    const wanted = all("#filters select").map((s) => s.value);
    rows.forEach((row, at) => {
      row.hidden = !texts[at].includes(text) || wanted.some((w, key) => w && row.dataset[`k${key}`] !== w);
    });
    count();
  };

  // What is unknown comes last whichever way a column is sorted.
  const sort = (header) => {
    const up = header.getAttribute("aria-sort") !== "ascending";
    const at = all("th", header.parentNode).indexOf(header);
    const number = header.querySelector("button").hasAttribute("data-n");
    const read = (row) => {
      const cell = row.children[at];
      const text = (cell.querySelector(`[lang=${root.lang}]`) ?? cell).textContent.trim();
      return number ? (text === "" || Number.isNaN(Number(text)) ? null : Number(text)) : text || null;
    };
    const known = rows.map((row, place) => [read(row), place, row]);
    known.sort(([a, i], [b, j]) => {
      if (a === null || b === null) return (a === null) - (b === null) || i - j;
      const order = number ? a - b : a.localeCompare(b, root.lang);
      return (up ? order : -order) || i - j;
    });
    all("th", header.parentNode).forEach((th) => th.removeAttribute("aria-sort"));
    header.setAttribute("aria-sort", up ? "ascending" : "descending");
    table.tBodies[0].append(...known.map(([, , row]) => row));
  };

  // A link to a folded part unfolds it.
  const unfold = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target?.scrollIntoView();
  };

  all("[name=lang]").forEach((input) => input.addEventListener("change", speak));
  all("#filters input[type=search], #filters select").forEach((input) => input.addEventListener("input", filter));
  all("#table thead button").forEach((button) => button.addEventListener("click", () => sort(button.parentNode)));
  document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", unfold);
  speak();
  filter();
  if (location.hash) unfold();
})();

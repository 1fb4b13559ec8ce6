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
    filter();
  };

  const table = document.getElementById("table");
  const rows = all("tbody tr", table);
  const shown = document.getElementById("shown");
  const count = () => {
    const n = rows.filter((row) => !row.hidden).length;
    shown.textContent = `${n} / ${rows.length}`;
  };
  // What is not shown is not found: neither hidden columns nor the other language.
  const read = (cell) => (cell.querySelector(`[lang=${root.lang}]`) ?? cell).textContent.trim();
  const filter = () => {
    const heads = all("thead th", table).map((th) => th.getClientRects().length > 0);
    const text = document.getElementById("f-text").value.trim().toLowerCase();
    const wanted = all("#filters select").map((s) => s.value);
    const holds = (row) => !text || [...row.children].some((cell, at) => heads[at] && read(cell).toLowerCase().includes(text));
    rows.forEach((row) => {
      row.hidden = !holds(row) || wanted.some((w, key) => w && row.dataset[`k${key}`] !== w);
    });
    count();
  };

  // What is unknown comes last whichever way a column is sorted.
  const sort = (header) => {
    const up = header.getAttribute("aria-sort") !== "ascending";
    const at = all("th", header.parentNode).indexOf(header);
    const number = header.querySelector("button").hasAttribute("data-n");
    const value = (row) => {
      const text = read(row.children[at]);
      return number ? (text === "" || Number.isNaN(Number(text)) ? null : Number(text)) : text || null;
    };
    const known = rows.map((row, place) => [value(row), place, row]);
    known.sort(([a, i], [b, j]) => {
      if (a === null || b === null) return (a === null) - (b === null) || i - j;
      const order = number ? a - b : a.localeCompare(b, root.lang, { numeric: true });
      return (up ? order : -order) || i - j;
    });
    all("th", header.parentNode).forEach((th) => th.removeAttribute("aria-sort"));
    header.setAttribute("aria-sort", up ? "ascending" : "descending");
    table.tBodies[0].append(...known.map(([, , row]) => row));
  };

  // A link to a folded part unfolds it.
  const unfold = () => {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { /* An address that is no text leads nowhere. */ }
    const target = document.getElementById(id);
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target?.scrollIntoView();
  };

  // Only what scrolls by itself needs to be reached by a key.
  const reach = () => all(".scroll").forEach((box) => {
    const scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
    if (scrolls) box.tabIndex = 0; else box.removeAttribute("tabindex");
  });

  // Paper cannot be unfolded: lists of events and sources are printed whole.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("#surges details, #outages details, #quality details").filter((list) => !list.open);
    folded.forEach((list) => { list.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((list) => { list.open = false; }));

  all("[name=lang]").forEach((input) => input.addEventListener("change", speak));
  all("#filters input, #filters select").forEach((input) => input.addEventListener("input", filter));
  all("#table thead button").forEach((button) => button.addEventListener("click", () => sort(button.parentNode)));
  document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", unfold);
  addEventListener("resize", reach);
  document.addEventListener("toggle", reach, true);
  document.addEventListener("change", reach);
  speak();
  reach();
  if (location.hash) unfold();
})();

// What pages declare by attributes is done here: keys, lists walked by keys, countdowns, live sections. No page has a script of its own.
//   data-key="a"        a button or link that the key presses (shown by "?" with its words or data-key-words)
//   data-rows           a list: j and k walk its rows [data-row], Enter opens the row's first link, x ticks its box
//   data-search         the field that "/" goes to
//   data-scan           the field that a reader types into: characters typed where nothing else takes them go there
//   data-countdown="10" seconds left, counted down in [data-left]; at zero the element is removed
//   data-keys="off"     on <html>: single characters press nothing (WCAG 2.1.4); Enter, Tab, Escape and the scan field go on
//   data-focus          takes the focus when it appears
//   data-live           loads itself anew (its own hx-get) when the journal has grown; by SSE, else every 20 seconds
//   data-submit-on-change  a form field that sends its form when it changes
(() => {
  "use strict";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]):not([type=submit]), textarea, select, [contenteditable]");
  const seen = (element) => element.getClientRects().length > 0;

  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("meta[name=csrf]");
    if (token) event.detail.headers["X-CSRFToken"] = token.content;
    if (event.detail.triggeringEvent?.type === "live") event.detail.headers["X-Live"] = "yes"; // nobody's hand: the sitting goes on idling
  });
  // A page that answers with an error shows it: forms come back with what is wrong in them.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([403, 404, 409, 422].includes(event.detail.xhr.status)) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
  document.addEventListener("htmx:sendError", () => {
    const told = document.getElementById("offline");
    if (told) told.hidden = false;
  });
  document.addEventListener("htmx:afterOnLoad", () => { const told = document.getElementById("offline"); if (told) told.hidden = true; });

  // Rows
  const rows = () => all("[data-rows] [data-row]").filter(seen);
  const chosen = () => rows().findIndex((row) => row.getAttribute("aria-selected") === "true");
  const choose = (index) => {
    const found = rows();
    if (!found.length) return;
    const at = Math.max(0, Math.min(found.length - 1, index));
    found.forEach((row, each) => row.setAttribute("aria-selected", each === at ? "true" : "false"));
    const link = found[at].querySelector("a, button, input");
    (link || found[at]).focus({ preventScroll: true });
    found[at].scrollIntoView({ block: "nearest" });
  };
  const open = () => {
    const link = rows()[chosen()]?.querySelector("a[href]");
    if (link) link.click();
    return Boolean(link);
  };

  // What loads itself anew takes nothing out of anybody's hands: it waits while somebody types in it, and the row walked to stays chosen.
  const again = "a[href]";
  let walked = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.requestConfig?.triggeringEvent?.type !== "live") return;
    const within = event.detail.target.contains(document.activeElement);
    if (within && typing(document.activeElement)) {
      event.detail.shouldSwap = false;
      setTimeout(() => document.body.dispatchEvent(new Event("live")), 5000);
    } else if (chosen() >= 0) walked = { href: rows()[chosen()].querySelector(again)?.href, within };
  });
  document.addEventListener("htmx:afterSettle", () => {
    const at = walked ? rows().findIndex((row) => row.querySelector(again)?.href === walked.href) : -1;
    if (at >= 0 && walked.within) choose(at); else if (at >= 0) rows()[at].setAttribute("aria-selected", "true");
    walked = null;
  });

  const help = () => {
    const dialog = document.getElementById("keys");
    if (!dialog) return;
    const list = dialog.querySelector(".keys-of-page");
    list.replaceChildren();
    const add = (key, words) => {
      const term = document.createElement("dt"), cap = document.createElement("kbd"), said = document.createElement("dd");
      cap.textContent = key; term.append(cap); said.textContent = words; list.append(term, said);
    };
    all("[data-key]").filter(seen).forEach((each) => add(each.dataset.key, each.dataset.keyWords || each.textContent.replace(/\s+/g, " ").replace(new RegExp(`\\s${each.dataset.key}$`, "i"), "").trim()));
    if (rows().length) ["j", "k", "Enter", "x"].forEach((key) => add(key, dialog.dataset[`row${key[0].toUpperCase()}${key.slice(1).toLowerCase()}`] || ""));
    if (document.querySelector("[data-search]")) add("/", dialog.dataset.search);
    dialog.showModal();
  };

  const unfinished = (typed) => {
    const lines = typed.trim().split(/\s+/), wanted = { 30: 3, 36: 2, 44: 2 }[lines[0].length];
    return Boolean(wanted) && lines.at(-1).length === lines[0].length && /^[PIACV][A-Z0-9<]{4}/.test(lines[0].toUpperCase()) && lines.length < wanted;
  };
  const off = document.documentElement.dataset.keys === "off";
  const scanned = (event) => {
    const scan = document.querySelector("[data-scan]");
    if (scan && event.key.length === 1 && event.key !== " ") scan.focus(); // the character lands in the field
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const inField = typing(event.target), dialog = document.querySelector("dialog[open]");
    if (event.key === "Escape" && inField && !dialog) { event.target.blur(); return; }
    // A reader that ends each line of a zone with Enter goes on typing: only the last line's Enter sends.
    if (event.key === "Enter" && event.target.matches("[data-scan]") && unfinished(event.target.value)) { event.preventDefault(); event.target.value += " "; return; }
    if (inField) return;
    const within = dialog || document, single = event.key.length === 1;
    const pressed = single && off ? null : all("[data-key]", within).find((each) => each.dataset.key === event.key && seen(each) && !each.disabled);
    if (pressed) { event.preventDefault(); pressed.focus(); pressed.click(); return; }
    if (dialog) return;
    if (single && off) { scanned(event); return; }
    if (event.key === "?") { event.preventDefault(); help(); return; }
    if (event.key === "/") { const field = document.querySelector("[data-search]"); if (field) { event.preventDefault(); field.focus(); field.select(); } return; }
    if (event.key === "j" || event.key === "k") { if (rows().length) { event.preventDefault(); choose(chosen() + (event.key === "j" ? 1 : chosen() < 0 ? 1 : -1)); } return; }
    if (event.key === "x") { const box = rows()[chosen()]?.querySelector("input[type=checkbox]"); if (box) { event.preventDefault(); box.click(); } return; }
    if (event.key === "Enter" && !event.target.closest("a, button, summary, input") && chosen() >= 0) { if (open()) event.preventDefault(); return; }
    scanned(event);
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-rows] [data-row]");
    if (row) rows().forEach((each) => each.setAttribute("aria-selected", each === row ? "true" : "false"));
  });
  document.addEventListener("change", (event) => {
    const field = event.target.closest("[data-submit-on-change]");
    if (field && field.form) field.form.requestSubmit();
  });
  document.addEventListener("click", (event) => {
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("dialog")?.close();
    const opener = event.target.closest("[data-opens]");
    if (opener) { event.preventDefault(); document.getElementById(opener.dataset.opens)?.showModal(); }
  });

  // Countdowns: the page's own clock only shows what the server will hold to.
  const counting = (within) => all("[data-countdown]", within).concat(within.matches?.("[data-countdown]") ? [within] : []).forEach((each) => {
    if (each.dataset.counting) return;
    each.dataset.counting = "1";
    const end = performance.now() + 1000 * Number(each.dataset.countdown);
    const step = () => {
      if (!each.isConnected) return;
      const left = Math.ceil((end - performance.now()) / 1000);
      if (left <= 0) { each.remove(); return; }
      all("[data-left]", each).forEach((shown) => { shown.textContent = String(left); });
      setTimeout(step, 250);
    };
    step();
  });

  const appear = (within) => {
    counting(within);
    const wanted = within.matches?.("[data-focus]") ? within : within.querySelector?.("[data-focus]");
    if (wanted) wanted.focus();
  };
  document.addEventListener("htmx:load", (event) => appear(event.detail.elt));

  // Live sections. The stream tells only that something changed; what changed is asked for with the reader's own rights.
  const live = () => {
    if (!document.querySelector("[data-live]")) return;
    const changed = () => { if (!document.hidden) document.body.dispatchEvent(new Event("live")); };
    let polling = 0;
    const poll = () => { if (!polling) polling = setInterval(changed, 20000); };
    if (!window.EventSource) { poll(); return; }
    const stream = new EventSource("/live");
    stream.addEventListener("changed", changed);
    stream.addEventListener("open", () => { clearInterval(polling); polling = 0; });
    stream.addEventListener("error", () => poll());
    document.addEventListener("visibilitychange", changed);
  };
  const begin = () => { appear(document.body); live(); };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin); else begin();
})();

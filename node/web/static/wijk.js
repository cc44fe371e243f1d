// What every page may do beside what it does without a script: keep a page for when there is no
// connection, and keep what was typed until it was sent.
// Rule: data-typed on <html> says whose browser this is. Empty: nobody's, and all is let go of;
// "wacht": something went wrong, and all stays as it is.
"use strict";
(() => {
  const PREFIX = "getypt ", LASTS = 7 * 24 * 60 * 60 * 1000;
  const whose = document.documentElement.dataset.typed, here = location.pathname;
  const key = `${PREFIX}${whose} ${here}`;
  const forms = document.querySelectorAll("form[data-keep]");

  function store() { // a browser may forbid it
    try { return window.localStorage; } catch { return null; }
  }
  const held = store();
  const names = () => Object.keys(held).filter((name) => name.startsWith(PREFIX));
  const read = (name) => JSON.parse(held.getItem(name) ?? "{}");
  const write = (name, entry) => { try { held.setItem(name, JSON.stringify(entry)); } catch { /* full */ } };
  const clear = () => names().forEach((name) => held.removeItem(name));
  // Not where something is: that is kept as a square of 300 m, and only by the ward.
  const fields = (form) => [...form.elements].filter((one) => one.name && one.name !== "geo" && ["text", "textarea"].includes(one.type));

  function unsend() { // what was sent did not arrive
    for (const name of names()) write(name, { ...read(name), sent: false });
    const said = document.getElementById("bewaard");
    if (said && names().length) said.hidden = false;
  }

  function settle() { // what was sent has arrived, unless this page asks for it again
    const again = document.querySelector("[aria-invalid=true]");
    for (const name of names()) {
      const { sent, at } = read(name);
      if ((sent && !(again && name === key)) || !(Date.now() - at < LASTS)) held.removeItem(name);
    }
  }

  function restore(form) {
    const { typed = {} } = read(key);
    const lost = fields(form).filter((one) => one.name in typed && typed[one.name] !== one.value);
    if (!lost.length) return;
    for (const one of lost) one.value = typed[one.name];
    const { keep, drop } = form.dataset;
    const said = document.createElement("div"), words = document.createElement("p"), button = document.createElement("button");
    said.className = "say info";
    said.setAttribute("role", "status");
    words.append(keep);
    button.type = "button";
    button.className = "btn quiet";
    button.append(drop);
    button.addEventListener("click", () => { form.reset(); held.removeItem(key); said.remove(); fields(form)[0].focus(); });
    const inside = document.createElement("div");
    inside.append(words, button);
    said.append(inside);
    form.before(said);
  }

  function keep(form) {
    const note = (sent) => {
      const typed = Object.fromEntries(fields(form).map((one) => [one.name, one.value]));
      write(key, { typed, sent, at: Date.now() });
    };
    restore(form);
    form.addEventListener("input", () => note(false));
    form.addEventListener("submit", () => note(true));
  }

  function offline() {
    const { serviceWorker } = navigator;
    if (!serviceWorker || whose === "wacht") return;
    serviceWorker.register("/dienst.js").catch(() => {});
    serviceWorker.ready.then(({ active }) => active.postMessage({ language: document.documentElement.lang }));
  }

  if (held && whose === "wacht") unsend();
  else if (held && whose) {
    settle();
    forms.forEach(keep);
  } else if (held) clear();
  for (const form of document.querySelectorAll("form[action^='/uitloggen']")) form.addEventListener("submit", () => held && clear());
  addEventListener("load", offline);
})();

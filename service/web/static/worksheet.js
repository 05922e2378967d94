// What a page with script does beyond one without: states move after each answer, and leaving asks first.
"use strict";

const sheet = document.getElementById("sheet");
const fallback = document.getElementById("show-states");
const WAIT_MS = 400;  // after a key, before a number or a day that is being typed is sent
const STATES_TIMEOUT_MS = 15_000;
let waiting, asking, again = false, touched = false, leaving = false;

const unsaved = () => touched || document.querySelector("[data-unsaved]") !== null;

function swap(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  for (const fresh of answer.querySelectorAll("[data-swap]")) {
    const shown = document.getElementById(fresh.id);
    if (!shown || shown.innerHTML === fresh.innerHTML) continue;
    const focused = shown.contains(document.activeElement) && document.activeElement.getAttribute("href");
    shown.replaceChildren(...fresh.childNodes);
    if (focused) shown.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
  }
}

async function ask() {
  try {
    const answer = await fetch(sheet.getAttribute("action"), {
      method: "POST", body: new URLSearchParams(new FormData(sheet)), headers: { "X-Swap": "1" },
      signal: AbortSignal.timeout(STATES_TIMEOUT_MS),
    });
    if (!answer.ok) throw new Error(answer.status);
    const html = await answer.text();
    if (!again) { swap(html); touched = false; }
    fallback.hidden = true;
  } catch {
    fallback.hidden = false;  // the plain way still works, and says what is wrong
  }
}

async function states() {  // one at a time, so that no answer overtakes a later one, here or at the service
  clearTimeout(waiting);
  again = true;
  while (again && !asking) { again = false; await (asking = ask()); asking = null; }
}

requestAnimationFrame(() => {  // by then a browser that heeds autofocus has; in another origin's frame it does not
  if (document.activeElement === document.body) document.getElementById("told")?.focus();
});
if (fallback) {
  fallback.hidden = true;
  sheet.addEventListener("change", states);
  sheet.addEventListener("input", (event) => {
    touched = true;
    if (!event.target.matches("[type=number], [type=date], [type=text]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(states, WAIT_MS);
  });
  sheet.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    again = false;
    leaving = true;
    if (asking) { event.preventDefault(); asking.then(() => sheet.requestSubmit(event.submitter)); }
  });
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => { if (unsaved() && !leaving) event.preventDefault(); });
}

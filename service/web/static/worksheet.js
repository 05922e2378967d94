// What a page with script does beyond one without: states and questions move after each answer, and leaving asks
// first.
"use strict";

const sheet = document.getElementById("sheet");
const fallback = document.getElementById("show-states");
const WAIT_MS = 400;  // after a key, before a number or a day that is being typed is sent
const STATES_TIMEOUT_MS = 15_000;
let waiting, asking, again = false, touched = false, leaving = false;

const unsaved = () => touched || document.querySelector("[data-unsaved]") !== null;

function swap(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  renewQuestions(answer);
  for (const fresh of answer.querySelectorAll("[data-swap]")) {
    const shown = document.getElementById(fresh.id);
    if (!shown || shown.innerHTML === fresh.innerHTML) continue;
    const focused = shown.contains(document.activeElement) && document.activeElement.getAttribute("href");
    shown.replaceChildren(...fresh.childNodes);
    if (focused) shown.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
  }
}

// What an answer brings up is asked at once, and what nobody needs any more is not; all else stays where it is.
function renewQuestions(answer) {
  for (const fresh of answer.querySelectorAll("article.q")) {
    const shown = document.getElementById(fresh.id);
    if (shown?.matches("article")) renew(shown, fresh);
    else shown?.replaceWith(fresh);
  }
}

function renew(shown, fresh) {
  const wanted = [...fresh.querySelectorAll("[data-question]")];
  const gone = [...shown.querySelectorAll("[data-question]")].filter((each) => !wanted.some((one) => one.id === each.id));
  let last = null;
  for (const question of wanted) {
    const known = document.getElementById(question.id);
    if (!known && last) last.after(question);
    if (!known && !last) shown.querySelector(".q-ask").prepend(question);
    last = known ?? question;
  }
  for (const question of gone) {
    question.querySelectorAll("input").forEach((each) => handOver(each, wanted));
    if (!question.contains(document.activeElement)) question.remove();
  }
}

function handOver(input, questions) {  // to a table that has a row more, say: what is typed, and the focus
  const isTicked = input.type === "radio";
  const all = questions.flatMap((each) => [...each.querySelectorAll("input")]);
  const twin = all.find((each) => each.name === input.name && (!isTicked || each.value === input.value));
  if (!twin) return;
  if (!isTicked) twin.value = input.value;
  if (input === document.activeElement) twin.focus();
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

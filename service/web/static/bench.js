// The request bench: fires by Ctrl+Enter, copies, and sets all prefetch keys at once. Without it all works by plain posts.
"use strict";

const form = document.getElementById("bench");

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});

for (const each of document.querySelectorAll("[data-script]")) each.hidden = false;

for (const button of document.querySelectorAll("[data-all]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    for (const each of form.querySelectorAll(`.five input[value="${button.dataset.all}"]`)) each.checked = true;
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const said = document.getElementById("copied");
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      said.textContent = "Copied";
    } catch {
      said.textContent = "The browser did not let it be copied; open curl below and copy it there.";
    }
  });
}

const problems = document.getElementById("problems");
if (problems) problems.focus();

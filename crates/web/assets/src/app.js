// Little conveniences on pages that work without them. htmx is the one library; its settings are in the page's head.
import "htmx.org";
import "./countdown.js";

// `commandfor` opens dialogs without script in new browsers; this does it in the others.
if (!("commandForElement" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[commandfor]");
    const dialog = button && document.getElementById(button.getAttribute("commandfor"));
    if (!dialog) return;
    if (button.getAttribute("command") === "show-modal") dialog.showModal();
    else dialog.close();
  });
}

// "/" goes to the search box, as in every console people know.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const box = document.querySelector("[data-search-box]");
  if (box) {
    event.preventDefault();
    box.focus();
    box.select();
  }
});

// A second click on a slow line must not send the form again; the server's idempotency key is the real guard.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if ("sent" in form.dataset) event.preventDefault();
  form.dataset.sent = "";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

// A filter that is a list of choices applies as soon as it is chosen.
document.addEventListener("change", (event) => {
  if (event.target.matches?.("form[data-filter-bar] select")) event.target.form.requestSubmit();
});

// A button marked `data-print` prints its page.
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) print();
});

// A page that came back with errors starts at the first of them.
document.querySelector("[aria-invalid=true]")?.focus();

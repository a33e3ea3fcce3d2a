// Runs in the head, before anything is painted, so that a dark page never flashes white.
// The choice is kept by the browser: "light", "dark", or nothing, which follows the system.
const choice = (() => {
  try {
    return localStorage.getItem("theme");
  } catch {
    return null; // storage is off: follow the system
  }
})();
const system = matchMedia("(prefers-color-scheme: dark)");
const root = document.documentElement;

function apply(theme) {
  root.dataset.themeChoice = theme ?? "system";
  root.dataset.bsTheme = theme ?? (system.matches ? "dark" : "light");
}

apply(choice === "light" || choice === "dark" ? choice : null);
system.addEventListener("change", () => {
  if (root.dataset.themeChoice === "system") apply(null);
});

// The switch in the top bar steps through system, light and dark.
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-theme-switch]")) return;
  const next = { system: "light", light: "dark", dark: null }[root.dataset.themeChoice];
  apply(next);
  try {
    if (next) localStorage.setItem("theme", next);
    else localStorage.removeItem("theme");
  } catch {
    // Storage is off: the choice lasts for this page.
  }
});

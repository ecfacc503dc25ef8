// Runs before the first paint, so that a chosen theme or density never flashes. Kept outside the bundle because the
// content security policy forbids inline scripts. The keys belong to src/ui/appearance.ts.
(() => {
  try {
    const chosen = JSON.parse(localStorage.getItem("kith.appearance") ?? "{}");
    const root = document.documentElement;
    if (chosen.theme === "light" || chosen.theme === "dark") root.dataset.theme = chosen.theme;
    if (chosen.density === "compact" || chosen.density === "comfortable") root.dataset.density = chosen.density;
  } catch {
    // Storage is blocked or damaged: the defaults are fine.
  }
})();

// Rows and cards carry the id of their record; the animation is the browser's own, so lists need not be drawn again for it.
const fade = { duration: 2_500, easing: "ease-out" };
const colour = { backgroundColor: "var(--color-accent-bg)" };
const again = 100;

/** Marks for a moment what is on the screen of some records. What has only just been asked for may take some frames to stand. */
export function markShown(ids: Iterable<string>, tries = 5): void {
  const wanted = new Set(ids);
  for (const element of document.querySelectorAll<HTMLElement>("[data-id]")) {
    if (wanted.delete(element.dataset.id ?? "")) mark(element);
  }
  if (wanted.size > 0 && tries > 1) setTimeout(() => markShown(wanted, tries - 1), again);
}

function mark(element: HTMLElement): void {
  element.dataset.marked = "";
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.animate([colour, still ? colour : {}], fade).onfinish = () => delete element.dataset.marked;
}

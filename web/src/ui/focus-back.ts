const layer = "[role=dialog]";

/**
 * Where the focus goes when a popup closes: to what opened it, unless somebody writes already in a field that its choice
 * brought up on the same page. A dialog takes the focus to itself and gives it back to what opened the popup.
 */
export function focusBack(anchor: Element | null): HTMLElement | boolean {
  if (!(anchor instanceof HTMLElement)) return true;
  const now = document.activeElement;
  const writes = now?.matches("input, textarea, [contenteditable=true]") && now.closest("[data-popup]") === null;
  return writes && now?.closest(layer) === anchor.closest(layer) ? false : anchor;
}

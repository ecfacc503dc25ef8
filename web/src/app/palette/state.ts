import { useSyncExternalStore } from "react";

/** Everything, or only what creates something. */
export type PaletteMode = "all" | "create";

let mode: PaletteMode | null = null;
let ahead = "";

/** What is typed before the palette has the focus is meant for it; left alone it would run shortcuts. */
function keepTyped(event: KeyboardEvent): void {
  if ([...event.key].length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  ahead += event.key;
}

/** Hands over what was typed so far; from now on the palette hears the keys itself. */
export function takeTyped(): string {
  window.removeEventListener("keydown", keepTyped, true);
  const typed = ahead;
  ahead = "";
  return typed;
}
const listeners = new Set<() => void>();

export function openPalette(next: PaletteMode = "all"): void {
  if (mode === null) window.addEventListener("keydown", keepTyped, true);
  mode = next;
  for (const listener of listeners) listener();
}
export function closePalette(): void {
  mode = null;
  takeTyped();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Null while it is closed. */
export function usePaletteMode(): PaletteMode | null {
  return useSyncExternalStore(subscribe, () => mode);
}

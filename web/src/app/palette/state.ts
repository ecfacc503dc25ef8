import { useSyncExternalStore } from "react";

/** Everything, or only what creates something. */
export type PaletteMode = "all" | "create";

let mode: PaletteMode | null = null;
const listeners = new Set<() => void>();

export function openPalette(next: PaletteMode = "all"): void {
  mode = next;
  for (const listener of listeners) listener();
}
export function closePalette(): void {
  mode = null;
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

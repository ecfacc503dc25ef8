import { useSyncExternalStore } from "react";
import { allowSingleKeys } from "./keys/registry";

export type Theme = "system" | "light" | "dark";
export type Density = "compact" | "default" | "comfortable";

export interface Appearance {
  theme: Theme;
  density: Density;
  /** Whether the sidebar shows names, or icons only. */
  sidebar: "open" | "rail";
  /** Whether the sidebar offers the first steps. */
  firstSteps: "shown" | "hidden";
  /** Shortcuts of a single letter; some people need them off. */
  singleKeys: boolean;
  /** The time zone and the region of dates and numbers, where they are not the device's own. */
  timeZone?: string | undefined;
  locale?: string | undefined;
}

// public/boot.js reads the same entry before the first paint.
const storageKey = "kith.appearance";
const defaults: Appearance = {
  theme: "system",
  density: "default",
  sidebar: "open",
  firstSteps: "shown",
  singleKeys: true,
};

function read(): Appearance {
  try {
    return { ...defaults, ...(JSON.parse(localStorage.getItem(storageKey) ?? "{}") as Partial<Appearance>) };
  } catch {
    return defaults;
  }
}

let current = read();
const listeners = new Set<() => void>();

/** The row height of each density, in pixels; theme.css has the same numbers as `--row`. */
const rows: { readonly [density in Density]: number } = { compact: 28, default: 36, comfortable: 44 };
const touch = typeof matchMedia === "function" ? matchMedia("(pointer: coarse)") : undefined;
export function rowHeight({ density }: Pick<Appearance, "density">): number {
  return touch?.matches === true ? 44 : rows[density];
}

function apply(): void {
  const root = document.documentElement;
  if (current.theme === "system") delete root.dataset.theme;
  else root.dataset.theme = current.theme;
  if (current.density === "default") delete root.dataset.density;
  else root.dataset.density = current.density;
  allowSingleKeys(current.singleKeys);
}
apply();

function change(next: Appearance): void {
  current = next;
  apply();
  for (const listener of listeners) listener();
}

export function setAppearance(changes: Partial<Appearance>): void {
  change({ ...current, ...changes });
  try {
    localStorage.setItem(storageKey, JSON.stringify(current));
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
}

/** How the screen looks now. */
export function appearance(): Appearance {
  return current;
}

/** Calls back whenever it changes, until what it answers is called. */
export function onAppearance(listener: () => void): () => void {
  const fromOtherTab = (event: StorageEvent) => event.key === storageKey && change(read());
  listeners.add(listener);
  window.addEventListener("storage", fromOtherTab);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", fromOtherTab);
  };
}

/** How this person wants the screen to look. */
export function useAppearance(): Appearance {
  return useSyncExternalStore(onAppearance, () => current);
}

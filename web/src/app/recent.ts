import { useSyncExternalStore } from "react";
import type { SearchHit } from "../api";

const length = 8;
const listeners = new Set<() => void>();
let scope = "";
let recent: readonly SearchHit[] = [];

const storageKey = () => `kith.recent.${scope}`;

/** Recent records belong to one person in one workspace, and leave the device with the session. */
export function openRecent(person: string): void {
  scope = person;
  try {
    recent = JSON.parse(localStorage.getItem(storageKey()) ?? "[]") as SearchHit[];
  } catch {
    recent = [];
  }
  for (const listener of listeners) listener();
}

export function forgetRecent(): void {
  try {
    localStorage.removeItem(storageKey());
  } catch {
    // Storage is blocked, so nothing was kept.
  }
  recent = [];
}

export function rememberRecent(hit: SearchHit): void {
  if (recent[0]?.id === hit.id && recent[0].title === hit.title) return;
  // What was typed once explains nothing later.
  recent = [{ ...hit, why: null }, ...recent.filter((other) => other.id !== hit.id)].slice(0, length);
  try {
    localStorage.setItem(storageKey(), JSON.stringify(recent));
  } catch {
    // Storage is blocked: they last as long as the page.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useRecent(): readonly SearchHit[] {
  return useSyncExternalStore(subscribe, () => recent);
}

import { useSyncExternalStore } from "react";
import type { Value } from "../../api";

/** A value the server refused, kept at its cell with the reason until it is put right or dropped. */
export interface Refusal {
  value: Value;
  message: string;
}

const refusals = new Map<string, Refusal>();
const listeners = new Set<() => void>();
const keyOf = (id: string, field: string) => `${id} ${field}`;

function changed(): void {
  for (const listener of listeners) listener();
}

export function refuse(id: string, field: string, refusal: Refusal): void {
  refusals.set(keyOf(id, field), refusal);
  changed();
}

export function acceptFields(id: string, fields: readonly string[]): void {
  let any = false;
  for (const field of fields) any = refusals.delete(keyOf(id, field)) || any;
  if (any) changed();
}

export function refusalOf(id: string, field: string): Refusal | undefined {
  return refusals.get(keyOf(id, field));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useRefusal(id: string | undefined, field: string): Refusal | undefined {
  return useSyncExternalStore(subscribe, () => (id === undefined ? undefined : refusalOf(id, field)));
}

import { useSyncExternalStore } from "react";
import type { ProblemError, Value } from "../../api";
import type { Patch } from "./write";

/** A value the server refused, kept at its cell with the reason until it is put right or dropped. */
export interface Refusal {
  /** What was typed; missing where a change of another field was refused for what this one holds. */
  value?: Value;
  message: string;
}

const refusals = new Map<string, Refusal>();
const listeners = new Set<() => void>();
const keyOf = (id: string, field: string) => `${id} ${field}`;

function changed(): void {
  for (const listener of listeners) listener();
}

/** Keeps each reason of a refusal at the field it is about, the first of several. */
export function refuse(id: string, patch: Patch, errors: readonly ProblemError[]): void {
  for (const { field, message } of errors.toReversed()) {
    const value = patch[field];
    refusals.set(keyOf(id, field), value === undefined ? { message } : { value, message });
  }
  changed();
}

export function acceptFields(id: string, fields: readonly string[]): void {
  let any = false;
  for (const field of fields) any = refusals.delete(keyOf(id, field)) || any;
  if (any) changed();
}

/** The record was saved, so nothing it holds is in the way any more. */
export function acceptHeld(id: string): void {
  const held = [...refusals].filter(([key, refusal]) => key.startsWith(`${id} `) && refusal.value === undefined);
  for (const [key] of held) refusals.delete(key);
  if (held.length > 0) changed();
}

export function refusalOf(id: string, field: string): Refusal | undefined {
  return refusals.get(keyOf(id, field));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Names of the fields of a record at which something was refused. */
export function useRefused(id: string): ReadonlySet<string> {
  const names = useSyncExternalStore(subscribe, () =>
    [...refusals.keys()].filter((key) => key.startsWith(`${id} `)).join(" "),
  );
  return new Set(names.split(" "));
}

export function useRefusal(id: string | undefined, field: string): Refusal | undefined {
  return useSyncExternalStore(subscribe, () => (id === undefined ? undefined : refusalOf(id, field)));
}

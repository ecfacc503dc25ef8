import { useSyncExternalStore } from "react";
import type { RecordData, TypeSchema } from "../../api";
import { i18n } from "../../i18n";

export interface Creating {
  /** The type's name or its plural. */
  type: string;
  /** What is known already, as the column of a board or the record it belongs to. */
  values: Partial<RecordData>;
  onCreated?: (record: RecordData) => void;
}

let creating: Creating | null = null;
const listeners = new Set<() => void>();

function set(next: Creating | null): void {
  creating = next;
  for (const listener of listeners) listener();
}

/** Asks for a new record of a type, from wherever one is. */
export function openCreate(type: string, values: Partial<RecordData> = {}, onCreated?: Creating["onCreated"]): void {
  set({ type, values, ...(onCreated === undefined ? {} : { onCreated }) });
}

export function closeCreate(): void {
  set(null);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useCreating(): Creating | null {
  return useSyncExternalStore(subscribe, () => creating);
}

/** What the way to a new record is called. */
export function createTitle(type: TypeSchema): string {
  return i18n._({ id: "records.create_type", message: "New {type}", values: { type: type.label.toLocaleLowerCase() } });
}

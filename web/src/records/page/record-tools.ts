import { type ComponentType, useSyncExternalStore } from "react";
import type { RecordData, TypeSchema } from "../../api";

export interface RecordToolProps {
  type: TypeSchema;
  record: RecordData;
  onClose: () => void;
}

/** Something done from a record in a dialog of its own, such as logging a call. */
export interface RecordTool {
  id: string;
  label: () => string;
  /** One that the page of records knows. */
  icon: "phone";
  keys: string;
  /** Names of the types whose records have it. */
  types: readonly string[];
  dialog: ComponentType<RecordToolProps>;
}

let tools: readonly RecordTool[] = [];
const listeners = new Set<() => void>();

export function setRecordTool(tool: RecordTool): void {
  tools = [...tools, tool];
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The tools for records of a type; a page may be there before them. */
export function useRecordTools(type: TypeSchema): RecordTool[] {
  return useSyncExternalStore(subscribe, () => tools).filter((tool) => tool.types.includes(type.name));
}

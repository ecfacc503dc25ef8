import type { ComponentType } from "react";
import type { RecordData, TypeSchema } from "../../api";

export interface RecordNoteProps {
  type: TypeSchema;
  record: RecordData;
}

const notes = new Map<string, ComponentType<RecordNoteProps>>();

/** Says something about records of a type above their fields, such as that one is of a series. */
export function setRecordNote(type: string, note: ComponentType<RecordNoteProps>): void {
  notes.set(type, note);
}

export function recordNote(type: string): ComponentType<RecordNoteProps> | undefined {
  return notes.get(type);
}

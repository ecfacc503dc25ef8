import type { TypeSchema } from "../../api";
import { dateFields } from "../list/layout";
import type { ListSearch } from "../list/list-search";

/** The date that places a record: the one chosen, else one that is called a start, else the type's first. */
export function placeField(type: TypeSchema, search: ListSearch): string {
  const dates = dateFields(type).map((field) => field.name);
  return (
    dates.find((name) => name === search.start) ??
    dates.find((name) => name.startsWith("start")) ??
    dates[0] ??
    "created_at"
  );
}

/** The dates between which a record's bar goes: those chosen, else a start and an end, else from its making to its date. */
export function barFields(type: TypeSchema, search: ListSearch): { start: string; end: string } {
  const dates = dateFields(type).map((field) => field.name);
  const start =
    dates.find((name) => name === search.start) ?? dates.find((name) => name.startsWith("start")) ?? "created_at";
  const end =
    dates.find((name) => name === search.end) ??
    dates.find((name) => name.startsWith("end")) ??
    dates.find((name) => name !== start) ??
    start;
  return { start, end };
}

/** The condition that a record's time touches a range. */
export function touches(start: string, end: string, from: string, until: string): string {
  if (start === end) return `${start} >= "${from}" and ${start} < "${until}"`;
  return `((${start} < "${until}" and ${end} >= "${from}") or (${end} is empty and ${start} >= "${from}" and ${start} < "${until}") or (${start} is empty and ${end} >= "${from}" and ${end} < "${until}"))`;
}

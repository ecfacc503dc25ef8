import type { ReactNode } from "react";
import type { FieldSchema, RecordData, TypeSchema } from "../../api";
import type { Rows } from "../data/use-pages";
import type { Writes } from "../data/use-writes";
import type { useActions } from "../page/run-action";
import { type Layout, type ListSearch, layouts } from "./list-search";

/** The board needs a field to have columns by. */
export function boardFields(type: TypeSchema): string[] {
  const natural = type.board?.by;
  const choices = type.fields
    .filter((field) => field.kind === "choice" && field.name !== natural)
    .map((field) => field.name);
  return natural === undefined || natural === null ? choices : [natural, ...choices];
}

export type ChangeSearch = (
  change: { [name in keyof ListSearch]?: ListSearch[name] | undefined },
  /** Leaves a step to go back to. */
  push?: boolean,
) => void;

/** The fields whose few values records can be grouped by: choices, links to a type, yes or no. */
export function groupFields(type: TypeSchema): FieldSchema[] {
  return type.fields.filter(
    (field) =>
      field.kind === "choice" ||
      field.kind === "boolean" ||
      field.kind === "person" ||
      (field.kind === "link" && field.to),
  );
}

/** The fields that place a record in time, the type's own before those of every type. */
export function dateFields(type: TypeSchema): FieldSchema[] {
  const dates = type.fields.filter((field) => field.kind === "date" || field.kind === "datetime");
  return [...dates.filter((field) => !field.system), ...dates.filter((field) => field.system)];
}

/** The fields that can be added up. */
export function sumFields(type: TypeSchema): FieldSchema[] {
  return type.fields.filter((field) => field.kind === "money" || field.kind === "integer" || field.kind === "decimal");
}

/** The ways in which a type's list can be drawn. Every type has the dates and people that the others need. */
export function layoutsOf(type: TypeSchema): readonly Layout[] {
  return boardFields(type).length > 0 ? layouts : layouts.filter((layout) => layout !== "board");
}

export interface LayoutProps {
  type: TypeSchema;
  search: ListSearch;
  change: ChangeSearch;
  writes: Writes;
  actions: ReturnType<typeof useActions>;
  phone: boolean;
  panel: string | undefined;
  onOpen: (record: RecordData, focus?: boolean) => void;
  onMenu: (record: RecordData, at: Element) => void;
  filterBar: (problem: Rows["problem"]) => ReactNode;
}

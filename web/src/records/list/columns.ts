import type { FieldSchema, Schema, TypeSchema } from "../../api";
import { fieldAt } from "../data/schema";
import { kinds } from "../fields/kinds";
import { type ColumnChoice, minimumWidth, readColumns } from "./list-order";

export interface Column {
  field: FieldSchema;
  width: number;
}

const titleWidth = 260;

/** The columns of a list: those its address names, else those its type suggests. The title always comes first. */
export function columnsOf(schema: Schema, type: TypeSchema, cols: string | undefined): Column[] {
  const chosen: ColumnChoice[] = readColumns(cols) ?? type.list.map((field) => ({ field }));
  const named = chosen.some((choice) => choice.field === type.title) ? chosen : [{ field: type.title }, ...chosen];
  return named.flatMap(({ field: path, width }) => {
    const field = fieldAt(schema, type, path);
    if (field === undefined) return [];
    const start = path === type.title ? titleWidth : kinds[field.kind].width;
    return [{ field, width: Math.max(minimumWidth, width ?? start) }];
  });
}

/** The columns as the address holds them, widths only where they differ from what the kind starts with. */
export function choicesOf(type: TypeSchema, columns: readonly Column[]): ColumnChoice[] {
  return columns.map(({ field, width }) => {
    const start = field.name === type.title ? titleWidth : kinds[field.kind].width;
    return Math.round(width) === start ? { field: field.name } : { field: field.name, width };
  });
}

/** The columns with one of them moved to another place. */
export function moved(columns: readonly Column[], from: number, to: number): Column[] {
  const next = [...columns];
  const [taken] = next.splice(from, 1);
  if (taken !== undefined) next.splice(Math.max(0, Math.min(to, next.length)), 0, taken);
  return next;
}

/** Pixels before the first column, for the row's checkbox. */
export const markWidth = 36;

export function template(columns: readonly Column[]): string {
  return `${markWidth}px ${columns.map((column) => `${column.width}px`).join(" ")} minmax(0, 1fr)`;
}

export function totalWidth(columns: readonly Column[]): number {
  return columns.reduce((sum, column) => sum + column.width, markWidth);
}

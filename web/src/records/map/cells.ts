import { queryOptions } from "@tanstack/react-query";
import type { FieldSchema, Schema, Value } from "../../api";
import { api, typeNamed } from "../../api";
import { i18n } from "../../i18n";
import { fieldNamed } from "../data/schema";
import { asLink, asText, choiceLabel } from "../fields/values";
import { quote } from "../filters/expression";

/** A value that records are grouped by. */
export interface Group {
  key: string;
  label: string;
  where: string;
}

export interface Cell {
  count: number;
  value: Value;
}

export interface CountTable {
  rows: Group[];
  columns: Group[];
  /** Cells by row and column; totals have an empty key on the side they are a total of. */
  at: (row: string | null, column: string | null) => Cell | undefined;
  /** True where there are more rows or columns than are shown. */
  cut: boolean;
}

type Row = { n: number; value?: Value } & { [group: string]: Value | undefined };

/** Most rows and columns of a map; beyond, nobody reads it. */
const mostGroups = 100;

export function groupOf(field: FieldSchema, value: Value | undefined): Group {
  const link = asLink(value);
  if (link !== undefined) return { key: link.id, label: link.title, where: `${field.name} = ${quote(link.id)}` };
  if (typeof value === "boolean") {
    const label = value ? i18n._({ id: "records.yes", message: "Yes" }) : i18n._({ id: "records.no", message: "No" });
    return { key: String(value), label, where: `${field.name} = ${value}` };
  }
  const text = asText(value);
  if (text === "") {
    const label = i18n._({ id: "records.board.none", message: "None" });
    return { key: "", label, where: `${field.name} is empty` };
  }
  return { key: text, label: choiceLabel(field, text), where: `${field.name} = ${quote(text)}` };
}

/** The groups of rows in their order: choices as they are declared, everything else as the server sorts it, none last. */
export function ordered(field: FieldSchema, groups: readonly Group[]): Group[] {
  const place = (group: Group) => {
    if (group.key === "") return Number.MAX_SAFE_INTEGER;
    const at = (field.choices ?? []).findIndex((choice) => choice.value === group.key);
    return at < 0 ? mostGroups * 100 : at;
  };
  return groups
    .map((group, index) => ({ group, index }))
    .sort((a, b) => place(a.group) - place(b.group) || a.index - b.index)
    .map(({ group }) => group);
}

interface Answer {
  data: Row[];
  next: number | null;
}

function tableOf(
  by: FieldSchema,
  across: FieldSchema | undefined,
  rows: Answer,
  columns: Answer | undefined,
  cells: Answer | undefined,
  whole: Answer,
): CountTable {
  const found = new Map<string, Cell>();
  const keyOf = (field: FieldSchema | undefined, row: Row) =>
    field === undefined ? null : groupOf(field, row[field.name]).key;
  const put = (answer: Answer | undefined, down: FieldSchema | undefined, over: FieldSchema | undefined) => {
    for (const row of answer?.data ?? [])
      found.set(JSON.stringify([keyOf(down, row), keyOf(over, row)]), { count: row.n, value: row.value ?? null });
  };
  put(rows, by, undefined);
  put(columns, undefined, across);
  put(cells, by, across);
  put(whole, undefined, undefined);
  const groupsOf = (field: FieldSchema, answer: Answer) =>
    ordered(
      field,
      answer.data.map((row) => groupOf(field, row[field.name])),
    );
  return {
    rows: groupsOf(by, rows),
    columns: across === undefined || columns === undefined ? [] : groupsOf(across, columns),
    at: (row, column) => found.get(JSON.stringify([row, column])),
    cut: rows.next !== null || (columns !== undefined && columns.next !== null),
  };
}

/** The names of those fields whose groups stand in an order that people gave them, such as the stages of a pipeline. */
export function placed(schema: Schema, fields: readonly (FieldSchema | undefined)[]): string[] {
  const isPlaced = (field: FieldSchema) => {
    const target = field.to === undefined || field.to === null ? undefined : typeNamed(schema, field.to);
    return target !== undefined && fieldNamed(target, "position") !== undefined;
  };
  return fields.flatMap((field) => (field !== undefined && isPlaced(field) ? [field.name] : []));
}

/** Records counted, or summed up, by the values of two fields. Totals come from the server as well: an average of averages would be none. */
export const cellsQuery = (
  plural: string,
  by: FieldSchema,
  across: FieldSchema | undefined,
  measure: string | undefined,
  where: string | undefined,
  inPlace: readonly string[],
) =>
  queryOptions({
    queryKey: [
      "sums",
      plural,
      "map",
      { by: by.name, across: across?.name ?? "", measure: measure ?? "", where: where ?? "" },
    ],
    staleTime: 15_000,
    queryFn: async ({ signal }): Promise<CountTable> => {
      const measures = { n: "count()", ...(measure === undefined ? {} : { value: measure }) };
      const ask = (group: string[], limit: number, place: string[] = []) =>
        api.post<Answer>(
          "query",
          {
            from: plural,
            ...(where === undefined ? {} : { where }),
            group,
            measures: { ...measures, ...Object.fromEntries(place.map((name) => ["place", `min(${name}.position)`])) },
            ...(place.length === 0 ? {} : { sort: ["place"] }),
            limit,
          },
          { signal },
        );
      const side = (field: FieldSchema) =>
        ask(
          [field.name],
          mostGroups,
          inPlace.filter((name) => name === field.name),
        );
      const [rows, columns, cells, whole] = await Promise.all([
        side(by),
        across === undefined ? undefined : side(across),
        across === undefined ? undefined : ask([by.name, across.name], 10_000),
        ask([], 1),
      ]);
      return tableOf(by, across, rows, columns, cells, whole);
    },
  });

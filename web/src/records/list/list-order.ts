import { type ListSearch, parseListSearch } from "./list-search";

/** The search with some parts changed; an empty part disappears from the address. */
export function withSearch(search: ListSearch, change: { [name in keyof ListSearch]?: ListSearch[name] | undefined }) {
  return parseListSearch({ ...search, ...change });
}

export interface SortKey {
  field: string;
  descending: boolean;
}

export function readSort(sort: string | undefined): SortKey[] {
  return (sort ?? "")
    .split(",")
    .filter((part) => part !== "")
    .map((part) => ({ field: part.replace(/^-/, ""), descending: part.startsWith("-") }));
}

export function writeSort(keys: readonly SortKey[]): string {
  return keys.map((key) => `${key.descending ? "-" : ""}${key.field}`).join(",");
}

/** A click on a header: ascending, then descending, then none. With `more` the other sorts stay. */
export function nextSort(keys: readonly SortKey[], field: string, more: boolean): SortKey[] {
  const present = keys.find((key) => key.field === field);
  const others = more ? keys.filter((key) => key.field !== field) : [];
  if (present === undefined) return [...others, { field, descending: false }];
  if (present.descending) return others;
  const turned = { field, descending: true };
  return more ? keys.map((key) => (key.field === field ? turned : key)) : [turned];
}

export interface ColumnChoice {
  field: string;
  width?: number;
}

export function readColumns(cols: string | undefined): ColumnChoice[] | undefined {
  if (cols === undefined) return undefined;
  return cols
    .split(",")
    .filter((part) => part !== "")
    .map((part) => {
      const [field = "", width] = part.split(":");
      const pixels = Number(width);
      return width !== undefined && pixels >= minimumWidth ? { field, width: pixels } : { field };
    });
}

export function writeColumns(columns: readonly ColumnChoice[]): string {
  return columns.map(({ field, width }) => (width === undefined ? field : `${field}:${Math.round(width)}`)).join(",");
}

export const minimumWidth = 56;

/** The state of a list as its address holds it. */
export interface ListSearch {
  where?: string;
  /** Fields, comma-separated, the first deciding most; a leading minus turns the order round. */
  sort?: string;
  /** The columns in their order, each with its width where it was changed: "name:240,owner". */
  cols?: string;
  layout?: "table" | "board";
  /** The record shown beside the list. */
  panel?: string;
  /** The field whose values are the board's columns. */
  group?: string;
  /** The pipeline, or whatever else the board's columns belong to. */
  scope?: string;
  q?: string;
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;

/** Reads what an address holds, leaving out what is not ours. */
export function parseListSearch(raw: Readonly<Record<string, unknown>>): ListSearch {
  const search: ListSearch = {};
  for (const name of ["where", "sort", "cols", "panel", "group", "scope", "q"] as const) {
    const value = text(raw[name]);
    if (value !== undefined) search[name] = value;
  }
  if (raw.layout === "table" || raw.layout === "board") search.layout = raw.layout;
  return search;
}

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

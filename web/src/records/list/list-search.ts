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

/** Reads what an address holds, leaving out what is not ours. */
export function parseListSearch(raw: Readonly<Record<string, unknown>>): ListSearch {
  const search: ListSearch = {};
  for (const name of ["where", "sort", "cols", "panel", "group", "scope", "q"] as const) {
    const value = raw[name];
    // An address of digits alone is read as a number.
    if ((typeof value === "string" && value !== "") || typeof value === "number") search[name] = `${value}`;
  }
  if (raw.layout === "table" || raw.layout === "board") search.layout = raw.layout;
  return search;
}

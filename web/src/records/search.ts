/**
 * What a list's address holds beside its type. All of it is optional, so that a bare link works everywhere.
 *
 * `panel` is "new" for the create form, else the id of the record open beside the list.
 */
export interface ListSearch {
  /** An expression. */
  where?: string;
  /** Words to look for in this list. */
  q?: string;
  /** "-amount,name". */
  sort?: string;
  /** "name,company,amount". */
  cols?: string;
  /** A saved view. */
  view?: string;
  layout?: "list" | "board";
  panel?: string;
  /** The field a board's columns or a list's groups come from. */
  group?: string;
  /** The record that scopes a board, as a pipeline does for deals. */
  pipeline?: string;
}

const texts = ["where", "q", "sort", "cols", "view", "panel", "group", "pipeline"] as const;

/** Takes from an address what it may hold and forgets the rest, so that an old link never breaks. */
export function parseListSearch(given: Record<string, unknown>): ListSearch {
  const search: ListSearch = {};
  for (const name of texts) {
    const value = given[name];
    if (typeof value === "string" && value !== "") search[name] = value;
    // The router reads 12 and true as such; here they are words.
    else if (typeof value === "number" || typeof value === "boolean") search[name] = String(value);
  }
  if (given.layout === "board" || given.layout === "list") search.layout = given.layout;
  return search;
}

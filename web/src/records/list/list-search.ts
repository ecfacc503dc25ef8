export const layouts = ["table", "board", "calendar", "timeline", "map"] as const;
export type Layout = (typeof layouts)[number];

/** The state of a list as its address holds it. Beside a view, an empty text says that the view's part is left out. */
export interface ListSearch {
  /** The saved view that the rest differs from; "all" for none where a role begins with one. */
  view?: string;
  where?: string;
  /** Fields, comma-separated, the first deciding most; a leading minus turns the order round. */
  sort?: string;
  /** The columns in their order, each with its width where it was changed: "name:240,owner". */
  columns?: string;
  layout?: Layout;
  /** The record shown beside the list. */
  panel?: string;
  /** The field whose values are the board's columns, or a map's rows. */
  group?: string;
  /** The field whose values are a map's columns. */
  across?: string;
  /** What a map's cells say: "sum(amount)". */
  measure?: string;
  /** The pipeline, or whatever else the board's columns belong to. */
  scope?: string;
  /** The date that places a record in a calendar, or begins its bar. */
  start?: string;
  /** The date that ends its bar. */
  end?: string;
  /** The day a calendar or timeline is turned to, "2026-11-20". */
  at?: string;
  /** How much of the time it shows: "week". */
  span?: string;
  q?: string;
}

const texts = "view where sort columns panel group across measure scope start end at span q".split(" ") as Exclude<
  keyof ListSearch,
  "layout"
>[];

/** Reads what an address holds, leaving out what is not ours. */
export function parseListSearch(raw: Readonly<Record<string, unknown>>): ListSearch {
  const search: ListSearch = {};
  const differs = raw.view !== undefined && raw.view !== "";
  for (const name of texts) {
    const value = raw[name];
    // An address of digits alone is read as a number.
    if ((typeof value === "string" && (value !== "" || differs)) || typeof value === "number")
      search[name] = `${value}`;
  }
  const layout = layouts.find((one) => one === raw.layout);
  if (layout !== undefined) search.layout = layout;
  return search;
}

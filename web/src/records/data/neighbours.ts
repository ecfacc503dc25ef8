import type { QueryClient } from "@tanstack/react-query";
import type { Page } from "../../api";
import { type ListQuery, listKey, pageQuery, pageSize } from "./list-query";

let last: ListQuery | undefined;

/** The list a record was opened from, so that its page can go on to the next. */
export function rememberList(list: ListQuery): void {
  last = list;
}

/** Where the record stands in the list that was last on the screen, as far as its pages are cached. */
export function placeOf(client: QueryClient, plural: string, id: string): number | undefined {
  if (last === undefined || last.plural !== plural) return undefined;
  for (const [key, page] of client.getQueriesData<Page>({ queryKey: listKey(last) })) {
    const place = page?.data.findIndex((record) => record.id === id) ?? -1;
    const number = key.at(-1);
    if (place >= 0 && typeof number === "number") return number * pageSize + place;
  }
  return undefined;
}

/** The record one further, or one before. */
export async function neighbourOf(client: QueryClient, plural: string, id: string, step: 1 | -1) {
  const place = placeOf(client, plural, id);
  if (last === undefined || place === undefined || place + step < 0) return undefined;
  const page = await client.fetchQuery(pageQuery(last, Math.floor((place + step) / pageSize)));
  return page.data[(place + step) % pageSize]?.id;
}

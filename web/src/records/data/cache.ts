import type { QueryClient } from "@tanstack/react-query";
import type { Page, RecordData } from "../../api";
import { type Cached, isPage, isRecord } from "./find-cached";
import { typeKey } from "./keys";
import { type ListQuery, listKey } from "./list-query";

/** Changes a record wherever it is cached: in pages of lists, in columns of boards, on its own page. */
export function changeCached(client: QueryClient, plural: string, id: string, change: (r: RecordData) => RecordData) {
  client.setQueriesData<Cached>({ queryKey: typeKey(plural) }, (cached) => {
    if (isPage(cached)) {
      if (!cached.data.some((record) => record.id === id)) return cached;
      return { ...cached, data: cached.data.map((record) => (record.id === id ? change(record) : record)) };
    }
    return isRecord(cached) && cached.id === id ? change(cached) : cached;
  });
}

/** Takes records out of every list, so that they are gone in the next frame. */
export function removeCached(client: QueryClient, plural: string, ids: ReadonlySet<string>): void {
  client.setQueriesData<Cached>({ queryKey: [...typeKey(plural), "list"] }, (cached) => {
    if (!isPage(cached)) return cached;
    const kept = cached.data.filter((record) => !ids.has(record.id));
    const gone = cached.data.length - kept.length;
    if (gone === 0) return cached;
    return { ...cached, data: kept, ...(cached.count === undefined ? {} : { count: cached.count - gone }) };
  });
}

/** Moves a record from one list to the top of another, as a card moves between columns. */
export function moveCached(client: QueryClient, from: ListQuery, to: ListQuery, record: RecordData): void {
  client.setQueriesData<Page>({ queryKey: listKey(from) }, (page) => withoutRecord(page, record.id));
  client.setQueriesData<Page>({ queryKey: [...listKey(to), 0], exact: true }, (page) => {
    const rest = withoutRecord(page, record.id);
    if (rest === undefined) return rest;
    return { ...rest, data: [record, ...rest.data], ...(rest.count === undefined ? {} : { count: rest.count + 1 }) };
  });
}

function withoutRecord(page: Page | undefined, id: string): Page | undefined {
  if (page === undefined || !page.data.some((record) => record.id === id)) return page;
  const data = page.data.filter((record) => record.id !== id);
  return { ...page, data, ...(page.count === undefined ? {} : { count: page.count - 1 }) };
}

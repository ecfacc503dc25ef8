import { queryOptions } from "@tanstack/react-query";
import { api, type Page, type RecordData } from "../../api";
import { typeKey } from "./keys";

/** Which records, in which order, with which fields. Two equal queries share their pages. */
export interface ListQuery {
  plural: string;
  where?: string | undefined;
  sort?: string | undefined;
  /** The fields to answer, or all of them. */
  fields?: readonly string[] | undefined;
  trash?: boolean | undefined;
}

export const pageSize = 100;

export const listKey = (list: ListQuery) =>
  [
    ...typeKey(list.plural),
    "list",
    { where: list.where ?? "", sort: list.sort ?? "", fields: list.fields?.join() ?? "", trash: list.trash === true },
  ] as const;
export const pageKey = (list: ListQuery, page: number) => [...listKey(list), page] as const;

function address(list: ListQuery) {
  return {
    where: list.where,
    sort: list.sort,
    fields: list.fields === undefined ? undefined : ["id", "version", ...list.fields],
    trash: list.trash === true ? "only" : undefined,
  };
}

/** A page of a list. The first also brings the number of rows, estimated where counting would take long. */
export const pageQuery = (list: ListQuery, page: number) =>
  queryOptions({
    queryKey: pageKey(list, page),
    queryFn: ({ signal }) =>
      api.get<Page>(list.plural, {
        query: {
          ...address(list),
          limit: pageSize,
          offset: page === 0 ? undefined : page * pageSize,
          count: page === 0 ? "estimated" : undefined,
        },
        signal,
      }),
    staleTime: 30_000,
  });

/** The true number of rows, asked once when the first page could only estimate it. */
export const countQuery = (list: ListQuery) =>
  queryOptions({
    queryKey: [...typeKey(list.plural), "count", { where: list.where ?? "", trash: list.trash === true }],
    queryFn: async ({ signal }) => {
      const query = { where: list.where, trash: list.trash === true ? "only" : undefined, limit: 1, count: "exact" };
      const page = await api.get<Page>(list.plural, { query, signal });
      return page.count ?? 0;
    },
    staleTime: 30_000,
  });

export const recordKey = (plural: string, id: string) => [...typeKey(plural), "one", id] as const;

export const recordQuery = (plural: string, id: string) =>
  queryOptions({
    queryKey: recordKey(plural, id),
    queryFn: ({ signal }) => api.get<RecordData>(`${plural}/${id}`, { signal }),
    staleTime: 10_000,
  });

/** The pages that hold the rows from `start` up to, not including, `end`. */
export function pagesOf(start: number, end: number): number[] {
  if (end <= start) return [];
  const first = Math.floor(Math.max(0, start) / pageSize);
  const last = Math.floor((end - 1) / pageSize);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, apiUrl, type Page, type SecurityEventPage, type SecurityKind, type TypeSchema } from "../../../api";

/** Which part of the audit is meant. */
export interface AuditSearch {
  kind?: string;
  person?: string;
  from?: string;
  to?: string;
  q?: string;
}

const names = ["kind", "person", "from", "to", "q"] as const;

/** What of an address, or of choices on the screen, asks for a part of the audit. */
export function auditSearchOf(given: { readonly [name: string]: unknown }): AuditSearch {
  const search: AuditSearch = {};
  for (const name of names) {
    const value = given[name];
    if (typeof value === "string" && value !== "") search[name] = value;
  }
  return search;
}

/** What happened, newest first. */
export const eventsQuery = (search: AuditSearch) =>
  infiniteQueryOptions({
    queryKey: ["audit", "events", search],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      api.get<SecurityEventPage>("security/events", {
        query: { ...search, after: pageParam === 0 ? undefined : pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });

export const kindsQuery = queryOptions({
  queryKey: ["audit", "kinds"],
  queryFn: ({ signal }) => api.get<{ data: SecurityKind[] }>("security/kinds", { signal }),
});

export const peopleQuery = queryOptions({
  queryKey: ["records", "people", "audit"],
  queryFn: ({ signal }) => api.get<Page>("people", { query: { sort: "name", limit: 200 }, signal }),
});

/** Titles of some records, as far as they are still there and may be seen. */
export const titlesQuery = (type: TypeSchema | undefined, ids: readonly string[]) =>
  queryOptions({
    queryKey: ["records", type?.plural, "audit", ids],
    queryFn: ({ signal }) =>
      api.get<Page>(type?.plural ?? "", {
        query: { fields: type?.title, limit: ids.length, where: `id in (${ids.map((id) => `"${id}"`).join(", ")})` },
        signal,
      }),
    enabled: type !== undefined && ids.length > 0,
  });

/** All that is asked for as a file. */
export const auditFileUrl = (search: AuditSearch) => apiUrl("security/events.csv", { ...search });

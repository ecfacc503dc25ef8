import { queryOptions } from "@tanstack/react-query";
import { api } from "./client";
import type { SearchHit } from "./types";

/** Records whose words match, across all types or the ones named. */
export const searchQuery = (q: string, types: readonly string[] = [], limit = 20) =>
  queryOptions({
    queryKey: ["search", q, types, limit],
    queryFn: ({ signal }) => api.get<{ data: SearchHit[] }>("search", { query: { q, types, limit }, signal }),
    enabled: q.trim() !== "",
    staleTime: 30_000,
  });

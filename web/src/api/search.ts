import { queryOptions } from "@tanstack/react-query";
import { api } from "./client";
import type { SearchHit, TypeSchema } from "./types";

/** Records whose words match, across all types or the ones named. */
export const searchQuery = (q: string, types: readonly string[] = [], limit = 20) =>
  queryOptions({
    queryKey: ["search", q, types, limit],
    queryFn: ({ signal }) => api.get<{ data: SearchHit[] }>("search", { query: { q, types, limit }, signal }),
    enabled: q.trim() !== "",
    staleTime: 30_000,
  });

/** What stands beside a hit's title: the text that answered, where title and subtitle do not show it. */
export function hitDetail(hit: Pick<SearchHit, "subtitle" | "why">, type: TypeSchema | undefined): string | null {
  const { why, subtitle } = hit;
  if (!why || why.field === type?.title || why.text === subtitle) return subtitle;
  const label = type?.fields.find((field) => field.name === why.field)?.label;
  return label === undefined ? why.text : `${label}: ${why.text}`;
}

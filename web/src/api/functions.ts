import { queryOptions } from "@tanstack/react-query";
import { api } from "./client";
import type { LanguageFunction } from "./types";

/** The functions of the expression language; they change only when Kith itself does. */
export const functionsQuery = queryOptions({
  queryKey: ["functions"],
  queryFn: ({ signal }) => api.get<{ data: LanguageFunction[] }>("schema/functions", { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

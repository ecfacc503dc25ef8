import { QueryClient } from "@tanstack/react-query";
import { asProblem } from "../api";

/** A refusal stays a refusal; only a silent or stumbling server is worth asking again. */
export function worthRetrying(failures: number, error: unknown): boolean {
  const status = asProblem(error)?.status ?? 500;
  return failures < 2 && (status === 0 || status >= 500);
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: worthRetrying, staleTime: 30_000, gcTime: 10 * 60_000 },
      mutations: { retry: false },
    },
  });
}

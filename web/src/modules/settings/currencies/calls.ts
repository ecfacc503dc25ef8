import { queryOptions } from "@tanstack/react-query";
import { api, type RatedCurrencies, type RateList } from "../../../api";

const key = ["exchange_rates"] as const;

/** The currencies that have rates; the key of all that is asked about rates begins with its own. */
export const currenciesQuery = queryOptions({
  queryKey: key,
  queryFn: ({ signal }) => api.get<RatedCurrencies>("exchange_rates", { signal }),
  staleTime: 0,
});

/** The rates of a currency, the newest first, a page at a time. */
export const ratesQuery = (currency: string) => ({
  queryKey: [...key, currency],
  queryFn: ({ signal, pageParam }: { signal: AbortSignal; pageParam: string }) =>
    api.get<RateList>(`exchange_rates/${currency}`, {
      ...(pageParam === "" ? {} : { query: { before: pageParam } }),
      signal,
    }),
  initialPageParam: "",
  getNextPageParam: (last: RateList) => (last.more ? last.data.at(-1)?.day : undefined),
});

import { queryOptions } from "@tanstack/react-query";
import { api, type Domain, type Provider } from "../../../api";

export const providerQuery = queryOptions({
  queryKey: ["provider"],
  queryFn: ({ signal }) => api.get<Provider>("workspace/provider", { signal }),
  staleTime: 0,
});

export const domainsQuery = queryOptions({
  queryKey: ["domains"],
  queryFn: ({ signal }) => api.get<{ data: Domain[] }>("domains", { signal }),
  staleTime: 0,
});

/** Calls that are made once, however often their answer is lost. */
export const once = () => ({ idempotencyKey: crypto.randomUUID() });

import { queryOptions } from "@tanstack/react-query";
import { api, type Directory, type Domain, type Provider } from "../../../api";

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

export const directoryQuery = queryOptions({
  queryKey: ["directory"],
  queryFn: ({ signal }) => api.get<Directory>("workspace/directory", { signal }),
  staleTime: 0,
});

/** Calls that are made once, however often their answer is lost. */
export const once = () => ({ idempotencyKey: crypto.randomUUID() });

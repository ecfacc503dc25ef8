import { queryOptions } from "@tanstack/react-query";
import { type ApiKey, api } from "../../../api";

export const keysQuery = queryOptions({
  queryKey: ["api-keys"],
  queryFn: ({ signal }) => api.get<{ data: ApiKey[] }>("auth/keys", { signal }),
  staleTime: 0,
});

import { queryOptions } from "@tanstack/react-query";
import { api, type Networks } from "../../../api";

export const networksQuery = queryOptions({
  queryKey: ["networks"],
  queryFn: ({ signal }) => api.get<Networks>("workspace/networks", { signal }),
  staleTime: 0,
});

import { queryOptions } from "@tanstack/react-query";
import { api, type ConsentList } from "../../../api";

/** How a person in the records stands to each purpose, and what was recorded about it. */
export const consentsQuery = (record: string) =>
  queryOptions({
    queryKey: ["consents", record],
    queryFn: ({ signal }) => api.get<ConsentList>(`consents/${record}`, { signal }),
    staleTime: 0,
  });

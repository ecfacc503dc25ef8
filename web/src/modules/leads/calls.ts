import { queryOptions } from "@tanstack/react-query";
import { api, type Conversion } from "../../api";

/** Records that somebody picked beside those that were found. */
export interface Picked {
  company?: string | undefined;
  contact?: string | undefined;
  deal?: string | undefined;
}

/** What converting a lead would meet. */
export const conversionQuery = (lead: string, picked: Picked) =>
  queryOptions({
    queryKey: ["conversion", lead, picked],
    queryFn: ({ signal }) => api.get<Conversion>(`leads/${lead}/conversion`, { query: { ...picked }, signal }),
    staleTime: 0,
    retry: false,
  });

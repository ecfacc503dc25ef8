import { queryOptions } from "@tanstack/react-query";
import { api, type Page, type PurposeList, type RecordData, type WebFormAddress } from "../../../api";

/** The forms, by name. */
export const formsQuery = queryOptions({
  queryKey: ["records", "web_forms", "settings"],
  queryFn: ({ signal }) => api.get<Page>("web_forms", { query: { sort: "name", limit: 200 }, signal }),
});

export const formQuery = (id: string) =>
  queryOptions({
    queryKey: ["records", "web_forms", "one", id],
    queryFn: ({ signal }) => api.get<RecordData>(`web_forms/${id}`, { signal }),
  });

/** What a form asks and fills in, in order. */
export const questionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["records", "form_questions", id],
    queryFn: ({ signal }) =>
      api.get<Page>("form_questions", { query: { where: `web_form = "${id}"`, sort: "position", limit: 200 }, signal }),
  });

/** Where a form is found; another one once it was given another address. */
export const addressQuery = (id: string) =>
  queryOptions({
    queryKey: ["records", "web_forms", "address", id],
    queryFn: ({ signal }) => api.get<WebFormAddress>(`web_forms/${id}/address`, { signal }),
  });

/** What waits, the newest first. */
export const heldQuery = queryOptions({
  queryKey: ["records", "submissions", "held"],
  queryFn: ({ signal }) =>
    api.get<Page>("submissions", { query: { where: 'state = "held"', sort: "-received_at", limit: 100 }, signal }),
});

/** What people may agree to; nothing for who does not look after privacy. */
export const consentPurposesQuery = (allowed: boolean) =>
  queryOptions({
    queryKey: ["privacy", "purposes"],
    queryFn: ({ signal }) => api.get<PurposeList>("purposes", { signal }),
    enabled: allowed,
    staleTime: 0,
  });

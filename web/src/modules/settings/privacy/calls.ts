import { queryOptions } from "@tanstack/react-query";
import { api, apiUrl, type LegalHold, type PersonalRecord, type PrivacyRequest, type RemainList } from "../../../api";

export const privacyKey = ["privacy"] as const;

export const requestsQuery = queryOptions({
  queryKey: [...privacyKey, "requests"],
  queryFn: ({ signal }) => api.get<{ data: PrivacyRequest[] }>("privacy_requests", { signal }),
  staleTime: 0,
});

export const requestQuery = (id: string) =>
  queryOptions({
    queryKey: [...privacyKey, "request", id],
    queryFn: ({ signal }) => api.get<PrivacyRequest>(`privacy_requests/${id}`, { signal }),
    // While somebody is being erased, until the receipt is there.
    refetchInterval: ({ state: { data } }) => (data?.state === "working" ? 1_000 : false),
    staleTime: 0,
  });

/** Records that must not be erased. */
export const holdsQuery = queryOptions({
  queryKey: [...privacyKey, "holds"],
  queryFn: ({ signal }) => api.get<{ data: LegalHold[] }>("legal_holds", { signal }),
  staleTime: 0,
});

/** Records that have the person's name, address or number. */
export const candidatesQuery = (id: string) =>
  queryOptions({
    queryKey: [...privacyKey, "request", id, "candidates"],
    queryFn: ({ signal }) => api.get<{ data: PersonalRecord[] }>(`privacy_requests/${id}/candidates`, { signal }),
    staleTime: 0,
  });

/** Where the person of a request is found, in the whole workspace; looked for when somebody asks. */
export const remainsQuery = (id: string) =>
  queryOptions({
    queryKey: ["privacy_remains", id],
    queryFn: ({ signal }) => api.get<RemainList>(`privacy_requests/${id}/remains`, { signal }),
    enabled: false,
    gcTime: 0,
  });

export const dataUrl = (id: string, ending: "json" | "csv") => apiUrl(`privacy_requests/${id}/data.${ending}`);

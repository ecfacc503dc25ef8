import { queryOptions } from "@tanstack/react-query";
import {
  api,
  apiUrl,
  type LegalHold,
  type PersonalRecord,
  type PrivacyRequest,
  type PurposeList,
  type RemainList,
  type RetentionRule,
  type RetentionTrial,
} from "../../../api";

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

/** What data of people is used for. */
export const purposesQuery = queryOptions({
  queryKey: [...privacyKey, "purposes"],
  queryFn: ({ signal }) => api.get<PurposeList>("purposes", { signal }),
  staleTime: 0,
});

/** How long records are kept. */
export const retentionQuery = queryOptions({
  queryKey: [...privacyKey, "retention"],
  queryFn: ({ signal }) => api.get<{ data: RetentionRule[] }>("retention_rules", { signal }),
  staleTime: 0,
});

/** What a rule would do now; asking for it is what lets it be switched on. */
export const trialQuery = (id: string) =>
  queryOptions({
    queryKey: ["retention_trial", id],
    queryFn: () => api.post<RetentionTrial>(`retention_rules/${id}/trial`, undefined),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
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

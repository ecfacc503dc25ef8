import { queryOptions } from "@tanstack/react-query";
import { api, type ExplainedAccess, type RecordSharing } from "../../api";

export const sharingKey = (path: string) => ["sharing", path] as const;

/** Who sees a record beside those whose roles let them. */
export const sharingQuery = (path: string) =>
  queryOptions({
    queryKey: sharingKey(path),
    queryFn: ({ signal }) => api.get<RecordSharing>(`${path}/sharing`, { signal }),
    staleTime: 0,
  });

/** What a person may do with a record, and why. */
export const accessQuery = (path: string, person: string | undefined) =>
  queryOptions({
    queryKey: [...sharingKey(path), "access", person ?? ""],
    queryFn: ({ signal }) => api.get<ExplainedAccess>(`${path}/access`, { query: { person }, signal }),
    staleTime: 0,
  });

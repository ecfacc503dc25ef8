import { queryOptions } from "@tanstack/react-query";
import {
  type AppliedConfiguration,
  api,
  type ComparedConfigurations,
  type ConfigurationDifference,
  type KeptConfigurations,
} from "../../../api";

const key = ["configuration"] as const;

/** The states that are kept; the key of all that is asked about the configuration begins with its own. */
export const keptQuery = queryOptions({
  queryKey: key,
  queryFn: ({ signal }) => api.get<KeptConfigurations>("configuration/kept", { signal }),
  staleTime: 0,
});

/** What the workspace is to be made of: what a file says, or what it was when a state was kept. */
export type Source = { name: string; file: unknown } | { name: string; number: number };

/** Applies it, or asks what that would do. */
export function apply(source: Source, remove: boolean, trial: boolean): Promise<AppliedConfiguration> {
  return "number" in source
    ? api.post<AppliedConfiguration>(`configuration/kept/${source.number}/restore`, { dry_run: trial })
    : api.post<AppliedConfiguration>("configuration/apply", {
        configuration: source.file,
        remove,
        dry_run: trial,
        note: source.name,
      });
}

/** What applying it would do. */
export const trialQuery = (source: Source, remove: boolean) =>
  queryOptions({
    queryKey: [...key, "trial", source, remove],
    queryFn: () => apply(source, remove, true),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });

/** What is other now than when a state was kept. */
export const sinceQuery = (number: number) =>
  queryOptions({
    queryKey: [...key, "since", number],
    queryFn: async ({ signal }): Promise<ConfigurationDifference[]> => {
      const from = await api.get(`configuration/kept/${number}`, { signal });
      return (await api.post<ComparedConfigurations>("configuration/compare", { from }, { signal })).differences;
    },
    staleTime: 0,
    gcTime: 0,
  });

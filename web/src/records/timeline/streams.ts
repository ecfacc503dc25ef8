import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, type Change, type Page, type TimelineEntry } from "../../api";

export const historyKey = (plural: string, id: string) => ["history", plural, id] as const;

/** Changes and activities of a record in one stream, newest first. */
export const timelineQuery = (plural: string, id: string) =>
  infiniteQueryOptions({
    queryKey: [...historyKey(plural, id), "timeline"],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<TimelineEntry>>(`${plural}/${id}/timeline`, { query: { after: pageParam, limit: 50 }, signal }),
    getNextPageParam: (page) => page.next,
  });

/** Its changes, newest first; of one field, where it is named. */
export const changesQuery = (plural: string, id: string, field?: string) =>
  infiniteQueryOptions({
    queryKey: [...historyKey(plural, id), "changes", field ?? ""],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Change>>(`${plural}/${id}/changes`, { query: { after: pageParam, limit: 50, field }, signal }),
    getNextPageParam: (page) => page.next,
  });

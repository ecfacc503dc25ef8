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

export const changesQuery = (plural: string, id: string) =>
  infiniteQueryOptions({
    queryKey: [...historyKey(plural, id), "changes"],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Change>>(`${plural}/${id}/changes`, { query: { after: pageParam, limit: 50 }, signal }),
    getNextPageParam: (page) => page.next,
  });

import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, type NotedRecord, type Notification } from "../../api";

/** Asked again whenever the live stream says that something is new. */
export const notificationsKey = ["notifications"] as const;

/** The server counts no further. */
export const mostCounted = 100;

export const unreadQuery = queryOptions({
  queryKey: [...notificationsKey, "unread"],
  queryFn: ({ signal }) => api.get<{ unread: number }>("notifications/unread", { signal }),
  select: ({ unread }) => unread,
});

/** All of them, newest first. */
export const notificationsQuery = infiniteQueryOptions({
  queryKey: [...notificationsKey, "pages"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) =>
    api.get<{ data: Notification[]; next: string | null }>("notifications", {
      query: { after: pageParam, limit: 30 },
      signal,
    }),
  getNextPageParam: (page) => page.next,
  staleTime: 0,
});

/** The records that one is about. */
export const notedQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...notificationsKey, "records", id],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get<{ data: NotedRecord[]; next: string | null }>(`notifications/${id}/records`, {
        query: { after: pageParam, limit: 100 },
        signal,
      }),
    getNextPageParam: (page) => page.next,
  });

const refresh = (client: QueryClient) => client.invalidateQueries({ queryKey: notificationsKey });

export async function markRead(client: QueryClient, id: string): Promise<void> {
  await api.post(`notifications/${id}/read`);
  await refresh(client);
}

/** Marks everything as read up to the newest one on the screen: what came meanwhile stays new. */
export async function markAllRead(client: QueryClient, newest: string): Promise<void> {
  await api.post("notifications/read", { through: newest });
  await refresh(client);
}

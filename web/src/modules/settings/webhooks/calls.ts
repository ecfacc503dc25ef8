import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, type Delivery, type DeliveryPage, type Webhook } from "../../../api";

export const webhooksKey = ["webhooks"] as const;

/** Deliveries come and go by themselves, so they are looked at again soon. */
const soon = 2_000;

export const webhooksQuery = queryOptions({
  queryKey: [...webhooksKey, "all"],
  queryFn: ({ signal }) => api.get<{ data: Webhook[] }>("webhooks", { signal }),
  staleTime: 0,
});

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: [...webhooksKey, "one", id],
    queryFn: ({ signal }) => api.get<Webhook>(`webhooks/${id}`, { signal }),
    refetchInterval: soon,
    staleTime: 0,
  });

/** What was sent, newest first, all or what is in one state. */
export const deliveriesQuery = (id: string, state: Delivery["state"] | undefined) =>
  infiniteQueryOptions({
    queryKey: [...webhooksKey, "deliveries", id, state ?? ""],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get<DeliveryPage>(`webhooks/${id}/deliveries`, { query: { after: pageParam, limit: 50, state }, signal }),
    getNextPageParam: (page) => page.next,
    // Who reads further back is not disturbed.
    refetchInterval: ({ state: { data } }) => (data?.pages.length === 1 ? soon : false),
    staleTime: 0,
  });

/** Calls that are made once, however often their answer is lost. */
export const once = () => ({ idempotencyKey: crypto.randomUUID() });

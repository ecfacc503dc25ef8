import { queryOptions } from "@tanstack/react-query";
import { api, asProblem, type Viewing } from "../../../api";
import { complain } from "../complain";

export const viewingsQuery = queryOptions({
  queryKey: ["viewings"],
  queryFn: ({ signal }) => api.get<{ data: Viewing[]; without_consent: boolean }>("viewings", { signal }),
  staleTime: 0,
});

/** Longest that somebody may be seen at a time, in hours. */
export const mostHours = 8;

/** Sees Kith as the person from now on. Nothing of what was shown before belongs to them, so the page starts afresh. */
export async function startViewing({ id }: Viewing): Promise<void> {
  try {
    await api.post(`viewings/${id}/start`);
    window.location.assign("/");
  } catch (error) {
    complain(error);
  }
}

/** Sees Kith as oneself again, also where it is over already. */
export async function endViewing(): Promise<void> {
  try {
    await api.post("viewings/end");
  } catch (error) {
    if (asProblem(error)?.status !== 401) {
      complain(error);
      return;
    }
  }
  window.location.assign("/");
}

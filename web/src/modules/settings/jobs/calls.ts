import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type Job, type JobPage, type Mail, type RecurringJob } from "../../../api";

/** Which jobs are meant. */
export interface JobSearch {
  state?: Job["state"];
  q?: string;
}

const states = ["waiting", "running", "parked"] as const;

/** What of an address, or of a choice on the screen, asks for jobs. */
export function jobSearchOf(given: { readonly [name: string]: unknown }): JobSearch {
  const state = states.find((each) => each === given.state);
  return {
    ...(state === undefined ? {} : { state }),
    ...(typeof given.q === "string" && given.q !== "" ? { q: given.q } : {}),
  };
}

/** While something runs or waits, it is looked at again soon. */
const soon = 3_000;

/** A page of background jobs, newest first, that goes on after another. */
export const jobsQuery = ({ state, q }: JobSearch, after: string | undefined) =>
  queryOptions({
    queryKey: ["jobs", state ?? null, q ?? null, after ?? null],
    queryFn: ({ signal }) => api.get<JobPage>("jobs", { query: { state, q, after }, signal }),
    refetchInterval: ({ state: { data } }) =>
      data?.data.some((job) => job.state !== "parked") === true ? soon : false,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

/** What comes again and again. */
export const recurringQuery = queryOptions({
  queryKey: ["jobs", "recurring"],
  queryFn: ({ signal }) => api.get<{ data: RecurringJob[] }>("jobs/recurring", { signal }),
  staleTime: 0,
});

/** The mails that wait for a person. */
export const mailsQuery = queryOptions({
  queryKey: ["jobs", "mails"],
  queryFn: ({ signal }) =>
    api.get<{ data: Mail[] }>("mails", { query: { state: "failed,uncertain,parked", limit: 200 }, signal }),
  staleTime: 0,
});

import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import {
  api,
  type BulkOutcome,
  type Changeset,
  type ChangesetPage,
  type Outcome,
  type OutcomePage,
  type TypeSchema,
} from "../../api";

export const changesetsKey = ["changesets"] as const;

/** Goes on by itself in the background. */
export const isRunning = ({ state }: { state: Changeset["state"] }) => state === "waiting" || state === "running";

const pollEvery = 700;
const whileRunning = (entry: Changeset | undefined) => (entry !== undefined && isRunning(entry) ? pollEvery : false);

/** The newest ones; asked again and again while one of them runs. */
export const newestQuery = queryOptions({
  queryKey: [...changesetsKey, "newest"],
  queryFn: ({ signal }) => api.get<ChangesetPage>("changesets", { query: { limit: 20 }, signal }),
  refetchInterval: ({ state }) => whileRunning(state.data?.data.find(isRunning)),
  staleTime: 0,
});

/** All of them, page by page. */
export const changesetsQuery = infiniteQueryOptions({
  queryKey: [...changesetsKey, "pages"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) =>
    api.get<ChangesetPage>("changesets", { query: { after: pageParam, limit: 50 }, signal }),
  getNextPageParam: (page) => page.next,
  refetchInterval: ({ state }) => whileRunning(state.data?.pages.flatMap((page) => page.data).find(isRunning)),
  staleTime: 0,
});

export const changesetQuery = (id: string) =>
  queryOptions({
    queryKey: [...changesetsKey, "one", id],
    queryFn: ({ signal }) => api.get<Changeset>(`changesets/${id}`, { signal }),
    refetchInterval: ({ state }) => whileRunning(state.data),
    staleTime: 0,
  });

export type OutcomeResult = NonNullable<Outcome["result"]>;

/** What became of the records, all or those of one result. */
export const outcomesQuery = (id: string, result?: OutcomeResult) =>
  infiniteQueryOptions({
    queryKey: [...changesetsKey, "outcomes", id, result ?? ""],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      api.get<OutcomePage>(`changesets/${id}/outcomes`, { query: { after: pageParam, limit: 100, result }, signal }),
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });

export const cancelChangeset = (id: string) =>
  api.post<Changeset>(`changesets/${id}/cancel`, undefined, { idempotencyKey: crypto.randomUUID() });

/** What takes a changeset back, as the API names it; undefined where there is none. */
export const pathOf = (changeset: string | null) => (changeset === null ? undefined : `changesets/${changeset}`);

/** What can be taken back. */
export interface Undoable {
  /** Of a change, a changeset or an import, as the API names it. */
  path: string;
  /** The type of its records, where they are of one. */
  type?: TypeSchema | undefined;
}

function givenOf(given: Readonly<Record<string, string>>) {
  const give = Object.fromEntries(Object.entries(given).filter(([, to]) => to !== ""));
  return Object.keys(give).length === 0 ? {} : { give };
}

/**
 * Takes it back, or says what that would do.
 * @param given Of a merge: where records belong that were added since, by their ids; empty where they stay.
 */
export const postUndo = ({ path }: Undoable, trial: boolean, given: Readonly<Record<string, string>> = {}) =>
  api.post<BulkOutcome>(
    `${path}/undo`,
    { dry_run: trial, ...givenOf(given) },
    trial ? undefined : { idempotencyKey: crypto.randomUUID() },
  );

// Those whose end is to be told here, because they were begun or seen running here.
const followed = new Set<string>();

/** Shows the progress of one that goes on in the background, and tells its end. */
export function follow(client: QueryClient, id: string): void {
  followed.add(id);
  void client.invalidateQueries({ queryKey: changesetsKey });
}

export function noteRunning(id: string): void {
  followed.add(id);
}

/** Answers whether its end was still to be told, which it then is. */
export function takeEnded(id: string): boolean {
  return followed.delete(id);
}

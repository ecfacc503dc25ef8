import type { Query, QueryClient } from "@tanstack/react-query";
import type { ApiProblem, Link, RecordData, TypeSchema, Value } from "../../api";
import { api, asProblem } from "../../api";
import { changeCached } from "./cache";
import { findCached } from "./find-cached";
import { typeKey } from "./keys";
import { recordKey } from "./list-query";

/** What to change: field names with their new values. */
export type Patch = { readonly [field: string]: Value };

export type Saved =
  | {
      ok: true;
      record: RecordData;
      /** What takes it back, as the API names it; undefined where nothing was changed. */
      change: string | undefined;
    }
  | {
      ok: false;
      problem: ApiProblem;
      /** Fields that someone else changed meanwhile. */
      conflicts: string[];
      /** The record as it was when the change was made here. */
      before: RecordData | undefined;
      settled?: never;
    };

const isLink = (value: unknown): value is Link => typeof value === "object" && value !== null && "id" in value;

function writtenLink(link: Link): string | { id: string; type: string } {
  return link.type === undefined ? link.id : { id: link.id, type: link.type };
}

/** Links are written by their id; everything else as it is read. */
export function written(patch: Patch): { [field: string]: unknown } {
  return Object.fromEntries(
    Object.entries(patch).map(([field, value]) => {
      if (isLink(value)) return [field, writtenLink(value)];
      if (Array.isArray(value)) return [field, value.map((item) => (isLink(item) ? writtenLink(item) : item))];
      return [field, value];
    }),
  );
}

export const sameValue = (a: Value | undefined, b: Value | undefined) => JSON.stringify(a) === JSON.stringify(b);

/** The fields of a patch that somebody else changed since `seen`. Others' changes to other fields are no conflict. */
export function conflictsOf(patch: Patch, seen: RecordData | undefined, current: RecordData): string[] {
  return Object.keys(patch).filter(
    (field) => !sameValue(current[field], seen?.[field]) && !sameValue(current[field], patch[field]),
  );
}

// Writes to one record leave one after the other, so that the second knows the version the first made.
const queues = new Map<string, Promise<unknown>>();

function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const turn = (queues.get(key) ?? Promise.resolve()).then(work, work);
  const done = turn.catch(() => undefined).finally(() => queues.get(key) === done && queues.delete(key));
  queues.set(key, done);
  return turn;
}

async function send(client: QueryClient, type: TypeSchema, id: string, patch: Patch, seen: RecordData | undefined) {
  const path = `${type.plural}/${id}`;
  let change: string | undefined;
  const onUndo = (undo: string) => {
    change = undo;
  };
  for (let attempt = 0; ; attempt += 1) {
    const version = findCached(client, type.plural, id)?.version;
    try {
      const asked = version === undefined ? { onUndo } : { onUndo, ifMatch: version };
      const record = await api.patch<RecordData>(path, written(patch), asked);
      return { record, change };
    } catch (error) {
      const current = asProblem(error)?.current;
      if (asProblem(error)?.status !== 412 || current === undefined || attempt >= 3) throw error;
      const conflicts = conflictsOf(patch, seen, current);
      changeCached(client, type.plural, id, (record) => ({
        ...record,
        ...current,
        ...(conflicts.length === 0 ? patch : {}),
      }));
      if (conflicts.length > 0) throw error;
    }
  }
}

/** What depends on a record without being one: its history, sums, searches that show its title. */
function refreshAround(client: QueryClient, plural: string, id: string): void {
  void client.invalidateQueries({ queryKey: ["history", plural, id] });
  void client.invalidateQueries({ queryKey: ["sums", plural] });
}

// An answer to what was asked before the change was written may come without it, after it.
function askAnew(client: QueryClient, plural: string): void {
  const queryKey = typeKey(plural);
  const predicate = ({ state }: Query) => state.fetchStatus === "fetching";
  void client.invalidateQueries({ queryKey, predicate, refetchType: "all" });
}

/**
 * The one way records are changed: every list and page shows it in the next frame, the server hears of it, and if it
 * refuses, what is shown goes back, except where it was changed again since.
 */
export async function saveRecord(client: QueryClient, type: TypeSchema, id: string, patch: Patch): Promise<Saved> {
  const before = findCached(client, type.plural, id);
  // An answer that is on its way knows nothing of this change.
  void client.cancelQueries({ queryKey: recordKey(type.plural, id) }, { revert: false });
  changeCached(client, type.plural, id, (record) => ({ ...record, ...patch }));
  try {
    const { record, change } = await inTurn(id, () => send(client, type, id, patch, before));
    changeCached(client, type.plural, id, (cached) => ({ ...cached, ...record }));
    askAnew(client, type.plural);
    refreshAround(client, type.plural, id);
    return { ok: true, record, change };
  } catch (error) {
    const problem = asProblem(error);
    if (problem === undefined) throw error;
    const current = problem.current;
    changeCached(client, type.plural, id, (cached) => {
      const back: { [field: string]: Value } = {};
      for (const [field, value] of Object.entries(patch)) {
        if (sameValue(cached[field], value)) back[field] = current?.[field] ?? before?.[field] ?? null;
      }
      return { ...cached, ...back };
    });
    if (current !== undefined) refreshAround(client, type.plural, id);
    return { ok: false, problem, before, conflicts: current === undefined ? [] : conflictsOf(patch, before, current) };
  }
}

/** Lists, counts and sums of a type are asked again, as after rows came or went. */
export function refreshLists(client: QueryClient, plural: string): Promise<void> {
  void client.invalidateQueries({ queryKey: ["sums", plural] });
  return client.invalidateQueries({ queryKey: typeKey(plural) });
}

/** What was cached about records is asked again, as after work on many that may have touched any. */
export async function refreshEverything(client: QueryClient): Promise<void> {
  const keys = ["records", "history", "sums", "search", "changesets"];
  await Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] })));
}

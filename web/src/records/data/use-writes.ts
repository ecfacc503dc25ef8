import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { BulkOutcome, Me, RecordData, TypeSchema, Value } from "../../api";
import { api, asProblem, meQuery } from "../../api";
import { wroteLately } from "../../api/writes";
import { i18n } from "../../i18n";
import { notify } from "../../ui";
import { follow, isRunning, pathOf } from "../changes/calls";
import type { Conflict } from "../changes/conflict";
import { offerUndo, tellFailed, undo } from "../changes/offer-undo";
import { asLink } from "../fields/values";
import { useOpenChangeset } from "../navigation";
import { changeCached, removeCached } from "./cache";
import { findCached } from "./find-cached";
import { recordQuery } from "./list-query";
import { complain, reasonOf } from "./reason";
import { acceptFields, acceptHeld, refuse } from "./refusals";
import { fieldNamed } from "./schema";
import { forget, remember } from "./undo";
import { conflictsOf, type Patch, refreshLists, type Saved, saveRecord, written } from "./write";

function reportRefusal(saved: Saved & { ok: false }, retry: () => void): void {
  const fixable = saved.problem.status === 422;
  notify({
    tone: "danger",
    message: i18n._({
      id: "records.save_failed",
      message: "Not saved: {reason}",
      values: { reason: reasonOf(saved.problem) },
    }),
    ...(fixable ? {} : { action: { label: i18n._({ id: "records.retry", message: "Try again" }), run: retry } }),
  });
}

/** The person was asked about a conflict, and let the others' values stand. */
interface Settled {
  ok: false;
  settled: true;
}
const settled: Settled = { ok: false, settled: true };

export interface SaveOptions {
  /** A refusal is told by the caller. */
  silent?: boolean;
  /** The record as it was when the change was begun; what others changed since is asked about. */
  seen?: RecordData;
}

// What one has just changed oneself is no surprise, even if the server wrote it in another form.
function isOwn(client: QueryClient, current: RecordData): boolean {
  const me = client.getQueryData<Me>(meQuery.queryKey)?.person.id;
  return wroteLately(current.id) && asLink(current.updated_by)?.id === me;
}

async function ask(conflict: Conflict): Promise<Patch> {
  const { askConflict } = await import("../changes/conflict");
  return await askConflict(conflict);
}

// A refusal is told like one of the removal itself, which then does not come about.
async function agreeToRemove(type: TypeSchema, ids: readonly string[]): Promise<boolean> {
  try {
    const { mayRemove } = await import("../trash/removal");
    return await mayRemove(type, ids);
  } catch (error) {
    complain(error);
    return false;
  }
}

export type Target = { ids: readonly string[] } | { where: string };

type BulkAction = "update" | "delete" | "restore";

/** What was done to so many records, in a sentence. */
export function bulkDone(action: string, count: number): string {
  switch (action) {
    case "delete":
      return i18n._({
        id: "records.moved_to_trash",
        message: "{count, plural, one {Moved to the trash} other {# moved to the trash}}",
        values: { count },
      });
    case "restore":
      return i18n._({
        id: "records.bulk.restored",
        message: "{count, plural, one {Restored} other {# records restored}}",
        values: { count },
      });
    default:
      return i18n._({
        id: "records.bulk.updated",
        message: "{count, plural, one {# record} other {# records}} changed",
        values: { count },
      });
  }
}

/** Everything a screen does to the records of a type. Each takes effect at once and reports what went wrong. */
export function writesOf(client: QueryClient, type: TypeSchema, openChangeset: (id: string) => void) {
  const attempt = async (id: string, patch: Patch, silent: boolean): Promise<Saved | Settled> => {
    const fields = Object.keys(patch);
    acceptFields(id, fields);
    const saved = await saveRecord(client, type, id, patch);
    if (saved.ok) {
      acceptHeld(id);
      return saved;
    }
    const current = saved.problem.current;
    if (saved.conflicts.length > 0 && current !== undefined) {
      const kept = await ask({ type, patch, fields: saved.conflicts, current, before: saved.before });
      return Object.keys(kept).length === 0 ? settled : attempt(id, kept, silent);
    }
    if (saved.problem.status === 422) refuse(id, patch, saved.problem.errors);
    if (!silent) reportRefusal(saved, () => void save(id, patch));
    return saved;
  };

  /** What is left of a patch once it was asked about what others changed since the record was `seen`. */
  const reconsider = async (id: string, patch: Patch, seen: RecordData): Promise<Patch> => {
    const shown = findCached(client, type.plural, id);
    if (shown === undefined || conflictsOf(patch, seen, shown).length === 0) return patch;
    const current = await client.fetchQuery({ ...recordQuery(type.plural, id), staleTime: 0 }).catch(() => undefined);
    if (current === undefined || isOwn(client, current)) return patch;
    const fields = conflictsOf(patch, seen, current);
    return fields.length === 0 ? patch : await ask({ type, patch, fields, current, before: seen });
  };

  /** Answers whether it was saved; never throws for a refusal. */
  const save = async (
    id: string,
    given: Patch,
    { silent = false, seen }: SaveOptions = {},
  ): Promise<Saved | Settled> => {
    const patch = seen === undefined ? given : await reconsider(id, given, seen);
    const fields = Object.keys(patch);
    if (fields.length === 0) return settled;
    const before = findCached(client, type.plural, id);
    const back = Object.fromEntries(fields.map((field): [string, Value] => [field, before?.[field] ?? null]));
    const what = fields.map((field) => fieldNamed(type, field)?.label ?? field).join(", ");
    const saving = attempt(id, patch, silent);
    const takeBack = async () => {
      changeCached(client, type.plural, id, (record) => ({ ...record, ...back }));
      const saved = await saving;
      if (!saved.ok || saved.change === undefined) return;
      const said = i18n._({ id: "records.undone", message: "Undone: {what}", values: { what } });
      await undo(client, { path: saved.change, type }, said);
    };
    // It can be taken back from the moment it shows; what takes it back leaves after it.
    const step = { undo: takeBack };
    remember(step);
    const saved = await saving;
    if (!saved.ok) forget(step);
    return saved;
  };

  const create = async (values: Patch): Promise<RecordData> => {
    const key = crypto.randomUUID();
    const record = await api.post<RecordData>(type.plural, written(values), { idempotencyKey: key });
    await refreshLists(client, type.plural);
    return record;
  };

  const bulk = async (action: BulkAction, body: Target & { set?: unknown }): Promise<void> => {
    const ask = { idempotencyKey: crypto.randomUUID() };
    try {
      const outcome = await api.post<BulkOutcome>(`${type.plural}/actions/${action}`, body, ask);
      report(outcome, bulkDone(action, outcome.done));
    } catch (error) {
      const problem = asProblem(error);
      if (problem === undefined) throw error;
      notify({ tone: "danger", message: reasonOf(problem) });
    } finally {
      await refreshLists(client, type.plural);
    }
  };

  /** Tells how work on many records went, or follows it where it goes on. */
  const report = (outcome: BulkOutcome, message: string): void => {
    const { changeset, done, failed, outcomes } = outcome;
    if (isRunning(outcome)) {
      if (changeset !== null) follow(client, changeset);
      return;
    }
    const reason = outcomes[0]?.errors[0]?.message ?? "";
    tellFailed(failed, reason, changeset === null ? undefined : () => openChangeset(changeset));
    if (done > 0) offerUndo(client, message, pathOf(changeset), type);
  };

  /**
   * Moves records to the trash, asking first where others would go along or go on pointing at them.
   * @param onAgreed Called when it is certain that they go.
   */
  const remove = async (target: Target, onAgreed?: () => void): Promise<void> => {
    if ("ids" in target && !(await agreeToRemove(type, target.ids))) return;
    onAgreed?.();
    if ("ids" in target) removeCached(client, type.plural, new Set(target.ids));
    await bulk("delete", target);
  };
  const restore = (ids: readonly string[]): Promise<void> => bulk("restore", { ids });
  const update = (target: Target, patch: Patch): Promise<void> => bulk("update", { ...target, set: written(patch) });

  return { save, create, remove, restore, update, report };
}

export type Writes = ReturnType<typeof writesOf>;

export function useWrites(type: TypeSchema): Writes {
  const client = useQueryClient();
  const openChangeset = useOpenChangeset();
  return useMemo(() => writesOf(client, type, openChangeset), [client, type, openChangeset]);
}

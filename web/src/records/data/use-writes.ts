import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ApiProblem, BulkOutcome, RecordData, TypeSchema, Value } from "../../api";
import { api, asProblem } from "../../api";
import { i18n } from "../../i18n";
import { notify } from "../../ui";
import { valueText } from "../fields/values";
import { removeCached } from "./cache";
import { findCached } from "./find-cached";
import { acceptFields, refuse } from "./refusals";
import { fieldNamed } from "./schema";
import { forget, remember } from "./undo";
import { type Patch, refreshLists, type Saved, sameValue, saveRecord, written } from "./write";

/** What a refusal says to a person: the first reason, else the server's sentence. */
export function reasonOf(problem: ApiProblem): string {
  return problem.errors[0]?.message ?? problem.message;
}

function reportRefusal(type: TypeSchema, saved: Saved & { ok: false }, retry: () => void): void {
  const [field] = saved.conflicts;
  const current = saved.problem.current;
  if (field !== undefined && current !== undefined) {
    const schema = fieldNamed(type, field);
    const theirs = schema === undefined ? "" : valueText(schema, current[field]);
    notify({
      tone: "danger",
      duration: 20_000,
      message: i18n._({
        id: "records.conflict",
        message: "Someone else changed {field} to “{theirs}” meanwhile. It now shows their value.",
        values: { field: schema?.label ?? field, theirs },
      }),
      action: { label: i18n._({ id: "records.conflict.mine", message: "Use mine" }), run: retry },
    });
    return;
  }
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

async function restoreAll(client: QueryClient, type: TypeSchema, ids: readonly string[]): Promise<void> {
  try {
    await Promise.all(ids.map((id) => api.post(`${type.plural}/${id}/restore`)));
  } catch (error) {
    const problem = asProblem(error);
    if (problem === undefined) throw error;
    notify({ tone: "danger", message: reasonOf(problem) });
  } finally {
    await refreshLists(client, type.plural);
  }
}

/** More than this is not restored one by one; the trash has it. */
const undoable = 200;

export type Target = { ids: readonly string[] } | { where: string };

/** Everything a screen does to the records of a type. Each takes effect at once and reports what went wrong. */
export function writesOf(client: QueryClient, type: TypeSchema) {
  /** Answers whether it was saved; never throws for a refusal. */
  const save = async (id: string, patch: Patch, silent = false): Promise<Saved> => {
    const before = findCached(client, type.plural, id);
    const fields = Object.keys(patch);
    acceptFields(id, fields);
    const back = Object.fromEntries(fields.map((field): [string, Value] => [field, before?.[field] ?? null]));
    // It can be taken back from the moment it shows; what takes it back leaves after it.
    const step = {
      label: fields.map((field) => fieldNamed(type, field)?.label ?? field).join(", "),
      undo: () => saveRecord(client, type, id, back),
    };
    remember(step);
    const saved = await saveRecord(client, type, id, patch);
    if (saved.ok) return saved;
    forget(step);
    if (saved.problem.status === 422) {
      for (const [field, value] of Object.entries(patch)) {
        const message = saved.problem.about(field);
        if (message !== undefined) refuse(id, field, { value, message });
      }
    }
    if (!silent) reportRefusal(type, saved, () => void save(id, patch));
    return saved;
  };

  const create = async (values: Patch): Promise<RecordData> => {
    const key = crypto.randomUUID();
    const record = await api.post<RecordData>(type.plural, written(values), { idempotencyKey: key });
    await refreshLists(client, type.plural);
    return record;
  };

  const restore = (ids: readonly string[]) => restoreAll(client, type, ids);

  const report = (outcome: BulkOutcome, message: string, undo?: () => Promise<void>): void => {
    if (outcome.failed > 0) {
      const reason = outcome.outcomes[0]?.errors[0]?.message ?? "";
      notify({
        tone: "danger",
        message: i18n._({
          id: "records.bulk.failed",
          message: "{failed, plural, one {# record was} other {# records were}} left as before: {reason}",
          values: { failed: outcome.failed, reason },
        }),
      });
    }
    if (outcome.done === 0) return;
    const label = i18n._({ id: "records.undo", message: "Undo" });
    notify({ message, ...(undo === undefined ? {} : { action: { label, run: () => void undo() } }) });
    if (undo !== undefined) remember({ label: message, undo });
  };

  const bulk = async (
    action: "update" | "delete",
    body: Target & { set?: unknown },
  ): Promise<BulkOutcome | undefined> => {
    try {
      return await api.post<BulkOutcome>(`${type.plural}/actions/${action}`, body);
    } catch (error) {
      const problem = asProblem(error);
      if (problem === undefined) throw error;
      notify({ tone: "danger", message: reasonOf(problem) });
      return undefined;
    } finally {
      await refreshLists(client, type.plural);
    }
  };

  const remove = async (target: Target): Promise<void> => {
    const ids = "ids" in target ? target.ids : [];
    removeCached(client, type.plural, new Set(ids));
    const outcome = await bulk("delete", target);
    if (outcome === undefined) return;
    const message = i18n._({
      id: "records.moved_to_trash",
      message: "{count, plural, one {Moved to the trash} other {# moved to the trash}}",
      values: { count: outcome.done },
    });
    report(outcome, message, ids.length > 0 && ids.length <= undoable ? () => restore(ids) : undefined);
  };

  const update = async (target: Target, patch: Patch): Promise<void> => {
    const ids = "ids" in target ? target.ids : [];
    const before = ids.map((id) => findCached(client, type.plural, id));
    const known = ids.length > 0 && ids.length <= undoable && before.every((record) => record !== undefined);
    const outcome = await bulk("update", { ...target, set: written(patch) });
    if (outcome === undefined) return;
    const message = i18n._({
      id: "records.bulk.updated",
      message: "{count, plural, one {# record} other {# records}} changed",
      values: { count: outcome.done },
    });
    const undo = async () => {
      await Promise.all(
        before.map((record) => {
          if (record === undefined) return undefined;
          const changed = Object.keys(patch).filter((field) => !sameValue(record[field], patch[field]));
          const back = Object.fromEntries(changed.map((field): [string, Value] => [field, record[field] ?? null]));
          return changed.length === 0 ? undefined : saveRecord(client, type, record.id, back);
        }),
      );
      await refreshLists(client, type.plural);
    };
    report(outcome, message, known ? undo : undefined);
  };

  return { save, create, remove, restore, update };
}

export type Writes = ReturnType<typeof writesOf>;

export function useWrites(type: TypeSchema): Writes {
  const client = useQueryClient();
  return useMemo(() => writesOf(client, type), [client, type]);
}

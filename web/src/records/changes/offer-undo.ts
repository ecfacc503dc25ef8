import type { QueryClient } from "@tanstack/react-query";
import type { BulkOutcome, TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { notify } from "../../ui";
import { complain } from "../data/reason";
import { forget, remember } from "../data/undo";
import { refreshEverything } from "../data/write";
import { follow, isRunning, pathOf, type Undoable } from "./calls";

/**
 * Takes it back, asking only where something would stay as it is, and offers to take that back in turn.
 * @param said What to say instead, of one of many small steps: the next one back is then the step before it.
 */
export async function undo(client: QueryClient, what: Undoable, said?: string): Promise<void> {
  try {
    const { tryUndo } = await import("./try-undo");
    const outcome = await tryUndo(what);
    if (outcome !== undefined) await tellUndone(client, outcome, what.type, said);
    else if (said !== undefined) await refreshEverything(client);
  } catch (error) {
    complain(error);
    if (said !== undefined) await refreshEverything(client);
  }
}

async function tellUndone(
  client: QueryClient,
  outcome: BulkOutcome,
  type: TypeSchema | undefined,
  said: string | undefined,
): Promise<void> {
  const { changeset, done, failed, total, outcomes } = outcome;
  if (isRunning(outcome)) {
    if (changeset !== null) follow(client, changeset);
    return;
  }
  await refreshEverything(client);
  tellFailed(failed, outcomes[0]?.errors[0]?.message ?? "");
  if (said !== undefined && changeset !== null) notify({ message: said });
  else {
    const message = undoneText(changeset === null ? 0 : done, total);
    offerUndo(client, message, pathOf(changeset), type);
  }
}

function undoneText(count: number, total: number): string {
  if (count === 0) return i18n._({ id: "records.changes.nothing", message: "There is nothing left to undo" });
  if (total === 1) return i18n._({ id: "records.changes.undone", message: "Undone" });
  return i18n._({
    id: "records.changes.undone_many",
    message: "Undone on {count, plural, one {# record} other {# records}}",
    values: { count },
  });
}

export const undoLabel = () => i18n._({ id: "records.undo", message: "Undo" });

/**
 * Says what was done and offers to take it back, by the notice and by Ctrl+Z.
 * @param path What takes it back, as the API names it; undefined where nothing was changed.
 */
export function offerUndo(client: QueryClient, message: string, path: string | undefined, type?: TypeSchema): void {
  if (path === undefined) {
    notify({ message });
    return;
  }
  const step = { undo: () => undo(client, { path, type }) };
  remember(step);
  const run = () => {
    forget(step);
    void step.undo();
  };
  notify({ message, action: { label: undoLabel(), run } });
}

/**
 * Says that records were left as they were.
 * @param reason Of the first; empty where none is at hand.
 * @param open Shows which, where that is kept.
 */
export function tellFailed(failed: number, reason: string, open?: () => void): void {
  if (failed === 0) return;
  const label = i18n._({ id: "records.changes.which", message: "See which" });
  const values = { failed, reason };
  const message =
    reason === ""
      ? i18n._({
          id: "records.bulk.left",
          message: "{failed, plural, one {# record was} other {# records were}} left as before",
          values,
        })
      : i18n._({
          id: "records.bulk.failed",
          message: "{failed, plural, one {# record was} other {# records were}} left as before: {reason}",
          values,
        });
  notify({
    tone: "danger",
    message,
    ...(open === undefined ? {} : { duration: 20_000, action: { label, run: open } }),
  });
}

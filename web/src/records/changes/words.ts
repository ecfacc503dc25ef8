import type { Changeset, Schema } from "../../api";
import { typeNamed } from "../../api";
import { formatNumber, i18n, inSentence } from "../../i18n";

/** What it is about, as "12 deals"; while it runs, all it is to deal with. */
function recordsOf(schema: Schema, entry: Changeset): string {
  const count = entry.state === "done" || entry.state === "cancelled" ? entry.changed : entry.total;
  const type = typeNamed(schema, entry.type ?? "");
  if (type === undefined)
    return i18n._({
      id: "records.changes.records",
      message: "{count, plural, one {# record} other {# records}}",
      values: { count },
    });
  return `${formatNumber(count)} ${inSentence(count === 1 ? type.label : type.plural_label)}`;
}

/** What was asked for, in a few words: "Changed 12 deals". */
export function changesetTitle(schema: Schema, entry: Changeset): string {
  const records = recordsOf(schema, entry);
  if (entry.kind === "import")
    return i18n._({ id: "records.changes.import", message: "Imported {name}", values: { name: entry.name } });
  if (entry.kind === "undo")
    return i18n._({ id: "records.changes.undo", message: "Undid changes of {records}", values: { records } });
  if (entry.kind === "merge")
    return i18n._({ id: "records.changes.merge", message: "Merged {records}", values: { records } });
  switch (entry.name) {
    case "update":
      return i18n._({ id: "records.changes.update", message: "Changed {records}", values: { records } });
    case "delete":
      return i18n._({ id: "records.changes.delete", message: "Moved {records} to the trash", values: { records } });
    case "restore":
      return i18n._({ id: "records.changes.restore", message: "Restored {records}", values: { records } });
    case "deactivate":
      return i18n._({
        id: "records.changes.deactivate",
        message: "Deactivated a person and handed over: {records}",
        values: { records },
      });
    default: {
      const type = typeNamed(schema, entry.type ?? "");
      const action = type?.actions.find((one) => one.name === entry.name)?.label ?? entry.name;
      return i18n._({
        id: "records.changes.action",
        message: "{action}: {records}",
        values: { action, records },
      });
    }
  }
}

/** What goes on, in a few words: "Changing 12,000 deals". */
export function runningTitle(schema: Schema, entry: Changeset): string {
  const records = recordsOf(schema, entry);
  if (entry.kind === "undo")
    return i18n._({ id: "records.changes.undoing", message: "Undoing changes of {records}", values: { records } });
  switch (entry.name) {
    case "update":
      return i18n._({ id: "records.changes.updating", message: "Changing {records}", values: { records } });
    case "delete":
      return i18n._({ id: "records.changes.deleting", message: "Moving {records} to the trash", values: { records } });
    case "restore":
      return i18n._({ id: "records.changes.restoring", message: "Restoring {records}", values: { records } });
    default:
      return changesetTitle(schema, entry);
  }
}

export function stateLabel(entry: Changeset): string {
  if (entry.undone_by !== null) return i18n._({ id: "records.changes.state.undone", message: "Undone" });
  switch (entry.state) {
    case "waiting":
      return i18n._({ id: "records.changes.state.waiting", message: "Waiting" });
    case "running":
      return i18n._({ id: "records.changes.state.running", message: "Running" });
    case "done":
      return i18n._({ id: "records.changes.state.done", message: "Done" });
    case "failed":
      return i18n._({ id: "records.changes.state.failed", message: "Not finished" });
    case "cancelled":
      return i18n._({ id: "records.changes.state.cancelled", message: "Stopped" });
  }
}

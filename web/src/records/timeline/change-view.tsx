import { ArrowRight } from "lucide-react";
import type { Change, FieldSchema, Schema, Value } from "../../api";
import { typeNamed } from "../../api";
import { formatDateTime, formatRelative, i18n } from "../../i18n";
import { fieldNamed } from "../data/schema";
import { FieldView } from "../fields/field-view";
import { isBlank } from "../fields/values";

/** When it was, in words, with the exact time for those who point at it. */
export function When({ at }: { at: string }) {
  return (
    <time dateTime={at} title={formatDateTime(at)} className="shrink-0 text-muted text-small">
      {formatRelative(at)}
    </time>
  );
}

/** Who did it: a person, or what Kith did by itself. */
export function actorOf(change: Change): string {
  if (change.by !== null) return change.by.title;
  return i18n._({ id: "records.history.kith", message: "Kith" });
}

export function deedOf(change: Change): string {
  const who = actorOf(change);
  switch (change.kind) {
    case "created":
      return change.via === "import"
        ? i18n._({ id: "records.history.imported", message: "{who} imported this", values: { who } })
        : i18n._({ id: "records.history.created", message: "{who} created this", values: { who } });
    case "deleted":
      return i18n._({ id: "records.history.deleted", message: "{who} moved this to the trash", values: { who } });
    case "restored":
      return i18n._({ id: "records.history.restored", message: "{who} restored this", values: { who } });
    default:
      return change.via === "import"
        ? i18n._({ id: "records.history.updated_import", message: "{who} changed this by an import", values: { who } })
        : i18n._({ id: "records.history.updated", message: "{who} made a change", values: { who } });
  }
}

function Side({ field, value }: { field: FieldSchema | undefined; value: Value }) {
  if (isBlank(value))
    return <span className="text-muted">{i18n._({ id: "records.history.nothing", message: "empty" })}</span>;
  // A field that has since been removed is shown as it was kept.
  if (field === undefined)
    return <span className="break-all">{typeof value === "object" ? JSON.stringify(value) : String(value)}</span>;
  return (
    <span className="inline-flex min-w-0 max-w-full">
      <span className="min-w-0 truncate">
        <FieldView field={field} value={value} compact />
      </span>
    </span>
  );
}

/** What changed, a line per field: "Stage: Engaging → Won". */
export function DiffView({ schema, change }: { schema: Schema; change: Change }) {
  const type = typeNamed(schema, change.type);
  const lines = change.kind === "created" ? [] : change.diff;
  if (lines.length === 0) return null;
  return (
    <ul className="mt-0.5 flex flex-col gap-0.5">
      {lines.map((line) => {
        const field = type && fieldNamed(type, line.field);
        return (
          <li key={line.field} className="flex min-w-0 flex-wrap items-center gap-x-1.5">
            <span className="text-muted">{line.label}:</span>
            <Side field={field} value={line.from} />
            <ArrowRight
              aria-label={i18n._({ id: "records.history.to", message: "to" })}
              className="size-3 text-muted rtl:rotate-180"
            />
            <Side field={field} value={line.to} />
          </li>
        );
      })}
    </ul>
  );
}

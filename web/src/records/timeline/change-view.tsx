import { ArrowRight } from "lucide-react";
import type { Change, FieldSchema, TypeSchema, Value } from "../../api";
import { formatDateTime, formatDuration, formatRelative, i18n } from "../../i18n";
import { fieldNamed } from "../data/schema";
import { FieldView } from "../fields/field-view";
import { personName } from "../fields/person-name";
import { isBlank } from "../fields/values";

/** When it was, in words, with the exact time for those who point at it. */
export function When({ at }: { at: string }) {
  return (
    <time dateTime={at} title={formatDateTime(at)} className="shrink-0 text-muted text-small">
      {formatRelative(at)}
    </time>
  );
}

/** Who did it: a person, or what Kith did by itself, for whom. */
export function actorOf(change: Change): string {
  if (change.by !== null) return personName(change.by.title);
  if (change.behalf === null) return i18n._({ id: "records.history.kith", message: "Kith" });
  return i18n._({
    id: "records.history.kith_for",
    message: "Kith, for {person}",
    values: { person: personName(change.behalf.title) },
  });
}

/** What was done, by whom and through what, in a sentence. */
export function deedOf(change: Change): string {
  const values = { who: actorOf(change), row: change.row };
  if (change.via === "undo") return undoneOf(change.kind, values);
  if (change.via === "form" && change.kind === "created")
    return i18n._({ id: "records.history.through_form", message: "Came through a web form" });
  if (change.via === "import" && change.kind === "created") {
    return change.row === null
      ? i18n._({ id: "records.history.imported", message: "{who} imported this", values })
      : i18n._({ id: "records.history.imported_row", message: "{who} imported this from row {row}", values });
  }
  switch (change.kind) {
    case "created":
      return i18n._({ id: "records.history.created", message: "{who} created this", values });
    case "deleted":
      return change.changeset === null
        ? i18n._({ id: "records.history.deleted", message: "{who} moved this to the trash", values })
        : i18n._({
            id: "records.history.deleted_together",
            message: "{who} moved this to the trash with others",
            values,
          });
    case "restored":
      return i18n._({ id: "records.history.restored", message: "{who} restored this", values });
    case "purged":
      return i18n._({ id: "records.history.purged", message: "{who} purged this from the trash", values });
    default:
      return updatedOf(change, values);
  }
}

interface DeedValues {
  [name: string]: unknown;
  who: string;
  row: number | null;
}

function undoneOf(kind: Change["kind"], values: DeedValues): string {
  switch (kind) {
    case "deleted":
      return i18n._({ id: "records.history.undone_created", message: "Undone by {who}: moved to the trash", values });
    case "restored":
      return i18n._({ id: "records.history.undone_deleted", message: "Undone by {who}: restored", values });
    default:
      return i18n._({ id: "records.history.undone", message: "Undone by {who}", values });
  }
}

function updatedOf({ via, changeset, row }: Change, values: DeedValues): string {
  if (via === "import") {
    return row === null
      ? i18n._({ id: "records.history.updated_import", message: "{who} changed this by an import", values })
      : i18n._({ id: "records.history.updated_row", message: "{who} changed this by row {row} of an import", values });
  }
  if (via === "merge") return i18n._({ id: "records.history.merged", message: "{who} merged this", values });
  if (changeset !== null)
    return i18n._({ id: "records.history.updated_together", message: "{who} changed this with others", values });
  if (via === "api")
    return i18n._({ id: "records.history.updated_api", message: "{who} changed this through the API", values });
  return i18n._({ id: "records.history.updated", message: "{who} made a change", values });
}

/** Whether the name of who did it, with what changed, says everything. */
export const isPlain = ({ kind, via, changeset }: Change) =>
  kind === "updated" && changeset === null && (via === "screen" || via === "system");

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

type Line = Change["diff"][number];

/** Of a line such as "stage_since" that of "stage", where that changed, too. */
const whatOf = (lines: readonly Line[], { field }: Line) =>
  field.endsWith("_since") ? lines.find((line) => line.field === field.slice(0, -"_since".length)) : undefined;

/** How long it had been so. */
function stayOf(since: Line | undefined): string | undefined {
  if (typeof since?.from !== "string" || typeof since.to !== "string") return undefined;
  const time = formatDuration((Date.parse(since.to) - Date.parse(since.from)) / 1000);
  return time && i18n._({ id: "records.history.stayed", message: "after {time}", values: { time } });
}

interface DiffLinesProps {
  type: TypeSchema | undefined;
  lines: Change["diff"];
}

/** What changed, a line per field: "Stage: Engaging → Won". */
export function DiffLines({ type, lines }: DiffLinesProps) {
  if (lines.length === 0) return null;
  return (
    <ul className="mt-0.5 flex flex-col gap-0.5">
      {lines.map((line) => {
        // When something has been so since belongs to the line that says what.
        if (whatOf(lines, line) !== undefined) return null;
        const stayed = stayOf(lines.find((one) => whatOf(lines, one) === line));
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
            {stayed !== undefined && <span className="text-muted text-small">{stayed}</span>}
          </li>
        );
      })}
    </ul>
  );
}

import { Circle } from "lucide-react";
import type { RecordData, TypeSchema } from "../../api";
import { formatDate, formatDateTime, i18n } from "../../i18n";
import { type Day, FieldView, fieldNamed, RecordLink, titleOf } from "../../records";
import { dayFor, timeOf } from "./day";

interface DayRowProps {
  type: TypeSchema;
  activity: RecordData;
  today: Day;
  onDone: (() => void) | undefined;
}

/** When it is, as short as can be said: the time of what is today, the day of everything else. */
function whenOf(activity: RecordData, today: Day): string {
  const time = timeOf(activity);
  if (typeof activity.starts_on === "string" && activity.starts_on !== "") {
    return dayFor(activity, today) === today
      ? i18n._({ id: "activities.all_day", message: "All day" })
      : formatDate(activity.starts_on);
  }
  return dayFor(activity, today) === today
    ? formatDateTime(time, { hour: "numeric", minute: "2-digit" })
    : formatDateTime(time, { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });
}

/** One line of a day: done or not, what, about whom, when. */
export function DayRow({ type, activity, today, onDone }: DayRowProps) {
  const name = titleOf(type, activity);
  const [kind, regarding] = [fieldNamed(type, "kind"), fieldNamed(type, "regarding")];
  return (
    <li data-id={activity.id} className="flex min-h-(--row) items-center gap-2 py-1 focus-within:bg-hover">
      {onDone !== undefined && (
        <button
          type="button"
          aria-label={i18n._({ id: "activities.finish", message: "Mark as done: {name}", values: { name } })}
          onClick={onDone}
          className="relative text-muted after:absolute after:-inset-2 hover:text-fg"
        >
          <Circle aria-hidden="true" className="size-4" />
        </button>
      )}
      <span className="flex min-w-0 grow flex-col">
        <RecordLink of={type} id={activity.id} className="truncate hover:underline">
          {name}
        </RecordLink>
        <span className="flex min-w-0 gap-2 truncate text-muted text-small">
          {kind !== undefined && <FieldView field={kind} value={activity.kind} compact />}
          {regarding !== undefined && <FieldView field={regarding} value={activity.regarding} compact />}
        </span>
      </span>
      <span className="shrink-0 text-muted text-small tabular-nums">{whenOf(activity, today)}</span>
    </li>
  );
}

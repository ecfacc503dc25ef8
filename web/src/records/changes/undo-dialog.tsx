import { useQuery } from "@tanstack/react-query";
import type { BulkOutcome, Changeset } from "../../api";
import { formatNumber, i18n } from "../../i18n";
import { Button, Dialog, ProgressBar } from "../../ui";
import { complain } from "../data/reason";
import { RecordLink } from "../navigation";
import { cancelChangeset, changesetQuery, isRunning, type Undoable } from "./calls";
import { type Kept, reasonsOf, useKept } from "./kept";

interface UndoDialogProps {
  what: Undoable;
  trial: BulkOutcome;
  /** Whether to go on. */
  onAnswer: (goOn: boolean) => void;
}

interface Counts {
  total: number;
  /** Records that would be set back, in whole or in part. */
  free: number;
  failed: number;
}

/** What undoing would do, before it is done: what stays as it is, and why. */
export default function UndoDialog({ what, trial, onAnswer }: UndoDialogProps) {
  const job = isRunning(trial) ? trial.changeset : null;
  const { data: entry } = useQuery({ ...changesetQuery(job ?? ""), enabled: job !== null });
  const counts = countsOf(trial, job === null ? undefined : entry, job !== null);
  const { kept, complete } = useKept(what, trial, counts === undefined ? null : job);
  const whole = kept.length === 0 && counts?.failed === 0;

  const close = () => {
    if (job !== null && counts === undefined) void cancelChangeset(job).catch(complain);
    onAnswer(false);
  };
  const possible = counts !== undefined && counts.free > 0;
  return (
    <Dialog
      open
      width="small"
      onClose={close}
      title={
        counts === undefined
          ? i18n._({ id: "records.changes.trying", message: "Looking at what can be undone" })
          : possible
            ? whole
              ? i18n._({ id: "records.changes.all", message: "Everything can be undone" })
              : i18n._({ id: "records.changes.some", message: "Not everything can be undone" })
            : i18n._({ id: "records.changes.none", message: "This cannot be undone any more" })
      }
      description={counts !== undefined && counts.total > 1 ? summaryOf(counts) : undefined}
      footer={
        <>
          <Button variant="quiet" onClick={close}>
            {possible || counts === undefined
              ? i18n._({ id: "ui.cancel", message: "Cancel" })
              : i18n._({ id: "ui.close", message: "Close" })}
          </Button>
          {possible && (
            <Button variant="primary" onClick={() => onAnswer(true)}>
              {whole
                ? i18n._({ id: "records.undo", message: "Undo" })
                : i18n._({ id: "records.changes.rest", message: "Undo the rest" })}
            </Button>
          )}
        </>
      }
    >
      {counts === undefined ? (
        <Trying entry={entry} />
      ) : (
        <Reasons kept={kept} complete={complete} many={counts.total > 1} onLeave={close} />
      )}
    </Dialog>
  );
}

/** Undefined while a trial in the background goes on. */
function countsOf(trial: BulkOutcome, entry: Changeset | undefined, isJob: boolean): Counts | undefined {
  if (!isJob) return { total: trial.total, free: trial.done, failed: trial.failed };
  if (entry === undefined || isRunning(entry)) return undefined;
  return { total: entry.total, free: entry.changed, failed: entry.failed };
}

function summaryOf({ total, free, failed }: Counts): string {
  return failed === 0
    ? i18n._({
        id: "records.changes.free",
        message: "{count, plural, one {# record} other {# records}} will be as before.",
        values: { count: free },
      })
    : i18n._({
        id: "records.changes.kept",
        message:
          "{free} of {total} records will be as before, {failed, plural, one {# stays as it is} other {# stay as they are}}.",
        values: { free: formatNumber(free), total: formatNumber(total), failed },
      });
}

function Trying({ entry }: { entry: Changeset | undefined }) {
  const label = i18n._({ id: "records.changes.trying", message: "Looking at what can be undone" });
  return (
    <div className="flex flex-col gap-2 pb-2">
      <ProgressBar label={label} value={entry === undefined || entry.total === 0 ? null : entry.done / entry.total} />
      {entry !== undefined && (
        <p className="text-muted tabular-nums">
          {i18n._({
            id: "records.changes.progress",
            message: "{done} of {total}",
            values: { done: formatNumber(entry.done), total: formatNumber(entry.total) },
          })}
        </p>
      )}
    </div>
  );
}

const namesShown = 5;

/** Each reason once, with the records it holds for. */
function Reasons({ kept, many, ...rest }: { kept: readonly Kept[]; many: boolean } & Omit<NamesProps, "records">) {
  return (
    <ul
      aria-label={i18n._({ id: "records.changes.stays", message: "What stays as it is" })}
      className="flex flex-col gap-3"
    >
      {reasonsOf(kept).map(({ reason, records }) => (
        <li key={reason}>
          <p>{reason}</p>
          {many && <Names records={records} {...rest} />}
        </li>
      ))}
    </ul>
  );
}

interface NamesProps {
  records: readonly Kept[];
  /** Whether these are all there are. */
  complete: boolean;
  onLeave: () => void;
}

function Names({ records, complete, onLeave }: NamesProps) {
  const named = records.filter((record) => record.title !== "").slice(0, namesShown);
  const rest = records.length - named.length;
  return (
    <ul className="flex flex-wrap gap-x-3 text-muted">
      {named.map(({ id, title, type }) => (
        <li key={id} className="min-w-0 truncate">
          {type === undefined ? (
            title
          ) : (
            <RecordLink
              of={type}
              id={id}
              onClick={onLeave}
              className="underline decoration-line underline-offset-2 hover:text-fg"
            >
              {title}
            </RecordLink>
          )}
        </li>
      ))}
      {!complete && <li>{i18n._({ id: "records.changes.others", message: "and others" })}</li>}
      {complete && rest > 0 && (
        <li>
          {named.length === 0
            ? i18n._({
                id: "records.changes.records",
                message: "{count, plural, one {# record} other {# records}}",
                values: { count: rest },
              })
            : i18n._({
                id: "records.changes.more",
                message: "and {count, plural, one {# more} other {# more}}",
                values: { count: rest },
              })}
        </li>
      )}
    </ul>
  );
}

import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft, Undo2 } from "lucide-react";
import { useState } from "react";
import type { Changeset, Outcome } from "../../api";
import { asProblem, typeNamed } from "../../api";
import { formatDateTime, formatNumber, i18n } from "../../i18n";
import {
  cancelChangeset,
  changesetQuery,
  changesetsKey,
  changesetTitle,
  isRunning,
  type OutcomeResult,
  outcomesQuery,
  paged,
  personName,
  RecordLink,
  runningTitle,
  stateLabel,
  undo,
  undoLabel,
  useSchema,
} from "../../records";
import { Button, buttonClass, EmptyState, ProgressBar, Select, Skeleton, Tag } from "../../ui";
import { leftText } from "./changesets-page";
import { complain } from "./complain";
import { Rows, Section } from "./section";

/** One change of many records: how far it is, what became of each, and the way back. */
export function ChangesetPage() {
  const { id = "" } = useParams({ strict: false });
  const { data: entry, error } = useQuery(changesetQuery(id));
  return (
    <>
      <Link to="/settings/changes" className="flex items-center gap-1.5 self-start text-muted hover:text-fg">
        <ArrowLeft aria-hidden="true" className="size-4 rtl:rotate-180" />
        {i18n._({ id: "settings.changes", message: "Recent bulk changes" })}
      </Link>
      {entry !== undefined ? (
        <Loaded key={id} entry={entry} />
      ) : error === null ? (
        <Skeleton className="h-24" />
      ) : (
        <EmptyState title={asProblem(error)?.title} />
      )}
    </>
  );
}

function Loaded({ entry }: { entry: Changeset }) {
  const schema = useSchema();
  const running = isRunning(entry);
  const title = running ? runningTitle(schema, entry) : changesetTitle(schema, entry);
  return (
    <>
      <Section
        title={title}
        text={[personName(entry.by.title), formatDateTime(entry.at), leftText(entry)].filter(Boolean).join(" · ")}
        actions={<Steer entry={entry} />}
      >
        {running && <Far entry={entry} title={title} />}
        {entry.problem !== null && <p className="text-danger">{entry.problem}</p>}
        <p className="flex flex-wrap items-center gap-2 empty:hidden">
          {entry.state !== "done" && !running && <Tag>{stateLabel({ ...entry, undone_by: null })}</Tag>}
          {entry.undone_by !== null && (
            <Other id={entry.undone_by}>{i18n._({ id: "settings.changes.undone", message: "This was undone" })}</Other>
          )}
          {entry.undoes !== null && (
            <Other id={entry.undoes}>{i18n._({ id: "settings.changes.undoes", message: "What this took back" })}</Other>
          )}
          {entry.kind === "import" && (
            <Link to="/import/$id" params={{ id: entry.id }} className={buttonClass("plain", "small")}>
              {i18n._({ id: "settings.changes.open_import", message: "Open the import" })}
            </Link>
          )}
        </p>
      </Section>
      {entry.kind !== "import" && <Outcomes entry={entry} />}
    </>
  );
}

function Other({ id, children }: { id: string; children: string }) {
  return (
    <Link to="/settings/changes/$id" params={{ id }} className={buttonClass("plain", "small")}>
      {children}
    </Link>
  );
}

/** Stops it while it runs, undoes it after. */
function Steer({ entry }: { entry: Changeset }) {
  const client = useQueryClient();
  const schema = useSchema();
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      complain(error);
    }
    setBusy(false);
    await client.invalidateQueries({ queryKey: changesetsKey });
  };
  if (isRunning(entry)) {
    return (
      <Button busy={busy} onClick={() => void run(() => cancelChangeset(entry.id))}>
        {i18n._({ id: "records.changes.stop", message: "Stop" })}
      </Button>
    );
  }
  const empty = entry.changed === 0 && entry.kind !== "import";
  if (entry.undone_by !== null || entry.dry_run || empty) return null;
  const type = entry.kind === "import" ? undefined : typeNamed(schema, entry.type ?? "");
  return (
    <Button
      busy={busy}
      icon={<Undo2 aria-hidden="true" className="size-3.5" />}
      onClick={() => void run(() => undo(client, { path: `changesets/${entry.id}`, type }))}
    >
      {undoLabel()}
    </Button>
  );
}

function Far({ entry, title }: { entry: Changeset; title: string }) {
  return (
    <div className="flex items-center gap-3">
      <ProgressBar label={title} value={entry.total === 0 ? null : entry.done / entry.total} className="grow" />
      <span className="text-muted text-small tabular-nums">
        {i18n._({
          id: "records.changes.progress",
          message: "{done} of {total}",
          values: { done: formatNumber(entry.done), total: formatNumber(entry.total) },
        })}
      </span>
    </div>
  );
}

function resultLabel(result: OutcomeResult): string {
  switch (result) {
    case "changed":
      return i18n._({ id: "settings.changes.result.changed", message: "Changed" });
    case "partly":
      return i18n._({ id: "settings.changes.result.partly", message: "Changed in part" });
    case "failed":
      return i18n._({ id: "settings.changes.result.failed", message: "Left as before" });
    case "unchanged":
      return i18n._({ id: "settings.changes.result.unchanged", message: "Already so" });
  }
}

const results: readonly OutcomeResult[] = ["changed", "partly", "failed", "unchanged"];

function Outcomes({ entry }: { entry: Changeset }) {
  const [result, setResult] = useState<OutcomeResult | "all">(entry.failed > 0 ? "failed" : "all");
  const found = paged(useInfiniteQuery(outcomesQuery(entry.id, result === "all" ? undefined : result)));
  const outcomes = found.items;
  const label = i18n._({ id: "settings.changes.records", message: "Records" });
  return (
    <section aria-label={label} className="flex flex-col gap-3">
      <Select
        aria-label={i18n._({ id: "settings.changes.show", message: "Which records" })}
        value={result}
        onChange={(value) => setResult(value)}
        className="w-48 self-start"
        options={[
          { value: "all", label: i18n._({ id: "settings.changes.result.all", message: "All records" }) },
          ...results.map((value) => ({ value, label: resultLabel(value) })),
        ]}
      />
      {outcomes === undefined && <Skeleton className="h-24" />}
      {outcomes?.length === 0 && (
        <p className="text-muted">{i18n._({ id: "settings.changes.no_records", message: "There are none." })}</p>
      )}
      {outcomes !== undefined && outcomes.length > 0 && (
        <Rows label={label}>
          {outcomes.map((outcome) => (
            <OutcomeRow key={outcome.number} outcome={outcome} />
          ))}
        </Rows>
      )}
      {found.hasMore && (
        <Button variant="quiet" busy={found.loadingMore} className="self-start" onClick={found.more}>
          {i18n._({ id: "settings.changes.more_records", message: "Show more" })}
        </Button>
      )}
    </section>
  );
}

function OutcomeRow({ outcome: { type: name, record, result, errors } }: { outcome: Outcome }) {
  const type = typeNamed(useSchema(), name);
  const title = record.title || i18n._({ id: "records.untitled", message: "Untitled" });
  return (
    <li className="flex min-h-(--row) flex-wrap items-baseline gap-x-3 gap-y-0.5 py-2">
      {type === undefined ? (
        <span className="min-w-0 truncate">{title}</span>
      ) : (
        <RecordLink
          of={type}
          id={record.id}
          className="min-w-0 truncate underline decoration-line underline-offset-2 hover:decoration-current"
        >
          {title}
        </RecordLink>
      )}
      <span className="grow" />
      <span className="text-muted text-small">
        {result === null ? i18n._({ id: "settings.changes.result.waiting", message: "Not yet" }) : resultLabel(result)}
      </span>
      {errors.length > 0 && (
        <ul className="basis-full text-muted text-small">
          {errors.map((error) => (
            <li key={`${error.field} ${error.code}`}>{error.message}</li>
          ))}
        </ul>
      )}
    </li>
  );
}

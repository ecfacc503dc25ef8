import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import type { Changeset } from "../../api";
import { may } from "../../api";
import { formatDateTime, formatNumber, formatRelative, i18n } from "../../i18n";
import {
  changesetsQuery,
  changesetTitle,
  isRunning,
  paged,
  personName,
  runningTitle,
  stateLabel,
  useMe,
  useSchema,
} from "../../records";
import { Button, EmptyState, ProgressBar, Skeleton, Tag } from "../../ui";
import { Rows, Section } from "./section";

/** What was changed together of late, and can be undone together. */
export function ChangesetsPage() {
  const me = useMe();
  const found = paged(useInfiniteQuery(changesetsQuery));
  // Trials changed nothing.
  const entries = found.items?.filter((entry) => !entry.dry_run);
  return (
    <Section
      title={i18n._({ id: "settings.changes", message: "Recent bulk changes" })}
      text={
        may(me, "manage_types")
          ? i18n._({
              id: "settings.changes.text",
              message: "What was changed together: many records at once, imports, and what was undone.",
            })
          : i18n._({
              id: "settings.changes.text_own",
              message: "What you changed together: many records at once, imports, and what you undid.",
            })
      }
    >
      {found.problem !== undefined && (
        <p role="alert" className="text-danger">
          {found.problem.message}
        </p>
      )}
      {entries === undefined && found.problem === undefined && <Skeleton className="h-24" />}
      {entries?.length === 0 && (
        <EmptyState title={i18n._({ id: "settings.changes.none", message: "Nothing was changed together yet" })}>
          {i18n._({
            id: "settings.changes.none.text",
            message: "Choose several records in a list and edit or delete them together; it will stand here.",
          })}
        </EmptyState>
      )}
      {entries !== undefined && entries.length > 0 && (
        <Rows label={i18n._({ id: "settings.changes", message: "Recent bulk changes" })}>
          {entries.map((entry) => (
            <ChangesetRow key={entry.id} entry={entry} />
          ))}
        </Rows>
      )}
      {found.hasMore && (
        <Button variant="quiet" busy={found.loadingMore} className="self-start" onClick={found.more}>
          {i18n._({ id: "settings.changes.more", message: "Show earlier" })}
        </Button>
      )}
    </Section>
  );
}

function ChangesetRow({ entry }: { entry: Changeset }) {
  const schema = useSchema();
  const running = isRunning(entry);
  const title = running ? runningTitle(schema, entry) : changesetTitle(schema, entry);
  return (
    <li>
      <Link
        to="/settings/changes/$id"
        params={{ id: entry.id }}
        className="flex min-h-13 items-center gap-3 py-1.5 hover:bg-hover"
      >
        <span className="flex min-w-0 grow flex-col gap-0.5">
          <span className="truncate">{title}</span>
          <span className="truncate text-muted text-small" title={formatDateTime(entry.at)}>
            {[personName(entry.by.title), formatRelative(entry.at), leftText(entry)].filter(Boolean).join(" · ")}
          </span>
          {running && <ProgressBar label={title} value={entry.total === 0 ? null : entry.done / entry.total} />}
        </span>
        {(entry.state !== "done" || entry.undone_by !== null) && <Tag>{stateLabel(entry)}</Tag>}
        <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-muted rtl:rotate-180" />
      </Link>
    </li>
  );
}

/** How many records it left as they were; empty where none. */
export function leftText({ failed }: Changeset): string {
  if (failed === 0) return "";
  return i18n._({
    id: "settings.changes.left",
    message: "{count} left as before",
    values: { count: formatNumber(failed) },
  });
}

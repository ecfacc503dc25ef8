import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import {
  CalendarDays,
  Circle,
  CircleCheck,
  Download,
  GitCompare,
  type LucideIcon,
  NotebookPen,
  Pencil,
  Phone,
  Plus,
  RotateCcw,
  Trash2,
} from "lucide-react";
import { lazy, type ReactNode } from "react";
import type { Change, RecordData, TimelineEntry, TypeSchema } from "../../api";
import { apiUrl, asProblem, typeNamed } from "../../api";
import { formatDate, formatDateTime, i18n } from "../../i18n";
import { Button, cx, EmptyState, openLayer, Skeleton } from "../../ui";
import { fieldNamed, useSchema } from "../data/schema";
import { useWrites } from "../data/use-writes";
import { Markdown } from "../fields/markdown";
import { withoutMarks } from "../fields/mentions";
import { asLink, asText, choiceLabel, titleOf } from "../fields/values";
import { RecordLink } from "../navigation";
import { actorOf, DiffLines, deedOf, isPlain, When } from "./change-view";
import { LineUndo } from "./line-undo";
import { QuickEntry } from "./quick-entry";
import { changesQuery, historyKey, timelineQuery } from "./streams";

const CompareDialog = lazy(() => import("./compare-dialog"));

interface StreamProps {
  type: TypeSchema;
  record: RecordData;
}

/** Everything that happened with a record: what people did and what changed. */
export function Timeline({ type, record }: StreamProps) {
  const schema = useSchema();
  const stream = useInfiniteQuery(timelineQuery(type.plural, record.id));
  const activity = typeNamed(schema, "activity");
  // What is about the record in other ways has its own place on the page.
  const entries = pagesOf(stream.data).filter(
    ({ kind }) => kind === "change" || kind === "activity" || kind === "file",
  );
  const file = typeNamed(schema, "file");
  return (
    <div className="flex flex-col gap-3">
      {activity?.can.create === true && activity.name !== type.name && (
        <QuickEntry activity={activity} type={type} record={record} />
      )}
      <StreamBody stream={stream} empty={entries.length === 0}>
        {entries.map((entry) => (
          <li key={`${entry.kind} ${keyOf(entry)}`} className="relative">
            {entry.kind === "change" && <ChangeLine change={entry.change} />}
            {entry.kind === "file" && file !== undefined && <FileLine type={file} file={entry.file} />}
            {entry.kind === "activity" && activity !== undefined && (
              <ActivityLine type={activity} activity={entry.activity} about={{ type, record }} />
            )}
          </li>
        ))}
      </StreamBody>
    </div>
  );
}

/** The entries of all pages that came so far. */
export function pagesOf<T>(data: { pages: { data: T[] }[] } | undefined): T[] {
  return data?.pages.flatMap((page) => page.data) ?? [];
}

function keyOf(entry: TimelineEntry): string | number {
  if (entry.kind === "change") return entry.change.position;
  return entry.kind === "file" ? entry.file.id : entry.activity.id;
}

/** Every change to a record's fields. */
export function History({ type, record }: StreamProps) {
  const stream = useInfiniteQuery(changesQuery(type.plural, record.id));
  const changes = pagesOf(stream.data);
  return (
    <div className="flex flex-col gap-3">
      <Button
        size="small"
        className="self-start"
        icon={<GitCompare aria-hidden="true" className="size-3.5" />}
        onClick={() => openLayer((close) => <CompareDialog type={type} record={record} onClose={close} />)}
      >
        {i18n._({ id: "records.compare", message: "Compare two moments" })}
      </Button>
      <StreamBody stream={stream} empty={changes.length === 0}>
        {changes.map((change) => (
          <li key={change.position}>
            <ChangeLine change={change} />
          </li>
        ))}
      </StreamBody>
    </div>
  );
}

interface StreamBodyProps {
  emptyText?: string;
  stream: {
    isPending: boolean;
    error: unknown;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => unknown;
    refetch: () => unknown;
  };
  empty: boolean;
  children: ReactNode;
}

export function StreamBody({ stream, empty, emptyText, children }: StreamBodyProps) {
  if (stream.isPending) {
    return (
      <div className="flex flex-col gap-3">
        <Skeleton className="h-4 w-2/3" />
        <Skeleton className="h-4 w-1/2" />
      </div>
    );
  }
  if (stream.error !== null) {
    return (
      <p role="alert" className="flex items-center gap-2 text-danger">
        {asProblem(stream.error)?.message}
        <Button size="small" onClick={() => void stream.refetch()}>
          {i18n._({ id: "records.retry", message: "Try again" })}
        </Button>
      </p>
    );
  }
  if (empty)
    return (
      <EmptyState
        title={emptyText ?? i18n._({ id: "records.timeline.empty", message: "Nothing has happened here yet" })}
      />
    );
  return (
    <>
      <ol className="flex flex-col gap-3 border-line border-s ps-4">{children}</ol>
      {stream.hasNextPage && (
        <Button
          variant="quiet"
          busy={stream.isFetchingNextPage}
          className="self-start"
          onClick={() => void stream.fetchNextPage()}
        >
          {i18n._({ id: "records.timeline.more", message: "Show earlier" })}
        </Button>
      )}
    </>
  );
}

function Mark({ icon: Icon }: { icon: LucideIcon }) {
  return (
    <span className="absolute -start-[26px] top-0 flex size-5 items-center justify-center rounded-full border border-line bg-surface text-muted">
      <Icon aria-hidden="true" className="size-3" />
    </span>
  );
}

const changeIcons: { readonly [kind in Change["kind"]]: LucideIcon } = {
  created: Plus,
  updated: Pencil,
  deleted: Trash2,
  restored: RotateCcw,
  purged: Trash2,
};

interface ChangeLineProps {
  change: Change;
  /** Shows also what a record was made with, which goes without saying among all its changes. */
  whole?: boolean;
}

export function ChangeLine({ change, whole = false }: ChangeLineProps) {
  const type = typeNamed(useSchema(), change.type);
  const named = isPlain(change) && change.diff.length > 0;
  return (
    <div className="group/change relative">
      <Mark icon={changeIcons[change.kind]} />
      <div className="flex items-baseline gap-3">
        <span className={cx("min-w-0 grow", named && "font-medium")}>{named ? actorOf(change) : deedOf(change)}</span>
        <LineUndo change={change} />
        <When at={change.at} />
      </div>
      <DiffLines type={type} lines={change.kind === "created" && !whole ? [] : change.diff} />
    </div>
  );
}

function FileLine({ type, file }: { type: TypeSchema; file: RecordData }) {
  return (
    <div className="relative">
      <Mark icon={Download} />
      <div className="flex items-baseline justify-between gap-3">
        <span className="text-muted text-small">{asLink(file.created_by ?? null)?.title}</span>
        <When at={asText(file.created_at ?? null)} />
      </div>
      <a href={apiUrl(`${type.plural}/${file.id}/content`)} download className="hover:underline">
        {titleOf(type, file)}
      </a>
    </div>
  );
}

const kindIcons: { readonly [kind: string]: LucideIcon } = { call: Phone, meeting: CalendarDays, note: NotebookPen };

/** When an activity is or is due: a day where it lasts whole days, else a time. */
function timeOf(activity: RecordData): string {
  const day = asText(activity.starts_on);
  const time = asText(activity.starts_at) || asText(activity.due_at);
  return day !== "" ? formatDate(day) : time !== "" ? formatDateTime(time) : "";
}

interface ActivityLineProps {
  type: TypeSchema;
  activity: RecordData;
  about: { type: TypeSchema; record: RecordData };
}

function ActivityLine({ type, activity, about }: ActivityLineProps) {
  const client = useQueryClient();
  const writes = useWrites(type);
  const kind = asText(activity.kind ?? null);
  const isDone = asText(activity.done_at ?? null) !== "";
  const kindField = fieldNamed(type, "kind");
  const text = type.fields.find((field) => field.kind === "markdown");
  const when = timeOf(activity);
  const owner = asLink(activity.owner ?? null);
  const body = text === undefined ? "" : asText(activity[text.name] ?? null);
  const isTask = kind === "task";
  const title = titleOf(type, activity);

  const toggle = async () => {
    await writes.save(activity.id, { done_at: isDone ? null : new Date().toISOString() });
    await client.invalidateQueries({ queryKey: historyKey(about.type.plural, about.record.id) });
  };
  return (
    <div className="relative">
      <Mark icon={kindIcons[kind] ?? CircleCheck} />
      <div className="flex items-baseline justify-between gap-3">
        <span className="text-muted text-small">
          {[kindField === undefined ? "" : choiceLabel(kindField, kind), owner?.title].filter(Boolean).join(" · ")}
        </span>
        <When at={asText(activity.created_at ?? null)} />
      </div>
      <div className="mt-0.5 flex items-start gap-1.5">
        {isTask && type.can.update && (
          <button
            type="button"
            aria-pressed={isDone}
            aria-label={i18n._({ id: "records.task.done", message: "Done: {name}", values: { name: title } })}
            onClick={() => void toggle()}
            className="relative mt-0.5 text-muted after:absolute after:-inset-1 hover:text-fg"
          >
            {isDone ? (
              <CircleCheck aria-hidden="true" className="size-4 text-ok" />
            ) : (
              <Circle aria-hidden="true" className="size-4" />
            )}
          </button>
        )}
        <RecordLink of={type} id={activity.id} className={isDone ? "text-muted line-through" : "hover:underline"}>
          {title}
        </RecordLink>
        {when !== "" && <span className="text-muted text-small">{when}</span>}
      </div>
      {body !== "" && withoutMarks(body) !== title && (
        <div className="mt-1">
          <Markdown source={body} />
        </div>
      )}
    </div>
  );
}

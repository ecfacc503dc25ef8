import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Navigate, useParams, useSearch } from "@tanstack/react-router";
import { ChevronDown, ChevronUp, MoreHorizontal, Phone } from "lucide-react";
import { lazy, Suspense } from "react";
import type { RecordData, TypeSchema } from "../../api";
import { asProblem } from "../../api";
import { i18n } from "../../i18n";
import {
  Avatar,
  Button,
  buttonClass,
  EmptyState,
  IconButton,
  Menu,
  openLayer,
  Skeleton,
  Tooltip,
  TypeIcon,
  useCommands,
} from "../../ui";
import { findCached } from "../data/find-cached";
import { recordQuery } from "../data/list-query";
import { neighbourOf, placeOf } from "../data/neighbours";
import { useSchema, useType } from "../data/schema";
import { useWrites } from "../data/use-writes";
import { becameOf, originsOf } from "../facts/became";
import { titleOf } from "../fields/values";
import { CreateDialog } from "../form/create-dialog";
import { useUndoCommand } from "../list/use-undo-command";
import { ListLink, useGo } from "../navigation";
import { actionsFor } from "./action-dialogs";
import { Details, Highlights, RecordTabs } from "./record-body";
import { recordMenu } from "./record-menu";
import { type RecordTool, useRecordTools } from "./record-tools";
import { useActions } from "./run-action";
import { saidAbout } from "./said-about";
import { sharingMenu } from "./sharing-menu";
import { WatchButton } from "./watch-button";

const Origins = lazy(async () => ({ default: (await import("../facts")).Origins }));

/** A record on a page of its own. */
export function RecordPage() {
  const { types = "", id = "" } = useParams({ strict: false });
  const type = useType(types);
  if (type === undefined) return null;
  return <Loaded key={`${type.name} ${id}`} type={type} id={id} />;
}

function Loaded({ type, id }: { type: TypeSchema; id: string }) {
  const client = useQueryClient();
  const go = useGo();
  const schema = useSchema();
  const search: object = useSearch({ strict: false });
  const writes = useWrites(type);
  const actions = useActions(type);
  const tools = useRecordTools(type);
  const fetched = useQuery(recordQuery(type.plural, id));
  const missing = asProblem(fetched.error)?.status === 404;
  const record = missing ? undefined : (fetched.data ?? findCached(client, type.plural, id));
  const place = placeOf(client, type.plural, id);

  const step = (by: 1 | -1) =>
    void neighbourOf(client, type.plural, id, by).then((other) => {
      if (other !== undefined) go.record(type.plural, other, true);
    });
  const group = type.label;
  useUndoCommand();
  useCommands([
    {
      id: "record.next",
      group,
      label: i18n._({ id: "records.next", message: "Next record" }),
      keys: "j",
      run: () => step(1),
    },
    {
      id: "record.previous",
      group,
      label: i18n._({ id: "records.previous", message: "Previous record" }),
      keys: "k",
      run: () => step(-1),
    },
    {
      id: "record.list",
      group,
      label: i18n._({ id: "records.to_list", message: "Back to the list" }),
      keys: "escape",
      hidden: true,
      run: () => go.list(type.plural),
    },
    ...(record === undefined
      ? []
      : tools.map((tool) => ({
          id: `record.${tool.id}`,
          group,
          label: tool.label(),
          keys: tool.keys,
          weight: 2 as const,
          run: () => openRecordTool(tool, type, record),
        }))),
    ...(record === undefined
      ? []
      : actionsFor(type, record).map((action) => ({
          id: `record.${action.name}`,
          group,
          label: action.label,
          weight: 2,
          run: () => actions.run(action, { ids: [id] }),
        }))),
  ]);

  if (record === undefined) {
    if (fetched.error === null) return <PageSkeleton />;
    return (
      <EmptyState
        title={
          missing
            ? i18n._({ id: "records.missing", message: "This record is not here" })
            : asProblem(fetched.error)?.title
        }
        actions={
          <>
            {!missing && (
              <Button onClick={() => void fetched.refetch()}>
                {i18n._({ id: "records.retry", message: "Try again" })}
              </Button>
            )}
            <ListLink of={type} className={buttonClass()}>
              {type.plural_label}
            </ListLink>
          </>
        }
      >
        {missing &&
          i18n._({ id: "records.missing.why", message: "It may be in the trash, or you may not have access to it." })}
      </EmptyState>
    );
  }
  const became = "as-lead" in search ? undefined : becameOf(schema, type, record);
  if (became !== undefined)
    return <Navigate to="/$types/$id" params={{ types: became.type.plural, id: became.link.id }} replace />;
  const about = saidAbout(schema, type, record);
  if (about !== undefined)
    return <Navigate to="/$types/$id" params={{ types: about.type.plural, id: about.link.id }} hash={id} replace />;
  const title = titleOf(type, record);
  const main = actionsFor(type, record).slice(0, 2);
  return (
    <article aria-label={title} className="flex min-h-0 grow flex-col">
      <header className="flex h-bar shrink-0 items-center gap-2 border-line border-b px-3 md:px-4">
        <ListLink of={type} className="flex shrink-0 items-center gap-1.5 text-muted hover:text-fg">
          <TypeIcon name={type.icon} />
          <span className="max-md:sr-only">{type.plural_label}</span>
        </ListLink>
        <span aria-hidden="true" className="text-muted">
          /
        </span>
        <span className="min-w-0 grow truncate">{title}</span>
        {place !== undefined && (
          <span className="flex shrink-0 items-center max-sm:hidden">
            <Tooltip content={i18n._({ id: "records.previous", message: "Previous record" })} keys="k">
              <IconButton
                label={i18n._({ id: "records.previous", message: "Previous record" })}
                disabled={place === 0}
                onClick={() => step(-1)}
              >
                <ChevronUp aria-hidden="true" className="size-4" />
              </IconButton>
            </Tooltip>
            <Tooltip content={i18n._({ id: "records.next", message: "Next record" })} keys="j">
              <IconButton label={i18n._({ id: "records.next", message: "Next record" })} onClick={() => step(1)}>
                <ChevronDown aria-hidden="true" className="size-4" />
              </IconButton>
            </Tooltip>
          </span>
        )}
        {tools.map((tool) => (
          <Tooltip key={tool.id} content={tool.label()} keys={tool.keys}>
            <IconButton label={tool.label()} onClick={() => openRecordTool(tool, type, record)}>
              <ToolIcon name={tool.icon} />
            </IconButton>
          </Tooltip>
        ))}
        {main.map((action) => (
          <Button
            key={action.name}
            size="small"
            className="max-sm:hidden"
            onClick={() => actions.run(action, { ids: [id] })}
          >
            {action.label}
          </Button>
        ))}
        <WatchButton type={type} id={id} />
        <Menu
          align="end"
          trigger={
            <IconButton label={i18n._({ id: "records.menu", message: "More" })}>
              <MoreHorizontal aria-hidden="true" className="size-4" />
            </IconButton>
          }
          groups={[
            ...(type.setup ? [] : [sharingMenu(type, record)]),
            ...recordMenu(
              type,
              record,
              go,
              {
                ...writes,
                remove: (target) => writes.remove(target, () => go.list(type.plural)),
              },
              actions,
            ),
          ]}
        />
      </header>
      <div className="flex min-h-0 grow flex-col overflow-y-auto md:flex-row md:overflow-hidden">
        <div className="flex shrink-0 flex-col gap-4 border-line p-4 md:w-[clamp(300px,34%,420px)] md:overflow-y-auto md:border-e">
          <div className="flex items-center gap-3">
            <Avatar name={title} person={record.id} size="large" shape={type.name === "person" ? "round" : "square"} />
            <h1 className="min-w-0 break-words font-semibold text-page">{title}</h1>
          </div>
          <Details type={type} record={record} writes={writes} />
        </div>
        <div className="flex min-w-0 grow flex-col gap-4 p-4 md:overflow-y-auto">
          {(originsOf(schema, type).length > 0 || "as-lead" in search) && (
            <Suspense>
              <Origins type={type} record={record} />
            </Suspense>
          )}
          <Highlights type={type} record={record} />
          <RecordTabs type={type} record={record} />
        </div>
      </div>
      {actions.dialog}
      <CreateDialog />
    </article>
  );
}

const toolIcons = { phone: Phone };

function ToolIcon({ name }: { name: RecordTool["icon"] }) {
  const Icon = toolIcons[name];
  return <Icon aria-hidden="true" className="size-4" />;
}

function openRecordTool({ dialog: ToolDialog }: RecordTool, type: TypeSchema, record: RecordData): void {
  openLayer((close) => <ToolDialog type={type} record={record} onClose={close} />);
}

function PageSkeleton() {
  return (
    <div className="flex flex-col gap-4 p-4">
      <Skeleton className="h-8 w-1/3" />
      <Skeleton className="h-40 w-1/2" />
    </div>
  );
}

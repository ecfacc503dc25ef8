import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { asProblem, type RecordData, type TypeSchema, typeNamed } from "../../api";
import { formatNumber, i18n } from "../../i18n";
import { dayIn, titleOf, undoLast, useGo, useSchema, useWrites, windowQuery } from "../../records";
import { Button, EmptyState, IconButton, Kbd, notify, PageHeader, Skeleton, TypeIcon, useCommands } from "../../ui";
import { dayCondition, daysAhead, inOrder, type Part, partOf } from "./day";
import { DayRow } from "./day-row";

const most = 500;
const parts: readonly Part[] = ["overdue", "today", "next"];

/** What is overdue, what today brings, and the days after, all of one's own. */
export function DayPage() {
  const activity = typeNamed(useSchema(), "activity");
  return activity === undefined ? null : <MyDay type={activity} />;
}

function partName(part: Part): string {
  switch (part) {
    case "overdue":
      return i18n._({ id: "activities.overdue", message: "Overdue" });
    case "today":
      return i18n._({ id: "activities.today", message: "Today" });
    default:
      return i18n._({ id: "activities.next", message: "Next {days} days", values: { days: daysAhead } });
  }
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function MyDay({ type }: { type: TypeSchema }) {
  const now = useNow();
  const today = dayIn(new Date(now));
  const go = useGo();
  const writes = useWrites(type);
  const lists = useRef<HTMLDivElement>(null);
  const found = useQuery(windowQuery({ plural: type.plural, where: dayCondition(today), sort: "due_at" }, most));
  // What was done a moment ago is gone from here before the server has said so.
  const open = inOrder(
    (found.data?.data ?? []).filter((one) => !one.done_at),
    today,
  );
  const title = i18n._({ id: "activities.my_day", message: "My day" });

  const rows = () => [...(lists.current?.querySelectorAll<HTMLElement>("li[data-id]") ?? [])];
  const present = () => rows().findIndex((row) => row.contains(document.activeElement));
  const focus = (at: number) => rows().at(at)?.querySelector<HTMLElement>("a")?.focus();
  const step = (by: 1 | -1) => {
    const at = present();
    focus(at < 0 ? 0 : Math.max(0, Math.min(rows().length - 1, at + by)));
  };
  const left = useRef<{ id: string; at: number }>(undefined);
  // Whoever goes through the list by keys stays at its place once the line is gone.
  useEffect(() => {
    const { id, at } = left.current ?? {};
    if (id === undefined || at === undefined || open.some((one) => one.id === id)) return;
    left.current = undefined;
    focus(Math.min(at, rows().length - 1));
  });
  const finish = async (one: RecordData) => {
    const at = present();
    if (at >= 0) left.current = { id: one.id, at };
    const saved = await writes.save(one.id, { done_at: new Date().toISOString() });
    if (!saved.ok) return;
    notify({
      message: i18n._({ id: "activities.done", message: "Done: {name}", values: { name: titleOf(type, one) } }),
      action: { label: i18n._({ id: "activities.undo", message: "Undo" }), run: () => void undoLast() },
    });
  };
  useCommands([
    {
      id: "day.next",
      group: title,
      label: i18n._({ id: "activities.next_one", message: "Next activity" }),
      keys: "j",
      run: () => step(1),
    },
    {
      id: "day.previous",
      group: title,
      label: i18n._({ id: "activities.previous_one", message: "Previous activity" }),
      keys: "k",
      run: () => step(-1),
    },
    {
      id: "day.undo",
      group: title,
      label: i18n._({ id: "activities.undo", message: "Undo" }),
      keys: "mod+z",
      hidden: true,
      run: () => undoLast(),
    },
    {
      id: "day.done",
      group: title,
      label: i18n._({ id: "activities.mark_done", message: "Mark as done" }),
      keys: "d",
      run: () => {
        const id = rows()[Math.max(0, present())]?.dataset.id;
        const one = open.find((activity) => activity.id === id);
        if (one !== undefined && type.can.update) void finish(one);
      },
    },
  ]);

  const problem = asProblem(found.error);
  return (
    <>
      <title>{i18n._({ id: "activities.my_day.page", message: "My day · Kith" })}</title>
      <PageHeader
        icon={<TypeIcon name={type.icon} />}
        title={title}
        actions={
          type.can.create && (
            <IconButton
              label={i18n._({ id: "activities.new", message: "New activity" })}
              onClick={() => go.list(type.plural, { panel: "new" })}
            >
              <Plus aria-hidden="true" className="size-4" />
            </IconButton>
          )
        }
      />
      <div ref={lists} className="min-h-0 grow overflow-y-auto" aria-busy={found.isPending}>
        <div className="mx-auto flex max-w-180 flex-col gap-4 p-3 md:px-4">
          {problem !== undefined && (
            <p role="alert" className="flex items-center gap-2 text-danger">
              {problem.message}
              <Button size="small" onClick={() => void found.refetch()}>
                {i18n._({ id: "activities.retry", message: "Try again" })}
              </Button>
            </p>
          )}
          {found.data === undefined && problem === undefined && <Skeleton className="h-24" />}
          {found.isSuccess && open.length === 0 && (
            <EmptyState
              icon={<TypeIcon name={type.icon} />}
              title={i18n._({ id: "activities.free", message: "Nothing to do" })}
            >
              {i18n._({
                id: "activities.free.text",
                message: "What is due, and the calls and meetings you own or take part in, will stand here.",
              })}
            </EmptyState>
          )}
          {parts.map((part) => {
            const of = open.filter((one) => partOf(one, today, now) === part);
            if (of.length === 0) return null;
            return (
              <section key={part} aria-label={partName(part)}>
                <h2 className={part === "overdue" ? "pb-1 font-medium text-danger" : "pb-1 font-medium"}>
                  {partName(part)} <span className="text-muted tabular-nums">{formatNumber(of.length)}</span>
                </h2>
                <ul className="divide-y divide-line border-line border-y">
                  {of.map((one) => (
                    <DayRow
                      key={one.id}
                      type={type}
                      activity={one}
                      today={today}
                      onDone={type.can.update ? () => void finish(one) : undefined}
                    />
                  ))}
                </ul>
              </section>
            );
          })}
          {found.data?.next != null && (
            <p role="status" className="text-muted text-small">
              {i18n._({
                id: "activities.only_first",
                message: "Only the first {count} are shown.",
                values: { count: formatNumber(most) },
              })}
            </p>
          )}
          {open.length > 0 && (
            <p className="flex flex-wrap items-center gap-1.5 text-muted text-small max-sm:hidden">
              <Kbd keys="j" /> <Kbd keys="k" /> {i18n._({ id: "activities.keys.move", message: "go through them," })}
              <Kbd keys="d" /> {i18n._({ id: "activities.keys.done", message: "marks one as done." })}
            </p>
          )}
        </div>
      </div>
    </>
  );
}

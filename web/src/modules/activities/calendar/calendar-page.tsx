import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { Suspense, useEffect, useState } from "react";
import { asProblem, type TypeSchema, typeNamed } from "../../../api";
import { formatNumber, i18n } from "../../../i18n";
import {
  asLink,
  CreateDialog,
  DateBar,
  type Day,
  daysOf,
  fieldNamed,
  openCreate,
  RecordPanel,
  refreshLists,
  today as todayHere,
  undoLast,
  useActions,
  useGo,
  useMe,
  useSchema,
  useWrites,
  weekdays,
  windowQuery,
} from "../../../records";
import { Button, IconButton, notify, PageHeader, phone, Select, TypeIcon, useCommands, useMedia } from "../../../ui";
import { Agenda } from "./agenda";
import { type Block, blockOf, compareBlocks, instantAt, isWhole, type Time, writtenTime } from "./blocks";
import { MonthGrid } from "./month-grid";
import {
  type CalendarSearch,
  calendarCondition,
  parseCalendar,
  rangeOf,
  turned,
  type View,
  views,
  whoOf,
} from "./span";
import { TimeGrid } from "./time-grid";
import { WhoPicker } from "./who-picker";
import { spanText, timeText, viewName } from "./words";

const most = 2000;
const asked =
  "subject kind status done_at due_at starts_at ends_at starts_on ends_on all_day duration_minutes owner participants location repetition".split(
    " ",
  );

/** Meetings, calls and tasks at their times, by day, week and month. */
export function CalendarPage() {
  const activity = typeNamed(useSchema(), "activity");
  return activity === undefined ? null : <Calendar type={activity} />;
}

/** The day it is, also after midnight. */
function useToday(): Day {
  const [day, setDay] = useState(todayHere);
  useEffect(() => {
    const timer = setInterval(() => setDay(todayHere()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return day;
}

function Calendar({ type }: { type: TypeSchema }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const search = parseCalendar(useSearch({ strict: false }));
  const me = useMe();
  const go = useGo();
  const writes = useWrites(type);
  const actions = useActions(type);
  const now = useToday();
  const onPhone = useMedia(phone);
  const [panel, setPanel] = useState<string>();

  const view: View = onPhone ? (search.view === "day" ? "day" : "agenda") : (search.view ?? "week");
  const date = search.date ?? now;
  const range = rangeOf(view, date, weekdays[me.workspace.week_start]);
  const who = whoOf(search.who);
  const fields = asked.filter((name) => fieldNamed(type, name) !== undefined);
  const list = { plural: type.plural, where: calendarCondition(range, who), sort: "starts_at", fields };
  const found = useQuery({ ...windowQuery(list, most), enabled: who.length > 0 });
  const problem = asProblem(found.error);
  const blocks = (found.data?.data ?? [])
    .flatMap((activity) => blockOf(activity) ?? [])
    .filter(({ activity }) => activity.status !== "cancelled")
    .sort(compareBlocks);

  const change = (changes: { [name in keyof CalendarSearch]: CalendarSearch[name] | undefined }) =>
    void navigate({ to: "/calendar", search: parseCalendar({ ...search, ...changes }) });
  const turn = (by: 1 | -1) => change({ date: turned(view, date, by) });
  const toToday = () => change({ date: undefined });
  const show = (next: View) => change({ view: next });
  const drop = async (block: Block, time: Time) => {
    const saved = await writes.save(block.id, writtenTime(block, time), { seen: block.activity });
    if (!saved.ok) return;
    notify({
      message: i18n._({ id: "calendar.moved", message: "Now {time}", values: { time: timeText(time) } }),
      action: { label: i18n._({ id: "calendar.undo", message: "Undo" }), run: () => void undoLast() },
    });
    const spread = type.actions.find(({ name }) => name === "spread");
    if (spread !== undefined && asLink(block.activity.repetition) !== undefined)
      actions.run(spread, { ids: [block.id] });
    // Other weeks that were looked at may have it now.
    await refreshLists(client, type.plural);
  };
  const create = (at: Time) => {
    const values = isWhole(at)
      ? { starts_on: at.first, ends_on: at.last, all_day: true }
      : { starts_at: at.from, ends_at: at.until };
    openCreate(type.name, { kind: "meeting", owner: me.person as never, ...values });
  };
  const createSoon = () => create({ from: instantAt(date, 600), until: instantAt(date, 660) });
  const open = (id: string) => (onPhone ? go.record(type.plural, id) : setPanel(id));

  const title = i18n._({ id: "calendar.title", message: "Calendar" });
  const newLabel = i18n._({ id: "calendar.new", message: "New activity" });
  const command = (id: string, label: string, keys: string, run: () => void, hidden = false) => ({
    id: `calendar.${id}`,
    group: title,
    label,
    keys,
    run,
    hidden,
  });
  useCommands([
    command("next", i18n._({ id: "calendar.later", message: "Later" }), "j", () => turn(1)),
    command("previous", i18n._({ id: "calendar.earlier", message: "Earlier" }), "k", () => turn(-1)),
    command("today", i18n._({ id: "calendar.today", message: "Today" }), "t", toToday),
    command("view.day", viewName("day"), "d", () => show("day")),
    command("view.week", viewName("week"), "w", () => show("week")),
    command("view.month", viewName("month"), "m", () => show("month")),
    command("view.agenda", viewName("agenda"), "a", () => show("agenda")),
    command("undo", i18n._({ id: "calendar.undo", message: "Undo" }), "mod+z", () => undoLast(), true),
    ...(type.can.create ? [command("new", newLabel, "c", createSoon)] : []),
  ]);

  const shared = {
    type,
    days: daysOf(range),
    blocks,
    today: now,
    byOwner: who !== "me",
    panel,
    onOpen: open,
    onDrop: type.can.update && !onPhone ? (block: Block, time: Time) => void drop(block, time) : undefined,
    onCreate: type.can.create && !onPhone ? create : undefined,
    onDay: (day: Day) => change({ view: "day", date: day }),
  };
  const offered = onPhone ? (["day", "agenda"] as const) : views;
  return (
    <>
      <title>{i18n._({ id: "calendar.page", message: "Calendar · Kith" })}</title>
      <PageHeader
        icon={<TypeIcon name="calendar" />}
        title={title}
        actions={
          type.can.create && (
            <IconButton label={newLabel} onClick={createSoon}>
              <Plus aria-hidden="true" className="size-4" />
            </IconButton>
          )
        }
      />
      <DateBar title={spanText(view, date, range)} onBefore={() => turn(-1)} onToday={toToday} onAfter={() => turn(1)}>
        <WhoPicker value={search.who} onChange={(next) => change({ who: next })} />
        <span className="w-28">
          <Select<View>
            aria-label={i18n._({ id: "calendar.view", message: "Shown at once" })}
            value={view}
            options={offered.map((one) => ({ value: one, label: viewName(one) }))}
            onChange={show}
          />
        </span>
      </DateBar>
      {problem !== undefined && (
        <p role="alert" className="flex items-center gap-2 px-3 pb-2 text-danger md:px-4">
          {problem.message}
          <Button size="small" onClick={() => void found.refetch()}>
            {i18n._({ id: "calendar.retry", message: "Try again" })}
          </Button>
        </p>
      )}
      {found.data?.next != null && (
        <p role="status" className="px-3 pb-1 text-muted text-small md:px-4">
          {i18n._({
            id: "calendar.only_first",
            message: "Only the first {count} are shown.",
            values: { count: formatNumber(most) },
          })}
        </p>
      )}
      <div className="flex min-h-0 grow">
        <section
          aria-label={title}
          aria-busy={found.isLoading}
          className="flex min-h-0 min-w-0 grow flex-col border-line border-t"
        >
          {view === "month" ? (
            <MonthGrid {...shared} month={date.slice(0, 7)} />
          ) : view === "agenda" ? (
            <Agenda {...shared} ready={found.isSuccess} />
          ) : (
            <TimeGrid key={view} {...shared} />
          )}
        </section>
        {panel !== undefined && !onPhone && (
          <Suspense>
            <RecordPanel
              key={panel}
              type={type}
              id={panel}
              writes={writes}
              actions={actions}
              focused
              onClose={() => setPanel(undefined)}
            />
          </Suspense>
        )}
      </div>
      {actions.dialog}
      <CreateDialog />
    </>
  );
}

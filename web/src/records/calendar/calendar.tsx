import { useQuery } from "@tanstack/react-query";
import { type MouseEvent, useEffect } from "react";
import type { RecordData, TypeSchema } from "../../api";
import { asProblem } from "../../api";
import { formatDate, formatDateTime, formatNumber, i18n } from "../../i18n";
import { cx, EmptyState, Select } from "../../ui";
import type { ListQuery } from "../data/list-query";
import { fieldNamed, useMe } from "../data/schema";
import { windowQuery } from "../data/window-query";
import { titleOf } from "../fields/values";
import { allOf } from "../filters/expression";
import type { LayoutProps } from "../list/layout";
import { whereOf } from "../list/list-where";
import { DateBar, DateSelect, OnlyFirst } from "./date-bar";
import { placeField, touches } from "./date-choice";
import {
  addDays,
  addMonths,
  type Day,
  dayOf,
  daysOf,
  isDay,
  monthRange,
  rangeName,
  today,
  weekdays,
  weekRange,
} from "./days";

const most = 1000;
/** Records of a day that a month shows before it says how many more there are. */
const perDay = 3;

/** A type's records on their days, a month or a week at a time. On a phone, the days that have any below each other. */
export default function Calendar({ type, search, change, phone, panel, onOpen, onMenu, filterBar }: LayoutProps) {
  const place = placeField(type, search);
  const span = search.span === "week" ? "week" : "month";
  const now = today();
  const at = isDay(search.at) ? search.at : now;
  const first = weekdays[useMe().workspace.week_start];
  const range = span === "week" ? weekRange(at, first) : monthRange(at, first);
  const list: ListQuery = {
    plural: type.plural,
    where: allOf(whereOf(type, search), touches(place, place, range.from, range.until)),
    sort: place,
    fields: [...new Set([type.title, place])],
  };
  const found = useQuery(windowQuery(list, most));
  const problem = asProblem(found.error);
  const days = new Map<Day, RecordData[]>(daysOf(range).map((day) => [day, []]));
  for (const record of found.data?.data ?? []) days.get(dayOf(record[place]) ?? "")?.push(record);
  const turn = (by: 1 | -1) => change({ at: span === "week" ? addDays(at, by * 7) : addMonths(at, by) }, true);
  const timed = fieldNamed(type, place)?.kind === "datetime";
  const shared = { type, timed, place, panel, onOpen, onMenu };

  // Where the address names no day, it is today's month that is meant, whichever day that is.
  useEffect(() => {
    if (search.at !== undefined && !isDay(search.at)) change({ at: undefined });
  });

  return (
    <>
      {filterBar(problem)}
      <DateBar
        title={rangeName(at, range, span)}
        onBefore={() => turn(-1)}
        onToday={() => change({ at: undefined }, true)}
        onAfter={() => turn(1)}
      >
        <DateSelect
          type={type}
          label={i18n._({ id: "records.calendar.by", message: "Placed by" })}
          value={place}
          onChange={(start) => change({ start }, true)}
        />
        <span className="w-28">
          <Select
            aria-label={i18n._({ id: "records.calendar.span", message: "Shown at once" })}
            value={span}
            options={[
              { value: "month", label: i18n._({ id: "records.calendar.month", message: "Month" }) },
              { value: "week", label: i18n._({ id: "records.calendar.week", message: "Week" }) },
            ]}
            onChange={(next) => change({ span: next === "week" ? next : undefined }, true)}
          />
        </span>
      </DateBar>
      <OnlyFirst page={found.data} />
      {phone ? (
        <Agenda {...shared} days={days} now={now} ready={found.isSuccess} />
      ) : (
        <div className="min-h-0 grow overflow-auto" aria-busy={found.isPending}>
          <div
            aria-hidden="true"
            className="sticky top-0 z-10 grid min-w-160 grid-cols-7 border-line border-b bg-surface"
          >
            {[...days.keys()].slice(0, 7).map((day) => (
              <span key={day} className="px-2 py-1 text-muted text-small">
                {formatDateTime(`${day}T12:00:00Z`, { weekday: "short", timeZone: "UTC" })}
              </span>
            ))}
          </div>
          <ol className="grid min-w-160 grid-cols-7" aria-label={rangeName(at, range, span)}>
            {[...days].map(([day, records]) => (
              <li
                key={day}
                aria-label={formatDate(day, "long")}
                aria-current={day === now ? "date" : undefined}
                className={cx(
                  "flex min-w-0 flex-col gap-0.5 border-line border-e border-b p-1",
                  span === "week" ? "min-h-80" : "min-h-28",
                  span === "month" && day.slice(0, 7) !== at.slice(0, 7) && "bg-hover/40",
                )}
              >
                <span
                  className={cx(
                    "flex size-6 items-center justify-center rounded-full text-small tabular-nums",
                    day === now ? "bg-accent font-medium text-on-accent" : "text-muted",
                  )}
                >
                  {formatNumber(Number(day.slice(8)))}
                </span>
                {records.slice(0, span === "week" ? records.length : perDay).map((record) => (
                  <Item key={record.id} {...shared} record={record} />
                ))}
                {span === "month" && records.length > perDay && (
                  <button
                    type="button"
                    onClick={() => change({ span: "week", at: day }, true)}
                    className="rounded-control px-1 text-start text-muted text-small hover:bg-hover hover:text-fg"
                  >
                    {i18n._({
                      id: "records.calendar.others",
                      message: "{count} more",
                      values: { count: formatNumber(records.length - perDay) },
                    })}
                  </button>
                )}
              </li>
            ))}
          </ol>
        </div>
      )}
    </>
  );
}

interface ItemProps extends Pick<LayoutProps, "panel" | "onOpen" | "onMenu"> {
  type: TypeSchema;
  timed: boolean;
  place: string;
  record: RecordData;
}

function Item({ type, timed, place, record, panel, onOpen, onMenu }: ItemProps) {
  const at = record[place];
  const time = timed && typeof at === "string" ? formatDateTime(at, { hour: "numeric", minute: "2-digit" }) : undefined;
  return (
    <button
      type="button"
      onClick={() => onOpen(record)}
      onContextMenu={(event: MouseEvent<HTMLElement>) => {
        event.preventDefault();
        onMenu(record, event.currentTarget);
      }}
      title={titleOf(type, record)}
      className={cx(
        "flex min-h-6 min-w-0 items-center gap-1.5 rounded-control px-1.5 text-start text-small",
        record.id === panel ? "bg-accent-bg ring-1 ring-accent" : "bg-accent-bg hover:ring-1 hover:ring-accent",
      )}
    >
      {time !== undefined && <span className="shrink-0 text-muted tabular-nums">{time}</span>}
      <span className="truncate">{titleOf(type, record)}</span>
    </button>
  );
}

interface AgendaProps extends Omit<ItemProps, "record"> {
  days: ReadonlyMap<Day, RecordData[]>;
  now: Day;
  ready: boolean;
}

function Agenda({ days, now, ready, ...shared }: AgendaProps) {
  const filled = [...days].filter(([, records]) => records.length > 0);
  if (ready && filled.length === 0)
    return <EmptyState title={i18n._({ id: "records.calendar.empty", message: "Nothing in this time" })} />;
  return (
    <ol className="min-h-0 grow overflow-y-auto px-3">
      {filled.map(([day, records]) => (
        <li key={day} className="flex flex-col gap-1 border-line border-b py-2">
          <h3 className={cx("text-small", day === now ? "font-medium text-accent" : "text-muted")}>
            {formatDate(day, "long")}
          </h3>
          {records.map((record) => (
            <Item key={record.id} {...shared} record={record} />
          ))}
        </li>
      ))}
    </ol>
  );
}

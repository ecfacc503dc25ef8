import { useQuery } from "@tanstack/react-query";
import type { MouseEvent } from "react";
import type { RecordData } from "../../api";
import { asProblem } from "../../api";
import { formatDate, formatDateTime, formatNumber, i18n } from "../../i18n";
import { cx, EmptyState, Select, Skeleton } from "../../ui";
import { DateBar, DateSelect, OnlyFirst } from "../calendar/date-bar";
import { barFields, touches } from "../calendar/date-choice";
import { addDays, addMonths, type Day, dayOf, daysBetween, isDay, type Range, today } from "../calendar/days";
import type { ListQuery } from "../data/list-query";
import { windowQuery } from "../data/window-query";
import { titleOf } from "../fields/values";
import { allOf } from "../filters/expression";
import type { LayoutProps } from "../list/layout";
import { whereOf } from "../list/list-where";
import { barOf } from "./bar";

const most = 500;
const months = { month: 1, quarter: 3, year: 12 } as const;
type Span = keyof typeof months;

function spanOf(text: string | undefined): Span {
  return text === "month" || text === "year" ? text : "quarter";
}

function rangeOf(at: Day, span: Span): Range {
  const month = Number(at.slice(5, 7)) - 1;
  const from = addMonths(at, -(month % months[span]));
  return { from, until: addMonths(from, months[span]) };
}

/** The lines that divide the time: weeks in a month, months in anything longer. */
function ticksOf(range: Range, span: Span): { day: Day; label: string }[] {
  const ticks: { day: Day; label: string }[] = [];
  let day = range.from;
  while (day < range.until) {
    const label =
      span === "month"
        ? formatNumber(Number(day.slice(8)))
        : formatDateTime(`${day}T12:00:00Z`, { month: "short", timeZone: "UTC" });
    ticks.push({ day, label });
    day = span === "month" ? addDays(day, 7) : addMonths(day, 1);
  }
  return ticks;
}

function nameOf(range: Range, span: Span): string {
  if (span === "month") return formatDate(range.from, "month");
  return `${formatDate(range.from, "month")} – ${formatDate(addDays(range.until, -1), "month")}`;
}

const intoView = (mark: HTMLElement | null) => mark?.scrollIntoView({ inline: "center", block: "nearest" });

/** A type's records as bars between two dates. */
export default function Timeline({ type, search, change, panel, onOpen, onMenu, filterBar }: LayoutProps) {
  const { start, end } = barFields(type, search);
  const span = spanOf(search.span);
  const now = today();
  const at = isDay(search.at) ? search.at : now;
  const range = rangeOf(at, span);
  const list: ListQuery = {
    plural: type.plural,
    where: allOf(whereOf(type, search), touches(start, end, range.from, range.until)),
    sort: search.sort ?? start,
    fields: [...new Set([type.title, start, end])],
  };
  const found = useQuery(windowQuery(list, most));
  const length = daysBetween(range.from, range.until);
  const share = (day: Day) => (daysBetween(range.from, day) / length) * 100;
  const turn = (by: 1 | -1) => change({ at: addMonths(range.from, by * months[span]) }, true);
  const rows = (found.data?.data ?? []).flatMap((record) => {
    const bar = barOf(range, dayOf(record[start]), dayOf(record[end]));
    return bar === undefined ? [] : [{ record, bar }];
  });
  const daysText = (record: RecordData) =>
    [dayOf(record[start]), dayOf(record[end])].map((day) => (day === undefined ? "…" : formatDate(day))).join(" – ");

  return (
    <>
      {filterBar(asProblem(found.error))}
      <DateBar
        title={nameOf(range, span)}
        onBefore={() => turn(-1)}
        onToday={() => change({ at: undefined }, true)}
        onAfter={() => turn(1)}
      >
        <DateSelect
          type={type}
          label={i18n._({ id: "records.timeline.from", message: "Bars from" })}
          value={start}
          onChange={(field) => change({ start: field, end }, true)}
        />
        <DateSelect
          type={type}
          label={i18n._({ id: "records.timeline.to", message: "Bars to" })}
          value={end}
          onChange={(field) => change({ start, end: field }, true)}
        />
        <span className="w-28">
          <Select
            aria-label={i18n._({ id: "records.calendar.span", message: "Shown at once" })}
            value={span}
            options={[
              { value: "month", label: i18n._({ id: "records.calendar.month", message: "Month" }) },
              { value: "quarter", label: i18n._({ id: "records.timeline.quarter", message: "Quarter" }) },
              { value: "year", label: i18n._({ id: "records.timeline.year", message: "Year" }) },
            ]}
            onChange={(next) => change({ span: next }, true)}
          />
        </span>
      </DateBar>
      <OnlyFirst page={found.data} />
      {found.data === undefined ? (
        <Skeleton className="m-4 h-40" />
      ) : rows.length === 0 ? (
        <EmptyState title={i18n._({ id: "records.calendar.empty", message: "Nothing in this time" })} />
      ) : (
        <div className="min-h-0 grow overflow-auto">
          <div className="relative min-w-180">
            <div aria-hidden="true" className="sticky top-0 z-20 flex h-7 border-line border-b bg-surface">
              <span className="sticky start-0 z-10 w-32 shrink-0 border-line border-e bg-surface md:w-56" />
              <span className="relative grow">
                {now >= range.from && now < range.until && (
                  // Today is what people look for, also where less than the whole time fits.
                  <span
                    key={range.from}
                    ref={intoView}
                    className="absolute inset-y-0"
                    style={{ insetInlineStart: `${share(now)}%` }}
                  />
                )}
                {ticksOf(range, span).map(({ day, label }) => (
                  <span
                    key={day}
                    className="absolute inset-y-0 border-line border-s px-1.5 py-1 text-muted text-small"
                    style={{ insetInlineStart: `${share(day)}%` }}
                  >
                    {label}
                  </span>
                ))}
              </span>
            </div>
            <ol aria-label={nameOf(range, span)}>
              {rows.map(({ record, bar }) => (
                <li key={record.id} className="flex h-8 items-stretch border-line border-b">
                  <button
                    type="button"
                    aria-label={`${titleOf(type, record)}, ${daysText(record)}`}
                    onClick={() => onOpen(record)}
                    onContextMenu={(event: MouseEvent<HTMLElement>) => {
                      event.preventDefault();
                      onMenu(record, event.currentTarget);
                    }}
                    className={cx(
                      "sticky start-0 z-10 flex w-32 shrink-0 items-center border-line border-e bg-surface px-2 text-start hover:bg-hover md:w-56",
                      record.id === panel && "bg-accent-bg",
                    )}
                  >
                    <span className="truncate">{titleOf(type, record)}</span>
                  </button>
                  <span aria-hidden="true" className="relative grow" title={daysText(record)}>
                    {now >= range.from && now < range.until && (
                      <span
                        className="absolute inset-y-0 w-px bg-danger"
                        style={{ insetInlineStart: `${share(now)}%` }}
                      />
                    )}
                    <span
                      className={cx(
                        "absolute inset-y-1.5 min-w-1.5 bg-accent",
                        !bar.before && "rounded-s-control",
                        !bar.after && "rounded-e-control",
                      )}
                      style={{ insetInlineStart: `${bar.start}%`, width: `${bar.width}%` }}
                    />
                  </span>
                </li>
              ))}
            </ol>
          </div>
        </div>
      )}
    </>
  );
}

import { type PointerEvent, useEffect, useRef, useState } from "react";
import type { TypeSchema } from "../../../api";
import { formatDate, formatDateTime, formatNumber, i18n } from "../../../i18n";
import { type Day, daysBetween } from "../../../records";
import { cx } from "../../../ui";
import { BlockButton } from "./block-button";
import {
  type Block,
  barsOf,
  instantAt,
  isWhole,
  laidOut,
  minutesOfDay,
  movedBy,
  placeOf,
  segmentsOf,
  stretchedBy,
  type Time,
} from "./blocks";
import { follow, type Place, placeAt } from "./pointer";
import { SlotCursor } from "./slot-cursor";
import { useHold } from "./use-hold";
import { timeText } from "./words";

/** Minutes to which a pointer's times are rounded. */
const step = 15;
const newMinutes = 60;
const hourHeight = 48;
/** What is seen first of a day. */
const firstHour = 7;
const barHeight = 24;

export interface GridProps {
  type: TypeSchema;
  days: readonly Day[];
  blocks: readonly Block[];
  today: Day;
  byOwner: boolean;
  panel: string | undefined;
  onOpen: (id: string) => void;
  /** Left out where nothing may be changed. */
  onDrop: ((block: Block, time: Time) => void) | undefined;
  onCreate: ((time: Time) => void) | undefined;
  onDay: (day: Day) => void;
}

const rounded = (minutes: number, to = step) => Math.round(minutes / to) * to;

/** Days beside each other with their hours; what lasts whole days lies above. */
export function TimeGrid({ type, days, blocks, today, byOwner, panel, onOpen, onDrop, onCreate, onDay }: GridProps) {
  const root = useRef<HTMLDivElement>(null);
  /** How often the pointer moved something since it was pressed. */
  const moves = useRef(0);
  const [drawn, setDrawn] = useState<Time>();
  const { hold, setHold, keys } = useHold({ days, step, onDrop: (block, time) => onDrop?.(block, time) });
  useEffect(() => {
    root.current?.scrollTo({ top: firstHour * hourHeight - 10 });
  }, []);

  const shown = blocks.map((block) => (block.id === hold?.block.id ? { ...block, time: hold.time } : block));
  const bars = barsOf(shown, days);
  const order = new Map(blocks.map(({ id }, index) => [id, index]));
  const placed = days
    .flatMap((day) => laidOut(shown.flatMap((block) => segmentsOf(block, [day]))))
    .sort((a, b) => (order.get(a.block.id) ?? 0) - (order.get(b.block.id) ?? 0));
  const lanes = Math.max(1, ...bars.map(({ lane }) => lane + 1));
  const at = (event: { clientX: number; clientY: number }) => placeAt(root.current, event.clientX, event.clientY);

  /** Where a block goes when the pointer that took it at one place is at another. */
  const dragged = (block: Block, from: Place, to: Place): Time => {
    if (isWhole(block.time)) {
      if (to.minutes === undefined) return movedBy(block.time, daysBetween(from.day, to.day), 0);
      const start = rounded(to.minutes, 30);
      return { from: instantAt(to.day, start), until: instantAt(to.day, start + newMinutes) };
    }
    if (to.minutes === undefined) return block.lasts ? { first: to.day, last: to.day } : block.time;
    const begins = placeOf(block.time.from).minutes;
    const by = rounded(begins + to.minutes - (from.minutes ?? 0)) - begins;
    return movedBy(block.time, daysBetween(from.day, to.day), by);
  };
  const stretched = (block: Block, from: Place, to: Place): Time => {
    const days = daysBetween(from.day, to.day);
    if (isWhole(block.time)) return stretchedBy(block.time, days, 0, step);
    const ends = placeOf(block.time.until).minutes;
    return stretchedBy(block.time, days, rounded(ends + (to.minutes ?? 0) - (from.minutes ?? 0)) - ends, step);
  };
  const drawnFrom = (from: Place, to: Place): Time => {
    if (from.minutes === undefined || to.minutes === undefined) {
      const [first, last] = from.day <= to.day ? [from.day, to.day] : [to.day, from.day];
      return { first, last };
    }
    const [one, other] = [rounded(from.minutes), rounded(to.minutes)];
    return {
      from: instantAt(from.day, Math.min(one, other)),
      until: instantAt(from.day, Math.max(one, other, Math.min(one, other) + step)),
    };
  };

  const press = (event: PointerEvent) => {
    moves.current = 0;
    const from = at(event);
    // Fingers scroll; they open what they press, and move it there.
    if (event.button !== 0 || event.pointerType === "touch" || from === undefined || !(event.target instanceof Element))
      return;
    const taken = event.target.closest<HTMLElement>("[data-block]")?.dataset.block;
    const block = blocks.find(({ id }) => id === taken);
    if (block !== undefined) {
      if (onDrop === undefined) return;
      const goes = event.target.closest("[data-edge]") === null ? dragged : stretched;
      let time = block.time;
      follow(event, {
        onMove: (x, y) => {
          const to = placeAt(root.current, x, y);
          if (to === undefined) return;
          moves.current += 1;
          time = goes(block, from, to);
          setHold({ block, time });
        },
        onDrop: (moved) => {
          setHold(undefined);
          if (moved && JSON.stringify(time) !== JSON.stringify(block.time)) onDrop(block, time);
        },
        onCancel: () => setHold(undefined),
      });
      return;
    }
    if (onCreate === undefined || event.target.closest("[data-column], [data-whole-day]") === null) return;
    const slot = from.minutes === undefined ? undefined : Math.floor(from.minutes / 30) * 30;
    let time: Time =
      slot === undefined
        ? { first: from.day, last: from.day }
        : { from: instantAt(from.day, slot), until: instantAt(from.day, slot + newMinutes) };
    follow(event, {
      onMove: (x, y) => {
        const to = placeAt(root.current, x, y);
        if (to === undefined) return;
        time = drawnFrom(from, to);
        setDrawn(time);
      },
      onDrop: () => {
        setDrawn(undefined);
        onCreate(time);
      },
      onCancel: () => setDrawn(undefined),
    });
  };
  // A press that moved something was no press.
  const open = (id: string) => {
    if (moves.current === 0) onOpen(id);
    moves.current = 0;
  };

  const columns = { gridTemplateColumns: `3.5rem repeat(${days.length}, minmax(0, 1fr))` };
  const percent = (part: number) => `${(part / days.length) * 100}%`;
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  const shadow =
    drawn === undefined ? undefined : { id: "new", activity: { id: "new", version: 0 }, time: drawn, lasts: true };
  const shadowParts = shadow === undefined ? [] : segmentsOf(shadow, days);
  const moment = placeOf(new Date().toISOString());
  return (
    <div ref={root} onPointerDown={press} className="relative min-h-0 grow overflow-auto">
      <p className="sr-only" aria-live="polite">
        {hold === undefined ? "" : timeText(hold.time)}
      </p>
      <div className={days.length > 1 ? "min-w-160" : ""}>
        <div data-whole="" className="sticky top-0 z-30 border-line border-b bg-surface">
          <div className="grid" style={columns}>
            <span />
            {days.map((day) => (
              <button
                key={day}
                type="button"
                onClick={() => onDay(day)}
                aria-current={day === today ? "date" : undefined}
                className="flex items-center justify-center gap-1 py-1 text-small hover:underline"
              >
                <span className="sr-only">{formatDate(day, "long")}</span>
                <span aria-hidden="true" className="text-muted">
                  {formatDateTime(`${day}T12:00:00Z`, { weekday: "short", timeZone: "UTC" })}
                </span>
                <span
                  aria-hidden="true"
                  className={cx(
                    "flex h-6 min-w-6 items-center justify-center rounded-full tabular-nums",
                    day === today && "bg-accent px-1 font-medium text-on-accent",
                  )}
                >
                  {formatNumber(Number(day.slice(8)))}
                </span>
              </button>
            ))}
          </div>
          <div className="grid" style={columns}>
            <span className="px-1 py-1 text-end text-meta text-muted">
              {i18n._({ id: "calendar.all_day", message: "All day" })}
            </span>
            <div
              data-whole-day=""
              className="relative col-span-full col-start-2"
              style={{ height: lanes * barHeight + 4 }}
            >
              {bars.map(({ block, lane, from, until }) => (
                <BlockButton
                  key={block.id}
                  type={type}
                  block={block}
                  time={block.time}
                  byOwner={byOwner}
                  open={block.id === panel}
                  held={block.id === hold?.block.id}
                  lines={1}
                  stretches={onDrop === undefined ? undefined : "along"}
                  onOpen={() => open(block.id)}
                  {...(onDrop === undefined ? {} : keys(blocks.find(({ id }) => id === block.id) ?? block))}
                  className="absolute h-5.5"
                  style={{
                    insetInlineStart: `calc(${percent(from)} + 2px)`,
                    width: `calc(${percent(until - from)} - 4px)`,
                    top: lane * barHeight + 1,
                  }}
                />
              ))}
            </div>
          </div>
        </div>
        <div className="relative grid" style={{ ...columns, height: 24 * hourHeight }}>
          <div aria-hidden="true" className="relative">
            {hours.slice(1).map((hour) => (
              <span
                key={hour}
                className="absolute end-1.5 -translate-y-1/2 text-meta text-muted tabular-nums"
                style={{ top: hour * hourHeight }}
              >
                {formatDateTime(new Date(hour * 3_600_000), { hour: "numeric", timeZone: "UTC" })}
              </span>
            ))}
          </div>
          {days.map((day) => (
            <div
              key={day}
              data-column={day}
              className={cx("time-lines border-line border-s", day === today && "bg-accent-bg/30")}
            />
          ))}
          <div className="pointer-events-none absolute inset-y-0 start-14 end-0">
            {onCreate !== undefined && <SlotCursor days={days} today={today} percent={percent} onCreate={onCreate} />}
            {placed.map(({ block, day, from, until, lane, lanes: of, begins, ends }) => (
              <BlockButton
                key={begins ? block.id : `${block.id} ${day}`}
                type={type}
                block={block}
                time={block.time}
                byOwner={byOwner}
                open={block.id === panel}
                held={block.id === hold?.block.id}
                lines={until - from >= 60 ? 3 : until - from >= 45 ? 2 : 1}
                stretches={onDrop !== undefined && ends && block.lasts ? "down" : undefined}
                onOpen={() => open(block.id)}
                {...(onDrop === undefined ? {} : keys(blocks.find(({ id }) => id === block.id) ?? block))}
                className={cx("pointer-events-auto absolute z-10 border border-surface", lane > 0 && "z-11")}
                style={{
                  insetInlineStart: percent(days.indexOf(day) + lane / of),
                  width: `calc(${percent(1 / of)} - ${lane === of - 1 ? 8 : 1}px)`,
                  top: `${(from / minutesOfDay) * 100}%`,
                  height: `${((Math.min(minutesOfDay, until) - from) / minutesOfDay) * 100}%`,
                }}
              />
            ))}
            {shadowParts.map(({ day, from, until }) => (
              <div
                key={day}
                className="absolute z-20 rounded-control border border-accent bg-accent-bg px-1.5 text-small"
                style={{
                  insetInlineStart: percent(days.indexOf(day)),
                  width: percent(1),
                  top: `${(from / minutesOfDay) * 100}%`,
                  height: `${((until - from) / minutesOfDay) * 100}%`,
                }}
              >
                {shadow === undefined ? "" : timeText(shadow.time)}
              </div>
            ))}
            {days.includes(moment.day) && (
              <div
                aria-hidden="true"
                className="pointer-events-none absolute z-20 border-danger border-t-2"
                style={{
                  insetInlineStart: percent(days.indexOf(moment.day)),
                  width: percent(1),
                  top: `${(moment.minutes / minutesOfDay) * 100}%`,
                }}
              />
            )}
          </div>
        </div>
      </div>
    </div>
  );
}

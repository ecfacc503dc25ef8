import { type PointerEvent, useRef } from "react";
import { formatDate, formatDateTime, formatNumber, i18n } from "../../../i18n";
import { daysBetween } from "../../../records";
import { cx } from "../../../ui";
import { BlockButton } from "./block-button";
import { type Block, compareBlocks, isOn, movedBy, type Time } from "./blocks";
import { cellAt, follow } from "./pointer";
import type { GridProps } from "./time-grid";
import { firstDayOf, useHold } from "./use-hold";
import { timeText } from "./words";

/** Activities of a day before it says how many more there are. */
const perDay = 4;

/** The weeks that a month touches. Blocks are pulled from day to day and keep their time. */
export function MonthGrid({
  type,
  days,
  blocks,
  today,
  byOwner,
  panel,
  month,
  onOpen,
  onDrop,
  onCreate,
  onDay,
}: GridProps & { month: string }) {
  /** How often the pointer moved something since it was pressed. */
  const moves = useRef(0);
  const { hold, setHold, keys } = useHold({ days, step: 0, onDrop: (block, time) => onDrop?.(block, time) });
  const shown = blocks
    .map((block) => (block.id === hold?.block.id ? { ...block, time: hold.time } : block))
    .sort(compareBlocks);

  const press = (event: PointerEvent) => {
    moves.current = 0;
    const from = cellAt(event.clientX, event.clientY);
    if (
      event.button !== 0 ||
      event.pointerType === "touch" ||
      onDrop === undefined ||
      from === undefined ||
      !(event.target instanceof Element)
    )
      return;
    const taken = event.target.closest<HTMLElement>("[data-block]")?.dataset.block;
    const block = blocks.find(({ id }) => id === taken);
    if (block === undefined) return;
    let time: Time = block.time;
    follow(event, {
      onMove: (x, y) => {
        const to = cellAt(x, y);
        if (to === undefined) return;
        moves.current += 1;
        time = movedBy(block.time, daysBetween(from, to), 0);
        setHold({ block, time });
      },
      onDrop: (moved) => {
        setHold(undefined);
        if (moved && JSON.stringify(time) !== JSON.stringify(block.time)) onDrop(block, time);
      },
      onCancel: () => setHold(undefined),
    });
  };
  const open = (block: Block) => {
    if (moves.current === 0) onOpen(block.id);
    moves.current = 0;
  };

  return (
    <div className="min-h-0 grow overflow-auto" onPointerDown={press}>
      <p className="sr-only" aria-live="polite">
        {hold === undefined ? "" : timeText(hold.time)}
      </p>
      <div aria-hidden="true" className="sticky top-0 z-10 grid min-w-160 grid-cols-7 border-line border-b bg-surface">
        {days.slice(0, 7).map((day) => (
          <span key={day} className="px-2 py-1 text-muted text-small">
            {formatDateTime(`${day}T12:00:00Z`, { weekday: "short", timeZone: "UTC" })}
          </span>
        ))}
      </div>
      <ol className="grid min-w-160 grid-cols-7" aria-label={formatDate(`${month}-01`, "month")}>
        {days.map((day) => {
          const of = shown.filter((block) => isOn(block, day));
          return (
            <li
              key={day}
              data-cell={day}
              aria-label={formatDate(day, "long")}
              aria-current={day === today ? "date" : undefined}
              className={cx(
                "group flex min-h-32 min-w-0 flex-col gap-0.5 border-line border-e border-b p-1",
                !day.startsWith(month) && "bg-hover/40",
                hold !== undefined && firstDayOf(hold.time) === day && "bg-accent-bg/40",
              )}
            >
              <span className="flex items-center justify-between">
                <button
                  type="button"
                  onClick={() => onDay(day)}
                  aria-label={formatDate(day, "long")}
                  className={cx(
                    "flex h-6 min-w-6 items-center justify-center rounded-full text-small tabular-nums hover:underline",
                    day === today ? "bg-accent px-1 font-medium text-on-accent" : "text-muted",
                  )}
                >
                  {formatNumber(Number(day.slice(8)))}
                </button>
                {onCreate !== undefined && (
                  <button
                    type="button"
                    onClick={() => onCreate({ first: day, last: day })}
                    aria-label={i18n._({
                      id: "calendar.new_on",
                      message: "New activity on {day}",
                      values: { day: formatDate(day, "long") },
                    })}
                    className="size-6 rounded-control text-muted opacity-0 hover:bg-hover hover:text-fg focus-visible:opacity-100 group-hover:opacity-100"
                  >
                    <span aria-hidden="true">+</span>
                  </button>
                )}
              </span>
              {of.slice(0, of.length > perDay ? perDay - 1 : perDay).map((block) => (
                <BlockButton
                  key={block.id}
                  type={type}
                  block={block}
                  time={block.time}
                  byOwner={byOwner}
                  open={block.id === panel}
                  held={block.id === hold?.block.id}
                  lines={1}
                  onOpen={() => open(block)}
                  {...(onDrop === undefined ? {} : keys(blocks.find(({ id }) => id === block.id) ?? block))}
                  className="min-h-5.5"
                />
              ))}
              {of.length > perDay && (
                <button
                  type="button"
                  onClick={() => onDay(day)}
                  className="rounded-control px-1 text-start text-muted text-small hover:bg-hover hover:text-fg"
                >
                  {i18n._({
                    id: "calendar.more",
                    message: "{count} more",
                    values: { count: formatNumber(of.length - perDay + 1) },
                  })}
                </button>
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

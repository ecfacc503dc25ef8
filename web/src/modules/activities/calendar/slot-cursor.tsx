import { type KeyboardEvent, useState } from "react";
import { i18n } from "../../../i18n";
import type { Day } from "../../../records";
import { instantAt, minutesOfDay, type Time } from "./blocks";
import { timeText } from "./words";

interface SlotCursorProps {
  days: readonly Day[];
  today: Day;
  percent: (columns: number) => string;
  onCreate: (time: Time) => void;
}

const step = 30;

/** Where something new would be made by keys: arrows move it, Shift and arrows change how long it lasts, Enter makes it. */
export function SlotCursor({ days, today, percent, onCreate }: SlotCursorProps) {
  const [at, setAt] = useState<{ day: Day; minutes: number; length: number }>();
  const start = days.includes(today) ? today : (days[0] ?? today);
  const { day, minutes, length } =
    at !== undefined && days.includes(at.day) ? at : { day: start, minutes: 600, length: 60 };
  const time: Time = { from: instantAt(day, minutes), until: instantAt(day, minutes + length) };
  const press = (event: KeyboardEvent) => {
    const forward = getComputedStyle(event.currentTarget).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const [across, down] = {
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
      ArrowLeft: [forward === "ArrowLeft" ? 1 : -1, 0],
      ArrowRight: [forward === "ArrowRight" ? 1 : -1, 0],
    }[event.key] ?? [0, 0];
    if ((across === 0 && down === 0) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (event.shiftKey) {
      setAt({ day, minutes, length: Math.max(step, Math.min(minutesOfDay - minutes, length + (down ?? 0))) });
      return;
    }
    const next = days[Math.max(0, Math.min(days.length - 1, days.indexOf(day) + (across ?? 0)))] ?? day;
    setAt({ day: next, minutes: Math.max(0, Math.min(minutesOfDay - length, minutes + (down ?? 0))), length });
  };
  return (
    <button
      type="button"
      onKeyDown={press}
      onFocus={(event) => event.currentTarget.scrollIntoView({ block: "nearest" })}
      onClick={() => onCreate(time)}
      aria-label={i18n._({ id: "calendar.new_at", message: "New activity: {time}", values: { time: timeText(time) } })}
      className="pointer-events-none absolute rounded-control border-2 border-accent border-dashed opacity-0 focus-visible:z-20 focus-visible:opacity-100"
      style={{
        insetInlineStart: percent(days.indexOf(day)),
        width: percent(1),
        top: `${(minutes / minutesOfDay) * 100}%`,
        height: `${(length / minutesOfDay) * 100}%`,
      }}
    />
  );
}

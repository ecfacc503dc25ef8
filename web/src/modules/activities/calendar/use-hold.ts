import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Day } from "../../../records";
import { type Block, isWhole, movedBy, placeOf, stretchedBy, type Time } from "./blocks";

/** What is being moved or stretched, and where it would be let go. */
export interface Hold {
  block: Block;
  time: Time;
}

interface HoldOptions {
  days: readonly Day[];
  /** The minutes a step of a key is, and the least something can last. */
  step: number;
  onDrop: (block: Block, time: Time) => void;
}

/** The day a time begins on. */
export const firstDayOf = (time: Time): Day => (isWhole(time) ? time.first : placeOf(time.from).day);

function stepOf(event: KeyboardEvent, vertical: number): [days: number, minutes: number] | undefined {
  const forward = getComputedStyle(event.currentTarget).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  switch (event.key) {
    case "ArrowUp":
      return vertical === 0 ? undefined : [0, -vertical];
    case "ArrowDown":
      return vertical === 0 ? undefined : [0, vertical];
    case "ArrowLeft":
    case "ArrowRight":
      return [event.key === forward ? 1 : -1, 0];
    default:
      return undefined;
  }
}

/** Holds one block over the calendar; it is written only once it is let go. */
export function useHold({ days, step, onDrop }: HoldOptions) {
  const [hold, setHold] = useState<Hold>();
  const focused = useRef<string>(undefined);
  useEffect(() => {
    // What was moved by keys may stand elsewhere in the page now, and keeps the focus.
    const id = focused.current;
    if (id === undefined || hold !== undefined || document.activeElement !== document.body) return;
    focused.current = undefined;
    document.querySelector<HTMLElement>(`[data-block="${id}"]`)?.focus();
  });

  const drop = () => {
    if (hold === undefined) return;
    setHold(undefined);
    if (JSON.stringify(hold.time) !== JSON.stringify(hold.block.time)) onDrop(hold.block, hold.time);
  };
  const goBy = (event: KeyboardEvent, block: Block): void => {
    const moves = event.shiftKey && !event.altKey;
    if (!moves && !(event.altKey && block.lasts)) return;
    const before = hold?.block.id === block.id ? hold.time : block.time;
    const by = stepOf(event, isWhole(before) ? 0 : step);
    if (by === undefined) return;
    event.preventDefault();
    const time = moves ? movedBy(before, ...by) : stretchedBy(before, ...by, step);
    if (!isWhole(time) && !days.includes(firstDayOf(time))) return;
    focused.current = block.id;
    setHold({ block, time });
  };
  const keys = (block: Block) => ({
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Escape" || hold === undefined) {
        goBy(event, block);
        return;
      }
      event.preventDefault();
      setHold(undefined);
    },
    onKeyUp: (event: KeyboardEvent) => {
      if (event.key === "Shift" || event.key === "Alt") drop();
    },
    onBlur: drop,
  });
  return { hold, setHold, keys };
}

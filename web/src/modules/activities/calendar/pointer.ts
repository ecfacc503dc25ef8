import type { PointerEvent } from "react";
import type { Day } from "../../../records";

/** A place in the grid: a day, and a minute of it unless it is the row of whole days. */
export interface Place {
  day: Day;
  minutes: number | undefined;
}

/** Pixels a pointer goes before it is more than a press. */
const slack = 4;

/** Follows a pointer from where it was pressed until it is let go; Escape lets go of nothing. */
export function follow(
  event: PointerEvent,
  {
    onMove,
    onDrop,
    onCancel,
  }: { onMove: (x: number, y: number) => void; onDrop: (moved: boolean) => void; onCancel: () => void },
): void {
  const { pointerId, clientX, clientY } = event;
  const listening = new AbortController();
  const options = { signal: listening.signal };
  let moved = false;
  const on = (name: "pointermove" | "pointerup" | "pointercancel", run: (event: globalThis.PointerEvent) => void) =>
    window.addEventListener(name, (next) => next.pointerId === pointerId && run(next), options);
  on("pointermove", (next) => {
    moved ||= Math.hypot(next.clientX - clientX, next.clientY - clientY) > slack;
    if (moved) onMove(next.clientX, next.clientY);
  });
  on("pointerup", () => {
    listening.abort();
    onDrop(moved);
  });
  on("pointercancel", () => {
    listening.abort();
    onCancel();
  });
  window.addEventListener(
    "keydown",
    (key) => {
      if (key.key !== "Escape") return;
      key.preventDefault();
      listening.abort();
      onCancel();
    },
    { ...options, capture: true },
  );
}

/** Where a point of the screen lies in a calendar whose columns and rows of days are marked by `data-column`. */
export function placeAt(root: HTMLElement | null, x: number, y: number): Place | undefined {
  const columns = [...(root?.querySelectorAll<HTMLElement>("[data-column]") ?? [])];
  const within = (box: DOMRect) => x >= box.left && x < box.right;
  const column = columns.find((one) => within(one.getBoundingClientRect()));
  if (column?.dataset.column === undefined) return undefined;
  const box = column.getBoundingClientRect();
  const header = root?.querySelector("[data-whole]")?.getBoundingClientRect();
  const whole = header !== undefined && y < header.bottom;
  const minutes = Math.max(0, Math.min(1439, ((y - box.top) / box.height) * 1440));
  return { day: column.dataset.column, minutes: whole ? undefined : minutes };
}

/** The day whose cell lies under a point of the screen. */
export function cellAt(x: number, y: number): Day | undefined {
  for (const element of document.elementsFromPoint(x, y)) {
    const cell = element.closest<HTMLElement>("[data-cell]");
    if (cell !== null) return cell.dataset.cell;
  }
  return undefined;
}

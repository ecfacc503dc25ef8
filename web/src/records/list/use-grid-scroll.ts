import { type RefObject, useEffect, useState, useSyncExternalStore } from "react";
import { ScrollScale } from "./scroll-scale";

export const headHeight = 32;
/** Room below the last row, so that neither the bulk bar nor a notice ever covers it. */
export const footRoom = 72;

const overscan = 8;
const restAfter = 150;

/** Which rows stand in a viewport. Rows all have one height, so nothing has to be measured or remembered per row. */
export function rowsWithin(offset: number, viewport: number, rowHeight: number, count: number) {
  const first = Math.max(0, Math.floor(offset / rowHeight) - overscan);
  const last = Math.min(count, Math.ceil((offset + viewport) / rowHeight) + overscan);
  return { first: Math.min(first, last), last };
}

interface GridScroll {
  items: { index: number; start: number }[];
  height: number;
  /** Moves rows from their place in the list to their place in the element. */
  shift: number;
  first: number;
  last: number;
  /** Whole rows that fit. */
  page: number;
  /** Brings a row into view, moving no further than needed. */
  reveal: (row: number) => void;
}

/** What an element shows of a list of any length, followed outside React until other rows come into view. */
class Viewport {
  readonly scale = new ScrollScale();
  #element: HTMLElement | null = null;
  #height = 700;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #snapshot = "";
  readonly #listeners = new Set<() => void>();
  #rowHeight = 1;
  #count = 0;
  #head = 0;

  get height(): number {
    return this.#height;
  }

  measure(count: number, rowHeight: number, head: number): void {
    this.#count = count;
    this.#rowHeight = rowHeight;
    this.#head = head;
    this.scale.resize(count * rowHeight + head + footRoom, this.#height);
  }

  range(): { first: number; last: number } {
    return rowsWithin(this.scale.offset, this.#height - this.#head, this.#rowHeight, this.#count);
  }

  attach(element: HTMLElement): () => void {
    this.#element = element;
    const sizes = new ResizeObserver(() => {
      this.#height = element.clientHeight || this.#height;
      this.measure(this.#count, this.#rowHeight, this.#head);
      this.#tell();
    });
    sizes.observe(element);
    element.addEventListener("scroll", this.#onScroll, { passive: true });
    return () => {
      clearTimeout(this.#timer);
      sizes.disconnect();
      element.removeEventListener("scroll", this.#onScroll);
    };
  }

  goTo(offset: number): void {
    if (this.#element === null) return;
    this.#element.scrollTop = this.scale.goTo(offset);
    this.#tell();
  }

  #onScroll = () => {
    if (this.#element === null) return;
    this.scale.moved(this.#element.scrollTop);
    this.#tell();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#element === null) return;
      const bar = this.scale.rest();
      if (bar !== this.#element.scrollTop) this.#element.scrollTop = bar;
      this.#tell();
    }, restAfter);
  };

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  snapshot = (): string => {
    const { first, last } = this.range();
    return `${first} ${last} ${this.scale.shift} ${this.#height}`;
  };

  #tell(): void {
    const now = this.snapshot();
    if (now === this.#snapshot) return;
    this.#snapshot = now;
    for (const listener of this.#listeners) listener();
  }
}

/** Which rows are on the screen, for lists of any length. */
export function useGridScroll(
  element: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
  head: number = headHeight,
): GridScroll {
  "use no memo"; // What is read from the viewport changes without React knowing.
  const [viewport] = useState(() => new Viewport());
  viewport.measure(count, rowHeight, head);
  useSyncExternalStore(viewport.subscribe, viewport.snapshot);
  useEffect(() => (element.current === null ? undefined : viewport.attach(element.current)), [viewport, element]);

  const { first, last } = viewport.range();
  return {
    items: Array.from({ length: last - first }, (_, at) => ({
      index: first + at,
      start: (first + at) * rowHeight + head,
    })),
    height: viewport.scale.height,
    shift: viewport.scale.shift,
    first,
    last,
    page: Math.max(1, Math.floor((viewport.height - head) / rowHeight) - 1),
    reveal: (row) => {
      const top = row * rowHeight;
      const bottom = top + rowHeight + head + footRoom;
      const { offset } = viewport.scale;
      if (top < offset) viewport.goTo(top);
      else if (bottom > offset + viewport.height) viewport.goTo(bottom - viewport.height);
    },
  };
}

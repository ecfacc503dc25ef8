import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useState } from "react";
import { ScrollScale } from "./scroll-scale";

export const headHeight = 32;
/** Room below the last row, so that neither the bulk bar nor a notice ever covers it. */
export const footRoom = 72;

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
  toTop: () => void;
}

/** Which rows are on the screen, for lists of any length. */
export function useGridScroll(
  element: RefObject<HTMLDivElement | null>,
  count: number,
  rowHeight: number,
  head: number = headHeight,
): GridScroll {
  "use no memo"; // The compiler must not remember what a virtualizer answers.
  const [scale] = useState(() => new ScrollScale());
  const total = count * rowHeight + head + footRoom;
  const viewport = element.current?.clientHeight ?? 600;
  scale.resize(total, viewport);

  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => element.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    paddingStart: head,
    initialRect: { width: 1024, height: 700 },
    observeElementOffset: (_instance, report) => {
      const scrolled = element.current;
      if (scrolled === null) return undefined;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const onScroll = () => {
        report(scale.moved(scrolled.scrollTop), true);
        clearTimeout(timer);
        timer = setTimeout(() => {
          const bar = scale.rest();
          if (bar !== scrolled.scrollTop) scrolled.scrollTop = bar;
          report(scale.offset, false);
        }, 150);
      };
      report(scale.moved(scrolled.scrollTop), false);
      scrolled.addEventListener("scroll", onScroll, { passive: true });
      return () => {
        clearTimeout(timer);
        scrolled.removeEventListener("scroll", onScroll);
      };
    },
  });
  // A density or a length that changes moves every row.
  const measured = `${rowHeight} ${count}`;
  const [known, setKnown] = useState(measured);
  if (known !== measured) {
    setKnown(measured);
    virtualizer.measure();
  }

  const items = virtualizer.getVirtualItems();
  const goTo = (offset: number) => {
    const scrolled = element.current;
    if (scrolled !== null) scrolled.scrollTop = scale.goTo(offset);
  };
  return {
    items,
    height: scale.height,
    shift: scale.shift,
    first: items[0]?.index ?? 0,
    last: (items.at(-1)?.index ?? -1) + 1,
    page: Math.max(1, Math.floor((viewport - head) / rowHeight) - 1),
    reveal: (row) => {
      const top = row * rowHeight;
      const bottom = top + rowHeight + head + footRoom;
      const height = element.current?.clientHeight ?? viewport;
      if (top < scale.offset) goTo(top);
      else if (bottom > scale.offset + height) goTo(bottom - height);
    },
    toTop: () => goTo(0),
  };
}

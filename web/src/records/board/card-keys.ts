import type { KeyboardEvent } from "react";
import type { RecordData } from "../../api";
import type { GridStore } from "../list/grid-store";

interface CardKeys {
  store: GridStore;
  columns: number;
  /** Answers whether there was a card to focus. */
  focus: (column: number, row: number) => boolean;
  find: (id: string) => RecordData | undefined;
  onMove: (record: RecordData, column: number) => void;
  onOpen: (record: RecordData) => void;
  onPeek: (record: RecordData) => void;
  onMenu: (record: RecordData, at: Element) => void;
}

/** Arrows go from card to card, with Shift they take the card along; the rest is as in a list. */
export function cardKeys({ store, columns, focus, find, onMove, onOpen, onPeek, onMenu }: CardKeys) {
  return (event: KeyboardEvent): void => {
    const card = event.target instanceof Element && event.target.hasAttribute("data-card") ? event.target : null;
    if (card === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const { row, column } = store.position;
    const record = find(card.getAttribute("data-id") ?? "");
    if (record === undefined) return;
    const aside = (by: 1 | -1) => {
      if (event.shiftKey) {
        onMove(record, column + by);
        return;
      }
      // Empty columns have nothing to stand on.
      for (let at = column + by; at >= 0 && at < columns; at += by) if (focus(at, row)) return;
    };
    const down = () => focus(column, row + 1);
    const up = () => focus(column, Math.max(0, row - 1));
    const keys: { readonly [key: string]: (() => unknown) | undefined } = {
      ArrowDown: down,
      j: down,
      ArrowUp: up,
      k: up,
      ArrowRight: () => aside(1),
      ArrowLeft: () => aside(-1),
      Home: () => focus(column, 0),
      Enter: () => onOpen(record),
      o: () => onOpen(record),
      " ": () => onPeek(record),
      s: () => onMenu(record, card),
      ContextMenu: () => onMenu(record, card),
    };
    const run = keys[event.key];
    if (run === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  };
}

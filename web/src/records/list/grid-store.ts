import { useSyncExternalStore } from "react";
import type { Position } from "./grid-model";

/**
 * Where the keyboard is, outside React: an arrow key redraws the row it leaves and the row it enters, not the grid.
 */
export class GridStore {
  #position: Position;
  /** What was typed to start editing, replacing the value. */
  seed: string | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(position: Position = { row: 0, column: 0, mode: "row" }) {
    this.#position = position;
  }

  get position(): Position {
    return this.#position;
  }

  set(position: Position, seed?: string): void {
    const { row, column, mode } = this.#position;
    if (row === position.row && column === position.column && mode === position.mode) return;
    this.#position = position;
    this.seed = seed;
    for (const listener of this.#listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

export function usePosition<T extends string | number | boolean>(store: GridStore, pick: (at: Position) => T): T {
  return useSyncExternalStore(store.subscribe, () => pick(store.position));
}

/** Which cell of a row has the keyboard: "" for none, "row", or the mode and the column. */
export function useActiveCell(store: GridStore, row: number): string {
  return usePosition(store, (at) => (at.row !== row ? "" : at.mode === "row" ? "row" : `${at.mode}:${at.column}`));
}

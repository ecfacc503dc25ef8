/** Where the keyboard is in a grid: on a row, in a cell, or typing into a cell. */
export interface Position {
  row: number;
  column: number;
  /** On a row letters are shortcuts; in a cell letters type. */
  mode: "row" | "cell" | "edit";
}

export interface GridSize {
  rows: number;
  columns: number;
  /** Rows that PageUp and PageDown step over. */
  page: number;
}

export interface Key {
  key: string;
  ctrl: boolean;
  shift: boolean;
  alt: boolean;
}

/** What a key press means. `undefined` leaves the key to the browser and to global shortcuts. */
export type GridCommand =
  | { do: "move"; to: Position; extend: boolean }
  | { do: "edit"; seed?: string }
  | { do: "leave" }
  | { do: "clear" }
  | { do: "open" }
  | { do: "peek" }
  | { do: "select" }
  | { do: "select_all" }
  | { do: "delete" }
  | { do: "menu" }
  | undefined;

const limit = (value: number, size: number) => Math.max(0, Math.min(size - 1, value));

function move(at: Position, size: GridSize, change: Partial<Position>, extend = false): GridCommand {
  const to = { ...at, ...change };
  return { do: "move", to: { ...to, row: limit(to.row, size.rows), column: limit(to.column, size.columns) }, extend };
}

function vertical(at: Position, size: GridSize, key: Key): GridCommand {
  switch (key.key) {
    case "ArrowDown":
      return move(at, size, { row: key.ctrl ? size.rows - 1 : at.row + 1 }, key.shift);
    case "ArrowUp":
      return move(at, size, { row: key.ctrl ? 0 : at.row - 1 }, key.shift);
    case "PageDown":
      return move(at, size, { row: at.row + size.page }, key.shift);
    case "PageUp":
      return move(at, size, { row: at.row - size.page }, key.shift);
    default:
      return undefined;
  }
}

function onRow(at: Position, size: GridSize, key: Key): GridCommand {
  switch (key.ctrl ? `ctrl+${key.key}` : key.key) {
    case "j":
    case "J":
      return move(at, size, { row: at.row + 1 }, key.shift);
    case "k":
    case "K":
      return move(at, size, { row: at.row - 1 }, key.shift);
    case "Home":
    case "ctrl+Home":
      return move(at, size, { row: 0 });
    case "End":
    case "ctrl+End":
      return move(at, size, { row: size.rows - 1 });
    case "ArrowRight":
      return move(at, size, { mode: "cell" });
    case "F2":
    case "e":
      return { do: "edit" };
    case "Enter":
    case "o":
      return { do: "open" };
    case " ":
      return { do: "peek" };
    case "x":
      return { do: "select" };
    case "ctrl+a":
      return { do: "select_all" };
    case "Delete":
      return { do: "delete" };
    case "Escape":
      return { do: "clear" };
    default:
      return undefined;
  }
}

function inCell(at: Position, size: GridSize, key: Key): GridCommand {
  switch (key.ctrl ? `ctrl+${key.key}` : key.key) {
    case "ArrowRight":
      return move(at, size, { column: at.column + 1 });
    case "ArrowLeft":
      return move(at, size, { column: at.column - 1 });
    case "Home":
      return move(at, size, { column: 0 });
    case "End":
      return move(at, size, { column: size.columns - 1 });
    case "ctrl+Home":
      return move(at, size, { row: 0, column: 0 });
    case "ctrl+End":
      return move(at, size, { row: size.rows - 1, column: size.columns - 1 });
    case "Tab":
      return nextCell(at, size, key.shift ? -1 : 1);
    case "Enter":
    case "F2":
      return { do: "edit" };
    case "Backspace":
    case "Delete":
      return { do: "edit", seed: "" };
    case "Escape":
      return { do: "leave" };
    case " ":
      return key.shift ? { do: "select" } : { do: "edit" };
    case "ctrl+a":
      return { do: "select_all" };
    default:
      return !key.ctrl && !key.alt && [...key.key].length === 1 ? { do: "edit", seed: key.key } : undefined;
  }
}

/** The next cell in reading order; past the last one the key leaves the grid. */
export function nextCell(at: Position, size: GridSize, step: 1 | -1): GridCommand {
  const index = at.row * size.columns + at.column + step;
  if (index < 0 || index >= size.rows * size.columns) return undefined;
  return move(at, size, { row: Math.floor(index / size.columns), column: index % size.columns, mode: "cell" });
}

/** What a key does in the grid. While a cell is edited its editor has the keys. */
export function command(at: Position, size: GridSize, key: Key): GridCommand {
  if (size.rows === 0 || at.mode === "edit") return undefined;
  if (key.key === "ContextMenu" || (key.key === "F10" && key.shift)) return { do: "menu" };
  if (key.alt) return undefined;
  return vertical(at, size, key) ?? (at.mode === "row" ? onRow(at, size, key) : inCell(at, size, key));
}

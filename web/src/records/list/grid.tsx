// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid cannot be a table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and points at its rows and cells
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from "react";
import type { RecordData, TypeSchema, Value } from "../../api";
import { formatNumber, i18n } from "../../i18n";
import { rowHeight, useAppearance } from "../../ui";
import { acceptFields, refusalOf } from "../data/refusals";
import { mayEdit } from "../data/schema";
import { type Rows, useSettled } from "../data/use-pages";
import { sameValue } from "../data/write";
import { kinds } from "../fields/kinds";
import type { Leaving } from "./cell-editor";
import { type Column, template, totalWidth } from "./columns";
import { GridHeader } from "./grid-header";
import { command, type GridSize, nextCell, type Position } from "./grid-model";
import { cellId, GridRow, type RowHandlers, rowId } from "./grid-row";
import { type GridStore, usePosition } from "./grid-store";
import type { SortKey } from "./list-order";
import { everything, isSelected, nothing, type Selection, selectedCount, toggled, withIds } from "./selection";
import { useGridScroll } from "./use-grid-scroll";

export interface GridProps {
  type: TypeSchema;
  columns: readonly Column[];
  rows: Rows;
  /** Told which rows stood still on the screen, so that their pages are fetched. */
  onSettled: (range: { start: number; end: number }) => void;
  store: GridStore;
  sort: readonly SortKey[];
  onSort: (keys: SortKey[]) => void;
  onColumns: (columns: Column[]) => void;
  onFilter: (field: string) => void;
  selection: Selection;
  onSelection: (selection: Selection) => void;
  /** The record shown beside the list. */
  opened: string | undefined;
  onOpen: (record: RecordData) => void;
  onPeek: (record: RecordData) => void;
  onMenu: (record: RecordData, at: Element) => void;
  /** The record is as it was when its editing began. */
  onSave: (seen: RecordData, field: string, value: Value) => void;
  onDelete: (record: RecordData) => void;
  /** A row that stays at the end, in sight. */
  totals: ReactNode;
}

const settleAfter = 60;

export function Grid(props: GridProps) {
  "use no memo"; // It shows what a virtualizer answers.
  const { type, columns, rows, store, selection, sort } = props;
  const gridId = useId();
  const element = useRef<HTMLDivElement>(null);
  const height = rowHeight(useAppearance());
  const count = rows.count ?? 0;
  const scroll = useGridScroll(element, rows.count ?? 30, height);
  const size: GridSize = { rows: count, columns: columns.length, page: scroll.page };

  const range = useSettled(
    useMemo(() => ({ start: scroll.first, end: scroll.last }), [scroll.first, scroll.last]),
    `${rows.key} ${scroll.first} ${scroll.last}`,
    settleAfter,
  );
  const { onSettled } = props;
  useEffect(() => onSettled(range), [onSettled, range]);

  // Another list starts at its top.
  const key = useRef(rows.key);
  useEffect(() => {
    if (key.current === rows.key) return;
    key.current = rows.key;
    element.current?.scrollTo({ top: 0 });
    store.set({ row: 0, column: 0, mode: "row" });
  }, [rows.key, store]);

  const anchor = useRef(0);
  const go = (to: Position) => {
    store.set(to);
    scroll.reveal(to.row);
    revealColumn(element.current, columns, to);
  };
  const edit = (at: Position, seed?: string) => {
    const column = columns[at.column];
    const record = rows.at(at.row);
    if (column === undefined || record === undefined || !mayEdit(type, column.field)) return;
    if (column.field.kind === "boolean") {
      if (seed === undefined) props.onSave(record, column.field.name, record[column.field.name] !== true);
      return;
    }
    // Emptying what is picked from a list needs no list.
    if (seed === "" && kinds[column.field.kind].picks === true && !column.field.required) {
      props.onSave(record, column.field.name, null);
      return;
    }
    store.set({ ...at, mode: "edit" }, seed);
  };
  const mark = (row: number, record: RecordData, range: boolean) => {
    const ids = range ? idsBetween(rows, anchor.current, row) : [record.id];
    props.onSelection(range ? withIds(selection, ids, true) : toggled(selection, record.id));
    anchor.current = row;
  };

  /** Esc drops a refused value first, and only then leaves the cell. */
  const leaveCell = (at: Position, record: RecordData | undefined) => {
    const field = columns[at.column]?.field.name;
    const refused = record !== undefined && field !== undefined && refusalOf(record.id, field) !== undefined;
    if (refused) acceptFields(record.id, [field]);
    else store.set({ ...at, mode: "row" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== element.current || event.nativeEvent.isComposing) return;
    const at = store.position;
    const pressed = { key: event.key, ctrl: event.ctrlKey || event.metaKey, shift: event.shiftKey, alt: event.altKey };
    const todo = command(at, size, pressed);
    if (todo === undefined) return;
    const record = rows.at(at.row);
    // Nothing chosen and nothing open: Esc belongs to whatever is around the grid.
    if (todo.do === "clear" && selectedCount(selection, count) === 0) return;
    event.preventDefault();
    event.stopPropagation();
    switch (todo.do) {
      case "move":
        if (todo.extend && record !== undefined) {
          const ids = idsBetween(rows, at.row, todo.to.row);
          props.onSelection(withIds(selection, ids, true));
        }
        go(todo.to);
        break;
      case "edit":
        edit(at, todo.seed);
        break;
      case "leave":
        leaveCell(at, record);
        break;
      case "clear":
        props.onSelection(nothing);
        break;
      case "select_all":
        props.onSelection(everything);
        break;
      default:
        if (record !== undefined) onRecord(todo.do, at.row, record);
    }
  };
  const onRecord = (what: "open" | "peek" | "select" | "delete" | "menu", row: number, record: RecordData) => {
    if (what === "open") props.onOpen(record);
    else if (what === "peek") props.onPeek(record);
    else if (what === "select") mark(row, record, false);
    else if (what === "delete") props.onDelete(record);
    else {
      const at = document.getElementById(rowId(gridId, row));
      if (at !== null) props.onMenu(record, at);
    }
  };

  const focus = () => element.current?.focus({ preventScroll: true });
  const current: RowHandlers = {
    onCell: (row, column) => {
      const mode = store.position.row === row && store.position.column === column ? store.position.mode : "cell";
      store.set({ row, column, mode: mode === "edit" ? "edit" : "cell" });
    },
    onEdit: (row, column) => edit({ row, column, mode: "cell" }),
    onOpen: (record) => props.onOpen(record),
    onMark: mark,
    onMenu: (row, record, at) => {
      store.set({ ...store.position, row, mode: "row" });
      props.onMenu(record, at);
    },
    onDone: (seen, column, value, then) => {
      const at = store.position;
      if (value !== undefined && !sameValue(value, seen[column.field.name])) {
        props.onSave(seen, column.field.name, value);
      }
      focus();
      go(after(at, size, then));
    },
  };
  // Rows are drawn again only for their own changes, so they get handlers that never change.
  const latest = useRef(current);
  useEffect(() => {
    latest.current = current;
  });
  const [handlers] = useState<RowHandlers>(() => ({
    onCell: (...at) => latest.current.onCell(...at),
    onEdit: (...at) => latest.current.onEdit(...at),
    onOpen: (record) => latest.current.onOpen(record),
    onMark: (...at) => latest.current.onMark(...at),
    onMenu: (...at) => latest.current.onMenu(...at),
    onDone: (...what) => latest.current.onDone(...what),
  }));

  const marked =
    selection.kind === "all" && selection.except.size === 0
      ? "all"
      : selectedCount(selection, count) === 0
        ? "none"
        : "some";
  return (
    <>
      <div
        ref={element}
        role="grid"
        tabIndex={0}
        aria-label={type.plural_label}
        aria-rowcount={count + 1}
        aria-colcount={columns.length + 1}
        aria-multiselectable="true"
        aria-busy={rows.count === undefined}
        onKeyDown={onKeyDown}
        onPointerUp={(event) => {
          if (event.target instanceof Element && event.target.closest("input,textarea,button,[role=listbox]") === null)
            focus();
        }}
        className="group/grid relative min-h-0 grow overflow-auto overscroll-contain outline-none [overflow-anchor:none]"
        style={{ "--columns": template(columns) } as never}
      >
        <ActiveDescendant grid={element} store={store} gridId={gridId} />
        <div className="relative" style={{ height: scroll.height, minWidth: totalWidth(columns) }}>
          <GridHeader
            columns={columns}
            sort={sort}
            marked={marked}
            grid={element}
            onMarkAll={() => props.onSelection(marked === "none" ? everything : nothing)}
            onSort={props.onSort}
            onColumns={props.onColumns}
            onFilter={props.onFilter}
          />
          <div role="rowgroup" tabIndex={-1} className="absolute inset-x-0 top-0">
            {scroll.items.map(({ index, start }) => {
              const record = rows.at(index);
              return (
                <GridRow
                  key={index}
                  type={type}
                  columns={columns}
                  record={record}
                  index={index}
                  top={start + scroll.shift}
                  store={store}
                  selected={record !== undefined && isSelected(selection, record.id)}
                  opened={record !== undefined && record.id === props.opened}
                  gridId={gridId}
                  handlers={handlers}
                />
              );
            })}
          </div>
        </div>
        {props.totals}
      </div>
      <p className="sr-only" role="status">
        {rows.count === undefined
          ? ""
          : i18n._({ id: "records.count", message: "{shown} rows", values: { shown: formatNumber(count) } })}
      </p>
    </>
  );
}

/** Points the grid at its active row or cell without drawing the grid again. */
function ActiveDescendant({
  grid,
  store,
  gridId,
}: {
  grid: { current: HTMLDivElement | null };
  store: GridStore;
  gridId: string;
}) {
  const id = usePosition(store, (at) =>
    at.mode === "row" ? rowId(gridId, at.row) : cellId(gridId, at.row, at.column),
  );
  useEffect(() => grid.current?.setAttribute("aria-activedescendant", id), [grid, id]);
  return null;
}

function after(at: Position, size: GridSize, then: Leaving): Position {
  const cell: Position = { ...at, mode: "cell" };
  if (then === "down") return { ...cell, row: Math.min(size.rows - 1, at.row + 1) };
  if (then === "stay") return cell;
  const move = nextCell(cell, size, then === "next" ? 1 : -1);
  return move?.do === "move" ? move.to : cell;
}

function idsBetween(rows: Rows, from: number, to: number): string[] {
  const ids: string[] = [];
  for (let row = Math.min(from, to); row <= Math.max(from, to); row += 1) {
    const id = rows.at(row)?.id;
    if (id !== undefined) ids.push(id);
  }
  return ids;
}

/** Scrolls sideways until the cell is neither cut off nor under the columns that stay. */
function revealColumn(element: HTMLDivElement | null, columns: readonly Column[], at: Position): void {
  if (element === null || at.mode === "row" || at.column === 0) return;
  const kept = totalWidth(columns.slice(0, 1));
  const start = totalWidth(columns.slice(0, at.column));
  const end = start + (columns[at.column]?.width ?? 0);
  const sign = getComputedStyle(element).direction === "rtl" ? -1 : 1;
  const left = element.scrollLeft * sign;
  if (start - kept < left) element.scrollLeft = (start - kept) * sign;
  else if (end > left + element.clientWidth) element.scrollLeft = (end - element.clientWidth) * sign;
}

// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid cannot be a table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and points at its rows and cells
import { ArrowDown, ArrowUp } from "lucide-react";
import { type PointerEvent, type RefObject, useState } from "react";
import { i18n } from "../../i18n";
import { AnchoredMenu, Checkbox, cx, type MenuGroup } from "../../ui";
import { kinds } from "../fields/kinds";
import { type Column, moved, template } from "./columns";
import { minimumWidth, nextSort, type SortKey } from "./list-order";

interface GridHeaderProps {
  columns: readonly Column[];
  sort: readonly SortKey[];
  /** All, some or none of the rows. */
  marked: "all" | "some" | "none";
  grid: RefObject<HTMLDivElement | null>;
  onMarkAll: () => void;
  onSort: (keys: SortKey[]) => void;
  onColumns: (columns: Column[]) => void;
  onFilter: (field: string) => void;
}

/** The names of the columns: press to sort, drag the edge to resize, drag the name to move, right-click for the rest. */
export function GridHeader(props: GridHeaderProps) {
  const { columns, marked, onMarkAll } = props;
  const [menu, setMenu] = useState<{ at: Element; column: number } | null>(null);
  return (
    <div
      role="row"
      aria-rowindex={1}
      className="sticky top-0 z-10 grid h-8 w-full border-line border-b bg-surface text-muted text-small"
      style={{ gridTemplateColumns: "var(--columns)" }}
    >
      <div
        role="columnheader"
        aria-colindex={1}
        tabIndex={-1}
        className="sticky start-0 z-[2] flex items-center justify-center bg-surface"
      >
        <Checkbox
          checked={marked === "all"}
          mixed={marked === "some"}
          onChange={onMarkAll}
          tabIndex={-1}
          aria-label={i18n._({ id: "records.select_all", message: "Select all" })}
        />
      </div>
      {columns.map((column, index) => (
        <HeaderCell
          key={column.field.name}
          {...props}
          index={index}
          column={column}
          onMenu={(at) => setMenu({ at, column: index })}
        />
      ))}
      <AnchoredMenu
        anchor={menu?.at ?? null}
        onClose={() => setMenu(null)}
        groups={menu === null ? [] : columnMenu(props, menu.column)}
      />
    </div>
  );
}

function columnMenu({ columns, sort, onSort, onColumns, onFilter }: GridHeaderProps, index: number): MenuGroup[] {
  const column = columns[index];
  if (column === undefined) return [];
  const name = column.field.name;
  const only = (descending: boolean) => () => onSort([{ field: name, descending }]);
  const present = sort.find((key) => key.field === name);
  const sorting: MenuGroup = {
    items: [
      {
        label: i18n._({ id: "records.sort_up", message: "Sort ascending" }),
        checked: present?.descending === false,
        run: only(false),
      },
      {
        label: i18n._({ id: "records.sort_down", message: "Sort descending" }),
        checked: present?.descending === true,
        run: only(true),
      },
    ],
  };
  const place: MenuGroup = {
    items: [
      { label: i18n._({ id: "records.filter_by", message: "Filter by this" }), run: () => onFilter(name) },
      {
        label: i18n._({ id: "records.column_start", message: "Move towards the start" }),
        disabled: index <= 1,
        run: () => onColumns(moved(columns, index, index - 1)),
      },
      {
        label: i18n._({ id: "records.column_end", message: "Move towards the end" }),
        disabled: index === 0 || index === columns.length - 1,
        run: () => onColumns(moved(columns, index, index + 1)),
      },
      {
        label: i18n._({ id: "records.column_wider", message: "Wider" }),
        run: () => onColumns(columns.map((one, at) => (at === index ? { ...one, width: one.width + 40 } : one))),
      },
      {
        label: i18n._({ id: "records.column_narrower", message: "Narrower" }),
        disabled: column.width <= minimumWidth,
        run: () =>
          onColumns(
            columns.map((one, at) => (at === index ? { ...one, width: Math.max(minimumWidth, one.width - 40) } : one)),
          ),
      },
      {
        label: i18n._({ id: "records.column_hide", message: "Hide column" }),
        disabled: index === 0,
        run: () => onColumns(columns.filter((_, at) => at !== index)),
      },
    ],
  };
  return column.field.sortable ? [sorting, place] : [place];
}

interface HeaderCellProps extends GridHeaderProps {
  column: Column;
  index: number;
  onMenu: (at: Element) => void;
}

function HeaderCell({ column, index, columns, sort, grid, onSort, onColumns, onMenu }: HeaderCellProps) {
  const { field } = column;
  const place = sort.findIndex((key) => key.field === field.name);
  const key = sort[place];
  const [over, setOver] = useState(false);
  const direction = key === undefined ? "none" : key.descending ? "descending" : "ascending";
  const Arrow = key?.descending === true ? ArrowDown : ArrowUp;
  return (
    <div
      role="columnheader"
      aria-colindex={index + 2}
      aria-sort={field.sortable ? direction : undefined}
      className={cx(
        "relative flex min-w-0 items-center",
        index === 0 && "sticky start-9 z-[2] bg-surface",
        over && "bg-accent-bg",
      )}
      onDragOver={(event) => {
        if (index === 0 || !event.dataTransfer.types.includes(dragType)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        const from = Number(event.dataTransfer.getData(dragType));
        if (from > 0 && index > 0) onColumns(moved(columns, from, index));
      }}
    >
      <button
        type="button"
        draggable={index > 0}
        onDragStart={(event) => {
          event.dataTransfer.setData(dragType, String(index));
          event.dataTransfer.effectAllowed = "move";
        }}
        onClick={(event) => field.sortable && onSort(nextSort(sort, field.name, event.shiftKey))}
        onContextMenu={(event) => {
          event.preventDefault();
          onMenu(event.currentTarget);
        }}
        onKeyDown={(event) => {
          if (event.key !== "ContextMenu" && !(event.key === "F10" && event.shiftKey) && event.key !== "ArrowDown")
            return;
          event.preventDefault();
          onMenu(event.currentTarget);
        }}
        className={cx(
          "flex h-full min-w-0 grow items-center gap-1 px-2 hover:text-fg focus-visible:-outline-offset-2",
          kinds[field.kind].end === true && "flex-row-reverse",
          key !== undefined && "text-fg",
        )}
      >
        <span className="truncate">{field.label}</span>
        {key !== undefined && <Arrow aria-hidden="true" className="size-3 shrink-0" />}
        {sort.length > 1 && key !== undefined && <span className="text-meta">{place + 1}</span>}
      </button>
      <ResizeHandle column={column} index={index} columns={columns} grid={grid} onColumns={onColumns} />
    </div>
  );
}

const dragType = "application/x-kith-column";

type ResizeHandleProps = Pick<HeaderCellProps, "column" | "index" | "columns" | "grid" | "onColumns">;

function ResizeHandle({ column, index, columns, grid, onColumns }: ResizeHandleProps) {
  const start = (event: PointerEvent<HTMLSpanElement>) => {
    event.preventDefault();
    event.stopPropagation();
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const from = event.clientX;
    const sign = getComputedStyle(handle).direction === "rtl" ? -1 : 1;
    let next = columns;
    const move = (moving: globalThis.PointerEvent) => {
      const width = Math.max(minimumWidth, column.width + (moving.clientX - from) * sign);
      next = columns.map((one, at) => (at === index ? { ...one, width } : one));
      // While dragging only a style changes; the address learns the width at the end.
      grid.current?.style.setProperty("--columns", template(next));
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener(
      "lostpointercapture",
      () => {
        handle.removeEventListener("pointermove", move);
        if (next !== columns) onColumns([...next]);
      },
      { once: true },
    );
  };
  return (
    <span
      aria-hidden="true"
      onPointerDown={start}
      className="absolute inset-y-1.5 end-0 z-[1] w-2 cursor-col-resize touch-none border-line border-e hover:border-accent"
    />
  );
}

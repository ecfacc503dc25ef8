// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid cannot be a table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and points at its rows and cells
import { PanelRight } from "lucide-react";
import { memo, type PointerEvent } from "react";
import type { RecordData, TypeSchema, Value } from "../../api";
import { i18n } from "../../i18n";
import { Checkbox, cx, Skeleton } from "../../ui";
import { useRefusal } from "../data/refusals";
import { mayEdit } from "../data/schema";
import { FieldView } from "../fields/field-view";
import { kinds } from "../fields/kinds";
import { titleOf, valueText } from "../fields/values";
import { CellEditor, type Leaving } from "./cell-editor";
import type { Column } from "./columns";
import { type GridStore, useActiveCell } from "./grid-store";

export interface RowHandlers {
  onCell: (row: number, column: number) => void;
  onEdit: (row: number, column: number) => void;
  onOpen: (record: RecordData) => void;
  onMark: (row: number, record: RecordData, range: boolean) => void;
  onMenu: (row: number, record: RecordData, at: Element) => void;
  onDone: (seen: RecordData, column: Column, value: Value | undefined, then: Leaving) => void;
}

interface GridRowProps {
  type: TypeSchema;
  columns: readonly Column[];
  record: RecordData | undefined;
  index: number;
  top: number;
  store: GridStore;
  selected: boolean;
  opened: boolean;
  gridId: string;
  handlers: RowHandlers;
}

export const cellId = (gridId: string, row: number, column: number) => `${gridId}-${row}-${column}`;
export const rowId = (gridId: string, row: number) => `${gridId}-${row}`;

/** One row. An arrow key redraws the two rows it concerns, and nothing else. */
export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { type, columns, record, index, top, store, selected, opened, gridId, handlers } = props;
  const active = useActiveCell(store, index);
  const [mode, column] = active.split(":");
  return (
    <div
      role="row"
      id={rowId(gridId, index)}
      data-id={record?.id}
      aria-rowindex={index + 2}
      aria-selected={selected}
      onContextMenu={(event) => {
        if (record === undefined) return;
        event.preventDefault();
        handlers.onMenu(index, record, event.currentTarget);
      }}
      className={cx(
        "group/row absolute start-0 grid h-row w-full border-line border-b",
        selected ? "bg-accent-bg" : opened ? "bg-hover" : "bg-surface hover:bg-hover",
        active !== "" && "z-[1]",
      )}
      style={{ gridTemplateColumns: "var(--columns)", transform: `translateY(${top}px)` }}
      data-active={active === "row" ? "" : undefined}
    >
      <div
        role="gridcell"
        aria-colindex={1}
        className="sticky start-0 z-[1] flex items-center justify-center bg-inherit"
      >
        {active === "row" && <span aria-hidden="true" className="absolute inset-y-0 start-0 w-0.5 bg-accent" />}
        {record !== undefined && (
          <span
            onClickCapture={(event) => {
              event.stopPropagation();
              event.preventDefault();
              handlers.onMark(index, record, event.shiftKey);
            }}
            className={cx(
              "inline-flex transition-opacity duration-75",
              selected || active !== "" ? "" : "opacity-0 group-hover/row:opacity-100",
            )}
          >
            <Checkbox
              checked={selected}
              onChange={() => handlers.onMark(index, record, false)}
              tabIndex={-1}
              aria-label={i18n._({
                id: "records.select_row",
                message: "Select {name}",
                values: { name: titleOf(type, record) },
              })}
            />
          </span>
        )}
      </div>
      {columns.map((one, position) => (
        <GridCell
          key={one.field.name}
          type={type}
          column={one}
          record={record}
          row={index}
          position={position}
          active={column === String(position) ? mode : undefined}
          store={store}
          gridId={gridId}
          handlers={handlers}
        />
      ))}
    </div>
  );
});

interface GridCellProps {
  type: TypeSchema;
  column: Column;
  record: RecordData | undefined;
  row: number;
  position: number;
  active: string | undefined;
  store: GridStore;
  gridId: string;
  handlers: RowHandlers;
}

function GridCell({ type, column, record, row, position, active, store, gridId, handlers }: GridCellProps) {
  const { field } = column;
  const refusal = useRefusal(record?.id, field.name);
  const value = refusal?.value ?? record?.[field.name];
  const isTitle = field.name === type.title;
  const editable = mayEdit(type, field);
  const press = (event: PointerEvent) => {
    if (event.button !== 0 || active === "edit") return;
    handlers.onCell(row, position);
  };
  return (
    <div
      role="gridcell"
      id={cellId(gridId, row, position)}
      aria-colindex={position + 2}
      aria-readonly={!editable}
      aria-invalid={refusal === undefined ? undefined : true}
      title={refusal?.message}
      onPointerDown={press}
      onDoubleClick={() => editable && handlers.onEdit(row, position)}
      className={cx(
        "relative flex min-w-0 items-center gap-1 px-2 tabular-nums",
        kinds[field.kind].end === true && "justify-end",
        isTitle && "sticky start-9 z-[1] bg-inherit font-medium",
        active !== undefined && "outline-2 outline-accent -outline-offset-2",
        active === "edit" && "z-[3]",
        refusal !== undefined && "text-danger underline decoration-wavy",
      )}
    >
      {record === undefined || value === undefined ? (
        <Skeleton className="h-3 w-3/5" />
      ) : (
        <>
          <span
            className={cx("min-w-0 truncate", isTitle && "cursor-pointer hover:underline")}
            {...(isTitle ? { onClick: () => handlers.onOpen(record) } : {})}
          >
            {isTitle ? (
              titleOf(type, { ...record, [field.name]: value })
            ) : (
              <FieldView field={field} record={record} value={value} compact />
            )}
          </span>
          {isTitle && (
            <span className="ms-auto hidden shrink-0 group-hover/row:block" aria-hidden="true">
              <PanelRight className="size-3.5 text-muted" />
            </span>
          )}
        </>
      )}
      {active === "edit" && record !== undefined && (
        <CellEditor
          // The row may come to hold another record.
          key={record.id}
          record={record}
          field={field}
          value={value}
          seed={store.seed}
          onDone={(next, then, seen) => handlers.onDone(seen, column, next, then)}
        />
      )}
      {refusal !== undefined && active !== undefined && active !== "edit" && (
        <span
          role="alert"
          className="absolute start-0 top-full z-30 mt-1 whitespace-nowrap rounded-control bg-raised px-2 py-1 text-danger text-small no-underline shadow-float"
        >
          {refusal.message}
        </span>
      )}
      {active !== undefined && <span className="sr-only">{valueText(field, value) === "" ? emptyWord() : ""}</span>}
    </div>
  );
}

const emptyWord = () => i18n._({ id: "records.empty_cell", message: "Empty" });

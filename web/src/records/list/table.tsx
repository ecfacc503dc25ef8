import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { formatNumber, i18n } from "../../i18n";
import { Button } from "../../ui";
import type { ListQuery } from "../data/list-query";
import { rememberList } from "../data/neighbours";
import { askedOf, useSchema } from "../data/schema";
import { type Rows, useRows } from "../data/use-pages";
import type { Target } from "../data/use-writes";
import { prepareEditors } from "../fields/field-editor";
import { type Column, choicesOf, columnsOf } from "./columns";
import { ColumnsMenu } from "./columns-menu";
import { Grid } from "./grid";
import { GridStore } from "./grid-store";
import type { LayoutProps } from "./layout";
import { readSort, writeColumns, writeSort } from "./list-order";
import { whereOf } from "./list-where";
import { nothing, type Selection, selectedCount } from "./selection";

const BulkBar = lazy(() => import("./bulk-bar"));
const CardList = lazy(() => import("./card-list"));
const Totals = lazy(() => import("./totals"));

interface TableProps extends LayoutProps {
  onFilter: (field: string) => void;
  empty: ReactNode;
}

/** The list as a grid; on a phone, as cards. */
export default function Table({
  type,
  search,
  change,
  writes,
  actions,
  phone,
  panel,
  onOpen,
  onMenu,
  onFilter,
  filterBar,
  empty,
}: TableProps) {
  const schema = useSchema();
  const [store] = useState(() => new GridStore());
  const [selection, setSelection] = useState<Selection>(nothing);
  const [settled, setSettled] = useState({ start: 0, end: 0 });
  const columns = useMemo(() => columnsOf(schema, type, search.columns), [schema, type, search.columns]);
  const where = whereOf(type, search);
  const list = useMemo<ListQuery>(
    () => ({ plural: type.plural, where, sort: search.sort, fields: askedOf(columns.map((column) => column.field)) }),
    [type, where, search.sort, columns],
  );
  const rows = useRows(list, settled);
  useEffect(() => rememberList(list), [list]);
  useEffect(prepareEditors, []);
  const onSettled = useCallback((range: { start: number; end: number }) => setSettled(range), []);
  const setColumns = (next: readonly Column[]) => change({ columns: writeColumns(choicesOf(type, next)) });

  // What was chosen in one list means nothing in another.
  const [key, setKey] = useState(rows.key);
  if (key !== rows.key) {
    setKey(rows.key);
    if (selection !== nothing && selection.kind === "all") setSelection(nothing);
  }

  const chosen = selectedCount(selection, rows.count ?? 0);
  const target: Target =
    selection.kind === "some"
      ? { ids: [...selection.ids] }
      : selection.except.size === 0
        ? { where: where ?? "true" }
        : { where: exceptWhere(where, selection.except) };

  return (
    <>
      {filterBar(rows.problem)}
      <Trouble rows={rows} />
      {rows.count === 0 ? (
        <div className="min-h-0 grow overflow-auto">{empty}</div>
      ) : rows.count === undefined && rows.problem !== undefined ? null : phone ? (
        <Suspense>
          <CardList type={type} columns={columns} rows={rows} onSettled={onSettled} />
        </Suspense>
      ) : (
        <Grid
          type={type}
          columns={columns}
          rows={rows}
          onSettled={onSettled}
          store={store}
          sort={readSort(search.sort)}
          onSort={(keys) => change({ sort: writeSort(keys) })}
          onColumns={setColumns}
          onFilter={onFilter}
          selection={selection}
          onSelection={setSelection}
          opened={panel}
          onOpen={(record) => onOpen(record)}
          onPeek={(record) => (panel === record.id ? change({ panel: undefined }) : onOpen(record, false))}
          onMenu={onMenu}
          totals={
            <Suspense>
              <Totals type={type} columns={columns} where={where} />
            </Suspense>
          }
          onSave={(seen, field, value) => void writes.save(seen.id, { [field]: value }, { seen })}
          onDelete={(record) => {
            if (type.can.delete) void writes.remove({ ids: [record.id] });
          }}
        />
      )}
      {chosen > 0 && (
        <Suspense>
          <BulkBar
            type={type}
            selection={selection}
            onSelection={setSelection}
            total={rows.count ?? 0}
            target={target}
            writes={writes}
            actions={actions}
          />
        </Suspense>
      )}
      {!phone && chosen === 0 && rows.count !== undefined && rows.count > 0 && (
        <footer className="flex h-8 shrink-0 items-center gap-2 border-line border-t px-4 text-muted text-small">
          <span className="grow tabular-nums">
            {rows.exact
              ? i18n._({ id: "records.rows", message: "{total} records", values: { total: formatNumber(rows.count) } })
              : i18n._({
                  id: "records.rows_about",
                  message: "About {total} records",
                  values: { total: formatNumber(rows.count) },
                })}
          </span>
          <ColumnsMenu
            type={type}
            columns={columns}
            onColumns={setColumns}
            onReset={() => change({ columns: undefined })}
          />
        </footer>
      )}
    </>
  );
}

/** Why there are no rows. What is wrong with an expression is told where it is written. */
function Trouble({ rows }: { rows: Rows }) {
  if (rows.problem?.errors.every((error) => error.position === undefined) !== true) return null;
  return (
    <p role="alert" className="flex items-center gap-3 px-4 py-3 text-danger">
      {rows.problem.message}
      <Button size="small" onClick={rows.retry}>
        {i18n._({ id: "records.retry", message: "Try again" })}
      </Button>
    </p>
  );
}

function exceptWhere(where: string | undefined, except: ReadonlySet<string>): string {
  const ids = [...except].map((id) => `"${id}"`).join(", ");
  return where === undefined ? `id not in (${ids})` : `(${where}) and id not in (${ids})`;
}

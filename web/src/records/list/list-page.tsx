import { useNavigate, useParams } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import type { RecordData, TypeSchema } from "../../api";
import { may } from "../../api";
import { formatNumber, i18n } from "../../i18n";
import { AnchoredMenu, Button, EmptyState, Skeleton, TypeIcon } from "../../ui";
import type { ListQuery } from "../data/list-query";
import { rememberList } from "../data/neighbours";
import { useMe, useSchema, useType } from "../data/schema";
import { type Rows, useRows } from "../data/use-pages";
import { type Target, useWrites } from "../data/use-writes";
import { FilterBar } from "../filters/filter-bar";
import { CreateDialog, createTitle } from "../form/create-dialog";
import { openCreate } from "../form/create-store";
import { usePhone } from "../media";
import { useGo } from "../navigation";
import { recordMenu } from "../page/record-menu";
import { RecordPanel } from "../page/record-panel";
import { useActions } from "../page/run-action";
import { BulkBar } from "./bulk-bar";
import { CardList } from "./card-list";
import { type Column, choicesOf, columnsOf } from "./columns";
import { ColumnsMenu } from "./columns-menu";
import { Grid } from "./grid";
import { GridStore } from "./grid-store";
import { boardFields, type ChangeSearch, type LayoutProps, useListSearch } from "./layout";
import { ListHeader } from "./list-header";
import { type ListSearch, readSort, writeColumns, writeSort } from "./list-search";
import { whereOf } from "./list-where";
import { nothing, type Selection, selectedCount } from "./selection";
import { useListCommands } from "./use-list-commands";
import { useUndoCommand } from "./use-undo-command";

const Board = lazy(() => import("../board/board"));

/** A type's records, as a table, as cards or on a board. Its address holds everything about it. */
export function ListPage() {
  const { types = "" } = useParams({ strict: false });
  const type = useType(types);
  if (type === undefined) return null;
  return <List key={type.name} type={type} />;
}

function List({ type }: { type: TypeSchema }) {
  const [search, change] = useListSearch(type);
  const me = useMe();
  const phone = usePhone();
  const navigate = useNavigate();
  const writes = useWrites(type);
  const actions = useActions(type);
  const [menuOpen, setMenuOpen] = useState(false);
  const [adding, setAdding] = useState<string | null>(null);
  const [focused, setFocused] = useState(false);
  const [menu, setMenu] = useState<{ record: RecordData; at: Element } | null>(null);
  const go = useGo();
  useUndoCommand();

  const hasBoard = boardFields(type).length > 0;
  const layout = search.layout === "board" && hasBoard ? "board" : "table";

  // "new" in place of a record asks for the form; the address is put right so that going back does not ask again.
  const wantsNew = search.panel === "new";
  useEffect(() => {
    if (!wantsNew) return;
    openCreate(type.name);
    change({ panel: undefined });
  });
  const panel = wantsNew ? undefined : search.panel;

  const open = (record: RecordData, focus = true) => {
    if (phone) {
      go.record(type.plural, record.id);
      return;
    }
    setFocused(focus);
    change({ panel: record.id }, panel === undefined);
  };
  const closePanel = () => {
    change({ panel: undefined });
    requestAnimationFrame(() => document.querySelector<HTMLElement>("[role=grid]")?.focus());
  };

  useListCommands({ type, search, change, layout, panel, onFilter: () => setMenuOpen(true), onClosePanel: closePanel });
  const canImport = may(me, "import") && type.can.create;
  const importHere = () => void navigate({ to: "/import", search: { type: type.name } as never });
  const shared = {
    type,
    search,
    change,
    writes,
    actions,
    phone,
    onMenu: (record: RecordData, at: Element) => setMenu({ record, at }),
    onOpen: open,
    panel,
  };
  const clear = () => change({ where: undefined, q: undefined });

  return (
    <>
      <ListHeader
        type={type}
        search={search}
        change={change}
        layout={layout}
        onImport={canImport ? importHere : undefined}
      />
      <div className="flex min-h-0 grow">
        <div className="flex min-w-0 grow flex-col">
          {layout === "board" ? (
            <Suspense fallback={<Skeleton className="m-4 h-40" />}>
              <Board
                {...shared}
                filterBar={(problem) => (
                  <Filters {...{ type, search, change, adding, setAdding, menuOpen, setMenuOpen, problem }} />
                )}
              />
            </Suspense>
          ) : (
            <Table
              {...shared}
              onFilter={setAdding}
              filterBar={(problem) => (
                <Filters {...{ type, search, change, adding, setAdding, menuOpen, setMenuOpen, problem }} />
              )}
              empty={
                whereOf(type, search) === undefined ? (
                  <EmptyList
                    type={type}
                    onCreate={() => openCreate(type.name)}
                    onImport={canImport ? importHere : undefined}
                  />
                ) : (
                  <EmptyState
                    title={i18n._({
                      id: "records.filtered_empty",
                      message: "No {types} match",
                      values: { types: type.plural_label.toLocaleLowerCase() },
                    })}
                    actions={
                      <Button onClick={clear}>
                        {i18n._({ id: "records.clear_filters", message: "Clear filters" })}
                      </Button>
                    }
                  />
                )
              }
            />
          )}
        </div>
        {panel !== undefined && !phone && (
          <RecordPanel
            key={panel}
            type={type}
            id={panel}
            writes={writes}
            actions={actions}
            focused={focused}
            onClose={closePanel}
          />
        )}
      </div>
      <AnchoredMenu
        anchor={menu?.at ?? null}
        onClose={() => setMenu(null)}
        groups={
          menu === null
            ? []
            : recordMenu(type, menu.record, go, writes, actions, phone ? undefined : (record) => open(record, false))
        }
      />
      {actions.dialog}
      <CreateDialog />
    </>
  );
}

interface FiltersProps {
  type: TypeSchema;
  search: ListSearch;
  change: ChangeSearch;
  adding: string | null;
  setAdding: (field: string | null) => void;
  menuOpen: boolean;
  setMenuOpen: (open: boolean) => void;
  problem: Rows["problem"];
}

function Filters({ type, search, change, adding, setAdding, menuOpen, setMenuOpen, problem }: FiltersProps) {
  const schema = useSchema();
  return (
    <FilterBar
      schema={schema}
      type={type}
      where={search.where ?? ""}
      onWhere={(where) => change({ where })}
      quick={search.q ?? ""}
      onQuick={(q) => change({ q })}
      problem={problem}
      adding={adding}
      onAdding={setAdding}
      menuOpen={menuOpen}
      onMenuOpen={setMenuOpen}
    />
  );
}

interface TableProps extends LayoutProps {
  onFilter: (field: string) => void;
  empty: ReactNode;
}

function Table({
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
  const columns = useMemo(() => columnsOf(schema, type, search.cols), [schema, type, search.cols]);
  const where = whereOf(type, search);
  const list = useMemo<ListQuery>(
    () => ({ plural: type.plural, where, sort: search.sort, fields: columns.map((column) => column.field.name) }),
    [type, where, search.sort, columns],
  );
  const rows = useRows(list, settled);
  useEffect(() => rememberList(list), [list]);
  const onSettled = useCallback((range: { start: number; end: number }) => setSettled(range), []);
  const setColumns = (next: readonly Column[]) => change({ cols: writeColumns(choicesOf(type, next)) });

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
      {rows.problem?.errors.every((error) => error.position === undefined) && (
        <p role="alert" className="flex items-center gap-3 px-4 py-3 text-danger">
          {rows.problem.message}
          <Button size="small" onClick={rows.retry}>
            {i18n._({ id: "records.retry", message: "Try again" })}
          </Button>
        </p>
      )}
      {rows.count === 0 ? (
        <div className="min-h-0 grow overflow-auto">{empty}</div>
      ) : phone ? (
        <CardList type={type} columns={columns} rows={rows} onSettled={onSettled} />
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
          onSave={(record, field, value) => void writes.save(record.id, { [field]: value })}
          onDelete={(record) => {
            if (type.can.delete) void writes.remove({ ids: [record.id] });
          }}
        />
      )}
      {chosen > 0 && (
        <BulkBar
          type={type}
          selection={selection}
          onSelection={setSelection}
          total={rows.count ?? 0}
          target={target}
          writes={writes}
          actions={actions}
        />
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
            onReset={() => change({ cols: undefined })}
          />
        </footer>
      )}
    </>
  );
}

function exceptWhere(where: string | undefined, except: ReadonlySet<string>): string {
  const ids = [...except].map((id) => `"${id}"`).join(", ");
  return where === undefined ? `id not in (${ids})` : `(${where}) and id not in (${ids})`;
}

interface EmptyListProps {
  type: TypeSchema;
  onCreate: () => void;
  onImport: (() => void) | undefined;
}

function EmptyList({ type, onCreate, onImport }: EmptyListProps) {
  const types = type.plural_label.toLocaleLowerCase();
  return (
    <EmptyState
      icon={<TypeIcon name={type.icon} />}
      title={i18n._({ id: "records.empty.title", message: "No {types} yet", values: { types } })}
      actions={
        <>
          {type.can.create && (
            <Button variant="primary" onClick={onCreate}>
              {createTitle(type)}
            </Button>
          )}
          {onImport !== undefined && (
            <Button onClick={onImport}>{i18n._({ id: "records.import", message: "Import a file" })}</Button>
          )}
        </>
      }
    >
      {i18n._({
        id: "records.empty.body",
        message: "Your {types} will stand here. Add the first one, or bring them along from a spreadsheet.",
        values: { types },
      })}
    </EmptyState>
  );
}

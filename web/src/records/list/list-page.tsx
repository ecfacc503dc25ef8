import { useNavigate, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import type { RecordData, TypeSchema } from "../../api";
import { may } from "../../api";
import { AnchoredMenu, PageHeader, part, Skeleton, TypeIcon } from "../../ui";
import { useMe, useSchema, useType } from "../data/schema";
import type { Rows } from "../data/use-pages";
import { useWrites } from "../data/use-writes";
import { FilterBar } from "../filters/filter-bar";
import { openCreate } from "../form/create-store";
import { usePhone } from "../media";
import { useGo } from "../navigation";
import { recordMenu } from "../page/record-menu";
import { useActions } from "../page/run-action";
import { fitting } from "../views/fitting";
import { type ListState, useListState } from "../views/use-views";
import { type ChangeSearch, layoutsOf } from "./layout";
import { ListHeader } from "./list-header";
import type { Layout, ListSearch } from "./list-search";
import { whereOf } from "./list-where";
import { useListCommands } from "./use-list-commands";
import { useUndoCommand } from "./use-undo-command";

const waiting = <Skeleton className="m-4 h-40" />;
const Table = part(() => import("./table"), waiting);
const Board = part(() => import("../board/board"), waiting);
const Calendar = part(() => import("../calendar/calendar"), waiting);
const Timeline = part(() => import("../bars/timeline"), waiting);
const CountMap = part(() => import("../map/count-map"), waiting);
const EmptyList = lazy(() => import("./empty-list"));
const CreateDialog = lazy(() => import("../form/create-dialog").then((form) => ({ default: form.CreateDialog })));
const LeftOut = lazy(() => import("../views/left-out"));
const RecordPanel = lazy(() => import("../page/record-panel"));

// The layout of the first list travels while this page is being put together.
void (/[?&]layout=board/.test(window.location.search) ? Board : Table).load();

/** A type's records, as a table, as cards or on a board. Its address holds everything about it. */
export function ListPage() {
  const { types = "" } = useParams({ strict: false });
  const type = useType(types);
  if (type === undefined) return null;
  return <Opening key={type.name} type={type} />;
}

/** Waits for the views, where one of them decides what is shown. */
function Opening({ type }: { type: TypeSchema }) {
  const list = useListState(type);
  if (list.pending) return <PageHeader icon={<TypeIcon name={type.icon} />} title={type.plural_label} />;
  return <List type={type} list={list} />;
}

function List({ type, list }: { type: TypeSchema; list: ListState }) {
  const schema = useSchema();
  const { change } = list;
  const { search, gone } = useMemo(() => fitting(schema, type, list.search), [schema, type, list.search]);
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

  const layout = layoutsOf(type).find((one) => one === search.layout) ?? "table";

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
  const filterBar = (problem: Rows["problem"]) => (
    <Filters {...{ type, search, change, adding, setAdding, menuOpen, setMenuOpen, problem }} />
  );
  const Drawn = drawings[layout === "table" ? "board" : layout];

  return (
    <>
      <ListHeader
        type={type}
        list={list}
        search={search}
        layout={layout}
        onLayoutNear={fetchLayout}
        phone={phone}
        onImport={canImport ? importHere : undefined}
      />
      {(list.missing || gone.length > 0) && (
        <Suspense>
          <LeftOut list={list} gone={gone} search={search} />
        </Suspense>
      )}
      <div className="flex min-h-0 grow">
        <div className="flex min-w-0 grow flex-col">
          <Suspense fallback={waiting}>
            {layout !== "table" ? (
              <Drawn {...shared} filterBar={filterBar} />
            ) : (
              <Table
                {...shared}
                onFilter={setAdding}
                filterBar={filterBar}
                empty={
                  <Suspense>
                    <EmptyList
                      type={type}
                      onClear={whereOf(type, search) === undefined ? undefined : clear}
                      onImport={canImport ? importHere : undefined}
                    />
                  </Suspense>
                }
              />
            )}
          </Suspense>
        </div>
        {panel !== undefined && !phone && (
          <Suspense>
            <RecordPanel
              key={panel}
              type={type}
              id={panel}
              writes={writes}
              actions={actions}
              focused={focused}
              onClose={closePanel}
            />
          </Suspense>
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
      <Suspense>
        <CreateDialog />
      </Suspense>
    </>
  );
}

const drawings = { board: Board, calendar: Calendar, timeline: Timeline, map: CountMap } as const;
const fetchLayout = (layout: Layout): void => void (layout === "table" ? Table : drawings[layout]).load();

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

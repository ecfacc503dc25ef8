import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense, useEffect, useMemo, useRef, useState } from "react";
import type { FieldSchema, RecordData, TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { AnchoredMenu, Dialog, type MenuGroup, Skeleton } from "../../ui";
import { findCached } from "../data/find-cached";
import type { ListQuery } from "../data/list-query";
import { rememberList } from "../data/neighbours";
import { askedOf, fieldNamed, mayEdit } from "../data/schema";
import { allOf, quote } from "../filters/expression";
import { openCreate } from "../form/create-store";
import { RecordForm } from "../form/record-form";
import { GridStore } from "../list/grid-store";
import { boardFields, type LayoutProps } from "../list/layout";
import { readColumns } from "../list/list-order";
import { whereOf } from "../list/list-where";
import { useTouch } from "../media";
import { useGo } from "../navigation";
import { recordMenu } from "../page/record-menu";
import { BoardBar } from "./board-bar";
import { BoardColumnView } from "./board-column";
import { cardKeys } from "./card-keys";
import { type BoardColumn, columnKeyOf, useBoardShape } from "./columns";
import { sumsQuery } from "./sums";
import { useCollapsed } from "./use-collapsed";
import { useDrag } from "./use-drag";
import { useMoves } from "./use-moves";

/** What a card shows below its title. */
function cardFields(type: TypeSchema, by: string, columns: string | undefined): FieldSchema[] {
  const names = readColumns(columns)?.map((column) => column.field) ?? type.list;
  return names.flatMap((name) => (name === type.title || name === by ? [] : (fieldNamed(type, name) ?? [])));
}

const moveTitle = (to: BoardColumn): string =>
  i18n._({ id: "records.board.move_title", message: "Move to {column}", values: { column: to.label } });

/** A type's records as cards in columns. */
export default function Board(props: LayoutProps) {
  const { type, search, change, writes, actions, phone, panel, onOpen, filterBar } = props;
  const client = useQueryClient();
  const touch = useTouch();
  const go = useGo();
  const by = boardFields(type).find((name) => name === search.group) ?? boardFields(type)[0] ?? "";
  const shape = useBoardShape(type, by, search.scope);
  const [store] = useState(() => new GridStore());
  const [menu, setMenu] = useState<{ record: RecordData; at: Element } | null>(null);
  const [alone, setAlone] = useState<string | null>(null);
  const [collapsed, collapse] = useCollapsed(type.name, by);
  const board = useRef<HTMLDivElement>(null);

  const scope = shape?.scope ?? null;
  const where = allOf(
    whereOf(type, search),
    scope === null ? undefined : `${scope.field.name} = ${quote(scope.chosen.id)}`,
  );
  const fields = useMemo(() => cardFields(type, by, search.columns), [type, by, search.columns]);
  const { sum, mark } = type.board ?? {};
  const asked = [type.title, by, ...askedOf(fields), sum, mark].filter(
    (name, index, all): name is string => typeof name === "string" && all.indexOf(name) === index,
  );
  const listOf = (column: BoardColumn): ListQuery => ({
    plural: type.plural,
    where: allOf(where, column.where),
    sort: search.sort,
    fields: asked,
  });
  const sums = useQuery({
    ...sumsQuery(type, by, where === "" ? undefined : where),
    enabled: shape !== undefined,
  });
  const moves = useMoves(type, shape, listOf, writes);
  const editable = shape !== undefined && mayEdit(type, shape.field);
  const drags = editable && !touch && !phone;

  const columnAt = (index: number) => shape?.columns[index];
  const columnOf = (record: RecordData) => {
    const key = shape === undefined ? "" : columnKeyOf(shape.field, record);
    return shape?.columns.find((column) => column.key === key);
  };
  const moveTo = (record: RecordData, to: BoardColumn | undefined) => {
    const from = columnOf(record);
    if (from !== undefined && to !== undefined && editable) void moves.move(record, from, to);
  };

  useDrag(board, drags && shape !== undefined, by, (drag, element) => {
    const stop = drag.monitorForElements({
      onDrop: ({ source, location }) => dropped.current(source.data.card, location.current.dropTargets[0]?.data.column),
    });
    const still = drag.autoScrollForElements({ element });
    return () => {
      stop();
      still();
    };
  });
  // The drag speaks in ids; what they mean is looked up when the card is let go.
  const dropped = useRef<(card: unknown, column: unknown) => void>(() => undefined);
  useEffect(() => {
    dropped.current = (card, column) => {
      const record = typeof card === "string" ? findCached(client, type.plural, card) : undefined;
      if (record !== undefined && typeof column === "number") moveTo(record, columnAt(column));
    };
  });

  const focusCard = (column: number, row: number): boolean => {
    const find = (at: number) => board.current?.querySelector<HTMLElement>(`[data-card="${column} ${at}"]`);
    const card =
      find(row) ?? [...(board.current?.querySelectorAll<HTMLElement>(`[data-card^="${column} "]`) ?? [])].at(-1);
    card?.focus();
    card?.scrollIntoView({ block: "nearest", inline: "nearest" });
    return card !== null && card !== undefined;
  };
  /** The focus goes along with a moved card, as soon as it stands in its new column. */
  const follow = (id: string, column: number, frames = 60): void => {
    requestAnimationFrame(() => {
      const card = board.current?.querySelector<HTMLElement>(`[data-card^="${column} "][data-id="${id}"]`);
      if (card) card.focus();
      else if (frames > 0) follow(id, column, frames - 1);
    });
  };
  const onKeyDown = cardKeys({
    store,
    columns: shape?.columns.length ?? 0,
    focus: focusCard,
    find: (id) => findCached(client, type.plural, id),
    onMove: (record, column) => {
      moveTo(record, columnAt(column));
      if (columnAt(column) !== undefined) follow(record.id, column);
    },
    onOpen,
    onPeek: (record) => (panel === record.id ? change({ panel: undefined }) : onOpen(record, false)),
    onMenu: (record, at) => setMenu({ record, at }),
  });

  const add = (column: BoardColumn) => {
    const scoped = scope === null ? {} : { [scope.field.name]: scope.chosen };
    openCreate(type.name, { [by]: column.value, ...scoped } as Partial<RecordData>);
  };

  const [firstColumn] = shape?.columns ?? [];
  const single = shape?.columns.find((column) => column.key === alone) ?? firstColumn;
  useEffect(() => {
    if (single !== undefined) rememberList(listOf(single));
  });

  const groups = (record: RecordData): MenuGroup[] => {
    const moves: MenuGroup = {
      label: i18n._({ id: "records.board.move_to", message: "Move to" }),
      items: (shape?.columns ?? []).map((column) => ({
        label: column.label,
        checked: columnOf(record)?.key === column.key,
        run: () => moveTo(record, column),
      })),
    };
    const peek = phone ? undefined : (one: RecordData) => onOpen(one, false);
    return [...(editable ? [moves] : []), ...recordMenu(type, record, go, writes, actions, peek)];
  };

  return (
    <>
      {filterBar(undefined)}
      <BoardBar
        type={type}
        by={by}
        shape={shape}
        phone={phone}
        single={single}
        sum={single && sums.data?.[single.key]}
        change={change}
        onSingle={setAlone}
      />
      {shape === undefined ? (
        <div className="flex gap-3 p-4">
          {[1, 2, 3, 4].map((column) => (
            <Skeleton key={column} className="h-72 w-68" />
          ))}
        </div>
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the cards inside
        <div
          ref={board}
          onKeyDown={onKeyDown}
          className="flex min-h-0 grow gap-2 overflow-x-auto overscroll-contain px-2 pt-2 md:px-3"
        >
          {shape.columns.map((column, index) =>
            phone && column !== single ? null : (
              <BoardColumnView
                key={column.key}
                type={type}
                column={column}
                index={index}
                list={listOf(column)}
                sum={sums.data?.[column.key]}
                fields={fields}
                store={store}
                opened={panel}
                drags={drags}
                alone={phone}
                collapsed={!phone && collapsed.has(column.key)}
                onCollapse={(folded) => collapse(column.key, folded)}
                onAdd={add}
                onOpen={onOpen}
                onMenu={(record, at) => setMenu({ record, at })}
              />
            ),
          )}
        </div>
      )}
      <p role="status" className="sr-only">
        {moves.said}
      </p>
      <AnchoredMenu
        anchor={menu?.at ?? null}
        onClose={() => setMenu(null)}
        groups={menu === null ? [] : groups(menu.record)}
      />
      {moves.asked?.own && (
        <Suspense>
          <moves.asked.own
            type={type}
            record={moves.asked.record}
            to={moves.asked.to}
            title={moveTitle(moves.asked.to)}
            onSubmit={moves.answer}
            onCancel={moves.cancel}
          />
        </Suspense>
      )}
      {moves.asked?.own === null && (
        <Dialog
          open
          width="small"
          onClose={moves.cancel}
          title={moveTitle(moves.asked.to)}
          description={moves.asked.reason}
        >
          <RecordForm
            fields={{ first: moves.asked.fields.map((field) => ({ ...field, required: true })), more: [] }}
            values={moves.asked.record}
            submitLabel={i18n._({ id: "records.board.move", message: "Move" })}
            onSubmit={moves.answer}
            onCancel={moves.cancel}
          />
        </Dialog>
      )}
    </>
  );
}

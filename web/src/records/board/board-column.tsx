import { useQueries } from "@tanstack/react-query";
import { ChevronsLeftRight, Plus } from "lucide-react";
import { useDeferredValue, useRef, useState } from "react";
import type { FieldSchema, RecordData, TypeSchema } from "../../api";
import { asProblem } from "../../api";
import { formatNumber, i18n } from "../../i18n";
import { Button, cx, Dot, IconButton, Skeleton } from "../../ui";
import { type ListQuery, pageQuery } from "../data/list-query";
import type { GridStore } from "../list/grid-store";
import { Card } from "./card";
import type { BoardColumn } from "./columns";
import { type ColumnSum, exactSum, sumText } from "./sums";
import { useDrag } from "./use-drag";

const firstCards = 12;

interface BoardColumnProps {
  type: TypeSchema;
  column: BoardColumn;
  index: number;
  list: ListQuery;
  sum: ColumnSum | undefined;
  fields: readonly FieldSchema[];
  store: GridStore;
  opened: string | undefined;
  drags: boolean;
  /** Alone on a phone's screen it takes the whole width, and its head stands above. */
  alone: boolean;
  collapsed: boolean;
  onCollapse: (collapsed: boolean) => void;
  onAdd: (column: BoardColumn) => void;
  onOpen: (record: RecordData) => void;
  onMenu: (record: RecordData, at: Element) => void;
}

export function BoardColumnView(props: BoardColumnProps) {
  const { type, column, index, list, sum, store, drags, alone, collapsed } = props;
  const [pages, setPages] = useState(1);
  const [over, setOver] = useState(false);
  const section = useRef<HTMLElement>(null);
  const scrolled = useRef<HTMLUListElement>(null);
  const loaded = useQueries({ queries: Array.from({ length: pages }, (_, page) => pageQuery(list, page)) });
  const records = loaded.flatMap((page) => page.data?.data ?? []);
  // As many as are seen at once are there first; the others follow when there is time.
  const drawn = Math.max(firstCards, useDeferredValue(records.length));
  const last = loaded.at(-1);
  const more = last?.data?.next !== null && last?.data !== undefined;
  const failed = loaded.find((page) => page.error !== null);

  useDrag(section, drags, String(index), (drag, target) =>
    drag.dropTargetForElements({
      element: target,
      getData: () => ({ column: index }),
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: () => setOver(false),
    }),
  );
  // A list scrolls by itself while a card is held near its edge.
  useDrag(scrolled, drags, String(collapsed), (drag, list) => drag.autoScrollForElements({ element: list }));

  const label = i18n._({
    id: "records.board.column",
    message: "{name}: {count, plural, one {# card} other {# cards}}",
    values: { name: column.label, count: sum?.count ?? records.length },
  });
  if (collapsed) {
    return (
      <section
        ref={section}
        aria-label={label}
        className={cx("flex w-10 shrink-0 flex-col items-center gap-2 rounded-panel py-2", over && "bg-accent-bg")}
      >
        <IconButton
          size="small"
          label={i18n._({ id: "records.board.expand", message: "Show {name}", values: { name: column.label } })}
          onClick={() => props.onCollapse(false)}
        >
          <ChevronsLeftRight aria-hidden="true" className="size-3.5" />
        </IconButton>
        <span className="text-muted text-small [writing-mode:vertical-rl]">
          <span className="font-medium text-fg">{column.label}</span> {formatNumber(sum?.count ?? 0)}
        </span>
      </section>
    );
  }
  return (
    <section
      ref={section}
      aria-label={label}
      className={cx(
        "flex min-h-0 flex-col rounded-panel",
        alone ? "min-w-0 grow" : "w-68 shrink-0",
        over && "bg-accent-bg",
      )}
    >
      {!alone && (
        <header className="group/head grid shrink-0 grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-2 px-2 pb-2">
          <Dot hue={column.hue} />
          <h2 className="flex h-7 items-center truncate font-medium">{column.label}</h2>
          <span className="flex opacity-0 focus-within:opacity-100 group-hover/head:opacity-100">
            <IconButton
              size="small"
              label={i18n._({ id: "records.board.collapse", message: "Fold {name}", values: { name: column.label } })}
              onClick={() => props.onCollapse(true)}
            >
              <ChevronsLeftRight aria-hidden="true" className="size-3.5" />
            </IconButton>
            {type.can.create && (
              <IconButton
                size="small"
                label={i18n._({ id: "records.board.add", message: "Add to {name}", values: { name: column.label } })}
                onClick={() => props.onAdd(column)}
              >
                <Plus aria-hidden="true" className="size-4" />
              </IconButton>
            )}
          </span>
          <div className="col-span-2 col-start-2">
            <Totals sum={sum} />
          </div>
        </header>
      )}
      <ul
        ref={scrolled}
        aria-label={column.label}
        onScroll={(event) => {
          const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
          if (more && scrollTop + clientHeight * 2 > scrollHeight) setPages(pages + 1);
        }}
        className="flex min-h-0 grow flex-col gap-1.5 overflow-y-auto overscroll-contain px-1.5 pb-4"
      >
        {records.slice(0, drawn).map((record, row) => (
          <Card
            key={record.id}
            type={type}
            record={record}
            fields={props.fields}
            column={index}
            row={row}
            store={store}
            drags={drags}
            opened={record.id === props.opened}
            onOpen={props.onOpen}
            onMenu={props.onMenu}
          />
        ))}
        {last?.isPending === true && [1, 2, 3].map((line) => <Skeleton key={line} className="h-16 shrink-0" />)}
        {failed !== undefined && (
          <li className="flex flex-col items-start gap-2 p-2 text-danger">
            {asProblem(failed.error)?.message}
            <Button size="small" onClick={() => void failed.refetch()}>
              {i18n._({ id: "records.retry", message: "Try again" })}
            </Button>
          </li>
        )}
        {type.can.create && last?.isPending !== true && (
          <li>
            <Button
              variant="quiet"
              size="small"
              className="w-full justify-start"
              icon={<Plus aria-hidden="true" className="size-3.5" />}
              aria-label={i18n._({ id: "records.board.add", message: "Add to {name}", values: { name: column.label } })}
              tabIndex={-1}
              onClick={() => props.onAdd(column)}
            >
              {i18n._({ id: "records.board.add_short", message: "Add" })}
            </Button>
          </li>
        )}
      </ul>
    </section>
  );
}

/** How many cards, what they are worth, and what is likely to come of it. */
export function Totals({ sum }: { sum: ColumnSum | undefined }) {
  if (sum === undefined) return <span className="text-muted text-small">0</span>;
  const worth = sumText(sum.sum);
  const weighted = sumText(sum.weighted);
  return (
    <span className="flex min-w-0 gap-2 truncate text-muted text-small tabular-nums">
      <span>{formatNumber(sum.count)}</span>
      {worth !== "" && (
        <span title={exactSum(sum.sum)} className="text-fg">
          {worth}
        </span>
      )}
      {weighted !== "" && weighted !== worth && (
        <span title={i18n._({ id: "records.board.weighted", message: "Weighted by how likely it is" })}>
          {i18n._({ id: "records.board.weighted_short", message: "~{amount}", values: { amount: weighted } })}
        </span>
      )}
    </span>
  );
}

import { useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight } from "lucide-react";
import { asProblem, type FieldSchema, type TypeSchema } from "../../api";
import { formatNumber, i18n } from "../../i18n";
import { cx, Skeleton } from "../../ui";
import { fieldNamed } from "../data/schema";
import { FieldView } from "../fields/field-view";
import { kinds } from "../fields/kinds";
import { RecordLink } from "../navigation";
import type { RecordNode } from "./calls";
import { mostNodes, nodesQuery, sumOf } from "./calls";
import { inTreeOrder, type Placed } from "./tree";
import { useClosed } from "./use-closed";

interface RecordTreeProps {
  type: TypeSchema;
  by: string;
  /** Which records. */
  where: string;
  /** What the tree is called to those who listen to it. */
  label: string;
  /** The record that stands out. */
  current?: string | undefined;
}

interface Column {
  expression: string;
  field: FieldSchema;
}

const shownColumns = 2;

/** What is shown of each: the sums over all below, where there are any, else what a list shows first. */
function columnsOf(type: TypeSchema, by: string): Column[] {
  const sums = (type.tree?.sums ?? []).map((name) => [sumOf(name), name] as const);
  const listed = type.list.filter((name) => name !== type.title && name !== by).slice(0, shownColumns);
  return (sums.length > 0 ? sums : listed.map((name) => [name, name] as const)).flatMap(([expression, name]) => {
    const field = fieldNamed(type, name);
    return field === undefined ? [] : [{ expression, field }];
  });
}

/** Records one below the other, with what they and all below them add up to. */
export function RecordTree({ type, by, where, label, current }: RecordTreeProps) {
  const columns = columnsOf(type, by);
  const [closed, toggle] = useClosed();
  const nodes = useQuery(
    nodesQuery(
      type,
      by,
      where,
      columns.map((column) => column.expression),
    ),
  );
  if (nodes.error !== null) {
    return (
      <p role="alert" className="text-danger">
        {asProblem(nodes.error)?.message}
      </p>
    );
  }
  if (nodes.data === undefined) return <Skeleton className="h-24 w-full" />;
  return (
    <div className="overflow-x-auto">
      <table aria-label={label} className="w-full text-start">
        <thead>
          <tr className="border-line border-b text-muted text-small">
            <th scope="col" className="h-8 px-2 text-start font-normal">
              {fieldNamed(type, type.title)?.label}
            </th>
            {columns.map(({ expression, field }) => (
              <th
                key={expression}
                scope="col"
                className={cx("h-8 whitespace-nowrap px-2 text-start font-normal", kinds[field.kind].end && "text-end")}
              >
                {expression === field.name
                  ? field.label
                  : i18n._({ id: "tree.sum", message: "{field} in all", values: { field: field.label } })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {inTreeOrder(nodes.data.nodes, closed).map((placed) => (
            <Row
              key={placed.node.id}
              placed={placed}
              type={type}
              columns={columns}
              current={placed.node.id === current}
              closed={closed.has(placed.node.id)}
              onToggle={() => toggle(placed.node.id)}
            />
          ))}
        </tbody>
      </table>
      {nodes.data.more && (
        <p role="note" className="py-2 text-muted text-small">
          {i18n._({
            id: "tree.more",
            message: "Only the first {most} are shown; the sums count all.",
            values: { most: formatNumber(mostNodes) },
          })}
        </p>
      )}
    </div>
  );
}

interface RowProps {
  placed: Placed<RecordNode>;
  type: TypeSchema;
  columns: readonly Column[];
  current: boolean;
  closed: boolean;
  onToggle: () => void;
}

function Row({ placed: { node, level, below }, type, columns, current, closed, onToggle }: RowProps) {
  const Chevron = closed ? ChevronRight : ChevronDown;
  return (
    <tr
      aria-current={current ? "true" : undefined}
      className="border-line border-b hover:bg-hover aria-current:bg-hover"
    >
      <td className="h-row px-2">
        <span className="flex items-center gap-1" style={{ paddingInlineStart: `${(level - 1) * 20}px` }}>
          {below > 0 ? (
            <button
              type="button"
              aria-expanded={!closed}
              aria-label={i18n._({ id: "tree.below", message: "Below {name}", values: { name: node.title } })}
              onClick={onToggle}
              className="inline-flex size-6 shrink-0 items-center justify-center rounded-control text-muted hover:text-fg"
            >
              <Chevron aria-hidden="true" className="size-3.5 rtl:-scale-x-100" />
            </button>
          ) : (
            <span className="size-6 shrink-0" />
          )}
          <RecordLink
            of={type}
            id={node.id}
            className={cx("hover:underline", current ? "font-semibold" : "font-medium")}
          >
            {node.title}
          </RecordLink>
        </span>
      </td>
      {columns.map(({ expression, field }) => (
        <td
          key={expression}
          className={cx("h-row max-w-60 truncate px-2 tabular-nums", kinds[field.kind].end && "text-end")}
        >
          <FieldView field={field} value={node.values[expression]} compact />
        </td>
      ))}
    </tr>
  );
}

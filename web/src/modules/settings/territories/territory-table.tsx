import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import { draggable, dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight, GripVertical } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { type TypeSchema, typeNamed } from "../../../api";
import { formatNumber, i18n } from "../../../i18n";
import { FieldView, fieldNamed, inTreeOrder, useClosed, useSchema } from "../../../records";
import { cx, Tag } from "../../../ui";
import { RowMenu } from "../row-menu";
import { linkOf, standingQuery, sums, type TerritoryNode } from "./calls";

interface TerritoryTableProps {
  territories: readonly TerritoryNode[];
  type: TypeSchema;
  mayChange: boolean;
  onMove: (id: string, to: string | null) => void;
  onOpen: (id: string, dialog: "change" | "members" | "move" | "work") => void;
  onAdd: (above: string) => void;
}

/** Territories one inside the other; dragged onto another, or moved from their menu. */
export function TerritoryTable(props: TerritoryTableProps) {
  const { territories, mayChange } = props;
  const [closed, toggle] = useClosed();
  const standing = useQuery({ ...standingQuery, enabled: mayChange }).data?.data ?? [];
  const placed = inTreeOrder(territories, closed);
  const head = "h-8 whitespace-nowrap px-2 font-normal";
  return (
    <div className="relative overflow-x-auto">
      <table aria-label={i18n._({ id: "settings.territories", message: "Territories" })} className="w-full text-start">
        <thead>
          <tr className="border-line border-b text-muted text-small">
            <th scope="col" className={cx(head, "text-start")}>
              {i18n._({ id: "settings.profile.name", message: "Name" })}
            </th>
            <th scope="col" className={cx(head, "text-end max-md:hidden")}>
              {i18n._({ id: "settings.territories.companies", message: "Companies" })}
            </th>
            <th scope="col" className={cx(head, "text-end max-md:hidden")}>
              {i18n._({ id: "settings.territories.leads", message: "Open leads" })}
            </th>
            <th scope="col" className={cx(head, "text-end")}>
              {i18n._({ id: "settings.territories.deals", message: "Open deals" })}
            </th>
            <th scope="col" className={cx(head, "text-end")}>
              {i18n._({ id: "settings.territories.value", message: "Worth" })}
            </th>
            {mayChange && (
              <th scope="col" className={head}>
                <span className="sr-only">{i18n._({ id: "settings.territories.do", message: "Actions" })}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {placed.map(({ node, level, below }) => (
            <Row
              key={node.id}
              {...props}
              node={node}
              level={level}
              below={below}
              closed={closed.has(node.id)}
              onToggle={() => toggle(node.id)}
              problem={standing.find(({ id, problem }) => id === node.id && problem !== null)?.problem ?? null}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps extends TerritoryTableProps {
  node: TerritoryNode;
  level: number;
  below: number;
  closed: boolean;
  onToggle: () => void;
  problem: string | null;
}

function Row({ node, level, below, closed, onToggle, problem, ...props }: RowProps) {
  const { type, mayChange, onOpen } = props;
  const row = useRef<HTMLTableRowElement>(null);
  const handle = useRef<HTMLSpanElement>(null);
  const [over, setOver] = useState(false);
  const drop = useEffectEvent((id: string) => props.onMove(id, node.id));
  useEffect(() => {
    const element = row.current;
    const dragHandle = handle.current;
    if (element === null || dragHandle === null) return;
    return combine(
      draggable({ element, dragHandle, getInitialData: () => ({ territory: node.id }) }),
      dropTargetForElements({
        element,
        canDrop: ({ source }) => source.data.territory !== undefined && source.data.territory !== node.id,
        onDragEnter: () => setOver(true),
        onDragLeave: () => setOver(false),
        onDrop: ({ source }) => {
          setOver(false);
          drop(String(source.data.territory));
        },
      }),
    );
  }, [node.id]);
  const amount = typeNamed(useSchema(), "deal")?.fields.find(({ name: field }) => field === "amount");
  const Chevron = closed ? ChevronRight : ChevronDown;
  const kind = fieldNamed(type, "kind")?.choices?.find(({ value }) => value === node.values.kind)?.label;
  const name = { name: node.name };
  return (
    <tr ref={row} data-id={node.id} className={cx("border-line border-b hover:bg-hover", over && "bg-accent-bg")}>
      <td className="h-row px-2 py-1">
        <span className="flex items-center gap-1" style={{ paddingInlineStart: `${(level - 1) * 20}px` }}>
          {mayChange && (
            <span ref={handle} aria-hidden="true" className="cursor-grab text-muted max-md:hidden">
              <GripVertical className="size-4" />
            </span>
          )}
          {below > 0 ? (
            <button
              type="button"
              aria-expanded={!closed}
              aria-label={i18n._({ id: "settings.territories.inside", message: "Inside {name}", values: name })}
              onClick={onToggle}
              className="inline-flex size-6 shrink-0 items-center justify-center rounded-control text-muted hover:text-fg"
            >
              <Chevron aria-hidden="true" className="size-3.5 rtl:-scale-x-100" />
            </button>
          ) : (
            <span className="size-6 shrink-0" />
          )}
          <span className="flex min-w-0 flex-wrap items-center gap-x-2">
            <button
              type="button"
              disabled={!mayChange}
              onClick={() => onOpen(node.id, "change")}
              className="wrap-anywhere text-start font-medium enabled:hover:underline"
            >
              {node.name}
            </button>
            {kind !== undefined && <Tag>{kind}</Tag>}
            {node.values.active === false && <Tag>{i18n._({ id: "settings.rules.off", message: "Off" })}</Tag>}
            <span className="text-muted text-small">{linkOf(node.values.manager)?.title}</span>
          </span>
        </span>
        {problem !== null && (
          <p className="text-danger text-small">
            {i18n._({
              id: "settings.territories.broken",
              message: "It gets nothing, for it cannot be worked out: {problem}",
              values: { problem },
            })}
          </p>
        )}
      </td>
      {[sums.companies, sums.leads, sums.deals].map((expression) => (
        <td
          key={expression}
          className={cx(
            "h-row whitespace-nowrap px-2 text-end tabular-nums",
            expression !== sums.deals && "max-md:hidden",
          )}
        >
          {formatNumber(Number(node.values[expression] ?? 0))}
        </td>
      ))}
      <td className="h-row whitespace-nowrap px-2 text-end tabular-nums">
        {amount !== undefined && <FieldView field={amount} value={node.values[sums.value]} compact />}
      </td>
      {mayChange && (
        <td className="h-row px-2 text-end">
          <TerritoryMenu node={node} {...props} />
        </td>
      )}
    </tr>
  );
}

function TerritoryMenu({ node, territories, onMove, onOpen, onAdd }: TerritoryTableProps & { node: TerritoryNode }) {
  const above = territories.find(({ id }) => id === node.above);
  const beside = territories.filter((one) => one.above === node.above);
  const before = beside[beside.findIndex(({ id }) => id === node.id) - 1];
  return (
    <RowMenu
      name={node.name}
      groups={[
        {
          items: [
            {
              label: i18n._({ id: "settings.territories.edit", message: "Change" }),
              run: () => onOpen(node.id, "change"),
            },
            {
              label: i18n._({ id: "settings.territories.members", message: "Members" }),
              run: () => onOpen(node.id, "members"),
            },
            {
              label: i18n._({ id: "settings.territories.work", message: "Workload" }),
              run: () => onOpen(node.id, "work"),
            },
            {
              label: i18n._({ id: "settings.territories.add_inside", message: "Add one inside" }),
              run: () => onAdd(node.id),
            },
          ],
        },
        {
          items: [
            {
              label: i18n._({ id: "settings.territories.move", message: "Move into…" }),
              run: () => onOpen(node.id, "move"),
            },
            ...(before === undefined
              ? []
              : [
                  {
                    label: i18n._({
                      id: "settings.territories.into",
                      message: "Move into {name}",
                      values: { name: before.name },
                    }),
                    run: () => onMove(node.id, before.id),
                  },
                ]),
            ...(above === undefined
              ? []
              : [
                  {
                    label: i18n._({
                      id: "settings.territories.out",
                      message: "Move out of {name}",
                      values: { name: above.name },
                    }),
                    run: () => onMove(node.id, above.above),
                  },
                ]),
          ],
        },
      ]}
    />
  );
}

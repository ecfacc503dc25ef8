import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import { draggable, dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { GripVertical } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { AssignmentRuleStanding, RecordData } from "../../../api";
import { i18n } from "../../../i18n";
import { cx, Tag } from "../../../ui";
import { moveItems, RowMenu } from "../row-menu";
import { linkOf, linksOf } from "./calls";

interface RuleRowProps {
  rule: RecordData;
  standing: AssignmentRuleStanding | undefined;
  /** How it chooses, as people read it. */
  way: string;
  index: number;
  count: number;
  mayChange: boolean;
  onMove: (id: string, to: number) => void;
  onChange: () => void;
}

/** A rule in the list; dragged by its handle, or moved from its menu. */
export function AssignmentRuleRow({ rule, standing, way, index, count, mayChange, onMove, onChange }: RuleRowProps) {
  const name = String(rule.name ?? "");
  const row = useRef<HTMLLIElement>(null);
  const handle = useRef<HTMLSpanElement>(null);
  const [over, setOver] = useState(false);
  const drop = useEffectEvent((id: string) => onMove(id, index));
  useEffect(() => {
    const element = row.current;
    const dragHandle = handle.current;
    if (element === null || dragHandle === null) return;
    return combine(
      draggable({ element, dragHandle, getInitialData: () => ({ assignmentRule: rule.id }) }),
      dropTargetForElements({
        element,
        canDrop: ({ source }) => source.data.assignmentRule !== undefined && source.data.assignmentRule !== rule.id,
        onDragEnter: () => setOver(true),
        onDragLeave: () => setOver(false),
        onDrop: ({ source }) => {
          setOver(false);
          drop(String(source.data.assignmentRule));
        },
      }),
    );
  }, [rule.id]);
  const who = [...linksOf(rule.people), linkOf(rule.team)].flatMap((link) => (link === null ? [] : [link.title]));
  const condition = String(rule.condition ?? "");
  return (
    <li ref={row} className={cx("flex min-h-12 items-center gap-3 bg-surface py-1.5", over && "bg-accent-bg")}>
      {mayChange && (
        <span ref={handle} aria-hidden="true" className="cursor-grab text-muted max-md:hidden">
          <GripVertical className="size-4" />
        </span>
      )}
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-center gap-2">
          <span className="wrap-anywhere font-medium">{name}</span>
          <Tag>{way}</Tag>
          {rule.by_hand === true && (
            <Tag>{i18n._({ id: "settings.assignment.by_hand_too", message: "By hand, too" })}</Tag>
          )}
          {rule.active === false && <Tag>{i18n._({ id: "settings.rules.off", message: "Off" })}</Tag>}
        </p>
        <p className="wrap-anywhere text-muted text-small">
          {who.join(", ") || i18n._({ id: "settings.assignment.nobody", message: "Nobody yet" })}
        </p>
        {condition !== "" && <p className="truncate font-mono text-meta text-muted">{condition}</p>}
        <Fault standing={standing} />
      </div>
      {mayChange && (
        <RowMenu
          name={name}
          groups={[
            {
              items: [{ label: i18n._({ id: "settings.assignment.edit", message: "Change" }), run: onChange }],
            },
            {
              items: moveItems(index, count, (to) => onMove(rule.id, to)),
            },
          ]}
        />
      )}
    </li>
  );
}

function Fault({ standing }: { standing: AssignmentRuleStanding | undefined }) {
  if (standing === undefined || (standing.problem === null && standing.takers > 0)) return null;
  return (
    <p className="text-danger text-small">
      {standing.problem === null
        ? i18n._({
            id: "settings.assignment.empty",
            message: "It is passed over: nobody here can take leads today.",
          })
        : i18n._({
            id: "settings.assignment.broken",
            message: "It is passed over, for it cannot be worked out: {problem}",
            values: { problem: standing.problem },
          })}
    </p>
  );
}

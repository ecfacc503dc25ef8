import { memo, useRef, useState } from "react";
import type { FieldSchema, RecordData, TypeSchema } from "../../api";
import { Avatar, cx, Tag } from "../../ui";
import { fieldNamed } from "../data/schema";
import { FieldView } from "../fields/field-view";
import { asLink, isBlank, titleOf } from "../fields/values";
import { type GridStore, usePosition } from "../list/grid-store";
import { useDrag } from "./use-drag";

interface CardProps {
  type: TypeSchema;
  record: RecordData;
  fields: readonly FieldSchema[];
  column: number;
  row: number;
  store: GridStore;
  drags: boolean;
  opened: boolean;
  onOpen: (record: RecordData) => void;
  onMenu: (record: RecordData, at: Element) => void;
}

export const Card = memo(function Card(props: CardProps) {
  const { type, record, fields, column, row, store, drags, opened, onOpen, onMenu } = props;
  const element = useRef<HTMLLIElement>(null);
  const [dragging, setDragging] = useState(false);
  const active = usePosition(store, (at) => at.column === column && at.row === row);
  const { id } = record;

  useDrag(element, drags, `${id} ${column} ${row}`, (drag, card) =>
    drag.draggable({
      element: card,
      getInitialData: () => ({ card: id, column, row }),
      onDragStart: () => setDragging(true),
      onDrop: () => setDragging(false),
    }),
  );

  const person = fields.find((field) => field.kind === "person");
  const owner = person === undefined ? undefined : asLink(record[person.name]);
  const mark = type.board?.mark;
  const marked = mark && record[mark] === true ? fieldNamed(type, mark) : undefined;
  const shown = fields
    .filter((field) => field !== marked && field.kind !== "person" && !isBlank(record[field.name]))
    .slice(0, 3);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the board hears the keys for all its cards
    <li
      ref={element}
      data-card={`${column} ${row}`}
      data-id={id}
      tabIndex={active ? 0 : -1}
      aria-label={titleOf(type, record)}
      aria-roledescription={type.label}
      onFocus={() => store.set({ row, column, mode: "row" })}
      onClick={() => onOpen(record)}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(record, event.currentTarget);
      }}
      className={cx(
        "flex cursor-pointer flex-col gap-1 rounded-card border border-line bg-surface px-2.5 py-2 [contain-intrinsic-size:auto_76px] [content-visibility:auto] hover:border-control",
        opened && "border-accent",
        dragging && "opacity-40",
      )}
    >
      <span className="flex items-start gap-2">
        <span className="min-w-0 grow break-words font-medium leading-snug">{titleOf(type, record)}</span>
        {owner !== undefined && (
          <span title={owner.title} className="shrink-0">
            <Avatar name={owner.title} person={owner.id} />
            <span className="sr-only">{owner.title}</span>
          </span>
        )}
      </span>
      {marked !== undefined && (
        <Tag hue={85} className="self-start">
          {marked.label}
        </Tag>
      )}
      {shown.length > 0 && (
        <span className="flex min-w-0 flex-wrap gap-x-2 text-muted text-small tabular-nums">
          {shown.map((field) => (
            <span key={field.name} title={field.label} className="max-w-full truncate">
              <FieldView field={field} record={record} value={record[field.name]} compact />
            </span>
          ))}
        </span>
      )}
    </li>
  );
});

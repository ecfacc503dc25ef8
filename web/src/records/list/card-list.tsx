import { useEffect, useMemo, useRef } from "react";
import type { RecordData, TypeSchema } from "../../api";
import { Avatar, cx, Skeleton } from "../../ui";
import { type Rows, useSettled } from "../data/use-pages";
import { FieldView } from "../fields/field-view";
import { isBlank, titleOf } from "../fields/values";
import { RecordLink } from "../navigation";
import type { Column } from "./columns";
import { useGridScroll } from "./use-grid-scroll";

interface CardListProps {
  type: TypeSchema;
  columns: readonly Column[];
  rows: Rows;
  onSettled: (range: { start: number; end: number }) => void;
}

const cardHeight = 72;
const details = 2;

/** The list on a phone: a card per record, which opens its page. */
export default function CardList({ type, columns, rows, onSettled }: CardListProps) {
  "use no memo"; // It shows what a virtualizer answers.
  const element = useRef<HTMLDivElement>(null);
  const scroll = useGridScroll(element, rows.count ?? 12, cardHeight, 0);
  const range = useSettled(
    useMemo(() => ({ start: scroll.first, end: scroll.last }), [scroll.first, scroll.last]),
    `${rows.key} ${scroll.first} ${scroll.last}`,
    60,
  );
  useEffect(() => onSettled(range), [onSettled, range]);
  const key = useRef(rows.key);
  useEffect(() => {
    if (key.current === rows.key) return;
    key.current = rows.key;
    element.current?.scrollTo({ top: 0 });
  }, [rows.key]);
  const fields = columns.filter((column) => column.field.name !== type.title);

  return (
    <div ref={element} className="min-h-0 grow overflow-y-auto overscroll-contain [overflow-anchor:none]">
      <ul className="relative" style={{ height: scroll.height }} aria-label={type.plural_label}>
        {scroll.items.map(({ index, start }) => (
          <li
            key={index}
            aria-setsize={rows.count ?? -1}
            aria-posinset={index + 1}
            className="absolute inset-x-0 border-line border-b"
            style={{ height: cardHeight, transform: `translateY(${start + scroll.shift}px)` }}
          >
            <Card type={type} record={rows.at(index)} fields={fields} />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface CardProps {
  type: TypeSchema;
  record: RecordData | undefined;
  fields: readonly Column[];
}

function Card({ type, record, fields }: CardProps) {
  if (record === undefined) {
    return (
      <div className="flex h-full flex-col justify-center gap-2 px-4">
        <Skeleton className="h-3.5 w-1/2" />
        <Skeleton className="h-3 w-3/4" />
      </div>
    );
  }
  const title = titleOf(type, record);
  const filled = fields
    .filter(({ field }) => !isBlank(record[field.name]) && field.kind !== "boolean")
    .slice(0, details);
  return (
    <RecordLink of={type} id={record.id} className="flex h-full items-center gap-3 px-4 active:bg-hover">
      <Avatar name={title} person={record.id} size="medium" />
      <span className="flex min-w-0 grow flex-col gap-0.5">
        <span className="truncate font-medium text-title">{title}</span>
        <span className="flex min-w-0 gap-2 overflow-hidden text-muted">
          {filled.map(({ field }, index) => (
            <span key={field.name} className={cx("min-w-0 truncate", index > 0 && "before:pe-2 before:content-['·']")}>
              <FieldView field={field} record={record} value={record[field.name]} compact />
            </span>
          ))}
        </span>
      </span>
    </RecordLink>
  );
}

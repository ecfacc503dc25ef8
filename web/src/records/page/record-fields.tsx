import { CircleHelp, History, type LucideIcon, Pencil } from "lucide-react";
import { lazy, type MouseEvent, type Ref, useRef, useState } from "react";
import type { FieldSchema, RecordData, TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { Checkbox, cx, openLayer, Skeleton } from "../../ui";
import { useRefusal } from "../data/refusals";
import { mayEdit } from "../data/schema";
import type { Writes } from "../data/use-writes";
import { sameValue } from "../data/write";
import { FieldView } from "../fields/field-view";
import { kinds } from "../fields/kinds";
import { isBlank } from "../fields/values";
import { CellEditor } from "../list/cell-editor";

const WhyScore = lazy(async () => ({ default: (await import("../facts")).WhyScore }));
const FieldTrail = lazy(() => import("../timeline/field-trail"));

// They show above the value where it is pointed at or focused, and always beside it where nothing can be pointed at.
const buttonsClass =
  "flex shrink-0 gap-1.5 ps-1.5 pointer-fine:absolute pointer-fine:end-1 pointer-fine:top-1.5 pointer-fine:rounded-control pointer-fine:bg-hover pointer-fine:opacity-0 pointer-fine:focus-within:opacity-100 pointer-fine:group-hover/field:opacity-100";

interface FieldButtonProps {
  label: string;
  icon: LucideIcon;
  onClick: () => void;
  ref?: Ref<HTMLButtonElement>;
}

function FieldButton({ label, icon: Icon, onClick, ref }: FieldButtonProps) {
  return (
    <button
      ref={ref}
      type="button"
      aria-label={label}
      onClick={onClick}
      className="relative rounded-control text-muted after:absolute after:-inset-1.5 hover:text-fg"
    >
      <Icon aria-hidden="true" className="size-3.5" />
    </button>
  );
}

interface RecordFieldsProps {
  type: TypeSchema;
  record: RecordData;
  fields: readonly FieldSchema[];
  writes: Writes;
}

/** Fields and their values, each edited where it is read. */
export function RecordFields({ type, record, fields, writes }: RecordFieldsProps) {
  return (
    <dl className="grid grid-cols-[minmax(96px,9rem)_minmax(0,1fr)] gap-x-2">
      {fields.map((field) => (
        <FieldRow key={field.name} type={type} record={record} field={field} writes={writes} />
      ))}
    </dl>
  );
}

interface FieldRowProps {
  type: TypeSchema;
  record: RecordData;
  field: FieldSchema;
  writes: Writes;
}

function FieldRow({ type, record, field, writes }: FieldRowProps) {
  const [editing, setEditing] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const refusal = useRefusal(record.id, field.name);
  const value = refusal?.value ?? record[field.name];
  const editable = mayEdit(type, field);
  const tall = kinds[field.kind].roomy === true;
  const edit = (event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest("a,button,input") !== null) return;
    // Marking a text to copy it is no wish to edit it.
    if (editable && getSelection()?.isCollapsed !== false) setEditing(true);
  };
  if (field.kind === "boolean" && editable) {
    return (
      <>
        <dt className="flex min-h-8 items-center text-muted">{field.label}</dt>
        <dd className="flex min-h-8 items-center px-2">
          <Checkbox
            checked={value === true}
            onChange={(checked) => void writes.save(record.id, { [field.name]: checked })}
            aria-label={field.label}
          />
        </dd>
      </>
    );
  }
  return (
    <>
      <dt className={cx("flex min-h-8 text-muted", tall ? "pt-1.5" : "items-center")}>
        <span className="truncate">{field.label}</span>
      </dt>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the button inside does the same from the keyboard */}
      <dd
        onClick={editing ? undefined : edit}
        className={cx(
          "group/field relative flex min-h-8 min-w-0 rounded-control",
          tall ? "items-start" : "items-center",
          editing ? "" : "px-2 py-1",
          editable && !editing && "cursor-text hover:bg-hover",
          refusal !== undefined && "text-danger",
        )}
      >
        {editing ? (
          <CellEditor
            field={field}
            value={value}
            inline
            record={record}
            onDone={(next, _, seen) => {
              setEditing(false);
              queueMicrotask(() => button.current?.focus());
              if (next !== undefined && !sameValue(next, seen[field.name])) {
                void writes.save(record.id, { [field.name]: next }, { seen });
              }
            }}
          />
        ) : (
          <>
            <div className="min-w-0 grow break-words">
              {value === undefined ? (
                <Skeleton className="h-3 w-1/2" />
              ) : isBlank(value) ? (
                <span className="text-muted opacity-70">–</span>
              ) : (
                <FieldView field={field} record={record} value={value} />
              )}
              {refusal !== undefined && (
                <p role="alert" className="text-small">
                  {refusal.message}
                </p>
              )}
            </div>
            <span className={buttonsClass}>
              {field.score != null && !isBlank(value) && (
                <FieldButton
                  label={i18n._({ id: "records.why_score", message: "Why this score" })}
                  icon={CircleHelp}
                  onClick={() =>
                    openLayer((close) => <WhyScore type={type} record={record} field={field} onClose={close} />)
                  }
                />
              )}
              {!field.system && field.formula == null && (
                <FieldButton
                  label={i18n._({
                    id: "records.field_history",
                    message: "History of {field}",
                    values: { field: field.label },
                  })}
                  icon={History}
                  onClick={() =>
                    openLayer((close) => <FieldTrail type={type} record={record} field={field} onClose={close} />)
                  }
                />
              )}
              {editable && (
                <FieldButton
                  ref={button}
                  label={i18n._({
                    id: "records.edit_field",
                    message: "Edit {field}",
                    values: { field: field.label },
                  })}
                  icon={Pencil}
                  onClick={() => setEditing(true)}
                />
              )}
            </span>
          </>
        )}
      </dd>
    </>
  );
}

import { Pencil } from "lucide-react";
import { type MouseEvent, useRef, useState } from "react";
import type { FieldSchema, RecordData, TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { Checkbox, cx, Skeleton } from "../../ui";
import { useRefusal } from "../data/refusals";
import { mayEdit } from "../data/schema";
import type { Writes } from "../data/use-writes";
import { sameValue } from "../data/write";
import { FieldView } from "../fields/field-view";
import { kinds } from "../fields/kinds";
import { isBlank } from "../fields/values";
import { CellEditor } from "../list/cell-editor";

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
                <FieldView field={field} value={value} />
              )}
              {refusal !== undefined && (
                <p role="alert" className="text-small">
                  {refusal.message}
                </p>
              )}
            </div>
            {editable && (
              <button
                ref={button}
                type="button"
                aria-label={i18n._({
                  id: "records.edit_field",
                  message: "Edit {field}",
                  values: { field: field.label },
                })}
                onClick={() => setEditing(true)}
                className="relative ms-1 shrink-0 rounded-control text-muted opacity-0 after:absolute after:-inset-2 focus-visible:opacity-100 group-hover/field:opacity-100 pointer-coarse:opacity-100"
              >
                <Pencil aria-hidden="true" className="size-3.5" />
              </button>
            )}
          </>
        )}
      </dd>
    </>
  );
}

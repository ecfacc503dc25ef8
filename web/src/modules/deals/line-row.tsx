import { Ellipsis } from "lucide-react";
import { useState } from "react";
import type { FieldSchema, RecordData, TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { CellEditor, FieldView, type Leaving, sameValue, titleOf, useRefusal, type Writes } from "../../records";
import { cx, IconButton, Menu } from "../../ui";

export interface Place {
  line: string;
  field: string;
}

interface LineRowProps {
  type: TypeSchema;
  columns: readonly FieldSchema[];
  line: RecordData;
  writes: Writes;
  /** The cell that is being edited. */
  place: Place | undefined;
  onPlace: (place: Place | undefined, then?: Leaving) => void;
  /** Lines that it can change places with. */
  before: RecordData | undefined;
  after: RecordData | undefined;
  /** True where no line has a discount, which a phone then leaves out. */
  quiet: boolean;
}

/** A line of a deal, edited where it stands. */
export function LineRow({ type, columns, line, writes, place, onPlace, before, after, quiet }: LineRowProps) {
  const name = titleOf(type, line);
  const swap = (other: RecordData) => {
    void writes.save(line.id, { position: other.position ?? null });
    void writes.save(other.id, { position: line.position ?? null });
  };
  return (
    <tr className="border-line border-b">
      {columns.map((field) => (
        <LineCell
          key={field.name}
          field={field}
          line={line}
          title={name}
          writes={writes}
          quiet={quiet}
          editing={place?.line === line.id && place.field === field.name}
          onEdit={() => onPlace({ line: line.id, field: field.name })}
          onDone={(then) => onPlace({ line: line.id, field: field.name }, then)}
        />
      ))}
      <td className="w-8 text-end">
        {(type.can.update || type.can.delete) && (
          <Menu
            align="end"
            trigger={
              <IconButton
                size="small"
                label={i18n._({ id: "deals.lines.more", message: "More for {name}", values: { name } })}
              >
                <Ellipsis aria-hidden="true" className="size-4" />
              </IconButton>
            }
            groups={[
              {
                items: [
                  {
                    label: i18n._({ id: "deals.lines.up", message: "Move up" }),
                    disabled: before === undefined,
                    run: () => before !== undefined && swap(before),
                  },
                  {
                    label: i18n._({ id: "deals.lines.down", message: "Move down" }),
                    disabled: after === undefined,
                    run: () => after !== undefined && swap(after),
                  },
                ],
              },
              {
                items: type.can.delete
                  ? [
                      {
                        label: i18n._({ id: "deals.lines.remove", message: "Take this line out" }),
                        run: () => void writes.remove({ ids: [line.id] }),
                      },
                    ]
                  : [],
              },
            ]}
          />
        )}
      </td>
    </tr>
  );
}

interface LineCellProps {
  field: FieldSchema;
  line: RecordData;
  title: string;
  writes: Writes;
  quiet: boolean;
  editing: boolean;
  onEdit: () => void;
  onDone: (then: Leaving) => void;
}

function LineCell({ field, line, title, writes, quiet, editing, onEdit, onDone }: LineCellProps) {
  const refusal = useRefusal(line.id, field.name);
  const [announced] = useState(() => i18n._({ id: "deals.lines.edit", message: "Edit" }));
  const end = field.name !== "name";
  const value = refusal?.value ?? line[field.name];
  const shown = <FieldView field={field} record={line} value={value} compact />;
  return (
    <td
      // Typing takes the place of what stands there.
      onFocus={(event) => editing && event.target instanceof HTMLInputElement && event.target.select()}
      className={cx(
        "relative h-row px-1 align-top tabular-nums",
        end ? "min-w-16 text-end sm:min-w-24" : "min-w-24 sm:min-w-40",
        field.name === "discount" && quiet && "max-sm:hidden",
      )}
    >
      {editing ? (
        <CellEditor
          field={field}
          value={value}
          inline
          record={line}
          onDone={(next, then, seen) => {
            onDone(then);
            if (next !== undefined && !sameValue(next, seen[field.name])) {
              void writes.save(line.id, { [field.name]: next }, { seen });
            }
          }}
        />
      ) : field.read_only ? (
        <span className="flex h-row items-center justify-end px-1">{shown}</span>
      ) : (
        <button
          type="button"
          onClick={onEdit}
          aria-label={`${announced} ${field.label}, ${title}`}
          className={cx(
            "flex h-row w-full items-center truncate rounded-control px-1 hover:bg-hover",
            end && "justify-end",
          )}
        >
          {value === null || value === undefined ? <span className="text-muted">–</span> : shown}
        </button>
      )}
      {refusal !== undefined && (
        <p role="alert" className="px-1 text-danger text-small">
          {refusal.message}
        </p>
      )}
    </td>
  );
}

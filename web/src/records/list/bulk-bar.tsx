import { Merge, PencilLine, Trash2, X } from "lucide-react";
import { lazy, useState } from "react";
import type { TypeSchema, Value } from "../../api";
import { formatNumber, i18n } from "../../i18n";
import { Button, IconButton, openLayer, Popover, Select } from "../../ui";
import { mayEdit } from "../data/schema";
import type { Target, Writes } from "../data/use-writes";
import { FieldEditor } from "../fields/field-editor";
import { kinds } from "../fields/kinds";
import { mostMerged } from "../merge/merging";
import { actionsFor } from "../page/action-dialogs";
import type { useActions } from "../page/run-action";
import { everything, nothing, type Selection, selectedCount } from "./selection";

const MergeDialog = lazy(() => import("../merge/merge-dialog"));

interface BulkBarProps {
  type: TypeSchema;
  selection: Selection;
  onSelection: (selection: Selection) => void;
  total: number;
  target: Target;
  writes: Writes;
  actions: ReturnType<typeof useActions>;
}

/** What can be done with the chosen rows. It stands below the list, so that it covers none of them. */
export default function BulkBar({ type, selection, onSelection, total, target, writes, actions }: BulkBarProps) {
  const count = selectedCount(selection, total);
  if (count === 0) return null;
  const many = actionsFor(type).filter((action) => action.on === "many");
  return (
    <section
      aria-label={i18n._({ id: "records.bulk", message: "Chosen records" })}
      className="flex min-h-12 shrink-0 flex-wrap items-center gap-1.5 border-line border-t bg-raised px-3 py-1.5"
    >
      <p role="status" className="me-1 font-medium">
        {i18n._({
          id: "records.bulk.count",
          message: "{count, plural, one {# chosen} other {# chosen}}",
          values: { count },
        })}
      </p>
      {count < total && selection.kind === "some" && (
        <Button variant="quiet" size="small" onClick={() => onSelection(everything)}>
          {i18n._({ id: "records.bulk.all", message: "Choose all {total}", values: { total: formatNumber(total) } })}
        </Button>
      )}
      <span className="grow" />
      {type.can.update && (
        <EditField
          type={type}
          count={count}
          onApply={(field, value) => void writes.update(target, { [field]: value })}
        />
      )}
      {many.map((action) => (
        <Button key={action.name} size="small" onClick={() => actions.run(action, target)}>
          {action.label}
        </Button>
      ))}
      {type.mergeable && type.can.update && type.can.delete && count > 1 && count <= mostMerged && (
        <Button
          size="small"
          icon={<Merge aria-hidden="true" className="size-3.5" />}
          onClick={() => {
            openLayer((close) => (
              <MergeDialog
                type={type}
                target={target}
                onClose={close}
                onDone={() => {
                  close();
                  onSelection(nothing);
                }}
              />
            ));
          }}
        >
          {i18n._({ id: "records.merge", message: "Merge" })}
        </Button>
      )}
      {type.can.delete && (
        <Button
          size="small"
          variant="danger"
          icon={<Trash2 aria-hidden="true" className="size-3.5" />}
          onClick={() => void writes.remove(target, () => onSelection(nothing))}
        >
          {i18n._({ id: "records.bulk.delete", message: "Delete" })}
        </Button>
      )}
      <IconButton
        label={i18n._({ id: "records.bulk.clear", message: "Choose none" })}
        size="small"
        onClick={() => onSelection(nothing)}
      >
        <X aria-hidden="true" className="size-4" />
      </IconButton>
    </section>
  );
}

interface EditFieldProps {
  type: TypeSchema;
  count: number;
  onApply: (field: string, value: Value) => void;
}

function EditField({ type, count, onApply }: EditFieldProps) {
  const fields = type.fields.filter((field) => mayEdit(type, field) && !field.unique);
  const [open, setOpen] = useState(false);
  const [name, setName] = useState<string | null>(null);
  const [value, setValue] = useState<Value>(null);
  const field = fields.find((one) => one.name === name);
  const problem = field === undefined ? undefined : kinds[field.kind].check?.(value, field);
  return (
    <Popover
      label={i18n._({ id: "records.bulk.edit", message: "Edit a field" })}
      side="top"
      align="end"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="small" icon={<PencilLine aria-hidden="true" className="size-3.5" />}>
          {i18n._({ id: "records.bulk.edit", message: "Edit a field" })}
        </Button>
      }
    >
      <form
        className="flex w-80 max-w-full flex-col gap-2 p-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (field === undefined || problem !== undefined) return;
          setOpen(false);
          onApply(field.name, value);
        }}
      >
        <Select
          aria-label={i18n._({ id: "records.bulk.field", message: "Field" })}
          placeholder={i18n._({ id: "records.bulk.choose", message: "Choose a field" })}
          value={name}
          options={fields.map((one) => ({ value: one.name, label: one.label }))}
          onChange={(next) => {
            setName(next);
            setValue(null);
          }}
        />
        {field !== undefined && (
          <>
            <FieldEditor key={field.name} field={field} value={value} onChange={setValue} aria-label={field.label} />
            {problem !== undefined && <p className="text-danger text-small">{problem}</p>}
            <Button type="submit" variant="primary" size="small" className="self-end" disabled={problem !== undefined}>
              {value === null
                ? i18n._({
                    id: "records.bulk.empty",
                    message: "Empty it on {count}",
                    values: { count: formatNumber(count) },
                  })
                : i18n._({
                    id: "records.bulk.apply",
                    message: "Change {count}",
                    values: { count: formatNumber(count) },
                  })}
            </Button>
          </>
        )}
      </form>
    </Popover>
  );
}

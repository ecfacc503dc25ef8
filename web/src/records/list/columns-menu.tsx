import { Columns3 } from "lucide-react";
import type { FieldSchema, TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { IconButton, Menu } from "../../ui";
import { kinds } from "../fields/kinds";
import type { Column } from "./columns";

interface ColumnsMenuProps {
  type: TypeSchema;
  columns: readonly Column[];
  onColumns: (columns: Column[]) => void;
  onReset: () => void;
}

/** Which fields are columns. Their order is changed at their heads. */
export function ColumnsMenu({ type, columns, onColumns, onReset }: ColumnsMenuProps) {
  const shown = new Set(columns.map((column) => column.field.name));
  const toggle = (field: FieldSchema) =>
    shown.has(field.name)
      ? onColumns(columns.filter((column) => column.field.name !== field.name))
      : onColumns([...columns, { field, width: kinds[field.kind].width }]);
  const item = (field: FieldSchema) => ({
    label: field.label,
    checked: shown.has(field.name),
    disabled: field.name === type.title,
    run: () => toggle(field),
  });
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={i18n._({ id: "records.columns", message: "Columns" })}>
          <Columns3 aria-hidden="true" className="size-4" />
        </IconButton>
      }
      groups={[
        {
          label: i18n._({ id: "records.columns", message: "Columns" }),
          items: type.fields.filter((field) => !field.system).map(item),
        },
        { items: type.fields.filter((field) => field.system && field.name !== "id").map(item) },
        {
          items: [{ label: i18n._({ id: "records.columns.reset", message: "Show the usual columns" }), run: onReset }],
        },
      ]}
    />
  );
}

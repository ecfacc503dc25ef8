import type { TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { Button, EmptyState, TypeIcon } from "../../ui";
import { createTitle, openCreate } from "../form/create-store";

interface EmptyListProps {
  type: TypeSchema;
  /** Takes the filter away; undefined where there is none, so that there are no records at all. */
  onClear: (() => void) | undefined;
  onImport: (() => void) | undefined;
}

/** What stands in the place of a list's rows where there are none. */
export default function EmptyList({ type, onClear, onImport }: EmptyListProps) {
  const types = type.plural_label.toLocaleLowerCase();
  if (onClear !== undefined)
    return (
      <EmptyState
        title={i18n._({ id: "records.filtered_empty", message: "No {types} match", values: { types } })}
        actions={<Button onClick={onClear}>{i18n._({ id: "records.clear_filters", message: "Clear filters" })}</Button>}
      />
    );
  return (
    <EmptyState
      icon={<TypeIcon name={type.icon} />}
      title={i18n._({ id: "records.empty.title", message: "No {types} yet", values: { types } })}
      actions={
        <>
          {type.can.create && (
            <Button variant="primary" onClick={() => openCreate(type.name)}>
              {createTitle(type)}
            </Button>
          )}
          {onImport !== undefined && (
            <Button onClick={onImport}>{i18n._({ id: "records.import", message: "Import a file" })}</Button>
          )}
        </>
      }
    >
      {i18n._({
        id: "records.empty.body",
        message: "Your {types} will stand here. Add the first one, or bring them along from a spreadsheet.",
        values: { types },
      })}
    </EmptyState>
  );
}

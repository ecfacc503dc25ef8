import type { TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { Select } from "../../ui";
import { fieldNamed } from "../data/schema";
import { boardFields, type ChangeSearch } from "../list/layout";
import { Totals } from "./board-column";
import type { BoardColumn, BoardShape } from "./columns";
import type { ColumnSum } from "./sums";

interface BoardBarProps {
  type: TypeSchema;
  by: string;
  shape: BoardShape | undefined;
  phone: boolean;
  /** The one column that a phone shows. */
  single: BoardColumn | undefined;
  sum: ColumnSum | undefined;
  change: ChangeSearch;
  onSingle: (column: string) => void;
}

/** Which pipeline, which columns; on a phone also which one of them. */
export function BoardBar({ type, by, shape, phone, single, sum, change, onSingle }: BoardBarProps) {
  const scope = shape?.scope ?? null;
  const fields = boardFields(type);
  const scopes = scope !== null && scope.options.length > 1 ? scope.options : [];
  if (scopes.length === 0 && fields.length < 2 && !phone) return null;
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 px-3 pt-2 md:px-4">
      {scope !== null && scopes.length > 0 && (
        <span className="w-44">
          <Select
            aria-label={scope.field.label}
            value={scope.chosen.id}
            options={scopes.map((option) => ({ value: option.id, label: option.title }))}
            onChange={(value) => change({ scope: value })}
          />
        </span>
      )}
      {fields.length > 1 && (
        <span className="w-44">
          <Select
            aria-label={i18n._({ id: "records.board.by", message: "Columns by" })}
            value={by}
            options={fields.map((name) => ({ value: name, label: fieldNamed(type, name)?.label ?? name }))}
            onChange={(value) => change({ group: value })}
          />
        </span>
      )}
      {phone && shape !== undefined && single !== undefined && (
        <>
          <span className="min-w-44 grow">
            <Select
              aria-label={shape.field.label}
              value={single.key}
              options={shape.columns.map((column) => ({ value: column.key, label: column.label }))}
              onChange={onSingle}
            />
          </span>
          <Totals sum={sum} />
        </>
      )}
    </div>
  );
}

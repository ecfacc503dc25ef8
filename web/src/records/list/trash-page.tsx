import { useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { ArrowLeft, RotateCcw, Trash2 } from "lucide-react";
import { useMemo, useState } from "react";
import type { TypeSchema } from "../../api";
import { formatDateTime, formatNumber, i18n } from "../../i18n";
import { Button, EmptyState, PageHeader, Skeleton } from "../../ui";
import { removeCached } from "../data/cache";
import { type ListQuery, pageSize } from "../data/list-query";
import { fieldNamed, useType } from "../data/schema";
import { useRows } from "../data/use-pages";
import { useWrites } from "../data/use-writes";
import { FieldView } from "../fields/field-view";
import { asText, titleOf } from "../fields/values";
import { ListLink } from "../navigation";
import { When } from "../timeline/change-view";

/** What was deleted and can still be brought back. */
export function TrashPage() {
  const { types = "" } = useParams({ strict: false });
  const type = useType(types);
  if (type === undefined) return null;
  return <Trash key={type.name} type={type} />;
}

const shownColumns = 3;

function Trash({ type }: { type: TypeSchema }) {
  const client = useQueryClient();
  const writes = useWrites(type);
  const [end, setEnd] = useState(pageSize);
  const list = useMemo<ListQuery>(() => ({ plural: type.plural, sort: "-updated_at", trash: true }), [type]);
  const rows = useRows(list, { start: 0, end });
  const columns = type.list
    .filter((name) => name !== type.title)
    .slice(0, shownColumns)
    .flatMap((name) => fieldNamed(type, name) ?? []);
  const shown = Array.from({ length: Math.min(end, rows.count ?? 0) }, (_, index) => rows.at(index));
  return (
    <>
      <PageHeader
        icon={<Trash2 aria-hidden="true" className="size-4" />}
        title={i18n._({ id: "records.trash.of", message: "Trash: {types}", values: { types: type.plural_label } })}
        actions={
          <ListLink of={type} className="flex items-center gap-1.5 text-muted hover:text-fg">
            <ArrowLeft aria-hidden="true" className="size-4 rtl:rotate-180" />
            {type.plural_label}
          </ListLink>
        }
      />
      <div className="min-h-0 grow overflow-auto">
        {rows.problem !== undefined && (
          <p role="alert" className="p-4 text-danger">
            {rows.problem.message}
          </p>
        )}
        {rows.count === undefined && rows.problem === undefined && <Skeleton className="m-4 h-24" />}
        {rows.count === 0 && (
          <EmptyState title={i18n._({ id: "records.trash.empty", message: "The trash is empty" })}>
            {i18n._({
              id: "records.trash.empty.body",
              message: "What you delete waits here, and can be brought back.",
            })}
          </EmptyState>
        )}
        <ul aria-label={i18n._({ id: "records.trash", message: "Trash" })}>
          {shown.map((record, index) => (
            <li
              key={record?.id ?? index}
              className="flex min-h-(--row) items-center gap-3 border-line border-b px-4 py-1"
            >
              {record === undefined ? (
                <Skeleton className="h-3 w-1/3" />
              ) : (
                <>
                  <span className="min-w-0 shrink grow basis-40 truncate font-medium">{titleOf(type, record)}</span>
                  {columns.map((field) => (
                    <span key={field.name} className="min-w-0 shrink grow basis-24 truncate text-muted max-md:hidden">
                      <FieldView field={field} record={record} value={record[field.name]} compact />
                    </span>
                  ))}
                  <When at={asText(record.updated_at ?? null)} />
                  {typeof record.purge_at === "string" && (
                    <span className="shrink-0 text-muted text-small max-md:hidden">
                      {i18n._({
                        id: "records.trash.until",
                        message: "Until {day}",
                        values: { day: formatDateTime(record.purge_at, { dateStyle: "medium" }) },
                      })}
                    </span>
                  )}
                  <Button
                    size="small"
                    icon={<RotateCcw aria-hidden="true" className="size-3.5" />}
                    aria-label={i18n._({
                      id: "records.trash.restore_named",
                      message: "Restore {name}",
                      values: { name: titleOf(type, record) },
                    })}
                    onClick={() => {
                      removeCached(client, type.plural, new Set([record.id]));
                      void writes.restore([record.id]);
                    }}
                  >
                    {i18n._({ id: "records.trash.restore", message: "Restore" })}
                  </Button>
                </>
              )}
            </li>
          ))}
        </ul>
        {(rows.count ?? 0) > end && (
          <Button variant="quiet" className="m-3" onClick={() => setEnd(end + pageSize)}>
            {i18n._({
              id: "records.trash.more",
              message: "Show more of {total}",
              values: { total: formatNumber(rows.count ?? 0) },
            })}
          </Button>
        )}
      </div>
    </>
  );
}

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { FieldSchema, Link, RecordData, Schema, TypeSchema } from "../../api";
import { asProblem } from "../../api";
import { formatNumber, i18n } from "../../i18n";
import { Button, cx, Skeleton } from "../../ui";
import { type ListQuery, pageQuery } from "../data/list-query";
import { askedOf, fieldNamed } from "../data/schema";
import { FieldView } from "../fields/field-view";
import { kinds } from "../fields/kinds";
import { titleOf } from "../fields/values";
import { quote } from "../filters/expression";
import { openCreate } from "../form/create-store";
import { ListLink, RecordLink } from "../navigation";

export interface Relation {
  type: TypeSchema;
  field: FieldSchema;
}

/** The lists that belong to a record: every type with a link to its type, or to one whose records became it. What stands below it in a tree is shown as one. */
export function relationsOf(schema: Schema, type: TypeSchema): Relation[] {
  const names = new Set([
    type.name,
    ...schema.types
      .filter((one) => one.fields.some((f) => f.became_at != null && f.to === type.name))
      .map((one) => one.name),
  ]);
  return schema.types.flatMap((other) =>
    other.fields
      .filter(
        (field) =>
          names.has(field.to ?? "") &&
          field.became_at == null &&
          !(other.name === type.name && field.name === type.tree?.by) &&
          !field.system &&
          (field.kind === "link" || field.kind === "person"),
      )
      .map((field) => ({ type: other, field })),
  );
}

/** The first list of a type is called by the type, further ones by the field that links them. */
export function relationLabel({ type, field }: Relation, all: readonly Relation[]): string {
  const first = all.find((other) => other.type.name === type.name)?.field === field;
  return first ? type.plural_label : field.label;
}

const shownRows = 25;
const shownColumns = 4;

const RecordTree = lazy(async () => ({ default: (await import("../tree")).RecordTree }));

export function RelatedList({ type, field, record, of }: Relation & { record: RecordData; of: TypeSchema }) {
  const names = [type.title, ...type.list.filter((name) => name !== type.title && name !== field.name)];
  const columns = names.slice(0, shownColumns + 1).flatMap((name) => fieldNamed(type, name) ?? []);
  const list: ListQuery = {
    plural: type.plural,
    where: `about(${field.name}, ${quote(record.id)})`,
    fields: askedOf(columns),
  };
  const page = useQuery(pageQuery(list, 0));
  const about: Link = { id: record.id, title: titleOf(of, record), ...(field.to ? {} : { type: of.name }) };
  const rows = page.data?.data.slice(0, shownRows) ?? [];
  const total = page.data?.count ?? page.data?.data.length ?? 0;
  const [asTree, setAsTree] = useState(false);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center gap-2">
        <span className="grow text-muted text-small">
          {page.data !== undefined &&
            i18n._({ id: "records.related.count", message: "{total} in all", values: { total: formatNumber(total) } })}
        </span>
        {rows.length > 0 && type.tree && (
          <Button variant="quiet" size="small" aria-pressed={asTree} onClick={() => setAsTree(!asTree)}>
            {i18n._({ id: "records.related.chart", message: "Organisation chart" })}
          </Button>
        )}
        {rows.length > 0 && (
          <ListLink
            of={type}
            search={{ where: `${field.name} = ${quote(about.title)}` }}
            className="text-accent text-small hover:underline"
          >
            {i18n._({ id: "records.related.all", message: "Open as a list" })}
          </ListLink>
        )}
        {type.can.create && !field.read_only && field.to === of.name && (
          <Button
            size="small"
            icon={<Plus aria-hidden="true" className="size-3.5" />}
            onClick={() => openCreate(type.name, { [field.name]: about })}
          >
            {i18n._({ id: "records.related.add", message: "Add" })}
          </Button>
        )}
      </div>
      {page.data === undefined && page.error === null && <Skeleton className="h-24 w-full" />}
      {page.error !== null && (
        <p role="alert" className="text-danger">
          {asProblem(page.error)?.message}
        </p>
      )}
      {page.data !== undefined && rows.length === 0 && (
        <p className="py-6 text-center text-muted">
          {i18n._({
            id: "records.related.none",
            message: "No {types} yet",
            values: { types: type.plural_label.toLocaleLowerCase() },
          })}
        </p>
      )}
      {asTree && type.tree && rows.length > 0 && (
        <Suspense fallback={<Skeleton className="h-24 w-full" />}>
          <RecordTree
            type={type}
            by={type.tree.by}
            where={list.where ?? ""}
            label={i18n._({ id: "records.related.chart", message: "Organisation chart" })}
          />
        </Suspense>
      )}
      {!asTree && rows.length > 0 && (
        <div className="overflow-x-auto">
          <table className="w-full text-start">
            <thead>
              <tr className="border-line border-b text-muted text-small">
                {columns.map((column) => (
                  <th
                    key={column.name}
                    scope="col"
                    className={cx("h-8 px-2 text-start font-normal", kinds[column.kind].end && "text-end")}
                  >
                    {column.label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id} className="border-line border-b hover:bg-hover">
                  {columns.map((column, index) => (
                    <td
                      key={column.name}
                      className={cx("h-row max-w-60 truncate px-2 tabular-nums", kinds[column.kind].end && "text-end")}
                    >
                      {index === 0 ? (
                        <RecordLink of={type} id={row.id} className="font-medium hover:underline">
                          {titleOf(type, row)}
                        </RecordLink>
                      ) : (
                        <FieldView field={column} record={row} value={row[column.name]} compact />
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

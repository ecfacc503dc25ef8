import { useQuery } from "@tanstack/react-query";
import type { FieldSchema, TypeSchema, Value } from "../../api";
import { asProblem } from "../../api";
import { formatMoney, formatNumber, i18n } from "../../i18n";
import { EmptyState, Select, Skeleton } from "../../ui";
import { useSchema } from "../data/schema";
import { asMoney, asText } from "../fields/values";
import { allOf } from "../filters/expression";
import { boardFields, groupFields, type LayoutProps, sumFields } from "../list/layout";
import { whereOf } from "../list/list-where";
import { ListLink } from "../navigation";
import { type Cell, type CountTable, cellsQuery, type Group, placed } from "./cells";

const counted = "count()";

/** How many records, or how much of them, by the values of two fields; each figure opens the records behind it. */
export default function CountMap({ type, search, change, filterBar }: LayoutProps) {
  const schema = useSchema();
  const fields = groupFields(type);
  const natural = boardFields(type)[0];
  const by =
    fields.find((field) => field.name === search.group) ?? fields.find((field) => field.name === natural) ?? fields[0];
  const others = fields.filter((field) => field !== by);
  const across =
    others.find((field) => field.name === search.across) ??
    others.find((field) => field.kind === "person" && !field.system) ??
    others.find((field) => !field.system);
  const where = whereOf(type, search);
  const found = useQuery({
    ...cellsQuery(type.plural, by as FieldSchema, across, search.measure, where, placed(schema, [by, across])),
    enabled: by !== undefined,
  });
  const table = found.data;
  const problem = asProblem(found.error);
  if (by === undefined) return null;
  const measures = [
    { value: counted, label: i18n._({ id: "records.map.count", message: "Number of records" }) },
    ...sumFields(type).map((field) => ({
      value: `sum(${field.name})`,
      label: i18n._({ id: "records.map.sum", message: "Sum of {field}", values: { field: field.label } }),
    })),
  ];
  const measure = search.measure ?? counted;
  if (!measures.some((one) => one.value === measure)) measures.push({ value: measure, label: measure });

  return (
    <>
      {filterBar(problem)}
      <div className="flex shrink-0 flex-wrap items-center gap-2 px-3 py-2 md:px-4">
        <Choice
          label={i18n._({ id: "records.map.rows", message: "Rows" })}
          fields={fields}
          value={by.name}
          onChange={(group) => change({ group }, true)}
        />
        {across !== undefined && (
          <Choice
            label={i18n._({ id: "records.map.columns", message: "Columns" })}
            fields={others}
            value={across.name}
            onChange={(name) => change({ across: name }, true)}
          />
        )}
        <span className="w-44">
          <Select
            aria-label={i18n._({ id: "records.map.measure", message: "Figures" })}
            value={measure}
            options={measures}
            onChange={(next) => change({ measure: next === counted ? undefined : next }, true)}
          />
        </span>
      </div>
      {table === undefined ? (
        problem === undefined && <Skeleton className="m-4 h-40" />
      ) : table.rows.length === 0 ? (
        <EmptyState title={i18n._({ id: "records.map.empty", message: "Nothing to count" })} />
      ) : (
        <Figures type={type} by={by} across={across} where={where} table={table} />
      )}
    </>
  );
}

interface ChoiceProps {
  label: string;
  fields: readonly FieldSchema[];
  value: string;
  onChange: (field: string) => void;
}

function Choice({ label, fields, value, onChange }: ChoiceProps) {
  return (
    <span className="w-44">
      <Select
        aria-label={label}
        value={value}
        options={fields.map((field) => ({ value: field.name, label: field.label }))}
        onChange={onChange}
      />
    </span>
  );
}

interface FiguresProps {
  type: TypeSchema;
  by: FieldSchema;
  across: FieldSchema | undefined;
  where: string | undefined;
  table: CountTable;
}

const total: Group = { key: "", label: "", where: "" };

function Figures({ type, by, across, where, table }: FiguresProps) {
  const totalName = i18n._({ id: "records.map.total", message: "Total" });
  const figure = (row: Group | null, column: Group | null) => {
    const cell = table.at(row?.key ?? null, column?.key ?? null);
    if (cell === undefined) return null;
    const narrowed = allOf(where, (row ?? total).where, (column ?? total).where);
    const name = [row?.label ?? totalName, column?.label].filter(Boolean).join(", ");
    return (
      <ListLink
        of={type}
        search={narrowed === "" ? { view: "all" } : { where: narrowed }}
        title={name}
        className="block rounded-control px-2 py-1 text-end tabular-nums hover:bg-hover hover:underline"
      >
        {figureText(cell)}
      </ListLink>
    );
  };
  return (
    <section
      className="min-h-0 grow overflow-auto px-3 pb-4 md:px-4"
      aria-label={across === undefined ? by.label : `${by.label}, ${across.label}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      {table.cut && (
        <p role="status" className="pb-1 text-muted text-small">
          {i18n._({
            id: "records.map.cut",
            message: "Only the first 100 rows and columns are shown. Totals are of all.",
          })}
        </p>
      )}
      <table className="border-separate border-spacing-0">
        <thead>
          <tr>
            <th
              scope="col"
              className="sticky start-0 top-0 z-20 border-line border-b bg-surface px-2 py-1 text-start text-muted text-small"
            >
              {by.label}
            </th>
            {table.columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className="sticky top-0 z-10 max-w-40 truncate border-line border-b bg-surface px-2 py-1 text-end text-muted text-small"
              >
                {column.label}
              </th>
            ))}
            <th scope="col" className="sticky top-0 z-10 border-line border-b bg-surface px-2 py-1 text-end text-small">
              {totalName}
            </th>
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.key}>
              <th
                scope="row"
                className="sticky start-0 z-10 max-w-48 truncate border-line border-b bg-surface px-2 py-1 text-start font-normal"
              >
                {row.label}
              </th>
              {table.columns.map((column) => (
                <td key={column.key} className="border-line border-b">
                  {figure(row, column)}
                </td>
              ))}
              <td className="border-line border-b font-medium">{figure(row, null)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="font-medium">
            <th scope="row" className="sticky start-0 z-10 bg-surface px-2 py-1 text-start">
              {totalName}
            </th>
            {table.columns.map((column) => (
              <td key={column.key}>{figure(null, column)}</td>
            ))}
            <td>{figure(null, null)}</td>
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

function figureText(cell: Cell): string {
  return cell.value === null ? formatNumber(cell.count) : valueText(cell.value);
}

function valueText(value: Value): string {
  const money = asMoney(value);
  return money === undefined ? formatNumber(asText(value)) : formatMoney(money);
}

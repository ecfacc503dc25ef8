import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { asProblem, type Link, type Value } from "../../api";
import { formatMoney, i18n } from "../../i18n";
import {
  complain,
  fieldNamed,
  type Leaving,
  LinkPicker,
  openCreate,
  type RelatedViewProps,
  recordKey,
  titleOf,
  useWrites,
  windowQuery,
} from "../../records";
import { Button, cx, Skeleton, Switch } from "../../ui";
import { LineRow, type Place } from "./line-row";
import { sumOf } from "./line-sums";

const mostLines = 500;
const shown = ["name", "quantity", "price", "discount", "total"];

/** What a deal is about: lines that are worked on where they stand, and what they come to. */
export function Lines({ type, field, record, of }: RelatedViewProps) {
  const writes = useWrites(type);
  const deals = useWrites(of);
  const picker = useId();
  const [place, setPlace] = useState<Place>();
  const [busy, setBusy] = useState(false);
  const query = { plural: type.plural, where: `${field.name} = "${record.id}"`, sort: "position" };
  const lines = useQuery(windowQuery(query, mostLines));
  const total = sumOf(lines.data?.data ?? []);
  // The deal takes over what its lines come to.
  const client = useQueryClient();
  const sum = total?.amount;
  useEffect(() => {
    if (sum !== undefined) void client.invalidateQueries({ queryKey: recordKey(of.plural, record.id) });
  }, [client, of.plural, record.id, sum]);
  if (lines.error !== null) {
    return (
      <p role="alert" className="text-danger">
        {asProblem(lines.error)?.message}
      </p>
    );
  }
  if (lines.data === undefined) return <Skeleton className="h-24 w-full" />;
  const rows = lines.data.data;
  const quiet = rows.every((line) => line.discount === null || line.discount === undefined);
  const columns = shown.flatMap((name) => fieldNamed(type, name) ?? []);
  const edited = columns.filter((column) => !column.read_only && type.can.update);
  const product = fieldNamed(type, "product");
  const deal: Link = { id: record.id, title: titleOf(of, record) };

  // Enter goes down, Tab goes on, as in a table of a spreadsheet.
  const leave = (from: Place | undefined, then: Leaving = "stay") => {
    if (from === undefined || then === "stay") return setPlace(undefined);
    const row = rows.findIndex((line) => line.id === from.line);
    const column = edited.findIndex((one) => one.name === from.field);
    const at =
      then === "down" ? (row + 1) * edited.length + column : row * edited.length + column + (then === "next" ? 1 : -1);
    const line = rows[Math.floor(at / edited.length)];
    const next = edited[at % edited.length];
    setPlace(at >= 0 && line !== undefined && next !== undefined ? { line: line.id, field: next.name } : undefined);
  };
  const add = (values: { [field: string]: Value }) => {
    setBusy(true);
    writes
      .create({ [field.name]: deal, ...values })
      .catch(complain)
      .finally(() => setBusy(false));
  };
  return (
    <div className="flex flex-col gap-3">
      {rows.length > 0 && (
        <div className="overflow-x-auto">
          <table className="w-full text-start">
            <caption className="sr-only">{type.plural_label}</caption>
            <thead>
              <tr className="border-line border-b text-muted text-small">
                {columns.map((column) => (
                  <th
                    key={column.name}
                    scope="col"
                    className={cx(
                      "h-8 px-2 font-normal",
                      column.name === "name" ? "text-start" : "text-end",
                      column.name === "discount" && quiet && "max-sm:hidden",
                    )}
                  >
                    {column.label}
                  </th>
                ))}
                <td />
              </tr>
            </thead>
            <tbody>
              {rows.map((line, index) => (
                <LineRow
                  key={line.id}
                  type={type}
                  columns={columns.map((column) => (edited.includes(column) ? column : { ...column, read_only: true }))}
                  line={line}
                  writes={writes}
                  place={place}
                  onPlace={(next, then) => (then === undefined ? setPlace(next) : leave(next, then))}
                  quiet={quiet}
                  before={rows[index - 1]}
                  after={rows[index + 1]}
                />
              ))}
            </tbody>
            {total !== null && (
              <tfoot>
                <tr>
                  <th scope="row" colSpan={columns.length - 2} className="h-row px-2 text-start font-normal text-muted">
                    {i18n._({ id: "deals.lines.sum", message: "Sum of the lines" })}
                  </th>
                  <td className={cx(quiet && "max-sm:hidden")} />
                  <td className="px-2 text-end font-medium tabular-nums">{formatMoney(total)}</td>
                  <td />
                </tr>
              </tfoot>
            )}
          </table>
        </div>
      )}
      {rows.length === 0 && (
        <p className="py-4 text-center text-muted">
          {i18n._({
            id: "deals.lines.none",
            message: "No lines yet. Add what this deal is about, and its amount adds itself up.",
          })}
        </p>
      )}
      {type.can.create && (
        <div className="flex flex-wrap items-center gap-2">
          <label htmlFor={picker} className="text-muted">
            {i18n._({ id: "deals.lines.add_product", message: "Add a product" })}
          </label>
          <span className="min-w-56 grow">
            <LinkPicker
              key={rows.length}
              id={picker}
              to={product?.to}
              value={null}
              onChange={(link) => link !== null && !busy && add({ product: link })}
            />
          </span>
          <Button
            icon={<Plus aria-hidden="true" className="size-3.5" />}
            onClick={() => openCreate(type.name, { [field.name]: deal })}
          >
            {i18n._({ id: "deals.lines.add", message: "Add another line" })}
          </Button>
        </div>
      )}
      {rows.length > 0 && of.can.update && (
        <Switch
          checked={record.amount_from_lines !== false}
          onChange={(next) => void deals.save(record.id, { amount_from_lines: next })}
        >
          {i18n._({ id: "deals.lines.follow", message: "The deal's amount is the sum of its lines" })}
        </Switch>
      )}
    </div>
  );
}

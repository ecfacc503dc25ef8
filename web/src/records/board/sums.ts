import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { RecordData, TypeSchema, Value } from "../../api";
import { api } from "../../api";
import { formatMoney, formatNumber } from "../../i18n";
import { asLink, asMoney, asText } from "../fields/values";
import type { BoardColumn } from "./columns";

export interface ColumnSum {
  count: number;
  sum: Value;
  weighted: Value;
}
export type Sums = { readonly [column: string]: ColumnSum };

type Row = { n: number; total?: Value; weighted?: Value } & { [group: string]: Value | undefined };

/** What stands at the head of each column, added up by the server over all cards, loaded or not. */
export const sumsQuery = (type: TypeSchema, by: string, where: string | undefined) =>
  queryOptions({
    queryKey: ["sums", type.plural, { by, where: where ?? "" }],
    staleTime: 15_000,
    queryFn: async ({ signal }): Promise<Sums> => {
      const { sum, weight } = type.board ?? {};
      const measures = {
        n: "count()",
        ...(sum ? { total: `sum(${sum})` } : {}),
        ...(sum && weight ? { weighted: `sum(${sum} * ${weight} / 100)` } : {}),
      };
      const body = { from: type.plural, ...(where === undefined ? {} : { where }), group: [by], measures, limit: 200 };
      const answer = await api.post<{ data: Row[] }>("query", body, { signal });
      return Object.fromEntries(
        answer.data.map((row) => {
          const group = row[by];
          const key = asLink(group)?.id ?? asText(group);
          return [key, { count: row.n, sum: row.total ?? null, weighted: row.weighted ?? null }];
        }),
      );
    },
  });

const amountOf = (value: Value | undefined): number => Number(asMoney(value)?.amount ?? asText(value)) || 0;

/** A sum with something added, in the form it had; a sum of nothing takes the form of what is added. */
export function plus(sum: Value, added: Value | undefined, share: number): Value {
  const amount = amountOf(added) * share;
  if (amount === 0) return sum;
  const currency = asMoney(sum)?.currency ?? asMoney(added)?.currency;
  const total = (amountOf(sum) + amount).toFixed(2);
  return currency === undefined ? total : { amount: total, currency };
}

const nothing: ColumnSum = { count: 0, sum: null, weighted: null };

/** The sums as they are once a card has moved, so that the heads change with the card. */
export function movedSums(sums: Sums, amount: Value | undefined, from: BoardColumn, to: BoardColumn): Sums {
  const change = (column: BoardColumn, sign: 1 | -1): ColumnSum => {
    const before = sums[column.key] ?? nothing;
    return {
      count: before.count + sign,
      sum: plus(before.sum, amount, sign),
      weighted: column.weight === null ? before.weighted : plus(before.weighted, amount, (sign * column.weight) / 100),
    };
  };
  return { ...sums, [from.key]: change(from, -1), [to.key]: change(to, 1) };
}

export function moveSums(
  client: QueryClient,
  type: TypeSchema,
  record: RecordData,
  from: BoardColumn,
  to: BoardColumn,
) {
  const { sum } = type.board ?? {};
  const amount = sum ? record[sum] : undefined;
  client.setQueriesData<Sums>({ queryKey: ["sums", type.plural] }, (sums) => sums && movedSums(sums, amount, from, to));
}

/** A sum to the last digit, for those who point at its short form. */
export function exactSum(value: Value): string {
  const money = asMoney(value);
  return money === undefined ? formatNumber(asText(value)) : formatMoney(money);
}

export function sumText(value: Value): string {
  const money = asMoney(value);
  if (money !== undefined) return Number(money.amount) === 0 ? "" : formatMoney(money, { compact: true });
  const text = asText(value);
  return text === "" ? "" : formatNumber(text, { notation: "compact", maximumFractionDigits: 1 });
}

import type { FieldSchema, RecordData } from "../../api";
import { sameValue } from "../data/write";
import { isBlank } from "../fields/values";

/** By field: the record whose value was chosen. */
export type Choices = Readonly<Record<string, string>>;

/** So many records are made one at most. */
export const mostMerged = 50;

export interface MergeBody {
  ids: readonly string[];
  input: { into: string; values: Choices };
}

/** The call that makes one record of these. */
export const mergeBody = (ids: readonly string[], into: string, values: Choices): MergeBody => ({
  ids,
  input: { into, values },
});

/** The fields in which the records do not all hold the same. */
export function differing(fields: readonly FieldSchema[], records: readonly RecordData[]): FieldSchema[] {
  const [first, ...others] = records;
  if (first === undefined) return [];
  return fields.filter((field) => {
    const value = first[field.name];
    return others.some(
      (other) => !(isBlank(value) && isBlank(other[field.name])) && !sameValue(value, other[field.name]),
    );
  });
}

/** The record whose value the one that stays will have: the chosen one, else itself, else the first that has any. */
export function valueFrom(
  field: FieldSchema,
  records: readonly RecordData[],
  into: string,
  choices: Choices,
): string | undefined {
  const first = records.find((record) => record.id === into);
  return choices[field.name] ?? [first, ...records].find((record) => record && !isBlank(record[field.name]))?.id;
}

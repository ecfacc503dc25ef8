import type { FieldSchema, Link, RecordData, Schema, TypeSchema } from "../../api";
import { asLink } from "../fields/values";

/** A type whose records became records of another, and the link that says so. */
export interface Origin {
  type: TypeSchema;
  field: FieldSchema;
}

/** The types whose records became records of a type. */
export function originsOf(schema: Schema, type: TypeSchema): Origin[] {
  return schema.types.flatMap((other) =>
    other.fields
      .filter((field) => field.became_at != null && field.to === type.name)
      .map((field) => ({ type: other, field })),
  );
}

/** What a record became, where it may be seen: somebody rather than something. */
export function becameOf(
  schema: Schema,
  type: TypeSchema,
  record: RecordData,
): { type: TypeSchema; link: Link } | undefined {
  const all = type.fields.flatMap((field) => {
    const link = field.became_at != null ? asLink(record[field.name]) : undefined;
    const to = schema.types.find((one) => one.name === field.to);
    return link?.title && to !== undefined ? [{ type: to, link }] : [];
  });
  return all.find(({ type: to }) => to.people) ?? all[0];
}

import type { Link, RecordData, Schema, TypeSchema } from "../../api";
import { asLink } from "../fields/values";
import { typeOfLink } from "../navigation";

/** The record on whose page a comment stands: nobody wants to read it apart from what it is about. */
export function saidAbout(
  schema: Schema,
  type: TypeSchema,
  record: RecordData,
): { type: TypeSchema; link: Link } | undefined {
  const link = type.name === "comment" ? asLink(record.about) : undefined;
  const to = link === undefined ? undefined : typeOfLink(schema.types, link, undefined);
  return link !== undefined && to !== undefined ? { type: to, link } : undefined;
}

import { useSuspenseQuery } from "@tanstack/react-query";
import type { FieldSchema, Me, Schema, TypeSchema } from "../../api";
import { meQuery, schemaQuery, typeNamed } from "../../api";

/** The schema; the application has fetched it before anything here is drawn. */
export function useSchema(): Schema {
  return useSuspenseQuery(schemaQuery).data;
}

export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** The type of an address, such as "deals". */
export function useType(plural: string): TypeSchema | undefined {
  return typeNamed(useSchema(), plural);
}

export function fieldNamed(type: TypeSchema, name: string): FieldSchema | undefined {
  return type.fields.find((field) => field.name === name);
}

/** A field by a path such as "company.industry", with a label that says which one. */
export function fieldAt(schema: Schema, type: TypeSchema, path: string): FieldSchema | undefined {
  const [name = "", ...rest] = path.split(".");
  const field = fieldNamed(type, name);
  if (field === undefined || rest.length === 0) return field;
  const next = field.to ? typeNamed(schema, field.to) : undefined;
  const inner = next && fieldAt(schema, next, rest.join("."));
  return (
    inner && {
      ...inner,
      day: null,
      name: path,
      label: `${field.label}: ${inner.label}`,
      read_only: true,
      sortable: true,
    }
  );
}

/** The fields that a list of these asks for: a point in time comes with the date that may be shown in its place. */
export function askedOf(fields: readonly FieldSchema[]): string[] {
  return [...new Set(fields.flatMap(({ name, day }) => (day == null ? [name] : [name, day])))];
}

export function mayEdit(type: TypeSchema, field: FieldSchema): boolean {
  return type.can.update && !field.read_only && !field.system;
}

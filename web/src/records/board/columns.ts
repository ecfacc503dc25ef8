import { queryOptions, useQuery } from "@tanstack/react-query";
import type { FieldSchema, Link, Page, RecordData, Schema, TypeSchema, Value } from "../../api";
import { api, typeNamed } from "../../api";
import { i18n } from "../../i18n";
import { fieldNamed, useSchema } from "../data/schema";
import { asLink, asText, titleOf } from "../fields/values";
import { quote } from "../filters/expression";

export interface BoardColumn {
  /** Unique on the board: the choice's value, the linked record's id, or "" for none. */
  key: string;
  label: string;
  hue: number | null;
  /** What a card gets that is put here. */
  value: Value;
  where: string;
  /** How likely what stands here comes true, 0 to 100, where the linked type says. */
  weight: number | null;
  /** The linked record that the column stands for; null for others. */
  record: RecordData | null;
}

export interface BoardScope {
  field: FieldSchema;
  options: Link[];
  chosen: Link;
}

export interface BoardShape {
  field: FieldSchema;
  columns: BoardColumn[];
  scope: BoardScope | null;
}

const most = 200;

/** The few records that columns or scopes are made of, in their own order. */
const orderedQuery = (type: TypeSchema | undefined, where: string | undefined) =>
  queryOptions({
    queryKey: ["records", type?.plural ?? "", "ordered", where ?? ""],
    enabled: type !== undefined,
    staleTime: 60_000,
    queryFn: ({ signal }): Promise<Page> => {
      const sort = fieldNamed(type as TypeSchema, "position") === undefined ? type?.title : "position";
      return api.get<Page>(type?.plural ?? "", { query: { where, sort, limit: most }, signal });
    },
  });

const colorOf = (record: RecordData): number | null => {
  if (record.won === true) return 150;
  if (record.lost === true) return 25;
  return typeof record.color === "number" ? record.color : null;
};

function choiceColumns(field: FieldSchema): BoardColumn[] {
  const columns = (field.choices ?? []).map(
    ({ value, label, color }): BoardColumn => ({
      key: value,
      label,
      hue: color ?? null,
      value,
      where: `${field.name} = ${quote(value)}`,
      weight: null,
      record: null,
    }),
  );
  return field.required ? columns : [emptyColumn(field), ...columns];
}

function emptyColumn(field: FieldSchema): BoardColumn {
  return {
    key: "",
    label: i18n._({ id: "records.board.none", message: "None" }),
    hue: null,
    value: null,
    where: `${field.name} is empty`,
    weight: null,
    record: null,
  };
}

function linkColumns(field: FieldSchema, to: TypeSchema, records: readonly RecordData[], weight: string | undefined) {
  const columns = records.map((record): BoardColumn => {
    const title = titleOf(to, record);
    const share = weight === undefined ? Number.NaN : Number.parseFloat(asText(record[weight]));
    return {
      key: record.id,
      label: title,
      hue: colorOf(record),
      value: { id: record.id, title },
      where: `${field.name} = ${quote(record.id)}`,
      weight: Number.isNaN(share) ? null : share,
      record,
    };
  });
  return field.required ? columns : [emptyColumn(field), ...columns];
}

/** A weight such as "stage.probability" names the field that holds it on the columns' own type. */
function weightField(type: TypeSchema, field: FieldSchema): string | undefined {
  const [link, name] = (type.board?.weight ?? "").split(".");
  return link === field.name ? name : undefined;
}

/** What the columns of a board are; undefined while they are on the way. */
export function useBoardShape(type: TypeSchema, by: string, wantedScope: string | undefined): BoardShape | undefined {
  const schema = useSchema();
  const field = fieldNamed(type, by);
  const to = field?.to ? typeNamed(schema, field.to) : undefined;
  const scopeField = scopeOf(schema, type, to);
  const scopeType = scopeField?.to ? typeNamed(schema, scopeField.to) : undefined;
  const scopes = useQuery(orderedQuery(scopeType, undefined)).data?.data;
  const chosen =
    scopes?.find((record) => record.id === wantedScope) ??
    scopes?.find((record) => record.default === true) ??
    scopes?.[0];
  // Those of all scopes are asked for at once with the scopes; only where they are too many, those of the chosen one.
  const all = useQuery(orderedQuery(to, undefined)).data;
  const few = all !== undefined && all.next === null;
  const where =
    scopeField !== undefined && chosen !== undefined ? `${scopeField.name} = ${quote(chosen.id)}` : undefined;
  const some = useQuery({ ...orderedQuery(to, where), enabled: all !== undefined && !few && where !== undefined }).data;
  const isOfScope = (record: RecordData) =>
    scopeField === undefined || asLink(record[scopeField.name])?.id === chosen?.id;
  const isKnown = scopeType === undefined || chosen !== undefined;
  const records = isKnown ? (few || where === undefined ? all?.data.filter(isOfScope) : some?.data) : undefined;

  if (field === undefined) return undefined;
  if (to === undefined) return { field, columns: choiceColumns(field), scope: null };
  if (records === undefined) return undefined;
  const columns = linkColumns(field, to, records, weightField(type, field));
  if (scopeField === undefined || scopeType === undefined || chosen === undefined)
    return { field, columns, scope: null };
  const linkOf = (record: RecordData): Link => ({ id: record.id, title: titleOf(scopeType, record) });
  return { field, columns, scope: { field: scopeField, options: (scopes ?? []).map(linkOf), chosen: linkOf(chosen) } };
}

/** The field that says which columns belong together; it must stand on the cards and on the columns. */
function scopeOf(_schema: Schema, type: TypeSchema, to: TypeSchema | undefined): FieldSchema | undefined {
  const name = type.board?.scope;
  if (!name || to === undefined || fieldNamed(to, name) === undefined) return undefined;
  return fieldNamed(type, name);
}

/** The column a record stands in. */
export function columnKeyOf(field: FieldSchema, record: RecordData): string {
  return asLink(record[field.name])?.id ?? asText(record[field.name]);
}

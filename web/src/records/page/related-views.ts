import type { ComponentType } from "react";
import type { FieldSchema, RecordData, TypeSchema } from "../../api";

export interface RelatedViewProps {
  /** The type of the records that are shown. */
  type: TypeSchema;
  /** Their link to the record. */
  field: FieldSchema;
  record: RecordData;
  /** The type of the record. */
  of: TypeSchema;
}

const views = new Map<string, ComponentType<RelatedViewProps>>();

/** Gives the records that belong to one a view of their own, in place of a list. */
export function setRelatedView(type: string, field: string, view: ComponentType<RelatedViewProps>): void {
  views.set(`${type} ${field}`, view);
}

export function relatedView(type: string, field: string): ComponentType<RelatedViewProps> | undefined {
  return views.get(`${type} ${field}`);
}

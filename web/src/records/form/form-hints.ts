import type { ComponentType } from "react";
import type { TypeSchema, Value } from "../../api";

export interface FormHintProps {
  /** What the form makes. */
  type: TypeSchema;
  /** What stands in the form. */
  values: { readonly [field: string]: Value | undefined };
}

const hints = new Map<string, ComponentType<FormHintProps>>();

/** Shows something below the form of a new record of a type, such as who is there already. */
export function setFormHint(type: string, hint: ComponentType<FormHintProps>): void {
  hints.set(type, hint);
}

export function formHint(type: string): ComponentType<FormHintProps> | undefined {
  return hints.get(type);
}

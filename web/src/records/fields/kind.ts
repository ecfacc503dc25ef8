import type { ComponentType } from "react";
import type { FieldSchema, Value } from "../../api";
import type { FieldControlProps } from "../../ui";
import type { Known } from "./values";

export interface ViewProps {
  field: FieldSchema;
  value: Known;
  /** One line, without links: in the cell of a list or on a card. */
  compact?: boolean;
}

export interface EditorProps extends Partial<FieldControlProps> {
  field: FieldSchema;
  value: Known;
  /** With every change. What cannot be read yet is passed on as text, so that nothing typed is lost. */
  onChange: (value: Value) => void;
  /** A choice was made that needs no further typing; in a cell this saves. */
  onPick?: (value: Value) => void;
  autoFocus?: boolean;
  /** What was typed on the cell to start editing; takes the place of the value. */
  seed?: string | undefined;
  inCell?: boolean;
  /** Shows at once what there is to pick from. */
  opened?: boolean;
  "aria-label"?: string;
}

export interface KindParts {
  View: ComponentType<ViewProps>;
  /** Pixels a column starts with. */
  width: number;
  /** Numbers stand at the end of their cell. */
  end?: true;
  /** Its editor needs more room than a cell; it opens below. */
  roomy?: true;
  /** Its editor picks from a list, so Enter belongs to the list. */
  picks?: true;
  /** What is wrong with a value before the server is asked. */
  check?: (value: Known, field: FieldSchema) => string | undefined;
}

import type { ViewProps } from "./kind";
import { kinds } from "./kinds";
import { isBlank } from "./values";

/** A value as its kind shows it; nothing where there is none. */
export function FieldView(props: ViewProps) {
  if (isBlank(props.value)) return null;
  const { View } = kinds[props.field.kind];
  return <View {...props} />;
}

import type { RecordData } from "../../api";
import { formatDate } from "../../i18n";
import type { ViewProps } from "./kind";
import { kinds } from "./kinds";
import { asText, isBlank } from "./values";

interface FieldViewProps extends ViewProps {
  /** The record it stands in, where its point in time may stand for a whole day. */
  record?: RecordData | undefined;
}

/** A value as its kind shows it; nothing where there is none. */
export function FieldView({ record, ...props }: FieldViewProps) {
  if (isBlank(props.value)) return null;
  const day = asText(record?.[props.field.day ?? ""]);
  if (day !== "") return <time dateTime={day}>{formatDate(day)}</time>;
  const { View } = kinds[props.field.kind];
  return <View {...props} />;
}

import type { FieldPathByValue, FieldValues, UseFormReturn } from "react-hook-form";
import type { TypeSchema } from "../../../api";
import { i18n } from "../../../i18n";
import { ConditionField } from "../form-fields";

interface PresetFieldProps<V extends FieldValues, N extends FieldPathByValue<V, string>> {
  form: UseFormReturn<V>;
  name: N;
  type: TypeSchema;
}

/** The expression that new records take a field's first value from. */
export function PresetField<V extends FieldValues, N extends FieldPathByValue<V, string>>(
  props: PresetFieldProps<V, N>,
) {
  return (
    <ConditionField
      {...props}
      label={i18n._({ id: "settings.fields.preset", message: "First value" })}
      help={i18n._({
        id: "settings.fields.preset_help",
        message: "An expression that new records take it from where they are given none.",
      })}
      placeholder="today() + 30"
    />
  );
}

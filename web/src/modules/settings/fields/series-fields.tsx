import type { UseFormReturn } from "react-hook-form";
import { i18n } from "../../../i18n";
import { Field, Input } from "../../../ui";
import { CheckboxField, SelectField } from "../form-fields";
import { firstOf, type NewField, type Reset, resets } from "./new-field";

function resetLabel(reset: Reset): string {
  switch (reset) {
    case "never":
      return i18n._({ id: "settings.series.never", message: "Never" });
    case "year":
      return i18n._({ id: "settings.series.year", message: "With each year" });
    case "fiscal_year":
      return i18n._({ id: "settings.series.fiscal_year", message: "With each fiscal year" });
    case "month":
      return i18n._({ id: "settings.series.month", message: "With each month" });
  }
}

/** What numbers look like and when they begin anew. */
export function SeriesFields({ form }: { form: UseFormReturn<NewField> }) {
  const { register } = form;
  const { errors } = form.formState;
  return (
    <>
      <Field
        label={i18n._({ id: "settings.series.pattern", message: "Pattern" })}
        help={i18n._({
          id: "settings.series.pattern_help",
          message: "With {number}, and {year}, {fiscal_year} and {month} where wanted. It begins with {first}.",
          values: {
            number: "{number}",
            year: "{year}",
            fiscal_year: "{fiscal_year}",
            month: "{month}",
            first: firstOf(form.watch(), new Date()),
          },
        })}
        error={errors.pattern?.message}
      >
        {(field) => (
          <Input {...field} {...register("pattern")} autoComplete="off" spellCheck={false} className="font-mono" />
        )}
      </Field>
      <div className="flex gap-4">
        <Field
          label={i18n._({ id: "settings.series.digits", message: "Fewest digits" })}
          error={errors.digits?.message}
          className="grow"
        >
          {(field) => <Input {...field} {...register("digits")} inputMode="numeric" autoComplete="off" />}
        </Field>
        <Field
          label={i18n._({ id: "settings.series.start", message: "First number" })}
          error={errors.start?.message}
          className="grow"
        >
          {(field) => <Input {...field} {...register("start")} inputMode="numeric" autoComplete="off" />}
        </Field>
      </div>
      <SelectField
        form={form}
        name="reset"
        label={i18n._({ id: "settings.series.reset", message: "Begins anew" })}
        options={resets.map((reset) => ({ value: reset, label: resetLabel(reset) }))}
      />
      <CheckboxField form={form} name="existing">
        {i18n._({ id: "settings.series.existing", message: "Number the records that are there, too" })}
      </CheckboxField>
    </>
  );
}

import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQueryClient } from "@tanstack/react-query";
import { Controller, useForm } from "react-hook-form";
import { api, schemaQuery, type TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { kindLabel } from "../../records";
import { Checkbox, Field, Input, notify, Select, Textarea } from "../../ui";
import { FormDialog } from "./form-dialog";
import { FormulaInput } from "./formula-input";
import { mayBeIndexed, needsChoices, ownKinds } from "./kinds";
import {
  bodyOf,
  calculated,
  type FieldSort,
  fieldSchema,
  mayBeRequired,
  type NewField,
  newField,
  places,
} from "./new-field";
import { SeriesFields } from "./series-fields";

export interface AddFieldDialogProps {
  open: boolean;
  onClose: () => void;
  type: TypeSchema;
}

export function AddFieldDialog({ open, onClose, type }: AddFieldDialogProps) {
  const queryClient = useQueryClient();
  const form = useForm<NewField>({
    resolver: standardSchemaResolver(fieldSchema),
    defaultValues: newField,
  });
  const { errors } = form.formState;
  const kind = form.watch("kind");
  const submit = async (values: NewField) => {
    await api.post(`types/${type.name}/fields`, bodyOf(values));
    await queryClient.invalidateQueries({ queryKey: schemaQuery.queryKey });
    void queryClient.invalidateQueries({ queryKey: ["records", type.plural] });
    notify({
      message: i18n._({ id: "settings.objects.added", message: "{label} added", values: { label: values.label } }),
    });
  };
  return (
    <FormDialog
      form={form}
      open={open}
      onClose={onClose}
      title={i18n._({ id: "settings.fields.add", message: "Add a field" })}
      width="small"
      action={i18n._({ id: "settings.add", message: "Add" })}
      places={places}
      onSubmit={submit}
    >
      <Field label={i18n._({ id: "settings.fields.label", message: "Label" })} error={errors.label?.message}>
        {(control) => <Input {...control} {...form.register("label")} autoComplete="off" />}
      </Field>
      <Field label={i18n._({ id: "settings.fields.kind", message: "Kind" })} error={errors.kind?.message}>
        {(control) => (
          <Controller
            control={form.control}
            name="kind"
            render={({ field }) => (
              <Select<FieldSort>
                {...control}
                value={field.value}
                onChange={field.onChange}
                options={[
                  ...ownKinds.map((value) => ({ value, label: kindLabel(value) })),
                  { value: calculated, label: i18n._({ id: "settings.fields.formula", message: "Calculated" }) },
                ]}
              />
            )}
          />
        )}
      </Field>
      {kind === calculated && (
        <Field label={i18n._({ id: "settings.fields.expression", message: "Formula" })} error={errors.formula?.message}>
          {(control) => (
            <Controller
              control={form.control}
              name="formula"
              render={({ field }) => (
                <FormulaInput {...control} type={type} value={field.value} onChange={field.onChange} />
              )}
            />
          )}
        </Field>
      )}
      {kind === "series" && <SeriesFields form={form} />}
      {needsChoices(kind) && (
        <Field
          label={i18n._({ id: "settings.fields.choices", message: "Choices" })}
          help={i18n._({ id: "settings.fields.choices_help", message: "One on each line." })}
          error={errors.choices?.message}
        >
          {(control) => <Textarea {...control} {...form.register("choices")} rows={4} />}
        </Field>
      )}
      {mayBeRequired(kind) && (
        <Controller
          control={form.control}
          name="required"
          render={({ field }) => (
            <Checkbox checked={field.value} onChange={field.onChange}>
              {i18n._({ id: "settings.fields.must", message: "Must be filled in" })}
            </Checkbox>
          )}
        />
      )}
      {kind !== calculated && mayBeIndexed(kind) && (
        <Controller
          control={form.control}
          name="indexed"
          render={({ field }) => (
            <Checkbox checked={field.value} onChange={field.onChange}>
              {i18n._({ id: "settings.fields.index", message: "Often sorted or filtered by (makes an index)" })}
            </Checkbox>
          )}
        />
      )}
    </FormDialog>
  );
}

import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQueryClient } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { api, type Schema, schemaQuery, type TypeSchema } from "../../../api";
import { i18n } from "../../../i18n";
import { kindLabel } from "../../../records";
import { notify } from "../../../ui";
import { FormDialog } from "../form-dialog";
import { BoundField, CheckboxField, InputField, SelectField, TextareaField } from "../form-fields";
import { FormulaInput } from "./formula-input";
import { leadsSomewhere, mayBeIndexed, mayBePreset, mayBeUnique, needsChoices, ownKinds } from "./kinds";
import { anyType, bodyOf, calculated, fieldSchema, mayBeRequired, type NewField, newField, places } from "./new-field";
import { PresetField } from "./preset-field";
import { SeriesFields } from "./series-fields";

export interface AddFieldDialogProps {
  open: boolean;
  onClose: () => void;
  type: TypeSchema;
  schema: Schema;
}

export function AddFieldDialog({ open, onClose, type, schema }: AddFieldDialogProps) {
  const queryClient = useQueryClient();
  const form = useForm<NewField>({
    resolver: standardSchemaResolver(fieldSchema),
    defaultValues: newField,
  });
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
      <InputField form={form} name="label" label={i18n._({ id: "settings.fields.label", message: "Label" })} />
      <SelectField
        form={form}
        name="kind"
        label={i18n._({ id: "settings.fields.kind", message: "Kind" })}
        options={[
          ...ownKinds.map((value) => ({ value, label: kindLabel(value) })),
          { value: calculated, label: i18n._({ id: "settings.fields.formula", message: "Calculated" }) },
        ]}
      />
      {kind === calculated && (
        <BoundField form={form} name="formula" label={i18n._({ id: "settings.fields.expression", message: "Formula" })}>
          {(control, bound) => <FormulaInput {...control} type={type} {...bound} />}
        </BoundField>
      )}
      {leadsSomewhere(kind) && (
        <SelectField
          form={form}
          name="to"
          label={i18n._({ id: "settings.fields.to", message: "Leads to" })}
          options={[
            ...(kind === "links"
              ? []
              : [{ value: anyType, label: i18n._({ id: "settings.fields.to_any", message: "Anything" }) }]),
            ...schema.types.map(({ name, label }) => ({ value: name, label })),
          ]}
        />
      )}
      {kind === "series" && <SeriesFields form={form} />}
      {needsChoices(kind) && (
        <TextareaField
          form={form}
          name="choices"
          label={i18n._({ id: "settings.fields.choices", message: "Choices" })}
          help={i18n._({ id: "settings.fields.choices_help", message: "One on each line." })}
          rows={4}
        />
      )}
      <InputField
        form={form}
        name="help"
        label={i18n._({ id: "settings.fields.help", message: "Help" })}
        help={i18n._({ id: "settings.fields.help_help", message: "Stands beside the field in forms." })}
      />
      {kind !== calculated && mayBePreset(kind) && <PresetField form={form} name="preset" type={type} />}
      {mayBeRequired(kind) && (
        <CheckboxField form={form} name="required">
          {i18n._({ id: "settings.fields.must", message: "Must be filled in" })}
        </CheckboxField>
      )}
      {kind !== calculated && mayBeUnique(kind) && (
        <CheckboxField form={form} name="unique">
          {i18n._({ id: "settings.fields.unique", message: "No two records hold the same" })}
        </CheckboxField>
      )}
      {kind !== calculated && mayBeIndexed(kind) && (
        <CheckboxField form={form} name="indexed">
          {i18n._({ id: "settings.fields.index", message: "Often sorted or filtered by (makes an index)" })}
        </CheckboxField>
      )}
    </FormDialog>
  );
}

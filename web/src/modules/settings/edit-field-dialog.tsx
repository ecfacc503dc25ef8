import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQueryClient } from "@tanstack/react-query";
import { Controller, useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type FieldSchema, schemaQuery, type TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { Field, notify } from "../../ui";
import { requiredText } from "../form";
import { FormDialog } from "./form-dialog";
import { CheckboxField, InputField } from "./form-fields";
import { FormulaInput } from "./formula-input";
import { mayBeIndexed } from "./kinds";

const changeSchema = z.object({
  label: z.string().check(z.trim(), z.minLength(1, { error: requiredText })),
  formula: z.nullable(z.string().check(z.trim(), z.minLength(1, { error: requiredText }))),
  indexed: z.boolean(),
  sensitive: z.boolean(),
});
type Changed = z.infer<typeof changeSchema>;

interface EditFieldDialogProps {
  type: TypeSchema;
  /** The field that is changed; undefined closes the dialog. */
  field: FieldSchema | undefined;
  onClose: () => void;
}

/** Marks a field as sensitive; renames an own one, writes its formula anew, marks it as indexed, or removes it where it is calculated. */
export function EditFieldDialog({ type, field, onClose }: EditFieldDialogProps) {
  const queryClient = useQueryClient();
  const form = useForm<Changed>({
    resolver: standardSchemaResolver(changeSchema),
    values: {
      label: field?.label ?? "",
      formula: field?.formula ?? null,
      indexed: field?.indexed ?? false,
      sensitive: field?.sensitive ?? false,
    },
  });
  const { errors } = form.formState;
  const calculated = field?.formula !== null && field?.formula !== undefined;
  const path = `types/${type.name}/fields/${field?.name ?? ""}`;
  const finish = async (message: string) => {
    await queryClient.invalidateQueries({ queryKey: schemaQuery.queryKey });
    void queryClient.invalidateQueries({ queryKey: ["records", type.plural] });
    notify({ message });
  };
  const own = field?.own === true;
  const submit = async ({ label, formula, indexed, sensitive }: Changed) => {
    await api.patch(path, {
      ...(own && { label, ...(calculated ? { formula } : { indexed }) }),
      ...(sensitive !== field?.sensitive && { sensitive }),
    });
    await finish(i18n._({ id: "settings.fields.changed", message: "{label} changed", values: { label } }));
  };
  const remove = async () => {
    await api.delete(path);
    await finish(
      i18n._({ id: "settings.fields.removed", message: "{label} removed", values: { label: field?.label ?? "" } }),
    );
  };
  return (
    <FormDialog
      form={form}
      open={field !== undefined}
      onClose={onClose}
      title={i18n._({ id: "settings.fields.change", message: "Change the field" })}
      width="small"
      action={i18n._({ id: "settings.save", message: "Save" })}
      onSubmit={submit}
      onRemove={own && calculated ? remove : undefined}
    >
      {own ? (
        <InputField form={form} name="label" label={i18n._({ id: "settings.fields.label", message: "Label" })} />
      ) : (
        <p className="font-medium">{field?.label}</p>
      )}
      {own && calculated && (
        <Field label={i18n._({ id: "settings.fields.expression", message: "Formula" })} error={errors.formula?.message}>
          {(control) => (
            <Controller
              control={form.control}
              name="formula"
              render={({ field: { value, onChange } }) => (
                <FormulaInput {...control} type={type} value={value ?? ""} onChange={onChange} />
              )}
            />
          )}
        </Field>
      )}
      {own && !calculated && mayBeIndexed(field.kind) && (
        <CheckboxField form={form} name="indexed">
          {i18n._({ id: "settings.fields.index", message: "Often sorted or filtered by (makes an index)" })}
        </CheckboxField>
      )}
      {field?.name !== type.title && (
        <CheckboxField form={form} name="sensitive">
          {i18n._({
            id: "settings.fields.mark_sensitive",
            message: "Sensitive: the audit tells who reads its values",
          })}
        </CheckboxField>
      )}
      {errors.sensitive?.message !== undefined && (
        <p role="alert" className="text-danger text-small">
          {errors.sensitive.message}
        </p>
      )}
    </FormDialog>
  );
}

import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type FieldSchema, type TypeSchema } from "../../../api";
import { i18n } from "../../../i18n";
import { notify } from "../../../ui";
import { requiredText } from "../../form";
import { kithsOwn } from "../edit-object-dialog";
import { FormDialog } from "../form-dialog";
import { BoundField, CheckboxField, InputField } from "../form-fields";
import { FormulaInput } from "./formula-input";
import { mayBeIndexed, mayBePreset, mayBeUnique } from "./kinds";
import { mayBeRequired } from "./new-field";
import { PresetField } from "./preset-field";
import { useTypes } from "./use-types";

const rest = {
  formula: z.string().check(z.trim()),
  help: z.string().check(z.trim()),
  preset: z.string().check(z.trim()),
  required: z.boolean(),
  unique: z.boolean(),
  indexed: z.boolean(),
  sensitive: z.boolean(),
};
const changeSchema = z.object({ label: z.string().check(z.trim(), z.minLength(1, { error: requiredText })), ...rest });
const builtInSchema = z.object({ label: z.string().check(z.trim()), ...rest });
type Changed = z.infer<typeof changeSchema>;

interface EditFieldDialogProps {
  type: TypeSchema;
  /** The field that is changed; undefined closes the dialog. */
  field: FieldSchema | undefined;
  onClose: () => void;
}

const valuesOf = (field: FieldSchema | undefined): Changed => ({
  label: field?.label ?? "",
  formula: field?.formula ?? "",
  help: field?.help ?? "",
  preset: field?.preset ?? "",
  required: field?.required ?? false,
  unique: field?.unique ?? false,
  indexed: field?.indexed ?? false,
  sensitive: field?.sensitive ?? false,
});

/** What a field is called, and whether it is sensitive; of an own one everything that may change while it keeps values. */
export function EditFieldDialog({ type, field, onClose }: EditFieldDialogProps) {
  const { path, renew, remove } = useTypes(type);
  const form = useForm<Changed>({
    resolver: standardSchemaResolver(field?.own === false ? builtInSchema : changeSchema),
    values: valuesOf(field),
  });
  const { errors } = form.formState;
  const calculated = field?.formula !== null && field?.formula !== undefined;
  const own = field?.own === true;
  const keeps = own && !calculated && field.kind !== "series";
  const isTitle = field?.name === type.title;
  const submit = async (values: Changed) => {
    // Only what was changed: a rule may be what makes a field required.
    const before = valuesOf(field);
    const names = Object.keys(before) as (keyof Changed)[];
    const changed = Object.fromEntries(
      names.filter((name) => values[name] !== before[name]).map((n) => [n, values[n]]),
    );
    if (Object.keys(changed).length === 0) return;
    await api.patch(`${path}/fields/${field?.name ?? ""}`, changed);
    await renew();
    notify({
      message: i18n._({
        id: "settings.fields.changed",
        message: "{label} changed",
        values: { label: values.label === "" ? (field?.label ?? "") : values.label },
      }),
    });
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
      onRemove={own && !isTitle ? () => remove(field.name, field.label) : undefined}
    >
      <InputField
        form={form}
        name="label"
        label={i18n._({ id: "settings.fields.label", message: "Label" })}
        {...(own ? {} : { help: kithsOwn() })}
      />
      {own && calculated && (
        <BoundField form={form} name="formula" label={i18n._({ id: "settings.fields.expression", message: "Formula" })}>
          {(control, bound) => <FormulaInput {...control} type={type} {...bound} />}
        </BoundField>
      )}
      <InputField
        form={form}
        name="help"
        label={i18n._({ id: "settings.fields.help", message: "Help" })}
        help={i18n._({ id: "settings.fields.help_help", message: "Stands beside the field in forms." })}
      />
      {keeps && mayBePreset(field.kind) && <PresetField form={form} name="preset" type={type} />}
      {keeps && mayBeRequired(field.kind) && (
        <CheckboxField form={form} name="required">
          {i18n._({ id: "settings.fields.must", message: "Must be filled in" })}
        </CheckboxField>
      )}
      {keeps && mayBeUnique(field.kind) && (
        <CheckboxField form={form} name="unique">
          {i18n._({ id: "settings.fields.unique", message: "No two records hold the same" })}
        </CheckboxField>
      )}
      {keeps && mayBeIndexed(field.kind) && (
        <CheckboxField form={form} name="indexed">
          {i18n._({ id: "settings.fields.index", message: "Often sorted or filtered by (makes an index)" })}
        </CheckboxField>
      )}
      {!isTitle && (
        <CheckboxField form={form} name="sensitive">
          {i18n._({
            id: "settings.fields.mark_sensitive",
            message: "Sensitive: the audit tells who reads its values",
          })}
        </CheckboxField>
      )}
      {(["unique", "required", "sensitive"] as const).map(
        (name) =>
          errors[name]?.message !== undefined && (
            <p key={name} role="alert" className="text-danger text-small">
              {errors[name].message}
            </p>
          ),
      )}
    </FormDialog>
  );
}

import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { Controller, useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type Kind, schemaQuery, type TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { kindLabel } from "../../records";
import { Button, Checkbox, Dialog, Field, Input, notify, Select, Textarea } from "../../ui";
import { requiredText, showProblem } from "../form";
import { FormError } from "../form-error";
import { FormulaInput } from "./formula-input";
import { mayBeIndexed, needsChoices, ownKinds } from "./kinds";

/** Beside the kinds of values that are kept: worked out, and of whatever kind fits. */
const calculated = "formula";
type FieldSort = Kind | typeof calculated;

const fieldSchema = z
  .object({
    label: z.string().check(z.trim(), z.minLength(1, { error: requiredText })),
    kind: z.custom<FieldSort>((value) => value === calculated || ownKinds.includes(value as Kind)),
    choices: z.string(),
    formula: z.string(),
    required: z.boolean(),
    indexed: z.boolean(),
  })
  .check(
    z.refine((field) => !needsChoices(field.kind) || linesOf(field.choices).length > 0, {
      path: ["choices"],
      error: requiredText,
    }),
    z.refine((field) => field.kind !== calculated || field.formula.trim() !== "", {
      path: ["formula"],
      error: requiredText,
    }),
  );
type FieldValues = z.infer<typeof fieldSchema>;

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

const hues = [255, 150, 55, 290, 190, 25, 85, 350] as const;

/** The server makes the stable names of field and choices from their labels. */
function bodyOf(values: FieldValues) {
  if (values.kind === calculated) return { label: values.label, formula: values.formula.trim() };
  return {
    kind: values.kind,
    label: values.label,
    ...(values.required ? { required: true } : {}),
    ...(values.indexed && mayBeIndexed(values.kind) ? { indexed: true } : {}),
    ...(needsChoices(values.kind)
      ? {
          choices: linesOf(values.choices).map((label, index) => ({
            label,
            color: hues[index % hues.length],
          })),
        }
      : {}),
  };
}

export interface AddFieldDialogProps {
  open: boolean;
  onClose: () => void;
  type: TypeSchema;
}

export function AddFieldDialog({ open, onClose, type }: AddFieldDialogProps) {
  const formId = useId();
  const queryClient = useQueryClient();
  const form = useForm<FieldValues>({
    resolver: standardSchemaResolver(fieldSchema),
    defaultValues: { label: "", kind: "text", choices: "", formula: "", required: false, indexed: false },
  });
  const { errors, isSubmitting } = form.formState;
  const kind = form.watch("kind");
  const close = () => {
    form.reset();
    onClose();
  };
  const submit = form.handleSubmit(async (values) => {
    try {
      await api.post(`types/${type.name}/fields`, bodyOf(values));
      await queryClient.invalidateQueries({ queryKey: schemaQuery.queryKey });
      void queryClient.invalidateQueries({ queryKey: ["records", type.plural] });
      notify({
        message: i18n._({ id: "settings.objects.added", message: "{label} added", values: { label: values.label } }),
      });
      close();
    } catch (error) {
      showProblem(form, error, { name: "label" });
    }
  });
  return (
    <Dialog
      open={open}
      onClose={close}
      title={i18n._({ id: "settings.fields.add", message: "Add a field" })}
      width="small"
      footer={
        <>
          <Button variant="quiet" onClick={close}>
            {i18n._({ id: "ui.cancel", message: "Cancel" })}
          </Button>
          <Button type="submit" form={formId} variant="primary" busy={isSubmitting}>
            {i18n._({ id: "settings.add", message: "Add" })}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
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
          <Field
            label={i18n._({ id: "settings.fields.expression", message: "Formula" })}
            error={errors.formula?.message}
          >
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
        {needsChoices(kind) && (
          <Field
            label={i18n._({ id: "settings.fields.choices", message: "Choices" })}
            help={i18n._({ id: "settings.fields.choices_help", message: "One on each line." })}
            error={errors.choices?.message}
          >
            {(control) => <Textarea {...control} {...form.register("choices")} rows={4} />}
          </Field>
        )}
        {kind !== calculated && (
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
        <FormError message={errors.root?.message} />
      </form>
    </Dialog>
  );
}

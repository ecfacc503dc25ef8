import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQueryClient } from "@tanstack/react-query";
import { Controller, useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type BasisLabel, type LegalBasis, type Purpose } from "../../../api";
import { i18n } from "../../../i18n";
import { Field, Input, Select, Switch, Textarea } from "../../../ui";
import { requiredText } from "../../form";
import { FormDialog } from "../form-dialog";
import { purposesQuery } from "./calls";

const purposeSchema = z.object({
  name: z.string().check(z.trim(), z.minLength(1, { error: requiredText })),
  basis: z.string(),
  description: z.string().check(z.trim()),
  wording: z.string().check(z.trim()),
  archived: z.boolean(),
});
type PurposeValues = z.infer<typeof purposeSchema>;

interface PurposeDialogProps {
  /** The one that is changed; undefined makes a new one. */
  purpose: Purpose | undefined;
  bases: readonly BasisLabel[];
  onClose: () => void;
}

/** What data is used for, on which basis, and what people are told. */
export function PurposeDialog({ purpose, bases, onClose }: PurposeDialogProps) {
  const queryClient = useQueryClient();
  const form = useForm<PurposeValues>({
    resolver: standardSchemaResolver(purposeSchema),
    defaultValues: {
      name: purpose?.name ?? "",
      basis: purpose?.basis ?? "consent",
      description: purpose?.description ?? "",
      wording: purpose?.wording ?? "",
      archived: purpose?.archived ?? false,
    },
  });
  const { errors } = form.formState;
  const submit = async (values: PurposeValues) => {
    if (purpose === undefined) await api.post("purposes", values, { idempotencyKey: crypto.randomUUID() });
    else await api.put(`purposes/${purpose.id}`, values);
    await queryClient.invalidateQueries({ queryKey: purposesQuery.queryKey });
  };
  return (
    <FormDialog
      form={form}
      open
      onClose={onClose}
      title={
        purpose === undefined
          ? i18n._({ id: "settings.purposes.add", message: "Add a purpose" })
          : i18n._({ id: "settings.purposes.change_title", message: "Change the purpose" })
      }
      action={i18n._({ id: "settings.save", message: "Save" })}
      onSubmit={submit}
    >
      <Field label={i18n._({ id: "settings.purposes.name", message: "Name" })} error={errors.name?.message}>
        {(control) => <Input {...control} {...form.register("name")} autoComplete="off" />}
      </Field>
      <Field
        label={i18n._({ id: "settings.purposes.basis", message: "Legal basis (GDPR Art. 6(1))" })}
        error={errors.basis?.message}
      >
        {(control) => (
          <Controller
            control={form.control}
            name="basis"
            render={({ field }) => (
              <Select<LegalBasis>
                {...control}
                value={field.value as LegalBasis}
                onChange={field.onChange}
                options={bases.map(({ basis, label }) => ({ value: basis, label }))}
              />
            )}
          />
        )}
      </Field>
      <Field
        label={i18n._({ id: "settings.purposes.wording", message: "Wording" })}
        help={i18n._({
          id: "settings.purposes.wording_help",
          message: "What people agree to or are told. Another wording becomes the next version.",
        })}
        error={errors.wording?.message}
      >
        {(control) => <Textarea {...control} {...form.register("wording")} rows={3} />}
      </Field>
      <Field
        label={i18n._({ id: "settings.purposes.description", message: "Description" })}
        help={i18n._({ id: "settings.purposes.description_help", message: "For those who work here." })}
        error={errors.description?.message}
      >
        {(control) => <Textarea {...control} {...form.register("description")} rows={2} />}
      </Field>
      {purpose !== undefined && (
        <Controller
          control={form.control}
          name="archived"
          render={({ field }) => (
            <Switch checked={field.value} onChange={field.onChange}>
              {i18n._({ id: "settings.purposes.archive", message: "Archived: nobody is asked any more" })}
            </Switch>
          )}
        />
      )}
    </FormDialog>
  );
}

import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { Controller, useForm } from "react-hook-form";
import * as z from "zod/mini";
import type { BasisLabel, Purpose } from "../../../api";
import { i18n } from "../../../i18n";
import { Switch } from "../../../ui";
import { requiredText } from "../../form";
import { FormDialog } from "../form-dialog";
import { InputField, SelectField, TextareaField } from "../form-fields";
import { useKept } from "../use-kept";
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
  const purposes = useKept("purposes", purposesQuery.queryKey);
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
      onSubmit={(values) => purposes.keep(purpose?.id, values)}
    >
      <InputField form={form} name="name" label={i18n._({ id: "settings.purposes.name", message: "Name" })} />
      <SelectField
        form={form}
        name="basis"
        label={i18n._({ id: "settings.purposes.basis", message: "Legal basis (GDPR Art. 6(1))" })}
        options={bases.map(({ basis, label }) => ({ value: basis, label }))}
      />
      <TextareaField
        form={form}
        name="wording"
        label={i18n._({ id: "settings.purposes.wording", message: "Wording" })}
        help={i18n._({
          id: "settings.purposes.wording_help",
          message: "What people agree to or are told. Another wording becomes the next version.",
        })}
        rows={3}
      />
      <TextareaField
        form={form}
        name="description"
        label={i18n._({ id: "settings.purposes.description", message: "Description" })}
        help={i18n._({ id: "settings.purposes.description_help", message: "For those who work here." })}
        rows={2}
      />
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

import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, schemaQuery, type TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { notify } from "../../ui";
import { requiredText } from "../form";
import { FormDialog } from "./form-dialog";
import { InputField } from "./form-fields";

const filled = z.string().check(z.trim(), z.minLength(1, { error: requiredText }));
const objectSchema = z.object({ label: filled, plural: filled });
type ObjectValues = z.infer<typeof objectSchema>;

export function AddObjectDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const queryClient = useQueryClient();
  const router = useRouter();
  const form = useForm<ObjectValues>({
    resolver: standardSchemaResolver(objectSchema),
    defaultValues: { label: "", plural: "" },
  });
  const submit = async ({ label, plural }: ObjectValues) => {
    // The server makes the names that addresses and expressions use, and the field that names a record.
    const created = await api.post<TypeSchema>("types", { label, plural_label: plural });
    await queryClient.invalidateQueries({ queryKey: schemaQuery.queryKey });
    notify({ message: i18n._({ id: "settings.objects.added", message: "{label} added", values: { label } }) });
    await router.navigate({ to: "/settings/objects/$name", params: { name: created.name } });
  };
  return (
    <FormDialog
      form={form}
      open={open}
      onClose={onClose}
      title={i18n._({ id: "settings.objects.add", message: "Add an object" })}
      width="small"
      action={i18n._({ id: "settings.add", message: "Add" })}
      places={{ name: "label", plural_label: "plural" }}
      onSubmit={submit}
    >
      <InputField
        form={form}
        name="label"
        label={i18n._({ id: "settings.objects.one", message: "One is called" })}
        help={i18n._({ id: "settings.objects.one_help", message: "As in “Project”." })}
      />
      <InputField
        form={form}
        name="plural"
        label={i18n._({ id: "settings.objects.many", message: "Several are called" })}
        help={i18n._({ id: "settings.objects.many_help", message: "As in “Projects”." })}
      />
    </FormDialog>
  );
}

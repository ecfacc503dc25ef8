import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useNavigate } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type RoleDefinition } from "../../../api";
import { i18n } from "../../../i18n";
import { requiredText } from "../../form";
import { FormDialog } from "../form-dialog";
import { InputField, SelectField } from "../form-fields";
import { roleBody, useRenewAccess } from "./calls";

const newRoleSchema = z.object({
  label: z.string().check(z.trim(), z.minLength(1, { error: requiredText })),
  from: z.string(),
});
type NewRoleValues = z.infer<typeof newRoleSchema>;

const empty = "";

interface NewRoleDialogProps {
  roles: RoleDefinition[];
  open: boolean;
  onClose: () => void;
}

/** Names a role and says what it starts from. */
export function NewRoleDialog({ roles, open, onClose }: NewRoleDialogProps) {
  const renew = useRenewAccess();
  const navigate = useNavigate();
  const form = useForm<NewRoleValues>({
    resolver: standardSchemaResolver(newRoleSchema),
    defaultValues: { label: "", from: "member" },
  });
  const submit = async ({ label, from }: NewRoleValues) => {
    const start = roles.find((role) => role.name === from);
    const made = await api.post<RoleDefinition>("roles", {
      ...(start === undefined ? {} : { ...roleBody(start), description: null }),
      label,
    });
    await renew();
    await navigate({ to: "/settings/access/$name", params: { name: made.name } });
  };
  return (
    <FormDialog
      form={form}
      open={open}
      onClose={onClose}
      title={i18n._({ id: "access.roles.add", message: "Add a role" })}
      action={i18n._({ id: "settings.add", message: "Add" })}
      onSubmit={submit}
    >
      <InputField form={form} name="label" label={i18n._({ id: "access.role.label", message: "Name" })} />
      <SelectField
        form={form}
        name="from"
        label={i18n._({ id: "access.role.from", message: "Start from" })}
        help={i18n._({
          id: "access.role.from_help",
          message: "What that role allows is copied; change it as you like.",
        })}
        options={[
          { value: empty, label: i18n._({ id: "access.role.nothing", message: "Nothing" }) },
          ...roles.map((role) => ({ value: role.name, label: role.label })),
        ]}
      />
    </FormDialog>
  );
}

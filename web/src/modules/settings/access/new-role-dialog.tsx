import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useNavigate } from "@tanstack/react-router";
import { useId } from "react";
import { Controller, useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type RoleDefinition } from "../../../api";
import { i18n } from "../../../i18n";
import { Button, Dialog, Field, Input, Select } from "../../../ui";
import { requiredText, showProblem } from "../../form";
import { FormError } from "../../form-error";
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
  const formId = useId();
  const renew = useRenewAccess();
  const navigate = useNavigate();
  const form = useForm<NewRoleValues>({
    resolver: standardSchemaResolver(newRoleSchema),
    defaultValues: { label: "", from: "member" },
  });
  const { errors, isSubmitting } = form.formState;
  const close = () => {
    form.reset();
    onClose();
  };
  const submit = form.handleSubmit(async ({ label, from }) => {
    const start = roles.find((role) => role.name === from);
    try {
      const made = await api.post<RoleDefinition>("roles", {
        ...(start === undefined ? {} : { ...roleBody(start), description: null }),
        label,
      });
      await renew();
      close();
      await navigate({ to: "/settings/access/$name", params: { name: made.name } });
    } catch (error) {
      showProblem(form, error);
    }
  });
  return (
    <Dialog
      open={open}
      onClose={close}
      title={i18n._({ id: "access.roles.add", message: "Add a role" })}
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
        <Field label={i18n._({ id: "access.role.label", message: "Name" })} error={errors.label?.message}>
          {(control) => <Input {...control} {...form.register("label")} autoComplete="off" />}
        </Field>
        <Field
          label={i18n._({ id: "access.role.from", message: "Start from" })}
          help={i18n._({
            id: "access.role.from_help",
            message: "What that role allows is copied; change it as you like.",
          })}
          error={errors.from?.message}
        >
          {(control) => (
            <Controller
              control={form.control}
              name="from"
              render={({ field }) => (
                <Select
                  {...control}
                  value={field.value}
                  onChange={field.onChange}
                  options={[
                    { value: empty, label: i18n._({ id: "access.role.nothing", message: "Nothing" }) },
                    ...roles.map((role) => ({ value: role.name, label: role.label })),
                  ]}
                />
              )}
            />
          )}
        </Field>
        <FormError message={errors.root?.message} />
      </form>
    </Dialog>
  );
}

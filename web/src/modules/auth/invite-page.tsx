import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { Link, useParams } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, asProblem, type Me } from "../../api";
import { i18n } from "../../i18n";
import { Button, Field, Input } from "../../ui";
import { requiredText, showProblem } from "../form";
import { FormError } from "../form-error";
import { PasswordInput } from "../password-input";
import { AuthLayout } from "./auth-layout";
import { useEnter } from "./enter";

const inviteSchema = z.object({
  name: z.string().check(z.trim()),
  password: z.string().check(z.minLength(1, { error: requiredText })),
});
type InviteValues = z.infer<typeof inviteSchema>;

export function InvitePage() {
  const { token } = useParams({ from: "/invite/$token" });
  const enter = useEnter();
  const form = useForm<InviteValues>({
    resolver: standardSchemaResolver(inviteSchema),
    defaultValues: { name: "", password: "" },
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ name, password }) => {
    try {
      const body = { token, password, ...(name === "" ? {} : { name }) };
      await enter(await api.post<Me>("invitations/accept", body), "/welcome");
    } catch (error) {
      const problem = asProblem(error);
      if (problem?.status === 404 || problem?.about("token") !== undefined) {
        form.setError("root", {
          message: i18n._({
            id: "auth.invite.over",
            message: "This invitation is no longer valid. Ask whoever invited you for a new one.",
          }),
        });
      } else {
        showProblem(form, error);
      }
    }
  });
  return (
    <AuthLayout
      title={i18n._({ id: "auth.invite.title", message: "Join your team" })}
      text={i18n._({
        id: "auth.invite.text",
        message: "Choose a password. If you already have a Kith account, use the one you have.",
      })}
      footer={
        <Link to="/login" className="text-accent underline">
          {i18n._({ id: "auth.invite.login", message: "Log in instead" })}
        </Link>
      }
    >
      <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <Field
          label={i18n._({ id: "auth.name", message: "Your name" })}
          help={i18n._({
            id: "auth.invite.name_help",
            message: "Leave it empty to keep the name you were invited with.",
          })}
          error={errors.name?.message}
        >
          {(control) => <Input {...control} {...form.register("name")} autoComplete="name" autoFocus />}
        </Field>
        <Field label={i18n._({ id: "auth.password", message: "Password" })} error={errors.password?.message}>
          {(control) => <PasswordInput {...control} {...form.register("password")} autoComplete="new-password" />}
        </Field>
        <FormError message={errors.root?.message} />
        <Button type="submit" variant="primary" busy={isSubmitting}>
          {i18n._({ id: "auth.invite.submit", message: "Join" })}
        </Button>
      </form>
    </AuthLayout>
  );
}

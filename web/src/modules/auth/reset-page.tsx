import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { Link, useParams, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, asProblem } from "../../api";
import { i18n } from "../../i18n";
import { Button, Field, notify } from "../../ui";
import { requiredText, showProblem } from "../form";
import { FormError } from "../form-error";
import { PasswordInput } from "../password-input";
import { AuthLayout } from "./auth-layout";
import { LinkOver } from "./link-over";

const resetSchema = z.object({ password: z.string().check(z.minLength(1, { error: requiredText })) });
type ResetValues = z.infer<typeof resetSchema>;

export function ResetPage() {
  const { token } = useParams({ from: "/reset/$token" });
  const router = useRouter();
  const [over, setOver] = useState(false);
  const form = useForm<ResetValues>({
    resolver: standardSchemaResolver(resetSchema),
    defaultValues: { password: "" },
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ password }) => {
    try {
      await api.post("auth/password/reset", { token, password });
      await router.navigate({ to: "/login" });
      notify({
        message: i18n._({ id: "auth.reset.done", message: "Your password is changed. Log in with the new one." }),
      });
    } catch (error) {
      if (asProblem(error)?.about("token") === undefined) showProblem(form, error);
      else setOver(true);
    }
  });
  if (over) {
    return (
      <LinkOver>
        <Link to="/forgot" className="text-accent underline">
          {i18n._({ id: "auth.reset.again", message: "Send a new link" })}
        </Link>
      </LinkOver>
    );
  }
  return (
    <AuthLayout
      title={i18n._({ id: "auth.reset.title", message: "Choose a new password" })}
      text={i18n._({
        id: "auth.reset.text",
        message: "Everything that is signed in with the old one is signed out.",
      })}
    >
      <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <Field label={i18n._({ id: "auth.reset.password", message: "New password" })} error={errors.password?.message}>
          {(control) => (
            <PasswordInput {...control} {...form.register("password")} autoComplete="new-password" autoFocus />
          )}
        </Field>
        <FormError message={errors.root?.message} />
        <Button type="submit" variant="primary" busy={isSubmitting}>
          {i18n._({ id: "auth.reset.submit", message: "Set the password" })}
        </Button>
      </form>
    </AuthLayout>
  );
}

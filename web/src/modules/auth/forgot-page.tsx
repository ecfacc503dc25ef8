import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api } from "../../api";
import { i18n } from "../../i18n";
import { Button, Field, Input } from "../../ui";
import { emailText, showProblem } from "../form";
import { FormError } from "../form-error";
import { AuthLayout } from "./auth-layout";

const forgotSchema = z.object({ email: z.email({ error: emailText }) });
type ForgotValues = z.infer<typeof forgotSchema>;

/** Asks for the link that sets a new password. It never says whether there is such an account. */
export function ForgotPage() {
  const [asked, setAsked] = useState<string>();
  const form = useForm<ForgotValues>({
    resolver: standardSchemaResolver(forgotSchema),
    defaultValues: { email: "" },
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    try {
      await api.post("auth/password/forgot", values);
      setAsked(values.email);
    } catch (error) {
      showProblem(form, error);
    }
  });
  const login = (
    <Link to="/login" className="text-accent underline">
      {i18n._({ id: "auth.forgot.login", message: "Back to log in" })}
    </Link>
  );
  if (asked !== undefined) {
    return (
      <AuthLayout
        title={i18n._({ id: "auth.forgot.sent", message: "Look into your mail" })}
        text={i18n._({
          id: "auth.forgot.sent_text",
          message: "If {email} has an account, a link to choose a new password is on its way. It works for an hour.",
          values: { email: asked },
        })}
        footer={login}
      >
        <div role="status" className="sr-only">
          {i18n._({ id: "auth.forgot.sent", message: "Look into your mail" })}
        </div>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout
      title={i18n._({ id: "auth.forgot.title", message: "Forgot your password?" })}
      text={i18n._({ id: "auth.forgot.text", message: "We send you a link to choose a new one." })}
      footer={login}
    >
      <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <Field label={i18n._({ id: "auth.email", message: "E-mail" })} error={errors.email?.message}>
          {(control) => (
            <Input {...control} {...form.register("email")} type="email" autoComplete="username" autoFocus />
          )}
        </Field>
        <FormError message={errors.root?.message} />
        <Button type="submit" variant="primary" busy={isSubmitting}>
          {i18n._({ id: "auth.forgot.submit", message: "Send the link" })}
        </Button>
      </form>
    </AuthLayout>
  );
}

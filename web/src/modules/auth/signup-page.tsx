import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Controller, useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type Me } from "../../api";
import { browserTimeZone, i18n } from "../../i18n";
import { Button, Field, Input } from "../../ui";
import { emailText, requiredText, showProblem } from "../form";
import { FormError } from "../form-error";
import { PasswordInput } from "../password-input";
import { AuthLayout } from "./auth-layout";
import { useEnter } from "./enter";
import { Pick } from "./pick";
import { currencies, likelyCurrency, timeZones } from "./region";

const filled = z.string().check(z.trim(), z.minLength(1, { error: requiredText }));
const signupSchema = z.object({
  workspace: filled,
  name: filled,
  email: z.email({ error: emailText }),
  // How good it must be is the server's to say; trimming it would change it.
  password: z.string().check(z.minLength(1, { error: requiredText })),
  currency: z.string(),
  time_zone: z.string(),
});
type SignupValues = z.infer<typeof signupSchema>;

export function SignupPage() {
  const enter = useEnter();
  const [options] = useState(() => ({ currencies: currencies(), zones: timeZones() }));
  const form = useForm<SignupValues>({
    resolver: standardSchemaResolver(signupSchema),
    defaultValues: {
      workspace: "",
      name: "",
      email: "",
      password: "",
      currency: likelyCurrency(),
      time_zone: browserTimeZone(),
    },
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    try {
      await enter(await api.post<Me>("auth/signup", values), "/welcome");
    } catch (error) {
      showProblem(form, error);
    }
  });
  return (
    <AuthLayout
      title={i18n._({ id: "auth.signup.title", message: "Create your workspace" })}
      text={i18n._({ id: "auth.signup.text", message: "A place for your team, your customers and your deals." })}
      footer={
        <>
          {i18n._({ id: "auth.signup.known", message: "Already have an account?" })}{" "}
          <Link to="/login" className="text-accent underline">
            {i18n._({ id: "auth.signup.login", message: "Log in" })}
          </Link>
        </>
      }
    >
      <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <Field
          label={i18n._({ id: "auth.workspace", message: "Workspace" })}
          help={i18n._({ id: "auth.workspace.help", message: "Your company or team, as your colleagues call it." })}
          error={errors.workspace?.message}
        >
          {(control) => <Input {...control} {...form.register("workspace")} autoComplete="organization" autoFocus />}
        </Field>
        <Field label={i18n._({ id: "auth.name", message: "Your name" })} error={errors.name?.message}>
          {(control) => <Input {...control} {...form.register("name")} autoComplete="name" />}
        </Field>
        <Field label={i18n._({ id: "auth.email", message: "E-mail" })} error={errors.email?.message}>
          {(control) => <Input {...control} {...form.register("email")} type="email" autoComplete="username" />}
        </Field>
        <Field label={i18n._({ id: "auth.password", message: "Password" })} error={errors.password?.message}>
          {(control) => <PasswordInput {...control} {...form.register("password")} autoComplete="new-password" />}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={i18n._({ id: "auth.currency", message: "Currency" })} error={errors.currency?.message}>
            {(control) => (
              <Controller
                control={form.control}
                name="currency"
                render={({ field }) => (
                  <Pick control={control} value={field.value} onChange={field.onChange} options={options.currencies} />
                )}
              />
            )}
          </Field>
          <Field label={i18n._({ id: "auth.time_zone", message: "Time zone" })} error={errors.time_zone?.message}>
            {(control) => (
              <Controller
                control={form.control}
                name="time_zone"
                render={({ field }) => (
                  <Pick control={control} value={field.value} onChange={field.onChange} options={options.zones} />
                )}
              />
            )}
          </Field>
        </div>
        <FormError message={errors.root?.message} />
        <Button type="submit" variant="primary" busy={isSubmitting}>
          {i18n._({ id: "auth.signup.submit", message: "Create workspace" })}
        </Button>
      </form>
    </AuthLayout>
  );
}

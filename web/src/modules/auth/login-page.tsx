import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { Link, useSearch } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type Me } from "../../api";
import { i18n } from "../../i18n";
import { Button, Field, Input } from "../../ui";
import { emailText, requiredText, showProblem } from "../form";
import { FormError } from "../form-error";
import { PasswordInput } from "../password-input";
import { AuthLayout } from "./auth-layout";
import { useEnter } from "./enter";
import { ProviderSignIn } from "./provider-sign-in";

const loginSchema = z.object({
  email: z.email({ error: emailText }),
  password: z.string().check(z.minLength(1, { error: requiredText })),
});
type LoginValues = z.infer<typeof loginSchema>;

export function LoginPage() {
  const { next, provider } = useSearch({ from: "/login" });
  const enter = useEnter();
  const form = useForm<LoginValues>({
    resolver: standardSchemaResolver(loginSchema),
    defaultValues: { email: "", password: "" },
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    try {
      await enter(await api.post<Me>("auth/login", values), next ?? "/");
    } catch (error) {
      showProblem(form, error);
    }
  });
  return (
    <AuthLayout
      title={i18n._({ id: "auth.login.title", message: "Log in" })}
      text={
        next === undefined ? undefined : i18n._({ id: "auth.login.next", message: "Log in to go on where you were." })
      }
      footer={
        <>
          {i18n._({ id: "auth.login.new", message: "New to Kith?" })}{" "}
          <Link to="/signup" className="text-accent underline">
            {i18n._({ id: "auth.login.signup", message: "Create a workspace" })}
          </Link>
        </>
      }
    >
      <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <Field label={i18n._({ id: "auth.email", message: "E-mail" })} error={errors.email?.message}>
          {(control) => (
            <Input {...control} {...form.register("email")} type="email" autoComplete="username" autoFocus />
          )}
        </Field>
        <Field label={i18n._({ id: "auth.password", message: "Password" })} error={errors.password?.message}>
          {(control) => <PasswordInput {...control} {...form.register("password")} autoComplete="current-password" />}
        </Field>
        <Link to="/forgot" className="-mt-2 self-start text-muted text-small underline hover:text-fg">
          {i18n._({ id: "auth.login.forgot", message: "Forgot your password?" })}
        </Link>
        <FormError message={errors.root?.message} />
        <Button type="submit" variant="primary" busy={isSubmitting}>
          {i18n._({ id: "auth.login.submit", message: "Log in" })}
        </Button>
        <ProviderSignIn
          next={next}
          provider={provider}
          email={async () =>
            (await form.trigger("email", { shouldFocus: true })) ? form.getValues("email") : undefined
          }
        />
      </form>
    </AuthLayout>
  );
}

import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { Link, useSearch } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { Controller, useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, asProblem, type Me, offerPasskeys, passkeysPossible, showPasskey } from "../../api";
import { i18n } from "../../i18n";
import { Button, Checkbox, Field, Input } from "../../ui";
import { emailText, requiredText, showProblem } from "../form";
import { FormError } from "../form-error";
import { PasswordInput } from "../password-input";
import { AuthLayout } from "./auth-layout";
import { inTurn, useEnter } from "./enter";
import { ProviderSignIn } from "./provider-sign-in";

const loginSchema = z.object({
  email: z.email({ error: emailText }),
  password: z.string().check(z.minLength(1, { error: requiredText })),
  code: z.string().check(z.trim()),
  remember: z.boolean(),
  trust_device: z.boolean(),
});
type LoginValues = z.infer<typeof loginSchema>;

export function LoginPage() {
  const { next, provider } = useSearch({ from: "/login" });
  const enter = useEnter();
  const form = useForm<LoginValues>({
    resolver: standardSchemaResolver(loginSchema),
    defaultValues: { email: "", password: "", code: "", remember: true, trust_device: false },
  });
  const { errors, isSubmitting } = form.formState;
  const [asked, setAsked] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const submit = form.handleSubmit(async ({ code, ...values }) => {
    const signIn = () => api.post<Me>("auth/login", code === "" ? values : { ...values, code });
    try {
      await enter(await inTurn(signIn, () => setWaiting(true)), next ?? "/");
    } catch (error) {
      if (asProblem(error)?.code === "code_required") {
        setAsked(true);
        return;
      }
      showProblem(form, error);
    } finally {
      setWaiting(false);
    }
  });
  const fail = (error: unknown) => {
    // Giving up in the browser's own dialog is nothing to complain about.
    if (!(error instanceof DOMException)) showProblem(form, error);
  };
  const byPasskey = async () => {
    offered.current?.abort();
    try {
      await enter(await showPasskey(form.getValues("remember")), next ?? "/");
    } catch (error) {
      fail(error);
    }
  };
  const offered = useRef<AbortController>(undefined);
  const onOffer = useEffectEvent((me: Me | undefined) => {
    if (me !== undefined) void enter(me, next ?? "/");
  });
  // An offer that cannot be made is none; only what was chosen and refused is told.
  const onRefused = useEffectEvent((error: unknown) => {
    if (asProblem(error)?.code === "bad_passkey") fail(error);
  });
  useEffect(() => {
    const offer = new AbortController();
    offered.current = offer;
    offerPasskeys(offer.signal).then(onOffer, onRefused);
    return () => offer.abort();
  }, []);
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
            <Input {...control} {...form.register("email")} type="email" autoComplete="username webauthn" autoFocus />
          )}
        </Field>
        <Field label={i18n._({ id: "auth.password", message: "Password" })} error={errors.password?.message}>
          {(control) => <PasswordInput {...control} {...form.register("password")} autoComplete="current-password" />}
        </Field>
        <Link to="/forgot" className="-mt-2 self-start text-muted text-small underline hover:text-fg">
          {i18n._({ id: "auth.login.forgot", message: "Forgot your password?" })}
        </Link>
        {asked && (
          <>
            <Field
              label={i18n._({ id: "auth.code", message: "Code" })}
              help={i18n._({ id: "auth.code.help", message: "From your authenticator app, or a recovery code." })}
              error={errors.code?.message}
            >
              {(control) => <Input {...control} {...form.register("code")} autoComplete="one-time-code" autoFocus />}
            </Field>
            <Controller
              control={form.control}
              name="trust_device"
              render={({ field }) => (
                <Checkbox checked={field.value} onChange={field.onChange}>
                  {i18n._({ id: "auth.trust", message: "Ask for no code in this browser for 30 days" })}
                </Checkbox>
              )}
            />
          </>
        )}
        <Controller
          control={form.control}
          name="remember"
          render={({ field }) => (
            <Checkbox checked={field.value} onChange={field.onChange}>
              {i18n._({ id: "auth.remember", message: "Stay logged in" })}
            </Checkbox>
          )}
        />
        <FormError message={errors.root?.message} />
        {waiting && (
          <p role="status" className="text-muted text-small">
            {i18n._({
              id: "auth.login.waiting",
              message: "Many people are logging in right now. Stay here, and we let you in as soon as it is your turn.",
            })}
          </p>
        )}
        <Button type="submit" variant="primary" busy={isSubmitting}>
          {i18n._({ id: "auth.login.submit", message: "Log in" })}
        </Button>
        {passkeysPossible() && (
          <Button icon={<KeyRound aria-hidden="true" className="size-4" />} onClick={() => void byPasskey()}>
            {i18n._({ id: "auth.login.passkey", message: "Log in with a passkey" })}
          </Button>
        )}
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

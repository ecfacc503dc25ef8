import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { queryOptions, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type EmailChange, meQuery } from "../../api";
import { formatDateTime, i18n } from "../../i18n";
import { Button, Field } from "../../ui";
import { emailText, requiredText } from "../form";
import { PasswordInput } from "../password-input";
import { complain } from "./complain";
import { FormDialog } from "./form-dialog";
import { InputField } from "./form-fields";
import { Section } from "./section";
import { factorsQuery } from "./security/calls";

const emailChangeQuery = queryOptions({
  queryKey: ["email-change"],
  queryFn: ({ signal }) => api.get<{ pending: EmailChange | null }>("auth/email/change", { signal }),
  staleTime: 0,
});

/** The address one logs in with, and another that waits to be confirmed. */
export function EmailSection() {
  const { email } = useSuspenseQuery(meQuery).data;
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { data, error } = useQuery(emailChangeQuery);
  const withdraw = async () => {
    try {
      await api.delete("auth/email/change");
    } catch (problem) {
      complain(problem);
    }
    await queryClient.invalidateQueries({ queryKey: emailChangeQuery.queryKey });
  };
  return (
    <Section
      title={i18n._({ id: "settings.email", message: "E-mail address" })}
      text={
        <>
          {i18n._({ id: "settings.email.text", message: "What you log in with:" })} <bdi dir="ltr">{email}</bdi>
        </>
      }
      // Who was signed in by their organisation looks after no account.
      actions={
        error === null && (
          <Button onClick={() => setAsking(true)}>
            {i18n._({ id: "settings.email.change", message: "Change address" })}
          </Button>
        )
      }
    >
      {data?.pending != null && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <p className="wrap-anywhere min-w-0 grow basis-60 text-pretty">
            {waitingText(data.pending)}{" "}
            <span className="text-muted">
              {i18n._({
                id: "settings.email.until",
                message: "The links work until {time}.",
                values: { time: formatDateTime(data.pending.expires_at) },
              })}
            </span>
          </p>
          <Button size="small" onClick={() => void withdraw()}>
            {i18n._({ id: "settings.email.keep", message: "Keep the present address" })}
          </Button>
        </div>
      )}
      <ChangeDialog open={asking} onClose={() => setAsking(false)} />
    </Section>
  );
}

function waitingText({ email, old_confirmed, new_confirmed }: EmailChange): string {
  const values = { email };
  if (old_confirmed && !new_confirmed)
    return i18n._({ id: "settings.email.waits_new", message: "{email} is still to confirm the change.", values });
  if (new_confirmed)
    return i18n._({
      id: "settings.email.waits_old",
      message: "{email} has confirmed the change. Your present address is still to do so.",
      values,
    });
  return i18n._({
    id: "settings.email.waits_both",
    message: "Both {email} and your present address were sent a link that confirms the change.",
    values,
  });
}

const changeSchema = z.object({
  email: z.email({ error: emailText }),
  password: z.string().check(z.minLength(1, { error: requiredText })),
  code: z.string(),
});
type ChangeValues = z.infer<typeof changeSchema>;

function ChangeDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const queryClient = useQueryClient();
  const codes = useQuery({ ...factorsQuery, enabled: open }).data?.totp != null;
  const form = useForm<ChangeValues>({
    resolver: standardSchemaResolver(changeSchema),
    defaultValues: { email: "", password: "", code: "" },
  });
  const { errors } = form.formState;
  const submit = async ({ code, ...values }: ChangeValues) => {
    await api.post("auth/email/change", { ...values, ...(code === "" ? {} : { code }) });
    await queryClient.invalidateQueries({ queryKey: emailChangeQuery.queryKey });
  };
  return (
    <FormDialog
      form={form}
      open={open}
      onClose={onClose}
      title={i18n._({ id: "settings.email.title", message: "Change your address" })}
      description={i18n._({
        id: "settings.email.description",
        message: "Both addresses get a link. When both were followed, you are signed out everywhere else.",
      })}
      width="small"
      action={i18n._({ id: "settings.email.send", message: "Send the links" })}
      onSubmit={submit}
    >
      <InputField
        form={form}
        name="email"
        label={i18n._({ id: "settings.email.new", message: "New address" })}
        type="email"
        autoComplete="email"
      />
      <Field
        label={i18n._({ id: "settings.password.present", message: "Present password" })}
        error={errors.password?.message}
      >
        {(control) => <PasswordInput {...control} {...form.register("password")} autoComplete="current-password" />}
      </Field>
      {codes && (
        <InputField
          form={form}
          name="code"
          label={i18n._({ id: "settings.totp.code", message: "Code" })}
          inputMode="numeric"
          autoComplete="one-time-code"
        />
      )}
    </FormDialog>
  );
}

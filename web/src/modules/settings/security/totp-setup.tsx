import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQuery } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, asProblem, type NewTotp } from "../../../api";
import { i18n } from "../../../i18n";
import { Button, Field, Input, Skeleton } from "../../../ui";
import { requiredText, showProblem } from "../../form";
import { FormError } from "../../form-error";
import { QrCode } from "./qr-code";

const codeSchema = z.object({ code: z.string().check(z.trim(), z.minLength(1, { error: requiredText })) });

interface TotpSetupProps {
  /** Told the recovery codes once the app's first code was right. */
  onDone: (recoveryCodes: string[]) => void;
}

/** Ties an authenticator app to the account: scan, then write the code it shows. */
export function TotpSetup({ onDone }: TotpSetupProps) {
  const begun = useQuery({
    queryKey: ["sign-in", "totp"],
    queryFn: () => api.post<NewTotp>("auth/second_factor/totp"),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const form = useForm<{ code: string }>({
    resolver: standardSchemaResolver(codeSchema),
    defaultValues: { code: "" },
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ code }) => {
    try {
      const made = await api.post<{ recovery_codes: string[] }>("auth/second_factor/totp/confirm", { code });
      onDone(made.recovery_codes);
    } catch (error) {
      showProblem(form, error);
    }
  });
  if (begun.error !== null) return <FormError message={asProblem(begun.error)?.message} />;
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <p className="text-pretty text-muted">
        {i18n._({
          id: "settings.totp.scan",
          message: "Scan this with an authenticator app, then write the code that it shows.",
        })}
      </p>
      {begun.data === undefined ? <Skeleton className="size-48" /> : <QrCode text={begun.data.uri} />}
      <Field
        label={i18n._({ id: "settings.totp.secret", message: "Or type this into the app" })}
        className="max-w-full"
      >
        {(control) => (
          <Input {...control} readOnly dir="ltr" value={begun.data?.secret ?? ""} className="font-mono text-small" />
        )}
      </Field>
      <Field label={i18n._({ id: "settings.totp.code", message: "Code" })} error={errors.code?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register("code")}
            inputMode="numeric"
            autoComplete="one-time-code"
            className="max-w-40 font-mono"
          />
        )}
      </Field>
      <FormError message={errors.root?.message} />
      <div>
        <Button type="submit" variant="primary" busy={isSubmitting}>
          {i18n._({ id: "settings.totp.confirm", message: "Turn on" })}
        </Button>
      </div>
    </form>
  );
}

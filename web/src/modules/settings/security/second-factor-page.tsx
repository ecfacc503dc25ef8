import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, asProblem, type Me, meQuery, passkeysPossible, showPasskey } from "../../../api";
import { i18n } from "../../../i18n";
import { Button, Field, Input } from "../../../ui";
import { requiredText, showProblem } from "../../form";
import { FormError } from "../../form-error";
import { Elsewhere } from "../networks/elsewhere";
import { ViewingOverPage } from "../viewing/over-page";
import { RecoveryCodes } from "./recovery-codes";
import { StepHeading } from "./step-heading";
import { TotpSetup } from "./totp-setup";

/** Where a sign-in stops that has yet to show its second factor, or to set one up because the role demands it, one that saw Kith as somebody else, and one from where the workspace lets nobody in. */
export function SecondFactorPage() {
  const { needs, next } = useSearch({ from: "/second-factor" });
  const queryClient = useQueryClient();
  const router = useRouter();
  const enter = (me?: Me) => {
    queryClient.clear();
    if (me !== undefined) queryClient.setQueryData(meQuery.queryKey, me);
    router.history.push(next ?? "/");
  };
  const leave = async () => {
    await api.post("auth/logout");
    queryClient.clear();
    router.history.push("/login");
  };
  if (needs === "view_as.over") return <ViewingOverPage />;
  return (
    <main className="flex min-h-full flex-col items-center bg-bg px-4 pt-[12dvh] pb-12">
      <div className="flex w-full max-w-96 flex-col gap-6">
        {needs === "second_factor_required" && <SetUp onDone={() => enter()} />}
        {needs === "network.refused" && <Elsewhere onAgain={() => enter()} />}
        {(needs === "code_required" || needs === "passkey_required") && (
          <Show passkey={needs === "passkey_required"} onDone={enter} />
        )}
        <p>
          <Button variant="quiet" onClick={() => void leave()}>
            {i18n._({ id: "settings.factor.leave", message: "Sign in as somebody else" })}
          </Button>
        </p>
      </div>
    </main>
  );
}

function SetUp({ onDone }: { onDone: () => void }) {
  const [codes, setCodes] = useState<string[]>();
  return (
    <>
      <StepHeading title={i18n._({ id: "settings.factor.set_up", message: "Set up a second factor" })}>
        {i18n._({
          id: "settings.factor.set_up_text",
          message: "Your workspace asks for more than a password. It takes a minute, and then you go on.",
        })}
      </StepHeading>
      {codes === undefined ? (
        <TotpSetup onDone={setCodes} />
      ) : (
        <>
          <RecoveryCodes codes={codes} />
          <Button variant="primary" onClick={onDone}>
            {i18n._({ id: "settings.recovery.kept", message: "I have kept them" })}
          </Button>
        </>
      )}
    </>
  );
}

const codeSchema = z.object({ code: z.string().check(z.trim(), z.minLength(1, { error: requiredText })) });

function Show({ passkey, onDone }: { passkey: boolean; onDone: (me: Me) => void }) {
  const form = useForm<{ code: string }>({
    resolver: standardSchemaResolver(codeSchema),
    defaultValues: { code: "" },
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    try {
      onDone(await api.post<Me>("auth/second_factor/show", values));
    } catch (error) {
      showProblem(form, error);
    }
  });
  if (passkey) return <ShowPasskey onDone={onDone} />;
  return (
    <>
      <StepHeading title={i18n._({ id: "settings.factor.show", message: "One more step" })}>
        {i18n._({
          id: "settings.factor.show_text",
          message: "Write the code that your authenticator app shows, or a recovery code.",
        })}
      </StepHeading>
      <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <Field label={i18n._({ id: "settings.totp.code", message: "Code" })} error={errors.code?.message}>
          {(control) => (
            <Input
              {...control}
              {...form.register("code")}
              autoComplete="one-time-code"
              autoFocus
              className="font-mono"
            />
          )}
        </Field>
        <FormError message={errors.root?.message} />
        <Button type="submit" variant="primary" busy={isSubmitting}>
          {i18n._({ id: "settings.factor.go_on", message: "Go on" })}
        </Button>
      </form>
    </>
  );
}

function ShowPasskey({ onDone }: { onDone: (me: Me) => void }) {
  const [problem, setProblem] = useState<string>();
  const show = async () => {
    setProblem(undefined);
    try {
      onDone(await showPasskey(true));
    } catch (error) {
      // Giving up in the browser's own dialog needs no word.
      if (!(error instanceof DOMException)) setProblem(asProblem(error)?.message ?? String(error));
    }
  };
  return (
    <>
      <StepHeading title={i18n._({ id: "settings.factor.passkey", message: "Sign in with your passkey" })}>
        {i18n._({
          id: "settings.factor.passkey_text",
          message: "Your workspace asks for more than a password. Show your passkey to go on.",
        })}
      </StepHeading>
      <FormError message={problem} />
      {passkeysPossible() && (
        <Button variant="primary" icon={<KeyRound aria-hidden="true" className="size-4" />} onClick={() => void show()}>
          {i18n._({ id: "settings.factor.use_passkey", message: "Use my passkey" })}
        </Button>
      )}
    </>
  );
}

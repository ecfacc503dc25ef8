import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { queryOptions, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { type AccountDeletionStake, api, meQuery } from "../../api";
import { i18n } from "../../i18n";
import { Button, Field, Input, Skeleton } from "../../ui";
import { requiredText } from "../form";
import { PasswordInput } from "../password-input";
import { FormDialog } from "./form-dialog";
import { missingText } from "./hand-over-dialog";
import { type HandOver, HandOverFields, handOverOf, isMissing } from "./hand-over-fields";
import { Section } from "./section";
import { factorsQuery } from "./security/calls";

const deletionQuery = queryOptions({
  queryKey: ["account-deletion"],
  queryFn: ({ signal }) => api.get<{ workspaces: AccountDeletionStake[] }>("account/deletion", { signal }),
  staleTime: 0,
  gcTime: 0,
});

/** Deleting one's own account: what happens, and the dialog that asks. */
export function AccountDeletionSection() {
  const [asking, setAsking] = useState(false);
  return (
    <Section
      title={i18n._({ id: "settings.deletion", message: "Delete my account" })}
      text={i18n._({
        id: "settings.deletion.text",
        message:
          "You are signed out everywhere, and your address is free again. What you did stays in your workspaces as that of a former colleague, without your name. It cannot be undone.",
      })}
    >
      <div>
        <Button variant="danger" onClick={() => setAsking(true)}>
          {i18n._({ id: "settings.deletion.begin", message: "Delete my account…" })}
        </Button>
      </div>
      {asking && <DeletionDialog onClose={() => setAsking(false)} />}
    </Section>
  );
}

const deletionSchema = z.object({
  email: z.string().check(z.trim(), z.minLength(1, { error: requiredText })),
  password: z.string().check(z.minLength(1, { error: requiredText })),
  code: z.string(),
});
type DeletionValues = z.infer<typeof deletionSchema>;

function DeletionDialog({ onClose }: { onClose: () => void }) {
  const { email } = useSuspenseQuery(meQuery).data;
  const codes = useQuery(factorsQuery).data?.totp != null;
  const { data, error } = useQuery(deletionQuery);
  const [given, setGiven] = useState<{ readonly [workspace: string]: HandOver }>({});
  const form = useForm<DeletionValues>({
    resolver: standardSchemaResolver(deletionSchema),
    defaultValues: { email: "", password: "", code: "" },
  });
  const { errors } = form.formState;
  const workspaces = data?.workspaces;
  const free = workspaces?.every(({ obstacle }) => obstacle === "none") === true;
  const submit = async ({ code, ...values }: DeletionValues) => {
    const held = (workspaces ?? []).filter(({ holdings }) => holdings.length > 0);
    if (held.some(({ id, holdings }) => isMissing(holdings, given[id]))) {
      form.setError("root", { message: missingText() });
      return false;
    }
    await api.post("account/deletion", {
      ...values,
      ...(code === "" ? {} : { code }),
      hand_over: held.map(({ id }) => ({ workspace: id, ...handOverOf(given[id]) })),
    });
    // Nothing of the account may be seen any more, so the page starts afresh.
    window.location.assign("/login");
    return false;
  };
  return (
    <FormDialog
      form={form}
      open
      onClose={onClose}
      title={i18n._({ id: "settings.deletion.title", message: "Delete your account" })}
      description={i18n._({
        id: "settings.deletion.description",
        message: "For good: nobody can bring it back. Download your data before, if you want to keep it.",
      })}
      action={i18n._({ id: "settings.deletion.delete", message: "Delete my account" })}
      danger
      ready={free}
      onSubmit={submit}
    >
      {error !== null ? (
        <p role="alert">{error.message}</p>
      ) : workspaces === undefined ? (
        <Skeleton className="h-24 w-full" />
      ) : (
        <>
          {workspaces.map((stake) => (
            <Workspace
              key={stake.id}
              stake={stake}
              given={given[stake.id]}
              onGive={(handOver) => setGiven({ ...given, [stake.id]: handOver })}
            />
          ))}
          {free && (
            <>
              <Field
                label={i18n._({
                  id: "settings.deletion.email",
                  message: "Type your address: {email}",
                  values: { email },
                })}
                error={errors.email?.message}
              >
                {(control) => <Input {...control} {...form.register("email")} type="email" autoComplete="off" />}
              </Field>
              <Field
                label={i18n._({ id: "settings.password.present", message: "Present password" })}
                error={errors.password?.message}
              >
                {(control) => (
                  <PasswordInput {...control} {...form.register("password")} autoComplete="current-password" />
                )}
              </Field>
              {codes && (
                <Field label={i18n._({ id: "settings.totp.code", message: "Code" })} error={errors.code?.message}>
                  {(control) => (
                    <Input {...control} {...form.register("code")} inputMode="numeric" autoComplete="one-time-code" />
                  )}
                </Field>
              )}
            </>
          )}
        </>
      )}
    </FormDialog>
  );
}

interface WorkspaceProps {
  stake: AccountDeletionStake;
  given: HandOver | undefined;
  onGive: (given: HandOver) => void;
}

function Workspace({ stake, given, onGive }: WorkspaceProps) {
  const { name, obstacle, holdings, successors, kept } = stake;
  return (
    <section className="flex flex-col gap-2">
      <h3 className="wrap-anywhere font-semibold">{name}</h3>
      <p className="text-pretty text-muted">{obstacle === "none" ? farewellText(kept) : obstacleText(obstacle)}</p>
      {holdings.length > 0 && <HandOverFields held={holdings} people={successors} value={given} onChange={onGive} />}
    </section>
  );
}

function farewellText(kept: boolean): string {
  return kept
    ? i18n._({
        id: "settings.deletion.kept",
        message: "You leave it. Your name stays, because the workspace has to keep your record for a legal reason.",
      })
    : i18n._({
        id: "settings.deletion.leaves",
        message: "You leave it and stay in its history as a former colleague.",
      });
}

function obstacleText(obstacle: Exclude<AccountDeletionStake["obstacle"], "none">): string {
  switch (obstacle) {
    case "last_owner":
      return i18n._({
        id: "settings.deletion.last_owner",
        message: "You are its last owner. Make somebody else an owner first, in its settings under People.",
      });
    case "alone":
      return i18n._({
        id: "settings.deletion.alone",
        message: "Nobody else works in it. Invite somebody as an owner first, in its settings under People.",
      });
    case "elsewhere":
      return i18n._({
        id: "settings.deletion.elsewhere",
        message:
          "You have something to hand over in it, and it asks for more than you have shown here. Switch to it and leave it there first.",
      });
  }
}

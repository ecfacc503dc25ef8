import { useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { api, asProblem, makePasskey, type Passkey, passkeysPossible } from "../../../api";
import { formatDateTime, formatRelative, i18n } from "../../../i18n";
import { Button, ConfirmDialog, notify, Skeleton } from "../../../ui";
import { complain } from "../complain";
import { NameDialog } from "../name-dialog";
import { Rows, Section } from "../section";
import { passkeysQuery, signInKey } from "./calls";

/** Passkeys, which stand for password and code at once. */
export function PasskeysSection() {
  const queryClient = useQueryClient();
  const { data, error } = useQuery(passkeysQuery);
  const [naming, setNaming] = useState(false);
  const title = i18n._({ id: "settings.passkeys", message: "Passkeys" });
  const add = async (name: string) => {
    try {
      await makePasskey(name);
      notify({ message: i18n._({ id: "settings.passkeys.added", message: "Passkey added" }) });
    } catch (problem) {
      // Giving up is nothing to complain about.
      if (!(problem instanceof DOMException)) complain(problem);
    }
    await queryClient.invalidateQueries({ queryKey: signInKey });
  };
  return (
    <Section
      title={title}
      text={i18n._({
        id: "settings.passkeys.text",
        message: "Sign in with your fingerprint, face or PIN: no password and no code.",
      })}
      actions={
        <Button
          disabled={!passkeysPossible()}
          icon={<Plus aria-hidden="true" className="size-4" />}
          onClick={() => setNaming(true)}
        >
          {i18n._({ id: "settings.passkeys.add", message: "Add a passkey" })}
        </Button>
      }
    >
      {!passkeysPossible() && (
        <p className="text-muted">
          {i18n._({
            id: "settings.passkeys.impossible",
            message: "This browser or this address cannot have passkeys.",
          })}
        </p>
      )}
      {error !== null && (
        <p role="alert" className="text-danger">
          {asProblem(error)?.message}
        </p>
      )}
      {data === undefined && error === null && <Skeleton className="h-10" />}
      {data !== undefined && data.data.length > 0 && (
        <Rows label={title}>
          {data.data.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} />
          ))}
        </Rows>
      )}
      <NameDialog
        open={naming}
        onClose={() => setNaming(false)}
        title={i18n._({ id: "settings.passkeys.add", message: "Add a passkey" })}
        label={i18n._({ id: "settings.passkeys.name", message: "What do you call it?" })}
        action={i18n._({ id: "settings.passkeys.go_on", message: "Go on" })}
        onSubmit={add}
      />
    </Section>
  );
}

function PasskeyRow({ passkey }: { passkey: Passkey }) {
  const queryClient = useQueryClient();
  const [renaming, setRenaming] = useState(false);
  const [removing, setRemoving] = useState(false);
  const { id, name, created_at, used_at } = passkey;
  const change = async (call: Promise<unknown>) => {
    try {
      await call;
    } catch (error) {
      complain(error);
    }
    await queryClient.invalidateQueries({ queryKey: signInKey });
  };
  return (
    <li className="flex min-h-13 items-center gap-3 py-1.5">
      <KeyRound aria-hidden="true" className="size-5 shrink-0 text-muted" />
      <div className="min-w-0 grow">
        <p className="truncate">{name}</p>
        <p className="text-muted text-small" title={formatDateTime(created_at)}>
          {used_at === null
            ? i18n._({ id: "settings.passkeys.unused", message: "not used yet" })
            : i18n._({
                id: "settings.passkeys.used",
                message: "used {time}",
                values: { time: formatRelative(used_at) },
              })}
        </p>
      </div>
      <Button
        size="small"
        aria-label={i18n._({ id: "settings.passkeys.rename_named", message: "Rename {name}", values: { name } })}
        onClick={() => setRenaming(true)}
      >
        {i18n._({ id: "settings.passkeys.rename", message: "Rename" })}
      </Button>
      <Button
        size="small"
        aria-label={i18n._({ id: "settings.passkeys.remove_named", message: "Remove {name}", values: { name } })}
        onClick={() => setRemoving(true)}
      >
        {i18n._({ id: "settings.passkeys.remove", message: "Remove" })}
      </Button>
      <NameDialog
        open={renaming}
        onClose={() => setRenaming(false)}
        title={i18n._({ id: "settings.passkeys.rename", message: "Rename" })}
        label={i18n._({ id: "settings.passkeys.name", message: "What do you call it?" })}
        initial={name}
        action={i18n._({ id: "settings.save", message: "Save" })}
        onSubmit={(next) => change(api.patch(`auth/passkeys/${id}`, { name: next }))}
      />
      <ConfirmDialog
        open={removing}
        onClose={() => setRemoving(false)}
        onConfirm={() => {
          setRemoving(false);
          void change(api.delete(`auth/passkeys/${id}`));
        }}
        title={i18n._({ id: "settings.passkeys.remove_title", message: "Remove this passkey?" })}
        description={i18n._({ id: "settings.passkeys.remove_text", message: "It no longer signs you in." })}
        action={i18n._({ id: "settings.passkeys.remove", message: "Remove" })}
      />
    </li>
  );
}

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, asProblem, type Factors } from "../../../api";
import { formatDateTime, i18n } from "../../../i18n";
import { Button, ConfirmDialog, Dialog, notify, Skeleton } from "../../../ui";
import { complain } from "../complain";
import { Section } from "../section";
import { factorsQuery, signInKey } from "./calls";
import { RecoveryCodes } from "./recovery-codes";
import { TotpSetup } from "./totp-setup";

/** Codes of an authenticator app beside the password. */
export function CodesSection() {
  const { data, error } = useQuery(factorsQuery);
  return (
    <Section
      title={i18n._({ id: "settings.totp", message: "Codes of an app" })}
      text={i18n._({
        id: "settings.totp.text",
        message: "A code beside your password, so that nobody who learns the password gets in.",
      })}
    >
      {error !== null && (
        <p role="alert" className="text-danger">
          {asProblem(error)?.message}
        </p>
      )}
      {data === undefined && error === null && <Skeleton className="h-10" />}
      {data !== undefined && <Codes factors={data} />}
    </Section>
  );
}

function Codes({ factors }: { factors: Factors }) {
  const queryClient = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [codes, setCodes] = useState<string[]>();
  const refresh = () => queryClient.invalidateQueries({ queryKey: signInKey });
  const done = () => {
    setAdding(false);
    setCodes(undefined);
    void refresh();
  };
  const renew = async () => {
    try {
      setCodes((await api.post<{ recovery_codes: string[] }>("auth/second_factor/recovery_codes")).recovery_codes);
    } catch (error) {
      complain(error);
    }
  };
  const remove = async () => {
    setRemoving(false);
    try {
      await api.delete("auth/second_factor/totp");
      notify({ message: i18n._({ id: "settings.totp.removed", message: "Codes are no longer asked for" }) });
    } catch (error) {
      complain(error);
    }
    await refresh();
  };
  return (
    <>
      {factors.totp === null ? (
        <div>
          <Button onClick={() => setAdding(true)}>
            {i18n._({ id: "settings.totp.add", message: "Set up codes" })}
          </Button>
        </div>
      ) : (
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p>
            {i18n._({
              id: "settings.totp.since",
              message: "On since {time} · {n, plural, one {# recovery code} other {# recovery codes}} left",
              values: { time: formatDateTime(factors.totp), n: factors.recovery_codes },
            })}
          </p>
          <div className="flex flex-wrap gap-2">
            <Button size="small" onClick={() => void renew()}>
              {i18n._({ id: "settings.recovery.renew", message: "New recovery codes" })}
            </Button>
            <Button size="small" onClick={() => setRemoving(true)}>
              {i18n._({ id: "settings.totp.remove", message: "Turn off" })}
            </Button>
          </div>
        </div>
      )}
      <Dialog
        open={adding || codes !== undefined}
        onClose={done}
        width="small"
        title={
          codes === undefined
            ? i18n._({ id: "settings.totp.add", message: "Set up codes" })
            : i18n._({ id: "settings.recovery", message: "Recovery codes" })
        }
        footer={
          codes === undefined ? undefined : (
            <Button variant="primary" onClick={done}>
              {i18n._({ id: "settings.recovery.kept", message: "I have kept them" })}
            </Button>
          )
        }
      >
        {codes === undefined ? <TotpSetup onDone={setCodes} /> : <RecoveryCodes codes={codes} />}
      </Dialog>
      <ConfirmDialog
        open={removing}
        onClose={() => setRemoving(false)}
        onConfirm={() => void remove()}
        title={i18n._({ id: "settings.totp.remove_title", message: "Turn codes off?" })}
        description={i18n._({
          id: "settings.totp.remove_text",
          message: "Your password alone lets in again, and the recovery codes are gone.",
        })}
        action={i18n._({ id: "settings.totp.remove", message: "Turn off" })}
      />
    </>
  );
}

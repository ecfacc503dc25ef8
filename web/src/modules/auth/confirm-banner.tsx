import { useQueryClient } from "@tanstack/react-query";
import { Mail } from "lucide-react";
import { useState } from "react";
import { api, asProblem, type Me, meQuery } from "../../api";
import { i18n } from "../../i18n";
import { Button, notify } from "../../ui";

/** Reminds of the mail that proves the address, until it is proved. */
export function ConfirmBanner({ me }: { me: Me }) {
  const queryClient = useQueryClient();
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    try {
      await api.post("auth/email/send_verification");
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
      notify({
        message: i18n._({ id: "auth.confirm.sent", message: "Mail sent to {email}", values: { email: me.email } }),
      });
    } catch (error) {
      const problem = asProblem(error);
      if (problem === undefined) throw error;
      notify({ tone: "danger", message: problem.message });
    } finally {
      setBusy(false);
    }
  };
  return (
    <section
      aria-label={i18n._({ id: "auth.confirm.label", message: "Confirm your e-mail address" })}
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-bg px-4 py-1.5 text-small"
    >
      <Mail aria-hidden="true" className="size-4 shrink-0 text-muted" />
      <p className="min-w-0 grow basis-60 text-pretty">
        {i18n._({
          id: "auth.confirm.text",
          message: "Confirm {email} by the link in the mail we sent. Until then you cannot invite people.",
          values: { email: me.email },
        })}
      </p>
      <Button size="small" busy={busy} onClick={() => void send()}>
        {i18n._({ id: "auth.confirm.again", message: "Send again" })}
      </Button>
    </section>
  );
}

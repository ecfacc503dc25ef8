import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Check, X } from "lucide-react";
import { useState } from "react";
import { api, asProblem, meQuery, type Provider, type ProviderTest } from "../../../api";
import { i18n } from "../../../i18n";
import { Button, ConfirmDialog, notify } from "../../../ui";
import { leaveFor } from "../../provider-trip";
import { once, providerQuery } from "./calls";
import { Copyable } from "./copyable";

function stepText(step: ProviderTest["steps"][number]["step"]): string {
  switch (step) {
    case "discovery":
      return i18n._({ id: "settings.provider.step.discovery", message: "The provider tells where everything is" });
    case "keys":
      return i18n._({ id: "settings.provider.step.keys", message: "It publishes the keys of its signatures" });
    case "client":
      return i18n._({ id: "settings.provider.step.client", message: "It knows the client and its secret" });
  }
}

/** Trying the provider, tying oneself to it, and taking it away. */
export function ProviderTools({ provider }: { provider: Provider }) {
  const me = useSuspenseQuery(meQuery).data;
  const queryClient = useQueryClient();
  const [test, setTest] = useState<ProviderTest>();
  const [busy, setBusy] = useState(false);
  const [removing, setRemoving] = useState(false);
  const attempt = async (what: () => Promise<void>) => {
    setBusy(true);
    try {
      await what();
    } catch (error) {
      notify({ message: asProblem(error)?.message ?? String(error) });
    } finally {
      setBusy(false);
    }
  };
  const tie = async () => {
    await leaveFor(me.workspace.id, "/settings/sign-in", true);
  };
  return (
    <div className="flex flex-col gap-4">
      <Copyable
        label={i18n._({ id: "settings.provider.sign_in_at", message: "Begins a sign-in, for a portal" })}
        text={provider.sign_in}
      />
      <div className="flex flex-wrap gap-2">
        <Button
          busy={busy}
          onClick={() =>
            void attempt(async () =>
              setTest(await api.post<ProviderTest>("workspace/provider/test", undefined, once())),
            )
          }
        >
          {i18n._({ id: "settings.provider.test", message: "Test the connection" })}
        </Button>
        <Button onClick={() => void attempt(tie)}>
          {i18n._({ id: "settings.provider.tie", message: "Tie my account to it" })}
        </Button>
        <Button variant="quiet" onClick={() => setRemoving(true)}>
          {i18n._({ id: "settings.provider.remove", message: "Remove the provider" })}
        </Button>
      </div>
      {test !== undefined && (
        <ul role="status" className="flex flex-col gap-1">
          {test.steps.map((step) => (
            <li key={step.step} className="flex items-start gap-2">
              {step.ok ? (
                <Check aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-accent" />
              ) : (
                <X aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-danger" />
              )}
              <span>
                {stepText(step.step)}
                {step.problem !== null && <span className="block text-danger text-small">{step.problem}</span>}
              </span>
            </li>
          ))}
        </ul>
      )}
      <ConfirmDialog
        open={removing}
        onClose={() => setRemoving(false)}
        title={i18n._({ id: "settings.provider.remove_title", message: "Remove the sign-in provider?" })}
        action={i18n._({ id: "settings.provider.remove", message: "Remove the provider" })}
        description={i18n._({
          id: "settings.provider.remove_text",
          message: "Whoever signed in through it is signed out.",
        })}
        onConfirm={() =>
          void attempt(async () => {
            await api.delete("workspace/provider");
            await queryClient.invalidateQueries({ queryKey: providerQuery.queryKey });
            setRemoving(false);
          })
        }
      />
    </div>
  );
}

import { useState } from "react";
import { api, asProblem, type OfferedProvider } from "../../api";
import { i18n } from "../../i18n";
import { Button } from "../../ui";
import { FormError } from "../form-error";
import { leaveFor } from "../provider-trip";

interface ProviderSignInProps {
  /** Where to go afterwards. */
  next: string | undefined;
  /** The provider that a link names; nobody is asked for an address then. */
  provider: string | undefined;
  /** The address that was written, or undefined where it is none. */
  email: () => Promise<string | undefined>;
}

/** The way in through the provider of an organisation, found by the domain of the address. */
export function ProviderSignIn({ next, provider, email }: ProviderSignInProps) {
  const [busy, setBusy] = useState(false);
  const [offered, setOffered] = useState<readonly OfferedProvider[]>([]);
  const [problem, setProblem] = useState<string>();

  const attempt = async (what: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await what();
    } catch (error) {
      setProblem(asProblem(error)?.message);
    } finally {
      setBusy(false);
    }
  };
  const find = async () => {
    const address = await email();
    if (address === undefined) return;
    const { data } = await api.post<{ data: OfferedProvider[] }>("auth/providers", { email: address });
    const [only, ...others] = data;
    if (only !== undefined && others.length === 0) return leaveFor(only.id, next ?? "/");
    setOffered(data);
    if (only === undefined) {
      setProblem(
        i18n._({ id: "auth.provider.none", message: "No organisation has set up a sign-in for this address." }),
      );
    }
  };

  return (
    <div className="flex flex-col gap-2">
      <Button
        busy={busy}
        onClick={() => void attempt(() => (provider === undefined ? find() : leaveFor(provider, next ?? "/")))}
      >
        {i18n._({ id: "auth.provider.use", message: "Use my organisation’s sign-in" })}
      </Button>
      {offered.length > 1 &&
        offered.map((one) => (
          <Button key={one.id} variant="quiet" onClick={() => void attempt(() => leaveFor(one.id, next ?? "/"))}>
            {one.name}
          </Button>
        ))}
      <FormError message={problem} />
    </div>
  );
}

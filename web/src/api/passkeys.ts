import { api } from "./client";
import type { Me, Passkey } from "./types";

interface Question<Options> {
  ticket: string;
  options: Options;
}

/** Browsers tie passkeys to the name of a site, so there are none under a bare network address. */
export function passkeysPossible(): boolean {
  return (
    typeof PublicKeyCredential === "function" &&
    typeof PublicKeyCredential.parseCreationOptionsFromJSON === "function" &&
    !/^[\d.]+$|^\[/.test(window.location.hostname)
  );
}

function answered(credential: Credential | null): PublicKeyCredential {
  // The browser answers with nothing only where it was told to stop.
  if (!(credential instanceof PublicKeyCredential)) throw new DOMException("No passkey was chosen", "NotAllowedError");
  return credential;
}

/** Makes a passkey for who is signed in. Giving up in the browser's own dialog is thrown as a DOMException. */
export async function makePasskey(name: string): Promise<Passkey> {
  const { ticket, options } = await api.post<Question<PublicKeyCredentialCreationOptionsJSON>>("auth/passkeys/begin");
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const credential = answered(await navigator.credentials.create({ publicKey })).toJSON();
  return api.post<Passkey>("auth/passkeys", { ticket, name, credential });
}

async function signIn(remember: boolean, request: CredentialRequestOptions): Promise<Me> {
  const { ticket, options } =
    await api.post<Question<PublicKeyCredentialRequestOptionsJSON>>("auth/login/passkey/begin");
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const credential = answered(await navigator.credentials.get({ ...request, publicKey })).toJSON();
  return api.post<Me>("auth/login/passkey", { ticket, credential, remember });
}

/** Signs in by a passkey that is chosen now. */
export const showPasskey = (remember: boolean): Promise<Me> => signIn(remember, {});

/** Offers passkeys among what the browser fills in, where it can, until the signal ends it. */
export async function offerPasskeys(signal: AbortSignal): Promise<Me | undefined> {
  if (!passkeysPossible() || (await PublicKeyCredential.isConditionalMediationAvailable?.()) !== true) return undefined;
  if (signal.aborted) return undefined;
  try {
    return await signIn(true, { mediation: "conditional", signal });
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

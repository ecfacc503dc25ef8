import { api } from "../api";

const place = "kith.provider.next";

/** Leaves for a sign-in provider. Where to go afterwards waits in this tab. */
export async function leaveFor(provider: string, next: string, tie = false): Promise<void> {
  const { url } = await api.post<{ url: string }>("auth/providers/begin", { provider, tie });
  sessionStorage.setItem(place, next);
  location.assign(url);
}

/** Where somebody wanted to go before leaving for the provider. */
export function whereTo(): string {
  const next = sessionStorage.getItem(place);
  sessionStorage.removeItem(place);
  return next ?? "/";
}

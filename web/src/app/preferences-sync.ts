import { api, type Preferences } from "../api";
import { setFormats } from "../i18n";
import { type Appearance, appearance, onAppearance, setAppearance } from "../ui";

const patch = (changes: object): Promise<Preferences> => api.patch<Preferences>("auth/preferences", changes);

const shared = ({ theme, density, singleKeys }: Appearance) => ({ theme, density, single_keys: singleKeys });

/** Brings what was chosen on another device, or takes along what was chosen on this one before there was an account of it; then keeps both alike. */
export async function keepPreferences(): Promise<void> {
  const before = JSON.stringify(shared(appearance()));
  try {
    const found = await api.get<Preferences>("auth/preferences");
    const { theme, density, single_keys, time_zone, formats } = found.chosen
      ? found
      : await patch(shared(appearance()));
    const first = known === undefined;
    // Not told back to where it comes from.
    known = JSON.stringify({ theme, density, single_keys });
    // What was chosen while the answer was on its way is newer.
    const stands = JSON.stringify(shared(appearance())) === before;
    setAppearance({
      ...(stands ? { theme, density, singleKeys: single_keys } : {}),
      timeZone: time_zone ?? undefined,
      locale: formats ?? undefined,
    });
    setFormats(appearance());
    if (first) onAppearance(keep);
    keep();
  } catch {
    // Nobody is signed in, somebody only looks, or the network is gone: this device's own choice stands.
  }
}

// What the account is known to prefer; undefined until it was asked.
let known: string | undefined;

function keep(): void {
  const next = shared(appearance());
  if (JSON.stringify(next) === known) return;
  known = JSON.stringify(next);
  // What could not be kept is brought back by the next visit.
  patch(next).catch(() => undefined);
}

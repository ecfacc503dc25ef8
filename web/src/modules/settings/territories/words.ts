import { i18n } from "../../../i18n";

/** What something is, and what it would be. */
export const fromNow = (now: string, then: string): string =>
  i18n._({ id: "settings.territories.from_now", message: "{now} → {then}", values: { now, then } });

export const nowhere = (): string => i18n._({ id: "settings.territories.nowhere", message: "nowhere" });

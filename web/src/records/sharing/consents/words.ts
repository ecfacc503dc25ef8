import type { BasisLabel, Consent, ConsentEntry } from "../../../api";
import { formatDateTime, i18n } from "../../../i18n";

export const channels: readonly ConsentEntry["channel"][] = [
  "form",
  "email",
  "phone",
  "letter",
  "in_person",
  "import",
  "other",
];

export function channelText(channel: ConsentEntry["channel"]): string {
  switch (channel) {
    case "form":
      return i18n._({ id: "consents.channel.form", message: "Form" });
    case "email":
      return i18n._({ id: "consents.channel.email", message: "E-mail" });
    case "phone":
      return i18n._({ id: "consents.channel.phone", message: "Phone" });
    case "letter":
      return i18n._({ id: "consents.channel.letter", message: "Letter" });
    case "in_person":
      return i18n._({ id: "consents.channel.in_person", message: "In person" });
    case "import":
      return i18n._({ id: "consents.channel.import", message: "Import" });
    case "other":
      return i18n._({ id: "consents.channel.other", message: "Something else" });
  }
}

export function stateText(state: Consent["state"]): string {
  switch (state) {
    case "given":
      return i18n._({ id: "consents.state.given", message: "Given" });
    case "withdrawn":
      return i18n._({ id: "consents.state.withdrawn", message: "Withdrawn" });
    case "other_basis":
      return i18n._({ id: "consents.state.other_basis", message: "Another basis" });
    case "not_asked":
      return i18n._({ id: "consents.state.not_asked", message: "Not asked" });
  }
}

/** When it was said, through what, and who wrote it down. */
export function entryText(entry: ConsentEntry): string {
  return [
    formatDateTime(entry.at),
    channelText(entry.channel),
    ...(entry.wording === null
      ? []
      : [i18n._({ id: "consents.version", message: "wording {version}", values: { version: entry.wording } })]),
    ...(entry.recorded_by === null
      ? []
      : [i18n._({ id: "consents.by", message: "recorded by {person}", values: { person: entry.recorded_by.title } })]),
  ].join(" · ");
}

/** What else is known of it: the other basis with its reason, and what proves it. */
export function detailText(entry: ConsentEntry, bases: readonly BasisLabel[]): string {
  return [bases.find(({ basis }) => basis === entry.basis)?.label, entry.reason, entry.evidence]
    .filter((part) => part !== null && part !== undefined)
    .join(" · ");
}

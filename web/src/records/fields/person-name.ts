import { i18n } from "../../i18n";

// What the server leaves of a name that was erased.
const erased = "[erased]";

/** What people read of a colleague: the name, or that it is one who is gone without it. */
export function personName(title: string): string {
  return title === erased ? i18n._({ id: "records.former_colleague", message: "Former colleague" }) : title;
}

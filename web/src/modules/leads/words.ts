import { i18n } from "../../i18n";

/** What a candidate has in common with the lead. */
export function reason(why: string): string {
  switch (why) {
    case "email":
      return i18n._({ id: "leads.why.email", message: "Same e-mail address" });
    case "phone":
      return i18n._({ id: "leads.why.phone", message: "Same telephone number" });
    case "domain":
      return i18n._({ id: "leads.why.domain", message: "Same domain" });
    case "name":
      return i18n._({ id: "leads.why.name", message: "Perhaps: same name" });
    default:
      return i18n._({ id: "leads.why.open", message: "Open with them" });
  }
}

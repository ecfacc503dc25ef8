import { i18n } from "../../../i18n";

/** The roles that a provider may give. */
export const roleOptions = () => [
  { value: "member", label: i18n._({ id: "role.member", message: "Member" }) },
  { value: "administrator", label: i18n._({ id: "role.administrator", message: "Administrator" }) },
];

import { apiUrl } from "../../api";
import { i18n } from "../../i18n";
import { buttonClass } from "../../ui";
import { Section } from "./section";

/** What is kept about one's own account, as a file. */
export function AccountDataSection() {
  return (
    <Section
      title={i18n._({ id: "settings.account_data", message: "Your data" })}
      text={i18n._({
        id: "settings.account_data.text",
        message:
          "What is kept about your account and about you in this workspace: profile, preferences, sign-ins, devices, roles and keys.",
      })}
    >
      <div>
        <a className={buttonClass()} href={apiUrl("auth/account_data")} download>
          {i18n._({ id: "settings.account_data.download", message: "Download your data" })}
        </a>
      </div>
    </Section>
  );
}

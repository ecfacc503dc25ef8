import { i18n } from "../../i18n";
import { type Density, Switch, setAppearance, type Theme, useAppearance } from "../../ui";
import { AccountDataSection } from "./account-data-section";
import { AccountDeletionSection } from "./account-deletion";
import { CalendarFeedSection } from "./calendar-feed";
import { Choice } from "./choice";
import { EmailSection } from "./email-section";
import { FormatsSection } from "./formats-section";
import { PasswordSection } from "./password-section";
import { Profile } from "./profile";
import { Section } from "./section";
import { WorkspacesSection } from "./workspaces-section";

export function AppearancePage() {
  const appearance = useAppearance();
  return (
    <>
      <Profile />
      <Section
        title={i18n._({ id: "settings.appearance", message: "Appearance" })}
        text={i18n._({ id: "settings.appearance.text", message: "For you, on all your devices." })}
      >
        <Choice<Theme>
          label={i18n._({ id: "settings.theme", message: "Theme" })}
          value={appearance.theme}
          onChange={(theme) => setAppearance({ theme })}
          options={[
            { value: "system", label: i18n._({ id: "settings.theme.system", message: "As the device" }) },
            { value: "light", label: i18n._({ id: "settings.theme.light", message: "Light" }) },
            { value: "dark", label: i18n._({ id: "settings.theme.dark", message: "Dark" }) },
          ]}
        />
        <Choice<Density>
          label={i18n._({ id: "settings.density", message: "Density" })}
          value={appearance.density}
          onChange={(density) => setAppearance({ density })}
          options={[
            { value: "compact", label: i18n._({ id: "settings.density.compact", message: "Compact" }) },
            { value: "default", label: i18n._({ id: "settings.density.default", message: "Default" }) },
            { value: "comfortable", label: i18n._({ id: "settings.density.comfortable", message: "Comfortable" }) },
          ]}
        />
        <Switch checked={appearance.singleKeys} onChange={(singleKeys) => setAppearance({ singleKeys })}>
          {i18n._({ id: "settings.single_keys", message: "Shortcuts of a single letter" })}
        </Switch>
        <Switch
          checked={appearance.firstSteps === "shown"}
          onChange={(shown) => setAppearance({ firstSteps: shown ? "shown" : "hidden" })}
        >
          {i18n._({ id: "settings.first_steps", message: "First steps in the sidebar" })}
        </Switch>
      </Section>
      <FormatsSection />
      <CalendarFeedSection />
      <EmailSection />
      <PasswordSection />
      <WorkspacesSection />
      <AccountDataSection />
      <AccountDeletionSection />
    </>
  );
}

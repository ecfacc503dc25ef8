import { addTexts } from "../../i18n";

export { AccessPage, RolePage } from "./access";
export { AppearancePage } from "./appearance-page";
export { AssignmentPage } from "./assignment";
export { AuditPage } from "./audit";
export { ChangesetPage } from "./changeset-page";
export { ChangesetsPage } from "./changesets-page";
export { ConfigurationPage } from "./configuration";
export { CurrenciesPage } from "./currencies";
export { FormPage, FormsPage } from "./forms";
export { JobsPage } from "./jobs";
export { KeysPage } from "./keys";
export { LeadMappingPage } from "./lead-mapping-page";
export { NotificationsPage } from "./notifications-page";
export { ObjectPage } from "./object-page";
export { ObjectsPage } from "./objects-page";
export { PeoplePage } from "./people-page";
export { PipelinesPage } from "./pipelines-page";
export { PrivacyPage } from "./privacy";
export { SignInPage } from "./provider";
export { SecondFactorPage, SecurityPage } from "./security";
export { SettingsLayout } from "./settings-layout";
export { TerritoriesPage } from "./territories";
export { ViewingBanner } from "./viewing";
export { WebhookPage, WebhooksPage } from "./webhooks";
export { WorkspacePage } from "./workspace-page";

await addTexts((locale) => import(`./locales/${locale}.po`));

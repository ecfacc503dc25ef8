import { addTexts } from "../../i18n";

export { ImportsPage } from "./past-imports";
export { ImportWizardPage } from "./wizard-page";

await addTexts((locale) => import(`./locales/${locale}.po`));

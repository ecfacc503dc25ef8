import { addTexts } from "../../i18n";

export { Consents } from "./consents/consents";
export { SharingDialog } from "./sharing-dialog";

await addTexts((locale) => import(`./locales/${locale}.po`));

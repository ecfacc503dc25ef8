import { addTexts } from "../../i18n";

export { SharingDialog } from "./sharing-dialog";

await addTexts((locale) => import(`./locales/${locale}.po`));

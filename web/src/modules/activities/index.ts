import { addTexts } from "../../i18n";

export { LogCallDialog } from "./log-call-dialog";

await addTexts((locale) => import(`./locales/${locale}.po`));

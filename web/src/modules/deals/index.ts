import { addTexts } from "../../i18n";

export { Closing } from "./closing";

await addTexts((locale) => import(`./locales/${locale}.po`));

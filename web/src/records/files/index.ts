import { addTexts } from "../../i18n";

export { Files } from "./files";

await addTexts((locale) => import(`./locales/${locale}.po`));

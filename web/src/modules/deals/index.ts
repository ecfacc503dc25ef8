import { addTexts } from "../../i18n";

export { Closing } from "./closing";
export { Lines } from "./lines";

await addTexts((locale) => import(`./locales/${locale}.po`));

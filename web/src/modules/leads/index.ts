import { addTexts } from "../../i18n";

export { ConversionDialog } from "./conversion-dialog";
export { Duplicates } from "./duplicates";

await addTexts((locale) => import(`./locales/${locale}.po`));

import { addTexts } from "../../i18n";

export { Hierarchy } from "./hierarchy";
export { RecordTree } from "./record-tree";

await addTexts((locale) => import(`./locales/${locale}.po`));

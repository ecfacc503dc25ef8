import { addTexts } from "../../i18n";

export { Origins } from "./origins";
export { Talk } from "./talk/talk";
export { WhyScore } from "./why-score";

await addTexts((locale) => import(`./locales/${locale}.po`));

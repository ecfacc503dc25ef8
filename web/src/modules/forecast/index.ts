import { addTexts } from "../../i18n";

export { ForecastPage } from "./forecast-page";

await addTexts((locale) => import(`./locales/${locale}.po`));

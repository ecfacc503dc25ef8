import { addTexts } from "../../i18n";

export { CalendarPage } from "./calendar/calendar-page";
export { DayPage } from "./day-page";
export { LogCallDialog } from "./log-call-dialog";

await addTexts((locale) => import(`./locales/${locale}.po`));

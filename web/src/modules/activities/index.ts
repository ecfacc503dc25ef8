import { addTexts } from "../../i18n";

export { CalendarPage } from "./calendar/calendar-page";
export { DayPage } from "./day-page";
export { LogCallDialog } from "./log-call-dialog";
export { RepeatDialog } from "./repeat/repeat-dialog";
export { SeriesNote } from "./repeat/series-note";
export { SpreadDialog } from "./repeat/spread-dialog";

await addTexts((locale) => import(`./locales/${locale}.po`));

import { addTexts } from "../../i18n";

export { Bell, Unread, useUnreadName } from "./bell";
export { NotedPage } from "./noted-page";
export { NotificationsPage } from "./notifications-page";

await addTexts((locale) => import(`./locales/${locale}.po`));

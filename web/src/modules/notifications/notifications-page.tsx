import { Bell } from "lucide-react";
import { i18n } from "../../i18n";
import { PageHeader } from "../../ui";
import { NotificationActions } from "./actions";
import { NotificationList } from "./notification-list";

/** Everything one is told of, on a page of its own. */
export function NotificationsPage() {
  return (
    <>
      <title>{i18n._({ id: "notifications.page", message: "Notifications · Kith" })}</title>
      <PageHeader
        icon={<Bell className="size-4" />}
        title={i18n._({ id: "notifications.title", message: "Notifications" })}
        actions={<NotificationActions />}
      />
      <div className="min-h-0 grow overflow-y-auto">
        <div className="mx-auto flex max-w-180 flex-col md:px-4 md:py-2">
          <NotificationList />
        </div>
      </div>
    </>
  );
}

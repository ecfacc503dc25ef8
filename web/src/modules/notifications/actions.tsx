import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CheckCheck, Settings } from "lucide-react";
import { i18n } from "../../i18n";
import { paged } from "../../records";
import { buttonClass, IconButton } from "../../ui";
import { markAllRead, notificationsQuery, unreadQuery } from "./calls";

/** What can be done with all notifications, beside their title. */
export function NotificationActions({ onOpen }: { onOpen?: () => void }) {
  const client = useQueryClient();
  const newest = paged(useInfiniteQuery(notificationsQuery)).items?.[0];
  const { data: unread = 0 } = useQuery(unreadQuery);
  const settings = i18n._({ id: "notifications.settings", message: "Choose what you are told" });
  return (
    <>
      {newest !== undefined && unread > 0 && (
        <IconButton
          label={i18n._({ id: "notifications.read_all", message: "Mark all as read" })}
          onClick={() => void markAllRead(client, newest.id)}
        >
          <CheckCheck aria-hidden="true" className="size-4" />
        </IconButton>
      )}
      <Link
        to="/settings/notifications"
        aria-label={settings}
        title={settings}
        className={buttonClass("quiet", "medium", "w-control px-0")}
        onClick={onOpen}
      >
        <Settings aria-hidden="true" className="size-4" />
      </Link>
    </>
  );
}

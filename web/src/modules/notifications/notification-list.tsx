import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Bell, Check } from "lucide-react";
import type { Notification, Schema } from "../../api";
import { typeNamed } from "../../api";
import { formatDateTime, formatRelative, i18n } from "../../i18n";
import { paged, useSchema } from "../../records";
import { Button, cx, EmptyState, IconButton, Skeleton, TypeIcon } from "../../ui";
import { markRead, notificationsQuery } from "./calls";

/** What one is told of, newest first. `onOpen` is called when a line is followed. */
export function NotificationList({ onOpen }: { onOpen?: () => void }) {
  const found = paged(useInfiniteQuery(notificationsQuery));
  if (found.problem !== undefined && found.items === undefined)
    return (
      <p role="alert" className="p-4 text-danger">
        {found.problem.message}
      </p>
    );
  if (found.items === undefined)
    return (
      <div className="flex flex-col gap-3 p-4">
        <Skeleton className="h-8" />
        <Skeleton className="h-8" />
      </div>
    );
  if (found.items.length === 0)
    return (
      <EmptyState icon={<Bell />} title={i18n._({ id: "notifications.none", message: "Nothing yet" })}>
        {i18n._({
          id: "notifications.none.text",
          message: "What is given to you, who mentions you, what is due and what you watch will stand here.",
        })}
      </EmptyState>
    );
  return (
    <>
      <ul aria-label={i18n._({ id: "notifications.title", message: "Notifications" })} className="divide-y divide-line">
        {found.items.map((one) => (
          <Line key={one.id} one={one} onOpen={onOpen} />
        ))}
      </ul>
      {found.hasMore && (
        <Button variant="quiet" busy={found.loadingMore} className="m-2 self-start" onClick={found.more}>
          {i18n._({ id: "notifications.more", message: "Show earlier" })}
        </Button>
      )}
    </>
  );
}

/** Where a notification leads: to its record, or to the list of its records. */
function targetOf(schema: Schema, one: Notification) {
  // Questions to see Kith as somebody else are answered where that is looked after.
  if (one.kind.startsWith("view_")) return { to: "/settings/security" } as const;
  const type = one.type === null ? undefined : typeNamed(schema, one.type);
  return one.record === null || type === undefined
    ? ({ to: "/notifications/$id", params: { id: one.id } } as const)
    : ({ to: "/$types/$id", params: { types: type.plural, id: one.record.id } } as const);
}

function Line({ one, onOpen }: { one: Notification; onOpen: (() => void) | undefined }) {
  const client = useQueryClient();
  const schema = useSchema();
  const type = one.type === null ? undefined : typeNamed(schema, one.type);
  const at = one.cause?.at ?? one.at;
  const follow = () => {
    if (!one.read) void markRead(client, one.id);
    onOpen?.();
  };
  return (
    <li className="group relative flex items-start gap-3 px-3 py-2.5 hover:bg-hover">
      <TypeIcon name={type?.icon} className="mt-0.5 size-4 shrink-0 text-muted" />
      <span className="flex min-w-0 grow flex-col gap-0.5">
        <Link
          {...targetOf(schema, one)}
          onClick={follow}
          className={cx("text-pretty break-words after:absolute after:inset-0", !one.read && "font-medium")}
        >
          {!one.read && <span className="sr-only">{i18n._({ id: "notifications.new", message: "New:" })}</span>}{" "}
          {one.text}
        </Link>
        <span className="text-muted text-small" title={formatDateTime(at)}>
          {[formatRelative(at), one.through].filter(Boolean).join(" · ")}
        </span>
      </span>
      {!one.read && (
        <IconButton
          size="small"
          label={i18n._({ id: "notifications.read", message: "Mark as read" })}
          className="relative shrink-0"
          onClick={() => void markRead(client, one.id)}
        >
          <span aria-hidden="true" className="size-2 rounded-full bg-accent group-hover:hidden" />
          <Check aria-hidden="true" className="hidden size-4 group-hover:block" />
        </IconButton>
      )}
    </li>
  );
}

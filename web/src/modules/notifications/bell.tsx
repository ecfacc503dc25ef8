import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { Bell as BellIcon } from "lucide-react";
import { useState } from "react";
import { meQuery } from "../../api";
import { formatNumber, i18n } from "../../i18n";
import { buttonClass, Popover, useCommands } from "../../ui";
import { NotificationActions } from "./actions";
import { mostCounted, unreadQuery } from "./calls";
import { NotificationList } from "./notification-list";

interface BellProps {
  className: string;
  /** Shows the icon alone. */
  rail: boolean;
}

/** How many are new, for people: beyond what the server counts, "99+"; undefined where nothing is. */
function useUnread(): string | undefined {
  const { data: unread = 0 } = useQuery(unreadQuery);
  if (unread === 0) return undefined;
  return unread < mostCounted ? formatNumber(unread) : `${formatNumber(mostCounted - 1)}+`;
}

/** The name of something that leads to the notifications, with how many are new. */
export function useUnreadName(name: string): string {
  const count = useUnread();
  if (count === undefined) return name;
  return i18n._({ id: "notifications.unread", message: "{name}, {count} new", values: { name, count } });
}

/** How many are new, to be seen; what it stands on tells it in its name. */
export function Unread({ className = "" }: { className?: string }) {
  const count = useUnread();
  if (count === undefined) return null;
  return (
    // Drawn, not written: what it stands on has it in its name, in other words.
    <span
      aria-hidden="true"
      data-count={count}
      className={`min-w-4 rounded-full bg-accent px-1 text-center font-medium text-meta text-on-accent tabular-nums before:content-[attr(data-count)] ${className}`}
    />
  );
}

/** Opens what one is told of, and says how much of it is new. Who sees Kith as somebody else is told nothing of theirs. */
export function Bell(props: BellProps) {
  const { viewing } = useSuspenseQuery(meQuery).data;
  return viewing === null ? <OwnBell {...props} /> : null;
}

function OwnBell({ className, rail }: BellProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const title = i18n._({ id: "notifications.title", message: "Notifications" });
  const name = useUnreadName(title);
  const close = () => setOpen(false);
  useCommands([
    {
      id: "go.notifications",
      group: i18n._({ id: "app.commands.go", message: "Go to" }),
      label: title,
      keys: "g n",
      run: () => void router.navigate({ to: "/notifications" }),
    },
  ]);
  return (
    <Popover
      label={title}
      side="right"
      open={open}
      onOpenChange={setOpen}
      className="flex w-96 flex-col p-0"
      trigger={
        <button type="button" aria-label={name} title={rail ? title : undefined} className={`relative ${className}`}>
          <BellIcon aria-hidden="true" className="size-4 shrink-0" strokeWidth={1.75} />
          {!rail && <span className="min-w-0 grow truncate text-start">{title}</span>}
          <Unread className={rail ? "absolute end-0 top-0" : ""} />
        </button>
      }
    >
      <header className="flex items-center gap-1 border-line border-b py-1 ps-3 pe-1">
        <h2 className="grow font-semibold">{title}</h2>
        <NotificationActions onOpen={close} />
      </header>
      <div className="max-h-120 overflow-y-auto">
        <NotificationList onOpen={close} />
      </div>
      <footer className="border-line border-t p-1">
        <Link to="/notifications" className={buttonClass("quiet", "small", "w-full")} onClick={close}>
          {i18n._({ id: "notifications.all", message: "See all" })}
        </Link>
      </footer>
    </Popover>
  );
}

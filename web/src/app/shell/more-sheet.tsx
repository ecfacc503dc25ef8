import { Link, useRouter } from "@tanstack/react-router";
import { Bell, Settings, Sparkles, Upload } from "lucide-react";
import type { ReactNode } from "react";
import { may } from "../../api";
import { i18n } from "../../i18n";
import { Unread, useUnreadName } from "../../modules/notifications";
import { Avatar, Dialog, type MenuItem, TypeIcon } from "../../ui";
import { mainTypes, useMe, useSchema } from "../session";
import { pagesOf } from "./pages";
import { useWorkspaceMenu } from "./workspace-menu";

const sheetRow = "flex min-h-11 w-full items-center gap-3 rounded-control px-2 text-start hover:bg-hover";

/** Everything the bottom bar has no room for. */
export default function MoreSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const me = useMe();
  const types = mainTypes(useSchema());
  const router = useRouter();
  const groups = useWorkspaceMenu();
  const notifications = i18n._({ id: "app.nav.notifications", message: "Notifications" });
  const notificationsName = useUnreadName(notifications);
  const go = (to: "/calendar" | "/day" | "/forecast" | "/import" | "/notifications" | "/welcome") => {
    onClose();
    void router.navigate({ to });
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={
        <span className="flex items-center gap-2">
          <Avatar name={me.workspace.name} shape="square" />
          {me.workspace.name}
        </span>
      }
    >
      <div className="-mx-2 flex flex-col">
        {me.viewing === null && (
          <>
            <Row icon={<Bell />} label={notificationsName} onClick={() => go("/notifications")}>
              <span className="grow text-start">{notifications}</span>
              <Unread />
            </Row>
            <Line />
          </>
        )}
        {pagesOf(types).map(({ to, icon, label }) => (
          <Row key={to} icon={<TypeIcon name={icon} className="size-5" />} onClick={() => go(to)}>
            {label()}
          </Row>
        ))}
        {types.map((type) => (
          <Link key={type.name} to="/$types" params={{ types: type.plural }} className={sheetRow} onClick={onClose}>
            <TypeIcon name={type.icon} className="size-5 text-muted" />
            {type.plural_label}
          </Link>
        ))}
        <Line />
        <Row icon={<Sparkles />} onClick={() => go("/welcome")}>
          {i18n._({ id: "app.nav.welcome", message: "First steps" })}
        </Row>
        {may(me, "import") && (
          <Row icon={<Upload />} onClick={() => go("/import")}>
            {i18n._({ id: "app.nav.import", message: "Import" })}
          </Row>
        )}
        {groups.map((group, index) => (
          <Group key={group.label ?? index} label={group.label} items={group.items} onClose={onClose} />
        ))}
      </div>
    </Dialog>
  );
}

interface GroupProps {
  label: string | undefined;
  items: readonly MenuItem[];
  onClose: () => void;
}
function Group({ label, items, onClose }: GroupProps) {
  return (
    <>
      <Line />
      {label !== undefined && <p className="px-2 pt-1 text-muted text-small">{label}</p>}
      {items.map((item) => (
        <Row
          key={item.label}
          icon={item.icon ?? <Settings />}
          onClick={() => {
            onClose();
            item.run();
          }}
        >
          {item.label}
        </Row>
      ))}
    </>
  );
}

interface RowProps {
  icon: ReactNode;
  /** Its name, where that is more than what is seen. */
  label?: string;
  onClick: () => void;
  children: ReactNode;
}
function Row({ icon, label, onClick, children }: RowProps) {
  return (
    <button type="button" aria-label={label} className={sheetRow} onClick={onClick}>
      <span aria-hidden="true" className="flex size-5 items-center justify-center text-muted *:max-h-5 *:max-w-5">
        {icon}
      </span>
      {children}
    </button>
  );
}

function Line() {
  return <div className="mx-2 my-1 border-line border-t" />;
}

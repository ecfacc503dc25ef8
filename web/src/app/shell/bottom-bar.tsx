import { Link, useRouter } from "@tanstack/react-router";
import { Menu as MenuIcon, Plus, Search, Settings, Sparkles, Upload } from "lucide-react";
import { type ReactNode, useState } from "react";
import { may, type TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { Avatar, Dialog, type MenuItem, TypeIcon } from "../../ui";
import { openPalette } from "../palette/state";
import { mainTypes, useMe, useSchema } from "../session";
import { useWorkspaceMenu } from "./workspace-menu";

const itemClass =
  "flex min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-meta text-muted aria-[current=page]:text-accent";

/** The two places most at hand on a phone: what has a board, and what comes first. */
function atHand(types: readonly TypeSchema[]): TypeSchema[] {
  const board = types.find((type) => type.board !== undefined && type.board !== null);
  const others = types.filter((type) => type !== board);
  return [others[0], board ?? others[1]].filter((type) => type !== undefined);
}

/** The main navigation on a phone, within reach of a thumb. */
export function BottomBar() {
  const types = mainTypes(useSchema());
  const [more, setMore] = useState(false);
  const [first, second] = atHand(types);
  return (
    <>
      <nav
        aria-label={i18n._({ id: "app.sidebar.label", message: "Main" })}
        className="flex h-(--bottom-bar) shrink-0 border-line border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
      >
        {first !== undefined && <TypeItem type={first} />}
        {second !== undefined && <TypeItem type={second} />}
        <button type="button" className={itemClass} onClick={() => openPalette("create")}>
          <span className="flex h-8 w-11 items-center justify-center rounded-panel bg-accent text-on-accent">
            <Plus aria-hidden="true" className="size-5" />
          </span>
          <span className="sr-only">{i18n._({ id: "app.bottom.create", message: "Create" })}</span>
        </button>
        <button type="button" className={itemClass} onClick={() => openPalette()}>
          <Search aria-hidden="true" className="size-5" strokeWidth={1.75} />
          {i18n._({ id: "app.sidebar.search", message: "Search" })}
        </button>
        <button type="button" className={itemClass} aria-haspopup="dialog" onClick={() => setMore(true)}>
          <MenuIcon aria-hidden="true" className="size-5" strokeWidth={1.75} />
          {i18n._({ id: "app.bottom.more", message: "More" })}
        </button>
      </nav>
      <More open={more} onClose={() => setMore(false)} types={types} />
    </>
  );
}

function TypeItem({ type }: { type: TypeSchema }) {
  return (
    <Link to="/$types" params={{ types: type.plural }} className={itemClass}>
      <TypeIcon name={type.icon} className="size-5" />
      <span className="max-w-full truncate px-1">{type.plural_label}</span>
    </Link>
  );
}

const sheetRow = "flex min-h-11 w-full items-center gap-3 rounded-control px-2 text-start hover:bg-hover";

function More({ open, onClose, types }: { open: boolean; onClose: () => void; types: readonly TypeSchema[] }) {
  const me = useMe();
  const router = useRouter();
  const groups = useWorkspaceMenu();
  const go = (to: "/import" | "/welcome") => {
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

function Row({ icon, onClick, children }: { icon: ReactNode; onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" className={sheetRow} onClick={onClick}>
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

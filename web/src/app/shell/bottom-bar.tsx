import { Link } from "@tanstack/react-router";
import { Menu as MenuIcon, Plus, Search } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { Unread, useUnreadName } from "../../modules/notifications";
import { TypeIcon, useOnce } from "../../ui";
import { openPalette } from "../palette/state";
import { mainTypes, useSchema } from "../session";

const MoreSheet = lazy(() => import("./more-sheet"));

const itemClass =
  "flex min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-meta text-muted aria-[current=page]:text-accent";

/** The two places most at hand on a phone: what has a board, and what comes first. */
function atHand(types: readonly TypeSchema[]): TypeSchema[] {
  const board = types.find((type) => type.board !== undefined && type.board !== null);
  const others = types.filter((type) => type !== board);
  return [others[0], board ?? others[1]].filter((type) => type !== undefined);
}

/** The main navigation on a phone, within reach of a thumb. */
export default function BottomBar() {
  const types = mainTypes(useSchema());
  const [more, setMore] = useState(false);
  const wanted = useOnce(more);
  const [first, second] = atHand(types);
  const moreLabel = i18n._({ id: "app.bottom.more", message: "More" });
  const moreName = useUnreadName(moreLabel);
  return (
    <>
      <nav
        aria-label={i18n._({ id: "app.sidebar.label", message: "Main" })}
        className="flex h-(--bottom-bar) shrink-0 border-line border-t bg-surface pb-[env(safe-area-inset-bottom)]"
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
        <button
          type="button"
          className={itemClass}
          aria-haspopup="dialog"
          aria-label={moreName}
          onClick={() => setMore(true)}
        >
          <span className="relative">
            <MenuIcon aria-hidden="true" className="size-5" strokeWidth={1.75} />
            <Unread className="absolute start-3 -top-1" />
          </span>
          {moreLabel}
        </button>
      </nav>
      {wanted && (
        <Suspense>
          <MoreSheet open={more} onClose={() => setMore(false)} />
        </Suspense>
      )}
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

import { Link } from "@tanstack/react-router";
import { PanelLeftClose, Search, Settings } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { may } from "../../api";
import { i18n } from "../../i18n";
import { cx, IconButton, Kbd, setAppearance, TypeIcon, useAppearance } from "../../ui";
import { openPalette } from "../palette/state";
import { mainTypes, useMe, useSchema } from "../session";
import { pagesOf } from "./pages";
import { WorkspaceButton } from "./workspace-button";

const WorkspaceMenu = lazy(() => import("./workspace-menu"));
const Bell = lazy(async () => ({ default: (await import("../../modules/notifications")).Bell }));

const rowClass =
  "flex h-[max(30px,var(--control-small))] w-full shrink-0 items-center gap-2.5 rounded-control text-muted hover:bg-hover hover:text-fg";
const activeClass = "bg-hover font-medium !text-fg";

/** The main navigation from tablet width up: names, or a rail of icons. */
export function Sidebar() {
  const me = useMe();
  const types = mainTypes(useSchema());
  const { sidebar, firstSteps } = useAppearance();
  // The menu comes a moment after its button; a press in between is kept for it.
  const [pressed, setPressed] = useState(false);
  const rail = sidebar === "rail";
  const row = cx(rowClass, rail ? "justify-center" : "px-2");
  return (
    <div className={cx("flex shrink-0 flex-col gap-3 overflow-y-auto overflow-x-hidden p-2", rail ? "w-13" : "w-56")}>
      <div className={cx("flex items-center gap-1", rail && "flex-col")}>
        <Suspense fallback={<WorkspaceButton rail={rail} onClick={() => setPressed(true)} />}>
          <WorkspaceMenu rail={rail} defaultOpen={pressed} />
        </Suspense>
        <IconButton
          size="small"
          label={
            rail
              ? i18n._({ id: "app.sidebar.open", message: "Show names" })
              : i18n._({ id: "app.sidebar.close", message: "Show icons only" })
          }
          onClick={() => setAppearance({ sidebar: rail ? "open" : "rail" })}
        >
          {rail ? <TypeIcon name="panel-left-open" className="size-4" /> : <PanelLeftClose className="size-4" />}
        </IconButton>
      </div>
      <button
        type="button"
        onClick={() => openPalette()}
        title={rail ? i18n._({ id: "app.sidebar.search", message: "Search" }) : undefined}
        className={cx(row, !rail && "border border-line bg-surface pe-1")}
      >
        <Search aria-hidden="true" className="size-4 shrink-0" strokeWidth={1.75} />
        <Name rail={rail}>{i18n._({ id: "app.sidebar.search", message: "Search" })}</Name>
        {!rail && <Kbd keys="mod+k" />}
      </button>
      <Suspense fallback={<div className={row} />}>
        <Bell className={row} rail={rail} />
      </Suspense>
      <nav aria-label={i18n._({ id: "app.sidebar.label", message: "Main" })} className="flex grow flex-col gap-px">
        {pagesOf(types).map(({ to, icon, label }) => (
          <Link key={to} to={to} className={row} activeProps={{ className: activeClass }}>
            <TypeIcon name={icon} className="size-4 shrink-0" />
            <Name rail={rail}>{label()}</Name>
          </Link>
        ))}
        {types.map((type) => (
          <Link
            key={type.name}
            to="/$types"
            params={{ types: type.plural }}
            className={row}
            activeProps={{ className: activeClass }}
            title={rail ? type.plural_label : undefined}
          >
            <TypeIcon name={type.icon} className="size-4 shrink-0" />
            <Name rail={rail}>{type.plural_label}</Name>
          </Link>
        ))}
        <div className="min-h-4 grow" />
        {firstSteps === "shown" && (
          <Link to="/welcome" className={row} activeProps={{ className: activeClass }}>
            <TypeIcon name="sparkles" className="size-4 shrink-0" />
            <Name rail={rail}>{i18n._({ id: "app.nav.welcome", message: "First steps" })}</Name>
          </Link>
        )}
        {may(me, "import") && (
          <Link to="/import" className={row} activeProps={{ className: activeClass }}>
            <TypeIcon name="upload" className="size-4 shrink-0" />
            <Name rail={rail}>{i18n._({ id: "app.nav.import", message: "Import" })}</Name>
          </Link>
        )}
        <Link to="/settings" className={row} activeProps={{ className: activeClass }}>
          <Settings aria-hidden="true" className="size-4 shrink-0" strokeWidth={1.75} />
          <Name rail={rail}>{i18n._({ id: "app.nav.settings", message: "Settings" })}</Name>
        </Link>
      </nav>
    </div>
  );
}

/** On the rail the name stays for those who listen. */
function Name({ rail, children }: { rail: boolean; children: ReactNode }) {
  return <span className={rail ? "sr-only" : "min-w-0 grow truncate text-start"}>{children}</span>;
}

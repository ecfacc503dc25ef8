import { useRouter } from "@tanstack/react-router";
import { ChevronsUpDown, Keyboard, LogOut, Moon, Settings, Sun, UserPlus } from "lucide-react";
import { may } from "../../api";
import { i18n } from "../../i18n";
import { Avatar, cx, Menu, type MenuGroup, setAppearance, useAppearance } from "../../ui";
import { useMe } from "../session";
import { showHelp } from "./help-state";
import { useLogOut, useSwitchWorkspace } from "./log-out";

/** What belongs to the person and the workspace, wherever it is shown. */
export function useWorkspaceMenu(): readonly MenuGroup[] {
  const me = useMe();
  const router = useRouter();
  const logOut = useLogOut();
  const switchTo = useSwitchWorkspace();
  const { theme } = useAppearance();
  const others =
    me.workspaces.length < 2
      ? []
      : [
          {
            label: i18n._({ id: "app.menu.workspaces", message: "Workspaces" }),
            items: me.workspaces.map((workspace) => ({
              label: workspace.name,
              icon: <Avatar name={workspace.name} shape="square" />,
              checked: workspace.id === me.workspace.id,
              run: () => workspace.id !== me.workspace.id && void switchTo(workspace.id),
            })),
          },
        ];
  return [
    ...others,
    {
      label: me.email,
      items: [
        {
          label: i18n._({ id: "app.nav.settings", message: "Settings" }),
          icon: <Settings />,
          keys: "g s",
          run: () => void router.navigate({ to: "/settings" }),
        },
        ...(may(me, "manage_people")
          ? [
              {
                label: i18n._({ id: "app.menu.invite", message: "Invite people" }),
                icon: <UserPlus />,
                run: () => void router.navigate({ to: "/settings/people" }),
              },
            ]
          : []),
        {
          label:
            theme === "dark"
              ? i18n._({ id: "app.commands.light", message: "Use the light theme" })
              : i18n._({ id: "app.commands.dark", message: "Use the dark theme" }),
          icon: theme === "dark" ? <Sun /> : <Moon />,
          run: () => setAppearance({ theme: theme === "dark" ? "light" : "dark" }),
        },
        {
          label: i18n._({ id: "app.commands.help", message: "Keyboard shortcuts" }),
          icon: <Keyboard />,
          keys: "?",
          run: () => showHelp(true),
        },
      ],
    },
    {
      items: [
        {
          label: i18n._({ id: "app.commands.log_out", message: "Log out" }),
          icon: <LogOut />,
          run: () => void logOut(),
        },
      ],
    },
  ];
}

export function WorkspaceMenu({ rail }: { rail: boolean }) {
  const me = useMe();
  const groups = useWorkspaceMenu();
  return (
    <Menu
      groups={groups}
      trigger={
        <button
          type="button"
          aria-label={i18n._({
            id: "app.menu.label",
            message: "Workspace {name}",
            values: { name: me.workspace.name },
          })}
          className={cx(
            "flex h-control min-w-0 grow items-center gap-2 rounded-control text-start hover:bg-hover data-popup-open:bg-hover",
            rail ? "justify-center px-0" : "px-1.5",
          )}
        >
          <Avatar name={me.workspace.name} shape="square" />
          {!rail && (
            <>
              <span className="truncate font-semibold">{me.workspace.name}</span>
              <ChevronsUpDown aria-hidden="true" className="size-3 shrink-0 text-muted" />
            </>
          )}
        </button>
      }
    />
  );
}

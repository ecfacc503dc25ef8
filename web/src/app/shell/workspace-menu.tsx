import { useRouter } from "@tanstack/react-router";
import { Keyboard, LogOut, Moon, Settings, Sun, UserPlus } from "lucide-react";
import { may } from "../../api";
import { i18n } from "../../i18n";
import { Avatar, Menu, type MenuGroup, setAppearance, useAppearance } from "../../ui";
import { useMe } from "../session";
import { showHelp } from "./help-state";
import { useLogOut } from "./log-out";
import { useSwitchWorkspace } from "./switch-workspace";
import { WorkspaceButton } from "./workspace-button";

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

/** The button with its menu. */
export default function WorkspaceMenu({ rail, defaultOpen }: { rail: boolean; defaultOpen: boolean }) {
  const groups = useWorkspaceMenu();
  return <Menu groups={groups} defaultOpen={defaultOpen} trigger={<WorkspaceButton rail={rail} />} />;
}

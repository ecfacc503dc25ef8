import { ChevronsUpDown } from "lucide-react";
import type { ComponentProps } from "react";
import { i18n } from "../../i18n";
import { Avatar, cx } from "../../ui";
import { useMe } from "../session";

/** Names the workspace. Without its menu, which comes a moment later, it looks the same. */
export function WorkspaceButton({ rail, ...rest }: ComponentProps<"button"> & { rail: boolean }) {
  const { workspace } = useMe();
  return (
    <button
      type="button"
      {...rest}
      className={cx(
        "flex h-control min-w-0 grow items-center gap-2 rounded-control text-start hover:bg-hover data-popup-open:bg-hover",
        rail ? "justify-center px-0" : "px-1.5",
      )}
    >
      <Avatar name={workspace.name} shape="square" />
      <span className="sr-only">
        {i18n._({ id: "app.menu.label", message: "Workspace {name}", values: { name: workspace.name } })}
      </span>
      {!rail && (
        <>
          <span aria-hidden="true" className="truncate font-semibold">
            {workspace.name}
          </span>
          <ChevronsUpDown aria-hidden="true" className="size-3 shrink-0 text-muted" />
        </>
      )}
    </button>
  );
}

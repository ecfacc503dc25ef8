import type { ReactNode } from "react";

export interface PageHeaderProps {
  icon?: ReactNode;
  title: ReactNode;
  /** Beside the title: tabs, a view's name, a count. */
  children?: ReactNode;
  /** At the far end; on a phone they stay, so keep them few. */
  actions?: ReactNode;
}

/** The bar every page begins with: what this is, and what can be done with all of it. */
export function PageHeader({ icon, title, children, actions }: PageHeaderProps) {
  return (
    <header className="flex h-bar shrink-0 items-center gap-2 border-line border-b px-3 md:px-4">
      {icon !== undefined && (
        <span aria-hidden="true" className="text-muted">
          {icon}
        </span>
      )}
      <h1 className="truncate font-semibold">{title}</h1>
      <div className="flex min-w-0 grow items-center gap-2">{children}</div>
      {actions !== undefined && <div className="flex shrink-0 items-center gap-1">{actions}</div>}
    </header>
  );
}

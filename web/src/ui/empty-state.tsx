import type { ReactNode } from "react";

export interface EmptyStateProps {
  icon?: ReactNode;
  title: ReactNode;
  /** What belongs here and how it gets here. */
  children?: ReactNode;
  /** One main action, then at most a quiet second one. */
  actions?: ReactNode;
}

export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-90 flex-col items-center gap-2 px-4 py-12 text-center">
      {icon !== undefined && (
        <span aria-hidden="true" className="mb-1 text-muted *:size-6 *:stroke-[1.5]">
          {icon}
        </span>
      )}
      <h2 className="font-medium text-title">{title}</h2>
      {children !== undefined && <p className="text-pretty text-muted">{children}</p>}
      {actions !== undefined && <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}

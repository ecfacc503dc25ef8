import type { ReactNode } from "react";

export interface AuthLayoutProps {
  title: string;
  text?: ReactNode;
  /** The way to the other form. */
  footer?: ReactNode;
  children: ReactNode;
}

export function AuthLayout({ title, text, footer, children }: AuthLayoutProps) {
  return (
    <main className="flex min-h-full flex-col items-center bg-bg px-4 pt-[12dvh] pb-12">
      <title>{`${title} · Kith`}</title>
      <div className="flex w-full max-w-84 flex-col gap-6">
        <header className="flex flex-col gap-4">
          <Mark />
          <div>
            <h1 className="font-semibold text-number tracking-tight">{title}</h1>
            {text !== undefined && <p className="mt-1 text-muted">{text}</p>}
          </div>
        </header>
        {children}
        {footer !== undefined && <p className="text-muted">{footer}</p>}
      </div>
    </main>
  );
}

/** Two people, close: the same drawing as public/icons/kith.svg. */
export function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className="size-8">
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <circle cx="12.5" cy="16" r="6" fill="none" strokeWidth="2.6" className="stroke-on-accent" />
      <circle cx="19.5" cy="16" r="6" fill="none" strokeWidth="2.6" className="stroke-on-accent" />
    </svg>
  );
}

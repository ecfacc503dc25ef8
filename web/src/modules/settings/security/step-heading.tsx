import type { ReactNode } from "react";

/** What stands between a sign-in and its pages, and why. */
export function StepHeading({ title, children }: { title: string; children: ReactNode }) {
  return (
    <header>
      <title>{`${title} · Kith`}</title>
      <h1 className="font-semibold text-number tracking-tight">{title}</h1>
      <p className="mt-1 text-pretty text-muted">{children}</p>
    </header>
  );
}

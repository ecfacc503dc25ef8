import { Link } from "@tanstack/react-router";

interface DealsLinkProps {
  where: string;
  /** Whose figure it is, for who hears it. */
  label: string;
  children: string;
}
/** Leads to the deals behind a figure. */
export function DealsLink({ where, label, children }: DealsLinkProps) {
  return (
    <Link
      to="/$types"
      params={{ types: "deals" }}
      search={{ where, view: "all", layout: "table" }}
      aria-label={`${label}: ${children}`}
      className="hover:underline"
    >
      {children}
    </Link>
  );
}

import { Box, Building2, CircleCheck, Contact, Handshake, type LucideIcon, Package } from "lucide-react";
import { lazy, Suspense } from "react";

// What the built-in main types have, drawn with the first screen.
const icons: { readonly [name: string]: LucideIcon } = {
  box: Box,
  building: Building2,
  "check-circle": CircleCheck,
  contact: Contact,
  handshake: Handshake,
  package: Package,
};
const MoreIcon = lazy(() => import("./more-icons"));

export interface TypeIconProps {
  name: string | null | undefined;
  className?: string;
}

/** A type's icon, beside its name; unknown names get a box. */
export function TypeIcon({ name, className = "size-4" }: TypeIconProps) {
  // "building-2" and "user-round" are other drawings of the same thing.
  const wanted = (name ?? "box").replace(/-(\d+|round)$/, "");
  const Icon = icons[wanted];
  if (Icon !== undefined) return <Icon aria-hidden="true" strokeWidth={1.75} className={className} />;
  return (
    <Suspense fallback={<span aria-hidden="true" className={className} />}>
      <MoreIcon name={wanted} className={className} />
    </Suspense>
  );
}

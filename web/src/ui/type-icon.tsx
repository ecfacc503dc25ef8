import {
  Activity,
  Box,
  Building2,
  Calendar,
  CalendarCheck,
  Contact,
  Handshake,
  type LucideIcon,
  Package,
  User,
  Users,
} from "lucide-react";
import { lazy, Suspense } from "react";

const icons: { readonly [name: string]: LucideIcon } = {
  building: Building2,
  contact: Contact,
  handshake: Handshake,
  package: Package,
  activity: Activity,
  calendar: Calendar,
  "calendar-check": CalendarCheck,
  user: User,
  users: Users,
  box: Box,
};
const moreNames: readonly string[] = [
  "kanban",
  "map",
  "network",
  "user-plus",
  "flag",
  "book",
  "briefcase",
  "car",
  "circle-dot",
  "clipboard",
  "file",
  "folder",
  "globe",
  "graduation-cap",
  "heart",
  "house",
  "life-buoy",
  "map-pin",
  "megaphone",
  "receipt",
  "rocket",
  "shopping-cart",
  "star",
  "tag",
  "target",
  "ticket",
  "truck",
  "wallet",
  "wrench",
];
/** The names a type's icon may have. A fixed choice: taking every icon would weigh more than the rest of the client. */
export const iconNames: readonly string[] = [...Object.keys(icons), ...moreNames];

const MoreIcon = lazy(async () => {
  const { moreIcons } = await import("./more-icons");
  const known: { readonly [name: string]: LucideIcon | undefined } = moreIcons;
  return {
    default: ({ name, className }: { name: string; className: string }) => {
      const Icon = known[name] ?? Box;
      return <Icon aria-hidden="true" strokeWidth={1.75} className={className} />;
    },
  };
});

export interface TypeIconProps {
  name: string | null | undefined;
  className?: string;
}

/** A type's icon, beside its name; unknown names get a box. */
export function TypeIcon({ name, className = "size-4" }: TypeIconProps) {
  // "building-2" and "user-round" are other drawings of the same thing.
  const wanted = (name ?? "box").replace(/-(\d+|round)$/, "");
  if (moreNames.includes(wanted)) {
    return (
      <Suspense fallback={<span aria-hidden="true" className={className} />}>
        <MoreIcon name={wanted} className={className} />
      </Suspense>
    );
  }
  const Icon = icons[wanted] ?? Box;
  return <Icon aria-hidden="true" strokeWidth={1.75} className={className} />;
}

import {
  Activity,
  Box,
  Building2,
  Calendar,
  Contact,
  Flag,
  Handshake,
  Kanban,
  type LucideIcon,
  Map as MapIcon,
  Network,
  Package,
  User,
  UserPlus,
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
  user: User,
  users: Users,
  kanban: Kanban,
  map: MapIcon,
  network: Network,
  box: Box,
  flag: Flag,
  "user-plus": UserPlus,
};
const moreNames: readonly string[] = [
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
  const wanted = (name ?? "box").replace(/-?\d+$/, "");
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

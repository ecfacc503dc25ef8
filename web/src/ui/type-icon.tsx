import {
  Activity,
  BookOpen,
  Box,
  Briefcase,
  Building2,
  Calendar,
  Car,
  CircleDot,
  ClipboardList,
  Contact,
  FileText,
  Flag,
  FolderClosed,
  Globe,
  GraduationCap,
  Handshake,
  Heart,
  House,
  Kanban,
  LifeBuoy,
  type LucideIcon,
  Map as MapIcon,
  MapPin,
  Megaphone,
  Network,
  Package,
  Receipt,
  Rocket,
  ShoppingCart,
  Star,
  Tag,
  Target,
  Ticket,
  Truck,
  User,
  UserPlus,
  Users,
  Wallet,
  Wrench,
} from "lucide-react";

// A fixed choice: taking every icon would weigh more than the rest of the client.
const icons: { readonly [name: string]: LucideIcon } = {
  activity: Activity,
  book: BookOpen,
  box: Box,
  briefcase: Briefcase,
  building: Building2,
  calendar: Calendar,
  car: Car,
  "circle-dot": CircleDot,
  clipboard: ClipboardList,
  contact: Contact,
  file: FileText,
  flag: Flag,
  folder: FolderClosed,
  globe: Globe,
  "graduation-cap": GraduationCap,
  handshake: Handshake,
  heart: Heart,
  house: House,
  kanban: Kanban,
  "life-buoy": LifeBuoy,
  map: MapIcon,
  "map-pin": MapPin,
  megaphone: Megaphone,
  network: Network,
  package: Package,
  receipt: Receipt,
  rocket: Rocket,
  "shopping-cart": ShoppingCart,
  star: Star,
  tag: Tag,
  target: Target,
  ticket: Ticket,
  truck: Truck,
  user: User,
  "user-plus": UserPlus,
  users: Users,
  wallet: Wallet,
  wrench: Wrench,
};
/** The names a type's icon may have. */
export const iconNames: readonly string[] = Object.keys(icons);

export interface TypeIconProps {
  name: string | null | undefined;
  className?: string;
}

/** A type's icon, beside its name; unknown names get a box. */
export function TypeIcon({ name, className = "size-4" }: TypeIconProps) {
  const known = name ?? "box";
  const Icon = icons[known] ?? icons[known.replace(/-?\d+$/, "")] ?? Box;
  return <Icon aria-hidden="true" strokeWidth={1.75} className={className} />;
}

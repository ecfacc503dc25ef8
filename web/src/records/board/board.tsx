import type { LayoutProps } from "../list/list-page";
export default function Board(_props: LayoutProps) {
  return null;
}

import { cx } from "./cx";

/** The shape of what is coming. It stays invisible for the first 150 ms, so that quick answers do not flash. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={cx("block animate-shimmer rounded-control bg-hover", className)} />;
}

import { X } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx";
import { hueStyle } from "./hue";

export interface TagProps {
  children: ReactNode;
  /** 0 to 360; without one it is grey. */
  hue?: number | null | undefined;
  /** Given, the tag carries a button that removes it. Its name must say what it removes. */
  onRemove?: () => void;
  removeLabel?: string;
  className?: string;
}

export function Tag({ children, hue, onRemove, removeLabel, className }: TagProps) {
  return (
    <span
      className={cx("tag inline-flex h-5 max-w-full items-center gap-1 rounded-control px-1.5 text-small", className)}
      data-grey={hue === null || hue === undefined ? "" : undefined}
      style={hueStyle(hue)}
    >
      <span className="truncate">{children}</span>
      {onRemove !== undefined && (
        <button
          type="button"
          aria-label={removeLabel}
          onClick={onRemove}
          className="relative -me-0.5 after:absolute after:-inset-1.5"
        >
          <X aria-hidden="true" className="size-3" />
        </button>
      )}
    </span>
  );
}

/** A dot of a tag's colour, beside a name. */
export function Dot({ hue, className }: { hue?: number | null | undefined; className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={cx("tag-dot inline-block size-2 shrink-0 rounded-full", className)}
      data-grey={hue === null || hue === undefined ? "" : undefined}
      style={hueStyle(hue)}
    />
  );
}

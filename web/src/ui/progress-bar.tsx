import { cx } from "./cx";

export interface ProgressBarProps {
  label: string;
  /** 0 to 1; null while nobody can say. */
  value: number | null;
  className?: string;
}

export function ProgressBar({ label, value, className }: ProgressBarProps) {
  const share = value === null ? null : Math.min(1, Math.max(0, value));
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === null ? undefined : Math.round(share * 100)}
      className={cx("h-1.5 overflow-hidden rounded-full bg-hover", className)}
    >
      <div
        className={cx(
          "h-full origin-left rounded-full bg-accent transition-transform duration-200 rtl:origin-right",
          share === null && "animate-shimmer",
        )}
        style={{ transform: `scaleX(${share ?? 1})` }}
      />
    </div>
  );
}

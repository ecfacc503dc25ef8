import type { CSSProperties, KeyboardEventHandler } from "react";
import type { TypeSchema } from "../../../api";
import { i18n } from "../../../i18n";
import { asLink, titleOf } from "../../../records";
import { cx, hueOf, hueStyle } from "../../../ui";
import { type Block, isWhole, type Time } from "./blocks";
import { clock, companyOf, timeText } from "./words";

interface BlockButtonProps {
  type: TypeSchema;
  block: Block;
  time: Time;
  /** Whether it is told apart by whose it is rather than by what it is. */
  byOwner: boolean;
  open: boolean;
  held?: boolean;
  /** How much of it there is room for. */
  lines: 1 | 2 | 3;
  /** What stands at its ends to be pulled. */
  stretches?: "down" | "along" | undefined;
  onOpen: () => void;
  onKeyDown?: KeyboardEventHandler;
  onKeyUp?: KeyboardEventHandler;
  onBlur?: () => void;
  className?: string;
  style?: CSSProperties;
}

/** An activity in a calendar. Pressed, it opens; Shift and arrows move it, Alt and arrows change how long it lasts. */
export function BlockButton({
  type,
  block,
  time,
  byOwner,
  open,
  held = false,
  lines,
  stretches,
  onOpen,
  className,
  style,
  ...keys
}: BlockButtonProps) {
  const { activity } = block;
  const name = titleOf(type, activity);
  const owner = asLink(activity.owner)?.title ?? "";
  const company = companyOf(activity);
  const done = Boolean(activity.done_at);
  const spoken = [
    name,
    timeText(time),
    ...(byOwner && owner !== "" ? [owner] : []),
    ...(company === "" ? [] : [i18n._({ id: "calendar.with", message: "with {names}", values: { names: company } })]),
    ...(done ? [i18n._({ id: "calendar.done", message: "done" })] : []),
  ];
  const hue = hueOf(byOwner ? owner : String(activity.kind));
  return (
    <button
      type="button"
      data-id={activity.id}
      data-block={activity.id}
      title={spoken.slice(1).join("\n")}
      onClick={onOpen}
      {...keys}
      style={{ ...hueStyle(hue), ...style }}
      className={cx(
        "tag group flex min-w-0 select-none flex-col items-stretch overflow-hidden whitespace-normal rounded-control px-1.5 text-start font-normal text-small leading-4",
        lines === 1 && "justify-center",
        open && "ring-1 ring-accent",
        held && "z-20 cursor-grabbing opacity-90 shadow-float",
        className,
      )}
    >
      <span className="sr-only">{spoken.join(", ")}</span>
      <span aria-hidden="true" className="flex min-w-0 gap-1.5">
        <span className={cx("min-w-0 truncate font-medium", done && "line-through")}>{name}</span>
        {lines === 1 && !isWhole(time) && <span className="shrink-0 tabular-nums opacity-80">{clock(time.from)}</span>}
      </span>
      {lines > 1 && !isWhole(time) && (
        <span aria-hidden="true" className="truncate tabular-nums">
          {clock(time.from)} – {clock(time.until)}
        </span>
      )}
      {lines > 2 && company !== "" && (
        <span aria-hidden="true" className="truncate">
          {company}
        </span>
      )}
      {stretches === "down" && <span data-edge="" className="absolute inset-x-0 bottom-0 h-1.5 cursor-ns-resize" />}
      {stretches === "along" && <span data-edge="" className="absolute inset-y-0 end-0 w-1.5 cursor-ew-resize" />}
    </button>
  );
}

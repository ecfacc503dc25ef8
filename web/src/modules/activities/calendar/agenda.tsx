import { formatDate, i18n } from "../../../i18n";
import { asLink, titleOf } from "../../../records";
import { cx, EmptyState, hueOf, hueStyle } from "../../../ui";
import { compareBlocks, isOn, isWhole } from "./blocks";
import type { GridProps } from "./time-grid";
import { clock, companyOf } from "./words";

/** The days that have anything, below each other. */
export function Agenda({ type, days, blocks, today, byOwner, panel, onOpen, ready }: GridProps & { ready: boolean }) {
  const filled = days
    .map((day) => ({ day, of: blocks.filter((block) => isOn(block, day)).sort(compareBlocks) }))
    .filter(({ of }) => of.length > 0);
  if (ready && filled.length === 0)
    return <EmptyState title={i18n._({ id: "calendar.empty", message: "Nothing in this time" })} />;
  return (
    <ol className="min-h-0 grow overflow-y-auto px-3 md:px-4">
      {filled.map(({ day, of }) => (
        <li key={day} className="border-line border-b py-2">
          <h3 className={cx("pb-1 text-small", day === today ? "font-medium text-accent" : "text-muted")}>
            {formatDate(day, "long")}
          </h3>
          <ul>
            {of.map((block) => {
              const { activity, time } = block;
              const owner = asLink(activity.owner)?.title ?? "";
              const details = [
                ...(byOwner ? [owner] : []),
                companyOf(activity),
                typeof activity.location === "string" ? activity.location : "",
              ].filter(Boolean);
              return (
                <li key={block.id} data-id={block.id}>
                  <button
                    type="button"
                    data-block={block.id}
                    onClick={() => onOpen(block.id)}
                    className={cx(
                      "flex min-h-(--row) w-full items-center gap-2 rounded-control px-1 py-1 text-start hover:bg-hover",
                      block.id === panel && "bg-accent-bg",
                    )}
                  >
                    <span className="w-28 shrink-0 text-muted text-small tabular-nums">
                      {isWhole(time)
                        ? i18n._({ id: "calendar.all_day", message: "All day" })
                        : `${clock(time.from)} – ${clock(time.until)}`}
                    </span>
                    <span
                      aria-hidden="true"
                      className="tag-dot size-2 shrink-0 rounded-full"
                      style={hueStyle(hueOf(byOwner ? owner : String(activity.kind)))}
                    />
                    <span className="flex min-w-0 flex-col">
                      <span className={cx("truncate", Boolean(activity.done_at) && "text-muted line-through")}>
                        {titleOf(type, activity)}
                      </span>
                      {details.length > 0 && (
                        <span className="truncate text-muted text-small">{details.join(" · ")}</span>
                      )}
                    </span>
                  </button>
                </li>
              );
            })}
          </ul>
        </li>
      ))}
    </ol>
  );
}

import type { ForecastHistory } from "../../api";
import { i18n } from "../../i18n";
import { cx } from "../../ui";
import { lines, type Series } from "./history-lines";

const [width, height] = [600, 120];

const looks: { readonly [series in Series]: string } = {
  closed: "text-ok",
  committed: "text-accent",
  at_best: "text-control",
};

function seriesName(series: Series): string {
  switch (series) {
    case "closed":
      return i18n._({ id: "forecast.closed", message: "Won" });
    case "committed":
      return i18n._({ id: "forecast.card.committed", message: "Won and committed" });
    default:
      return i18n._({ id: "forecast.card.at_best", message: "With the best case" });
  }
}

/** Three lines over the period. The table behind it says the same, so it is only for the eye. */
export function HistoryChart({ history }: { history: ForecastHistory }) {
  if (history.data.length < 2) return null;
  return (
    <figure aria-hidden="true" className="flex flex-col gap-2">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        className="h-32 w-full border-line border-b"
        role="presentation"
      >
        {lines(history, width, height).map(({ series, points }) => (
          <polyline
            key={series}
            points={points}
            fill="none"
            stroke="currentColor"
            strokeWidth="2"
            strokeDasharray={series === "at_best" ? "4 3" : undefined}
            vectorEffect="non-scaling-stroke"
            className={looks[series]}
          />
        ))}
      </svg>
      <figcaption className="flex flex-wrap gap-4 text-muted text-small">
        {(Object.keys(looks) as Series[]).map((series) => (
          <span key={series} className="flex items-center gap-1.5">
            <span className={cx("h-0.5 w-4 bg-current", looks[series])} />
            {seriesName(series)}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

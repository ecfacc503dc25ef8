import type { ForecastHistory } from "../../api";

const all = ["closed", "committed", "at_best"] as const;
export type Series = (typeof all)[number];

/** The points of each line in a drawing of a size: moments side by side, the highest amount at its top edge. */
export function lines(history: ForecastHistory, width: number, height: number): { series: Series; points: string }[] {
  const most = Math.max(1, ...history.data.flatMap(({ figures }) => all.map((series) => Number(figures[series]))));
  const step = history.data.length < 2 ? 0 : width / (history.data.length - 1);
  return all.map((series) => ({
    series,
    points: history.data
      .map(({ figures }, place) => {
        const share = Math.max(0, Number(figures[series])) / most;
        return `${Math.round(place * step)},${Math.round((1 - share) * (height - 2)) + 1}`;
      })
      .join(" "),
  }));
}

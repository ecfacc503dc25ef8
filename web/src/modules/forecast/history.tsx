import { useQuery } from "@tanstack/react-query";
import { asProblem, type Forecast, type ForecastHistory } from "../../api";
import { formatDate, formatMoney, i18n } from "../../i18n";
import { isDay } from "../../records";
import { Select, Skeleton } from "../../ui";
import { Accuracy } from "./accuracy";
import { HistoryChart } from "./history-chart";
import { type ForecastSearch, historyQuery } from "./search";

interface HistoryProps {
  search: ForecastSearch;
  forecast: Forecast;
  onOf: (id: string | undefined) => void;
  onAt: (day: string | undefined) => void;
}

/** How the forecast came about, and how right the last ones were: of all together or of one row. */
export function History({ search, forecast, onOf, onAt }: HistoryProps) {
  const found = useQuery(historyQuery(search));
  const title = i18n._({ id: "forecast.history", message: "How it came about" });
  const problem = asProblem(found.error);
  const rows = forecast.data.flatMap(({ of }) => (of === null ? [] : [{ value: of.id, label: of.title }]));
  return (
    <section aria-label={title} aria-busy={found.isFetching} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="me-auto font-semibold">{title}</h2>
        <span className="w-52">
          <Select
            aria-label={i18n._({ id: "forecast.history_of", message: "Whose" })}
            value={rows.some(({ value }) => value === search.of) ? (search.of ?? "") : ""}
            options={[{ value: "", label: i18n._({ id: "forecast.everyone", message: "All together" }) }, ...rows]}
            onChange={(id) => onOf(id === "" ? undefined : id)}
          />
        </span>
      </div>
      {problem !== undefined ? (
        <p role="alert" className="text-danger">
          {problem.message}
        </p>
      ) : found.data === undefined ? (
        <Skeleton className="h-48 w-full" />
      ) : (
        <>
          <HistoryChart history={found.data} />
          <Points history={found.data} onAt={onAt} />
        </>
      )}
      <Accuracy search={search} />
    </section>
  );
}

/** The moments in words and numbers; each leads to the forecast as it stood then. */
function Points({ history, onAt }: { history: ForecastHistory; onAt: (day: string | undefined) => void }) {
  const money = (amount: string) => formatMoney({ amount, currency: history.currency });
  return (
    <div className="overflow-x-auto">
      <table aria-label={i18n._({ id: "forecast.points", message: "Forecast over time" })} className="w-full">
        <thead>
          <tr className="border-line border-b text-muted text-small">
            <th scope="col" className="h-8 px-2 text-start font-normal">
              {i18n._({ id: "forecast.point.at", message: "At the end of" })}
            </th>
            <th scope="col" className="h-8 px-2 text-end font-normal">
              {i18n._({ id: "forecast.closed", message: "Won" })}
            </th>
            <th scope="col" className="h-8 px-2 text-end font-normal">
              {i18n._({ id: "forecast.card.committed", message: "Won and committed" })}
            </th>
            <th scope="col" className="h-8 px-2 text-end font-normal max-md:hidden">
              {i18n._({ id: "forecast.card.at_best", message: "With the best case" })}
            </th>
          </tr>
        </thead>
        <tbody>
          {history.data.map(({ at, figures }) => (
            <tr key={at} className="border-line border-b hover:bg-hover">
              <th scope="row" className="h-row px-2 text-start font-normal">
                {isDay(at) ? (
                  <button type="button" className="hover:underline" onClick={() => onAt(at)}>
                    {formatDate(at)}
                  </button>
                ) : (
                  i18n._({ id: "forecast.point.now", message: "Now" })
                )}
              </th>
              <td className="px-2 text-end tabular-nums">{money(figures.closed)}</td>
              <td className="px-2 text-end tabular-nums">{money(figures.committed)}</td>
              <td className="px-2 text-end tabular-nums max-md:hidden">{money(figures.at_best)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { asProblem, type ResultFigures, type SalesResults } from "../../api";
import { formatMoney, formatNumber, formatPercent, i18n } from "../../i18n";
import { Button, cx, EmptyState, Select, Skeleton } from "../../ui";
import { DealsLink } from "./deals-link";
import { Card } from "./forecast-cards";
import { ForecastHeader } from "./forecast-header";
import { PipelineChoice } from "./pipeline-choice";
import { type ResultSide, type ResultsSearch, resultSides, resultsQuery, type Span, spans } from "./search";
import { resultSideName, spanName, withoutName } from "./words";

/** What came of deals: what was won and lost, how long it took, and what is open. */
export function Results({ search }: { search: ResultsSearch }) {
  const navigate = useNavigate();
  const found = useQuery(resultsQuery(search));
  const problem = asProblem(found.error);
  const change = (changes: Partial<{ [name in keyof ResultsSearch]: ResultsSearch[name] | undefined }>) => {
    const next = Object.entries({ ...search, ...changes }).filter(([, value]) => value !== undefined);
    void navigate({ to: "/forecast", search: Object.fromEntries(next) as never });
  };
  return (
    <>
      <title>{i18n._({ id: "forecast.results.page", message: "Results · Kith" })}</title>
      <ForecastHeader show="results" pipeline={search.pipeline} />
      <div className="flex shrink-0 flex-wrap items-center gap-2 px-3 pt-3 md:px-4">
        <span className="w-40">
          <Select<Span | "all">
            aria-label={i18n._({ id: "forecast.results.span", message: "When deals close" })}
            value={search.span ?? "all"}
            options={(["all", ...spans] as const).map((one) => ({ value: one, label: spanName(one) }))}
            onChange={(span) => change({ span: span === "all" ? undefined : span })}
          />
        </span>
        <span className="w-36">
          <Select<ResultSide>
            aria-label={i18n._({ id: "forecast.by", message: "Rows" })}
            value={search.by ?? "person"}
            options={resultSides.map((one) => ({ value: one, label: resultSideName(one) }))}
            onChange={(by) => change({ by })}
          />
        </span>
        <PipelineChoice pipeline={search.pipeline} onChange={(pipeline) => change({ pipeline })} />
      </div>
      <div className="flex min-h-0 grow flex-col gap-4 overflow-y-auto px-3 py-4 md:px-4" aria-busy={found.isFetching}>
        {problem !== undefined ? (
          <p role="alert" className="flex items-center gap-2 text-danger">
            {problem.message}
            <Button size="small" onClick={() => void found.refetch()}>
              {i18n._({ id: "forecast.retry", message: "Try again" })}
            </Button>
          </p>
        ) : found.data === undefined ? (
          <Skeleton className="h-64 w-full" />
        ) : (
          <Found results={found.data} />
        )}
      </div>
    </>
  );
}

function Found({ results }: { results: SalesResults }) {
  const { total, currency, data } = results;
  const money = (amount: string) => formatMoney({ amount, currency });
  if (data.length === 0)
    return (
      <EmptyState title={i18n._({ id: "forecast.results.none", message: "No deals in this time" })}>
        {i18n._({ id: "forecast.results.none_text", message: "Choose another time, or all of it." })}
      </EmptyState>
    );
  return (
    <>
      <dl className="grid grid-cols-2 gap-3 md:grid-cols-4">
        <Card name={words.won()} value={money(total.won)} />
        <Card name={words.rate()} value={percent(total.win_rate)} />
        <Card name={words.cycle()} value={days(total.cycle)} />
        <Card name={words.expected()} value={money(total.expected)} />
      </dl>
      <ResultsTable results={results} />
    </>
  );
}

const nothing = "–";
const percent = (rate: string | null) => (rate === null ? nothing : formatPercent(rate));
const days = (cycle: string | null) =>
  cycle === null
    ? nothing
    : i18n._({ id: "forecast.results.days", message: "{days} days", values: { days: formatNumber(cycle) } });

const words = {
  won: () => i18n._({ id: "forecast.closed", message: "Won" }),
  rate: () => i18n._({ id: "forecast.results.rate", message: "Win rate" }),
  cycle: () => i18n._({ id: "forecast.results.cycle", message: "Average cycle" }),
  average: () => i18n._({ id: "forecast.results.average", message: "Average deal" }),
  open: () => i18n._({ id: "forecast.results.open", message: "Open" }),
  expected: () => i18n._({ id: "forecast.results.expected", message: "Likely from open deals" }),
  counts: () => i18n._({ id: "forecast.results.counts", message: "Deals won" }),
};

const phones = "max-md:hidden";

function ResultsTable({ results }: { results: SalesResults }) {
  const total = i18n._({ id: "forecast.total", message: "Total" });
  const head = "h-8 whitespace-nowrap px-2 text-end font-normal";
  return (
    <div className="relative shrink-0 overflow-x-auto">
      <table aria-label={i18n._({ id: "forecast.part.results", message: "Results" })} className="w-full text-start">
        <thead>
          <tr className="border-line border-b text-muted text-small">
            <th scope="col" className="h-8 px-2 text-start font-normal">
              {i18n._({ id: "forecast.name", message: "Name" })}
            </th>
            <th scope="col" className={head}>
              {words.won()}
            </th>
            <th scope="col" className={cx(head, phones)}>
              {words.counts()}
            </th>
            <th scope="col" className={head}>
              {words.rate()}
            </th>
            <th scope="col" className={head}>
              {words.cycle()}
            </th>
            <th scope="col" className={cx(head, phones)}>
              {words.average()}
            </th>
            <th scope="col" className={cx(head, phones)}>
              {words.open()}
            </th>
            <th scope="col" className={cx(head, phones)}>
              {words.expected()}
            </th>
          </tr>
        </thead>
        <tbody>
          {results.data.map((row) => {
            const name = row.of?.title ?? row.name ?? withoutName(results.by);
            return (
              <tr key={row.where} className="border-line border-b hover:bg-hover">
                <th scope="row" className="h-row px-2 py-1 text-start font-normal">
                  <span className={cx("wrap-anywhere", row.of === null && row.name === null && "text-muted")}>
                    {name}
                  </span>
                </th>
                <Figures figures={row.figures} currency={results.currency} where={row.where} name={name} />
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr className="font-medium">
            <th scope="row" className="h-row px-2 py-1 text-start">
              {total}
            </th>
            <Figures figures={results.total} currency={results.currency} where={results.where} name={total} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

interface FiguresProps {
  figures: ResultFigures;
  currency: string;
  where: string | null;
  name: string;
}
function Figures({ figures, currency, where, name }: FiguresProps) {
  const money = (amount: string) => formatMoney({ amount, currency });
  const and = (condition: string) => (where === null ? condition : `${where} and ${condition}`);
  const cell = "h-row whitespace-nowrap px-2 text-end tabular-nums";
  return (
    <>
      <td className={cell}>
        {figures.won_deals === 0 ? (
          <span className="text-muted">{money(figures.won)}</span>
        ) : (
          <DealsLink where={and("stage.won")} label={`${name}, ${words.won()}`}>
            {money(figures.won)}
          </DealsLink>
        )}
      </td>
      <td className={cx(cell, phones)}>
        {i18n._({
          id: "forecast.results.won_lost",
          message: "{won} of {all}",
          values: { won: formatNumber(figures.won_deals), all: formatNumber(figures.won_deals + figures.lost_deals) },
        })}
      </td>
      <td className={cell}>{percent(figures.win_rate)}</td>
      <td className={cell}>{days(figures.cycle)}</td>
      <td className={cx(cell, phones)}>{figures.average === null ? nothing : money(figures.average)}</td>
      <td className={cx(cell, phones)}>
        {figures.open_deals === 0 ? (
          <span className="text-muted">{money(figures.open)}</span>
        ) : (
          <DealsLink where={and("not (stage.won or stage.lost)")} label={`${name}, ${words.open()}`}>
            {money(figures.open)}
          </DealsLink>
        )}
      </td>
      <td className={cx(cell, phones)}>{money(figures.expected)}</td>
    </>
  );
}

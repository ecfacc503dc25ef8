import { ChevronDown, ChevronRight } from "lucide-react";
import type { Forecast, ForecastFigures, ForecastRow } from "../../api";
import { formatMoney, formatPercent, i18n } from "../../i18n";
import { inTreeOrder, useClosed } from "../../records";
import { cx } from "../../ui";
import { DealsLink } from "./deals-link";
import { ExpectedCell } from "./expected-cell";
import { behind, type Category, categories } from "./search";
import { categoryName, nobodyName } from "./words";

interface ForecastTableProps {
  forecast: Forecast;
  /** Sets what a row is to sell, or all together where none is named; missing where nobody may. */
  onQuota: ((row: ForecastRow | undefined) => void) | undefined;
  /** Says what somebody will bring. */
  onSubmit: (row: ForecastRow) => void;
}

const nobody = "nobody";
const head = "h-8 whitespace-nowrap px-2 font-normal";

/** A phone has room for four columns. */
const onPhones = (forecast: Forecast, category: Category) =>
  (category === "pipeline" || (category === "best_case" && forecast.expected !== null)) && "max-md:hidden";

/** Rows one inside the other; every sum leads to its deals. */
export function ForecastTable({ forecast, onQuota, onSubmit }: ForecastTableProps) {
  const [closed, toggle] = useClosed();
  const nodes = forecast.data.map((row) => ({ row, id: row.of?.id ?? nobody, above: row.parent }));
  const total = i18n._({ id: "forecast.total", message: "Total" });
  return (
    <div className="relative shrink-0 overflow-x-auto">
      <table aria-label={i18n._({ id: "forecast.title", message: "Forecast" })} className="w-full text-start">
        <thead>
          <tr className="border-line border-b text-muted text-small">
            <th scope="col" className={cx(head, "text-start")}>
              {i18n._({ id: "forecast.name", message: "Name" })}
            </th>
            <th scope="col" className={cx(head, "text-end max-md:hidden")}>
              {i18n._({ id: "forecast.quota", message: "Quota" })}
            </th>
            {forecast.expected !== null && (
              <th scope="col" className={cx(head, "text-end")}>
                {i18n._({ id: "forecast.expected", message: "Expected" })}
              </th>
            )}
            {categories.map((category) => (
              <th key={category} scope="col" className={cx(head, "text-end", onPhones(forecast, category))}>
                {categoryName(category)}
              </th>
            ))}
            <th scope="col" className={cx(head, "text-end max-md:hidden")}>
              {i18n._({ id: "forecast.weighted", message: "Weighted" })}
            </th>
          </tr>
        </thead>
        <tbody>
          {inTreeOrder(nodes, closed).map(({ node, level, below }) => {
            const name = node.row.of?.title ?? nobodyName(forecast.by);
            const Chevron = closed.has(node.id) ? ChevronRight : ChevronDown;
            return (
              <tr key={node.id} className="border-line border-b hover:bg-hover">
                <th scope="row" className="h-row px-2 py-1 text-start font-normal">
                  <span className="flex items-center gap-1" style={{ paddingInlineStart: `${(level - 1) * 20}px` }}>
                    {below > 0 ? (
                      <button
                        type="button"
                        aria-expanded={!closed.has(node.id)}
                        aria-label={i18n._({ id: "forecast.below", message: "Below {name}", values: { name } })}
                        onClick={() => toggle(node.id)}
                        className="inline-flex size-6 shrink-0 items-center justify-center rounded-control text-muted hover:text-fg"
                      >
                        <Chevron aria-hidden="true" className="size-3.5 rtl:-scale-x-100" />
                      </button>
                    ) : (
                      <span className="size-6 shrink-0" />
                    )}
                    <span className={cx("wrap-anywhere", node.row.of === null && "text-muted")}>{name}</span>
                  </span>
                </th>
                <QuotaCell
                  forecast={forecast}
                  quota={node.row.quota}
                  rolledUp={node.row.rolled_up}
                  attainment={node.row.attainment}
                  name={name}
                  onQuota={node.row.of === null || onQuota === undefined ? undefined : () => onQuota(node.row)}
                />
                {forecast.expected !== null && (
                  <ExpectedCell
                    forecast={forecast}
                    words={node.row.words}
                    name={name}
                    onSubmit={() => onSubmit(node.row)}
                  />
                )}
                <Figures forecast={forecast} figures={node.row.total} where={node.row.where} name={name} />
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr className="font-medium">
            <th scope="row" className="h-row px-2 py-1 text-start">
              <span className="ps-7">{total}</span>
            </th>
            <QuotaCell
              forecast={forecast}
              quota={forecast.quota}
              rolledUp={false}
              attainment={forecast.attainment}
              name={total}
              onQuota={onQuota === undefined ? undefined : () => onQuota(undefined)}
            />
            {forecast.expected !== null && (
              <td className="h-row whitespace-nowrap px-3 text-end tabular-nums">
                {formatMoney({ amount: forecast.expected.commit, currency: forecast.currency })}
              </td>
            )}
            <Figures forecast={forecast} figures={forecast.total} where={forecast.where} name={total} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

interface QuotaCellProps {
  forecast: Forecast;
  quota: string | null;
  rolledUp: boolean;
  attainment: string | null;
  name: string;
  onQuota: (() => void) | undefined;
}

function QuotaCell({ forecast, quota, rolledUp, attainment, name, onQuota }: QuotaCellProps) {
  const money = quota === null ? null : formatMoney({ amount: quota, currency: forecast.currency });
  const label =
    money === null
      ? i18n._({ id: "forecast.set_quota", message: "Set the quota of {name}", values: { name } })
      : i18n._({ id: "forecast.quota_of", message: "Quota of {name}: {quota}", values: { name, quota: money } });
  return (
    <td
      title={
        rolledUp ? i18n._({ id: "forecast.rolled_up", message: "What those below are to sell together" }) : undefined
      }
      className={cx("h-row whitespace-nowrap px-2 text-end tabular-nums max-md:hidden", rolledUp && "italic")}
    >
      {onQuota === undefined ? (
        money
      ) : (
        <button
          type="button"
          aria-label={label}
          onClick={onQuota}
          className={cx("rounded-control px-1 hover:underline", money === null && "text-muted")}
        >
          {money ?? i18n._({ id: "forecast.add_quota", message: "Set" })}
        </button>
      )}
      {attainment !== null && <span className="ps-2 text-muted text-small">{formatPercent(attainment)}</span>}
    </td>
  );
}

interface FiguresProps {
  forecast: Forecast;
  figures: ForecastFigures;
  where: string | null;
  name: string;
}

function Figures({ forecast, figures, where, name }: FiguresProps) {
  const money = (amount: string) => formatMoney({ amount, currency: forecast.currency });
  return (
    <>
      {categories.map((category) => (
        <td
          key={category}
          className={cx("h-row whitespace-nowrap px-2 text-end tabular-nums", onPhones(forecast, category))}
        >
          {where === null || Number(figures[category]) === 0 ? (
            <span className={cx(Number(figures[category]) === 0 && "text-muted")}>{money(figures[category])}</span>
          ) : (
            <DealsLink where={behind(where, category)} label={`${name}, ${categoryName(category)}`}>
              {money(figures[category])}
            </DealsLink>
          )}
        </td>
      ))}
      <td className="h-row whitespace-nowrap px-2 text-end tabular-nums max-md:hidden">{money(figures.weighted)}</td>
    </>
  );
}

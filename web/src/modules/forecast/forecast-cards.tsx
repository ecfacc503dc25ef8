import type { Forecast } from "../../api";
import { formatMoney, formatPercent, i18n } from "../../i18n";
import { ProgressBar } from "../../ui";

/** What the whole period comes to. */
export function ForecastCards({ forecast }: { forecast: Forecast }) {
  const { total, currency, quota, attainment } = forecast;
  const money = (amount: string) => formatMoney({ amount, currency });
  const won = i18n._({ id: "forecast.card.closed", message: "Won" });
  return (
    <dl className="grid grid-cols-2 gap-3 md:grid-cols-4">
      <Card name={won} value={money(total.closed)}>
        {quota !== null && attainment !== null && (
          <>
            <ProgressBar
              label={i18n._({ id: "forecast.attained", message: "Attained" })}
              value={Number(attainment) / 100}
            />
            <span>
              {i18n._({
                id: "forecast.of_quota",
                message: "{percent} of {quota}",
                values: { percent: formatPercent(attainment), quota: money(quota) },
              })}
            </span>
          </>
        )}
      </Card>
      <Card
        name={i18n._({ id: "forecast.card.committed", message: "Won and committed" })}
        value={money(total.committed)}
      />
      <Card
        name={i18n._({ id: "forecast.card.at_best", message: "With the best case" })}
        value={money(total.at_best)}
      />
      <Card name={i18n._({ id: "forecast.card.weighted", message: "Weighted" })} value={money(total.weighted)} />
    </dl>
  );
}

interface CardProps {
  name: string;
  value: string;
  children?: React.ReactNode;
}
/** One figure of the whole. */
export function Card({ name, value, children }: CardProps) {
  return (
    <div className="flex min-w-0 flex-col gap-1 rounded-card border border-line bg-surface p-3">
      <dt className="text-muted text-small">{name}</dt>
      <dd className="flex flex-col gap-1.5">
        <span className="truncate font-semibold text-title tabular-nums">{value}</span>
        {children !== undefined && <span className="flex flex-col gap-1 text-muted text-small">{children}</span>}
      </dd>
    </div>
  );
}

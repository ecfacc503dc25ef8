import type { Forecast, ForecastRowWords } from "../../api";
import { formatDateTime, formatMoney, i18n } from "../../i18n";
import { cx } from "../../ui";

interface ExpectedCellProps {
  forecast: Forecast;
  words: ForecastRowWords | null;
  name: string;
  onSubmit: () => void;
}

/** What is to be expected of a row, and whose word that is; a press says it anew. */
export function ExpectedCell({ forecast, words, name, onSubmit }: ExpectedCellProps) {
  const cell = "h-row whitespace-nowrap px-2 text-end tabular-nums";
  if (words === null) return <td className={cell} />;
  const amount = formatMoney({ amount: words.commit, currency: forecast.currency });
  const counts = words.judged ?? words.said;
  // What the person submitted after somebody above had said something else.
  const newer = words.judged !== null && words.said !== null && words.said.at > words.judged.at;
  const said =
    words.said === null
      ? undefined
      : i18n._({
          id: "forecast.they_said",
          message: "{name} submitted {amount} on {at}",
          values: {
            name,
            amount: formatMoney({ amount: words.said.commit, currency: forecast.currency }),
            at: formatDateTime(words.said.at),
          },
        });
  const judged =
    words.judged === null
      ? undefined
      : i18n._({
          id: "forecast.judged",
          message: "{by} expects {amount}",
          values: {
            by: words.judged.by.title,
            amount: formatMoney({ amount: words.judged.commit, currency: forecast.currency }),
          },
        });
  const from =
    counts === null ? i18n._({ id: "forecast.from_deals", message: "By the deals; nothing was submitted" }) : undefined;
  const title = [judged, said, from].filter(Boolean).join("\n");
  return (
    <td className={cell} title={title}>
      {newer && (
        <span className="pe-1 text-small text-warn">
          {i18n._({ id: "forecast.said_anew", message: "submitted anew" })}
        </span>
      )}
      {words.may_submit ? (
        <button
          type="button"
          onClick={onSubmit}
          aria-label={i18n._({
            id: "forecast.expected_of",
            message: "Expected of {name}: {amount}",
            values: { name, amount },
          })}
          className={cx("rounded-control px-1 hover:underline", counts === null && "text-muted")}
        >
          {amount}
        </button>
      ) : (
        <span className={cx("px-1", counts === null && "text-muted")}>{amount}</span>
      )}
    </td>
  );
}

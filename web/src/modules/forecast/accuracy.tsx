import { useQuery } from "@tanstack/react-query";
import { asProblem, type ForecastAccuracy } from "../../api";
import { formatMoney, formatPercent, i18n } from "../../i18n";
import { cx, Skeleton } from "../../ui";
import { accuracyQuery, type ForecastSearch } from "./search";

/** What the last periods were expected to bring, and what they brought. */
export function Accuracy({ search }: { search: ForecastSearch }) {
  const found = useQuery(accuracyQuery(search));
  const problem = asProblem(found.error);
  const title = i18n._({ id: "forecast.accuracy", message: "How right it was" });
  if (problem !== undefined)
    return (
      <p role="alert" className="text-danger">
        {problem.message}
      </p>
    );
  if (found.data === undefined) return <Skeleton className="h-24 w-full" />;
  const { currency, data } = found.data;
  return (
    <div className="overflow-x-auto">
      <table aria-label={title} className="w-full">
        <caption className="pb-1 text-start font-medium">{title}</caption>
        <thead>
          <tr className="border-line border-b text-muted text-small">
            <Head>{i18n._({ id: "forecast.accuracy.period", message: "Period" })}</Head>
            <Head end>{i18n._({ id: "forecast.closed", message: "Won" })}</Head>
            <Head end>{i18n._({ id: "forecast.accuracy.beginning", message: "By the deals at its beginning" })}</Head>
            <Head end wide>
              {i18n._({ id: "forecast.accuracy.first", message: "Submitted first" })}
            </Head>
            <Head end>{i18n._({ id: "forecast.accuracy.last", message: "Submitted last" })}</Head>
          </tr>
        </thead>
        <tbody>
          {data.map((of) => (
            <tr key={of.period.from} className="border-line border-b">
              <th scope="row" className="h-row px-2 text-start font-normal">
                {of.over
                  ? of.period.name
                  : i18n._({
                      id: "forecast.accuracy.running",
                      message: "{name}, until now",
                      values: { name: of.period.name },
                    })}
              </th>
              <td className="whitespace-nowrap px-2 text-end tabular-nums">
                {formatMoney({ amount: of.closed, currency })}
              </td>
              <Expected amount={of.beginning?.committed} share={of.of_beginning} currency={currency} />
              <Expected amount={of.first?.commit} share={of.of_first} currency={currency} wide />
              <Expected amount={of.last?.commit} share={of.of_last} currency={currency} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface HeadProps {
  end?: boolean;
  /** Only where there is room. */
  wide?: boolean;
  children: string;
}

function Head({ end = false, wide = false, children }: HeadProps) {
  return (
    <th scope="col" className={cx("h-8 px-2 font-normal", end ? "text-end" : "text-start", wide && "max-md:hidden")}>
      {children}
    </th>
  );
}

interface ExpectedProps {
  amount: string | undefined;
  /** What of it was won, in percent. */
  share: ForecastAccuracy["of_first"];
  currency: string;
  /** Only where there is room. */
  wide?: boolean;
}

function Expected({ amount, share, currency, wide = false }: ExpectedProps) {
  return (
    <td className={cx("whitespace-nowrap px-2 text-end tabular-nums", wide && "max-md:hidden")}>
      {amount === undefined ? <span className="text-muted">–</span> : formatMoney({ amount, currency })}
      {share !== null && <span className="ps-2 text-muted text-small max-md:block">{formatPercent(share)}</span>}
    </td>
  );
}

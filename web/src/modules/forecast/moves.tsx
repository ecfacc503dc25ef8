import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem, type ForecastMove, typeNamed } from "../../api";
import { formatDate, formatDateTime, formatMoney, i18n } from "../../i18n";
import { addDays, RecordLink, today, useSchema } from "../../records";
import { cx, Select, Skeleton, Tag } from "../../ui";
import { type ForecastSearch, movesQuery } from "./search";
import { categoryName, moveName } from "./words";

type Since = "week" | "month" | "period";

interface MovesProps {
  search: ForecastSearch;
  /** First day of the period. */
  from: string;
}

/** What became of the period's deals: which came, went, grew, shrank, were won or lost, by whom and why. */
export function Moves({ search, from }: MovesProps) {
  const [since, setSince] = useState<Since>("week");
  const day = since === "period" ? addDays(from, -1) : addDays(today(), since === "week" ? -7 : -30);
  const found = useQuery(movesQuery(search, day));
  const title = i18n._({ id: "forecast.moves", message: "What moved" });
  const problem = asProblem(found.error);
  return (
    <section aria-label={title} aria-busy={found.isFetching} className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="me-auto font-semibold">{title}</h2>
        <span className="w-52">
          <Select<Since>
            aria-label={i18n._({ id: "forecast.since", message: "Since" })}
            value={since}
            options={[
              { value: "week", label: i18n._({ id: "forecast.since.week", message: "In the last 7 days" }) },
              { value: "month", label: i18n._({ id: "forecast.since.month", message: "In the last 30 days" }) },
              { value: "period", label: i18n._({ id: "forecast.since.period", message: "Since the period began" }) },
            ]}
            onChange={setSince}
          />
        </span>
      </div>
      {problem !== undefined ? (
        <p role="alert" className="text-danger">
          {problem.message}
        </p>
      ) : found.data === undefined ? (
        <Skeleton className="h-24 w-full" />
      ) : found.data.data.length === 0 ? (
        <p className="text-muted">{i18n._({ id: "forecast.no_moves", message: "Nothing moved." })}</p>
      ) : (
        <ul aria-label={title} className="flex flex-col">
          {found.data.data.map((move) => (
            <Moved key={move.deal.id} move={move} currency={found.data.currency} />
          ))}
        </ul>
      )}
      {found.data?.more === true && (
        <p role="status" className="text-muted text-small">
          {i18n._({ id: "forecast.more_moves", message: "Only the deals that were changed last are shown." })}
        </p>
      )}
    </section>
  );
}

function Moved({ move, currency }: { move: ForecastMove; currency: string }) {
  const type = typeNamed(useSchema(), "deal");
  const money = (amount: string) => formatMoney({ amount, currency });
  const change = Number(move.change);
  const details = [why(move, money), move.reason, move.note].filter((text) => text != null && text !== "");
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-line border-b py-2">
      <Tag>{moveName(move.move)}</Tag>
      {type === undefined ? (
        move.deal.title
      ) : (
        <RecordLink of={type} id={move.deal.id} className="wrap-anywhere font-medium hover:underline">
          {move.deal.title}
        </RecordLink>
      )}
      <span className="min-w-0 grow text-muted text-small">{details.join(" · ")}</span>
      {change !== 0 && (
        <span className={cx("whitespace-nowrap tabular-nums", change < 0 && "text-danger")}>
          {change > 0 ? "+" : ""}
          {money(move.change)}
        </span>
      )}
      <span className="text-muted text-small">
        {[move.by?.title, move.at == null ? undefined : formatDateTime(move.at)].filter(Boolean).join(", ")}
      </span>
    </li>
  );
}

/** What is another than before, in a few words. */
function why({ move, then, now }: ForecastMove, money: (amount: string) => string): string | undefined {
  const fromTo = (from: string, to: string) =>
    i18n._({ id: "forecast.from_to", message: "{from} → {to}", values: { from, to } });
  const day = (date: string | null) =>
    date === null ? i18n._({ id: "forecast.no_day", message: "no date" }) : formatDate(date);
  const category = (name: string | null) =>
    name === null || name === "omitted"
      ? i18n._({ id: "forecast.omitted", message: "Omitted" })
      : categoryName(name as Parameters<typeof categoryName>[0]);
  switch (move) {
    case "entered":
    case "slipped":
    case "brought_forward":
      return fromTo(day(then?.close_date ?? null), day(now.close_date));
    case "grew":
    case "shrank":
      return fromTo(money(then?.amount ?? "0"), money(now.amount ?? "0"));
    case "moved_up":
    case "moved_down":
      return fromTo(category(then?.category ?? null), category(now.category));
    default:
      return now.amount === null ? undefined : money(now.amount);
  }
}

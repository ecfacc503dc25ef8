import { queryOptions } from "@tanstack/react-query";
import {
  api,
  type Forecast,
  type ForecastAccuracyList,
  type ForecastHistory,
  type ForecastMoves,
  type ForecastRow,
  type SalesResults,
} from "../../api";

export const sides = ["person", "team", "territory", "product"] as const;
export type Side = (typeof sides)[number];
export const units = ["month", "quarter", "year"] as const;
export type Unit = (typeof units)[number];

/** What the address of the forecast holds. */
export interface ForecastSearch {
  by?: Side;
  unit?: Unit;
  /** Any day of the period. */
  day?: string;
  /** Id of the one pipeline that counts. */
  pipeline?: string;
  /** The day as of whose end deals are told; the present when missing. */
  at?: string;
  /** Id of the one whose history is shown. */
  of?: string;
}

export const resultSides = ["person", "manager", "team", "territory", "product", "month", "quarter", "year"] as const;
export type ResultSide = (typeof resultSides)[number];
export const spans = ["month", "last_month", "quarter", "last_quarter", "year", "last_year"] as const;
export type Span = (typeof spans)[number];

/** What the address of the results holds. */
export interface ResultsSearch {
  show: "results";
  by?: ResultSide;
  /** When deals closed, or are to close; any time when missing. */
  span?: Span;
  pipeline?: string;
}

const day = /^\d{4}-\d\d-\d\d$/;
const id = /^[\da-f-]{36}$/i;

export function parseForecast(raw: Readonly<Record<string, unknown>>): ForecastSearch {
  const by = sides.find((one) => one === raw.by);
  const unit = units.find((one) => one === raw.unit);
  return {
    ...(by === undefined ? {} : { by }),
    ...(unit === undefined ? {} : { unit }),
    ...(typeof raw.day === "string" && day.test(raw.day) ? { day: raw.day } : {}),
    ...(typeof raw.pipeline === "string" && id.test(raw.pipeline) ? { pipeline: raw.pipeline } : {}),
    ...(typeof raw.at === "string" && day.test(raw.at) ? { at: raw.at } : {}),
    ...(typeof raw.of === "string" && id.test(raw.of) ? { of: raw.of } : {}),
  };
}

/** What results are asked for; undefined where the forecast is. */
export function parseResults(raw: Readonly<Record<string, unknown>>): ResultsSearch | undefined {
  if (raw.show !== "results") return undefined;
  const by = resultSides.find((one) => one === raw.by);
  const span = spans.find((one) => one === raw.span);
  return {
    show: "results",
    ...(by === undefined ? {} : { by }),
    ...(span === undefined ? {} : { span }),
    ...(typeof raw.pipeline === "string" && id.test(raw.pipeline) ? { pipeline: raw.pipeline } : {}),
  };
}

/** What came of deals. */
export const resultsQuery = ({ show: _, ...search }: ResultsSearch) =>
  queryOptions({
    queryKey: ["sums", "deals", "results", search],
    staleTime: 0,
    queryFn: ({ signal }) => api.get<SalesResults>("forecast/results", { query: { ...search }, signal }),
    placeholderData: (before) => before,
  });

/** With the sums of deals: whatever changes a deal may change it. Quotas may have changed on another page. */
export const forecastQuery = ({ of: _, ...search }: ForecastSearch) =>
  queryOptions({
    queryKey: ["sums", "deals", "forecast", search],
    staleTime: 0,
    queryFn: ({ signal }) => api.get<Forecast>("forecast", { query: { ...search }, signal }),
    placeholderData: (before) => before,
  });

/** What became of the period's deals since a day. */
export const movesQuery = ({ by: _by, of: _of, at: _at, ...search }: ForecastSearch, since: string) =>
  queryOptions({
    queryKey: ["sums", "deals", "moves", search, since],
    staleTime: 0,
    queryFn: ({ signal }) => api.get<ForecastMoves>("forecast/moves", { query: { ...search, since }, signal }),
    placeholderData: (before) => before,
  });

/** How the forecast of a period came about. Its past moments change by no write of the present, so it is asked anew only now and then. */
export const historyQuery = ({ at: _, ...search }: ForecastSearch) =>
  queryOptions({
    queryKey: ["sums", "deals", "forecast-history", search],
    staleTime: 60_000,
    queryFn: ({ signal }) => api.get<ForecastHistory>("forecast/history", { query: { ...search }, signal }),
  });

/** How right the forecasts of the last periods were. */
export const accuracyQuery = ({ at: _, ...search }: ForecastSearch) =>
  queryOptions({
    queryKey: ["sums", "deals", "forecast-accuracy", search],
    staleTime: 60_000,
    queryFn: ({ signal }) => api.get<ForecastAccuracyList>("forecast/accuracy", { query: { ...search }, signal }),
  });

/** The categories that a forecast has columns for, surest first. */
export const categories = ["closed", "commit", "best_case", "pipeline"] as const;
export type Category = (typeof categories)[number];

/** Condition of the deals of one category behind a row. */
export const behind = (where: string, category: Category): string => `${where} and forecast_category = "${category}"`;

/** Condition of the quotas that are set for a row alone, or for all together. */
export function quotaCondition(forecast: Forecast, row: ForecastRow | undefined): string {
  const { from, to, unit } = forecast.period;
  const whose =
    row?.of == null ? "person is empty and team is empty and territory is empty" : `${forecast.by} = "${row.of.id}"`;
  return `starts_on >= "${from}" and starts_on <= "${to}" and period = "${unit}" and ${whose}`;
}

import type { ForecastMove } from "../../api";
import { i18n } from "../../i18n";
import type { Category, ResultSide, Side, Span, Unit } from "./search";

export function sideName(side: Side): string {
  switch (side) {
    case "person":
      return i18n._({ id: "forecast.by.person", message: "By person" });
    case "team":
      return i18n._({ id: "forecast.by.team", message: "By team" });
    case "territory":
      return i18n._({ id: "forecast.by.territory", message: "By territory" });
    default:
      return i18n._({ id: "forecast.by.product", message: "By product" });
  }
}

export function unitName(unit: Unit): string {
  switch (unit) {
    case "month":
      return i18n._({ id: "forecast.unit.month", message: "Month" });
    case "quarter":
      return i18n._({ id: "forecast.unit.quarter", message: "Quarter" });
    default:
      return i18n._({ id: "forecast.unit.year", message: "Year" });
  }
}

export function categoryName(category: Category): string {
  switch (category) {
    case "closed":
      return i18n._({ id: "forecast.closed", message: "Won" });
    case "commit":
      return i18n._({ id: "forecast.commit", message: "Commit" });
    case "best_case":
      return i18n._({ id: "forecast.best_case", message: "Best case" });
    default:
      return i18n._({ id: "forecast.pipeline", message: "Pipeline" });
  }
}

/** What stands where nobody has it. */
export function nobodyName(side: Side): string {
  switch (side) {
    case "person":
      return i18n._({ id: "forecast.nobody", message: "Nobody’s" });
    case "product":
      return i18n._({ id: "forecast.no_product", message: "Without a product" });
    case "team":
      return i18n._({ id: "forecast.no_team", message: "Without a team" });
    default:
      return i18n._({ id: "forecast.no_territory", message: "Without a territory" });
  }
}

export function resultSideName(side: ResultSide): string {
  switch (side) {
    case "manager":
      return i18n._({ id: "forecast.by.manager", message: "By manager" });
    case "month":
      return i18n._({ id: "forecast.by.month", message: "By month" });
    case "quarter":
      return i18n._({ id: "forecast.by.quarter", message: "By quarter" });
    case "year":
      return i18n._({ id: "forecast.by.year", message: "By year" });
    default:
      return sideName(side);
  }
}

export function spanName(span: Span | "all"): string {
  switch (span) {
    case "month":
      return i18n._({ id: "forecast.span.month", message: "This month" });
    case "last_month":
      return i18n._({ id: "forecast.span.last_month", message: "Last month" });
    case "quarter":
      return i18n._({ id: "forecast.span.quarter", message: "This quarter" });
    case "last_quarter":
      return i18n._({ id: "forecast.span.last_quarter", message: "Last quarter" });
    case "year":
      return i18n._({ id: "forecast.span.year", message: "This year" });
    case "last_year":
      return i18n._({ id: "forecast.span.last_year", message: "Last year" });
    default:
      return i18n._({ id: "forecast.span.all", message: "All time" });
  }
}

/** What stands where a deal has none of what results are told by. */
export function withoutName(side: ResultSide): string {
  switch (side) {
    case "manager":
      return i18n._({ id: "forecast.no_manager", message: "Without a manager" });
    case "month":
    case "quarter":
    case "year":
      return i18n._({ id: "forecast.no_close_date", message: "Without a close date" });
    default:
      return nobodyName(side);
  }
}

export function moveName(move: ForecastMove["move"]): string {
  switch (move) {
    case "new":
      return i18n._({ id: "forecast.move.new", message: "New" });
    case "entered":
      return i18n._({ id: "forecast.move.entered", message: "Came in" });
    case "reopened":
      return i18n._({ id: "forecast.move.reopened", message: "Open again" });
    case "won":
      return i18n._({ id: "forecast.move.won", message: "Won" });
    case "lost":
      return i18n._({ id: "forecast.move.lost", message: "Lost" });
    case "slipped":
      return i18n._({ id: "forecast.move.slipped", message: "Slipped" });
    case "brought_forward":
      return i18n._({ id: "forecast.move.brought_forward", message: "Brought forward" });
    case "grew":
      return i18n._({ id: "forecast.move.grew", message: "Grew" });
    case "shrank":
      return i18n._({ id: "forecast.move.shrank", message: "Shrank" });
    case "moved_up":
      return i18n._({ id: "forecast.move.moved_up", message: "Surer" });
    default:
      return i18n._({ id: "forecast.move.moved_down", message: "Less sure" });
  }
}

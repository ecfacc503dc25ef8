import { describe, expect, it } from "vitest";
import type { Forecast } from "../../api";
import { behind, parseForecast, quotaCondition } from "./search";

describe("the address of a forecast", () => {
  it("keeps what it knows", () =>
    expect(parseForecast({ by: "team", unit: "year", day: "2026-11-20", pipeline: "x", where: "true" })).toEqual({
      by: "team",
      unit: "year",
      day: "2026-11-20",
    }));
  it("leaves out what it does not know", () => expect(parseForecast({ by: "moon", unit: 3, day: "now" })).toEqual({}));
});

describe("what stands behind a row", () => {
  const forecast = { by: "person", period: { unit: "quarter", from: "2026-10-01", to: "2026-12-31" } } as Forecast;
  it("is found among the deals", () =>
    expect(behind("amount > 1", "best_case")).toBe('amount > 1 and forecast_category = "best_case"'));
  it("is found among the quotas", () => {
    expect(quotaCondition(forecast, undefined)).toContain("person is empty and team is empty");
    expect(quotaCondition(forecast, { of: { id: "7", title: "Ada" } } as never)).toBe(
      'starts_on >= "2026-10-01" and starts_on <= "2026-12-31" and period = "quarter" and person = "7"',
    );
  });
});

import { describe, expect, it } from "vitest";
import { setFormats } from "./chosen-formats";
import {
  formatDate,
  formatDateTime,
  formatDuration,
  formatMoney,
  formatNumber,
  formatPercent,
  formatRelative,
} from "./format";

describe("formats", () => {
  it("never moves a day by a time zone", () => {
    for (const zone of ["Pacific/Kiritimati", "America/Adak"]) {
      setFormats({ timeZone: zone });
      expect(formatDate("2026-11-20")).toContain("20");
    }
    setFormats({});
  });
  it("shows an instant in the chosen zone", () => {
    setFormats({ timeZone: "Asia/Tokyo" });
    expect(formatDateTime("2026-11-20T20:00:00Z")).toContain("21");
    setFormats({});
  });
  it("writes numbers and days as the chosen region does", () => {
    setFormats({ locale: "de-DE" });
    expect(formatNumber("12345.6")).toBe("12.345,6");
    expect(formatDate("2026-11-20")).toContain("20.");
    setFormats({});
  });
  it("keeps every digit of an amount, and no cents where there are none", () => {
    expect(formatMoney({ amount: "9007199254740993.00", currency: "EUR" })).toBe("€9,007,199,254,740,993");
    expect(formatMoney({ amount: "12.50", currency: "EUR" })).toBe("€12.50");
    expect(formatMoney({ amount: "10005534.00", currency: "USD" }, { compact: true })).toBe("$10M");
  });
  it("takes percentages from 0 to 100", () => expect(formatPercent("12.5")).toBe("12.5%"));
  it("tells how long something was in its largest unit", () => {
    expect(formatDuration(3 * 86_400 + 5 * 3600)).toBe("3 days");
    expect(formatDuration(3600)).toBe("1 hour");
    expect(formatDuration(59)).toBeUndefined();
  });
  it("speaks of time as people do", () => {
    const now = Date.parse("2026-11-20T12:00:00Z");
    expect(formatRelative("2026-11-20T09:00:00Z", now)).toBe("3 hours ago");
    expect(formatRelative("2026-11-20T11:59:40Z", now)).toBe("now");
    expect(formatRelative("2026-11-22T12:00:00Z", now)).toBe("in 2 days");
  });
});

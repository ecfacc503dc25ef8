import { formatNumber } from "../../i18n";

const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** How large a file is, in the unit people say it in. */
export function formatSize(bytes: number): string {
  const step = Math.min(units.length - 1, bytes === 0 ? 0 : Math.floor(Math.log(bytes) / Math.log(1000)));
  return formatNumber(bytes / 1000 ** step, {
    style: "unit",
    unit: units[step] ?? "byte",
    unitDisplay: step === 0 ? "long" : "short",
    maximumFractionDigits: step < 2 ? 0 : 1,
  });
}

import type { RecordData, Value } from "../../api";

interface Money {
  amount: string;
  currency: string;
}

const isMoney = (value: Value | undefined): value is Money & Value =>
  typeof value === "object" && value !== null && "amount" in value && "currency" in value;

const digits = 4;
const scale = 10n ** BigInt(digits);

function units(amount: string): bigint {
  const [whole = "0", decimals = ""] = amount.replace("-", "").split(".");
  const sum = BigInt(whole) * scale + BigInt(decimals.padEnd(digits, "0").slice(0, digits));
  return amount.startsWith("-") ? -sum : sum;
}

function text(sum: bigint): string {
  const size = sum < 0n ? -sum : sum;
  const decimals = String(size % scale).padStart(digits, "0");
  return `${sum < 0n ? "-" : ""}${size / scale}.${decimals}`;
}

/** What lines come to, exactly; nothing where they are in several currencies or there are none. */
export function sumOf(lines: readonly RecordData[]): Money | null {
  const totals = lines.map((line) => line.total).filter(isMoney);
  const currency = totals[0]?.currency;
  if (currency === undefined || totals.some((total) => total.currency !== currency)) return null;
  return { amount: text(totals.reduce((sum, total) => sum + units(total.amount), 0n)), currency };
}
